// The root of a stage: a batch under one ownership of a run, with its token and what was decided of it.
import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import {
  type Change,
  expiryAfter,
  getItem,
  type Item,
  numbersIn,
  type Table,
  text,
  updateItem,
} from './table.ts';

/** Evaluations whose arrivals one item counts. */
export const SHARD_SIZE = 200;

/** Stages and their arrivals: longer than anybody looks for what went wrong in a run. */
export const KEPT_DAYS = 30;

/** Which stage it is. */
export interface StageId {
  readonly runId: string;
  readonly epoch: number;
  readonly batch: number;
}

export interface Stage extends StageId {
  /** Distinct evaluations that are waited for. */
  readonly count: number;
}

/** The stage's root: its token and what was decided of it. */
export interface StageRoot {
  readonly fullShards: ReadonlySet<number>;
  readonly token: string | undefined;
  /** What the token is sent with. */
  readonly reply: string | undefined;
  /** All requests have been handed to the queue once; how often, where some were missing. */
  readonly isSent: boolean;
  readonly sends: number;
  /** Pieces of long trainings that were done. */
  readonly pieces: number;
  /** A cap closed the stage. */
  readonly stop: string | undefined;
  /** The stage cannot go on, in words. */
  readonly fault: string | undefined;
  /** Nano-dollars reserved, with the day they were reserved on. */
  readonly reserved: number | undefined;
  readonly day: string | undefined;
  /** They were taken out of what was put aside for the finish. */
  readonly isOfFinish: boolean;
  readonly isSettled: boolean;
  /** Arrivals and pieces at the last round, and rounds without one since. */
  readonly roundArrivals: number;
  readonly silentRounds: number;
  /** Rounds in which the Plan after this stage did not get on. */
  readonly planRounds: number;
}

export function stageKey({ runId, epoch, batch }: StageId) {
  return { pk: `stage#${runId}#${epoch}#${batch}`, sk: 'root' };
}

export function shardCount({ count }: Pick<Stage, 'count'>): number {
  return Math.ceil(count / SHARD_SIZE);
}

export function isFull({ fullShards }: StageRoot, stage: Pick<Stage, 'count'>): boolean {
  return fullShards.size === shardCount(stage);
}

/** Puts the token that completion is told with, whatever was there, and touches nothing that arrived. */
export async function setToken(
  table: Table,
  stage: Stage,
  token: string,
  reply: unknown,
  now: string,
): Promise<StageRoot> {
  return changeRoot(table, stage, {
    expression: 'SET #token = :token, reply = :reply, evaluations = :count, expiresAt = :expires',
    names: { '#token': 'token' },
    values: {
      ':token': token,
      ':reply': JSON.stringify(reply),
      ':count': stage.count,
      ':expires': expiryAfter(KEPT_DAYS, now),
    },
  });
}

/** The execution has ended, the wait has timed out, or somebody else was first. */
const SETTLED: ReadonlySet<string> = new Set(['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken']);

/**
 * Sends the waiting state machine the output of its task. A token is settled once; a later call has no effect.
 * @param output JSON text, at most 256 KiB
 */
export async function sendToken(client: SFNClient, token: string, output: string): Promise<void> {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output }));
  } catch (error) {
    if (error instanceof Error && SETTLED.has(error.name)) return;
    throw error;
  }
}

/** The stage was refused: Close is to close it over what had arrived. */
export async function stopStage(table: Table, stage: StageId, stop: string): Promise<void> {
  await changeRoot(table, stage, {
    expression: 'SET #stop = if_not_exists(#stop, :stop)',
    names: { '#stop': 'stop' },
    values: { ':stop': stop },
  });
}

/** Why a stage cannot go on although nothing is broken, in the words of the execution's cause. */
export const STACK_UPDATED =
  'the stack was updated; deploy the version that started the run and resume it, or start a new run';
export const DATA_CHANGED =
  'the data set was uploaded again with other content; upload the first content and resume, or start a new run';

/** The run cannot go on: Plan and Close find the fault at the root. */
export async function failStage(table: Table, stage: StageId, fault: string): Promise<StageRoot> {
  return changeRoot(table, stage, {
    expression: 'SET fault = if_not_exists(fault, :fault)',
    values: { ':fault': fault },
  });
}

export async function readRoot(table: Table, stage: StageId): Promise<StageRoot> {
  return rootOf((await getItem(table, stageKey(stage))) ?? {});
}

export async function changeRoot(table: Table, stage: StageId, change: Change): Promise<StageRoot> {
  return rootOf(await updateItem(table, stageKey(stage), change));
}

export function rootOf(item: Item): StageRoot {
  return {
    fullShards: numbersIn(item.fullShards),
    token: text(item.token),
    reply: text(item.reply),
    isSent: item.isSent === true,
    sends: Number(item.sends ?? 0),
    pieces: Number(item.pieces ?? 0),
    stop: text(item.stop),
    fault: text(item.fault),
    reserved: item.reserved === undefined ? undefined : Number(item.reserved),
    day: text(item.day),
    isOfFinish: item.isOfFinish === true,
    isSettled: item.isSettled === true,
    roundArrivals: Number(item.roundArrivals ?? 0),
    silentRounds: Number(item.silentRounds ?? 0),
    planRounds: Number(item.planRounds ?? 0),
  };
}
