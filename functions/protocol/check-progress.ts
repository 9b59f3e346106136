// CheckProgress: a round of waiting has timed out. Is the stage slow, has a message been lost, or is it
// dead? Slow: wait on. Silent for one round: send again what is missing. For two: close over what came.
import { Superseded } from '../../shared/kernel/errors.ts';
import { arrivedIndices } from '../aws/arrivals.ts';
import { endRun, requireRunning } from '../aws/run-record.ts';
import { changeRoot, rootOf, type Stage, stageKey } from '../aws/stage-root.ts';
import { getItem } from '../aws/table.ts';
import type { PlanInput } from './plan-stage.ts';
import type { Tools } from './tools.ts';

type Place = Pick<PlanInput, 'runId' | 'epoch' | 'child' | 'closed'>;

export type Progress =
  | (Place & { readonly status: 'wait'; readonly resend: boolean })
  | (Place & { readonly status: 'close'; readonly batch: number; readonly forced: true })
  | (Place & { readonly status: 'continue' })
  | (Place & { readonly status: 'failed'; readonly cause: string });

const SILENT_ROUNDS_TO_CLOSE = 2;

export async function checkProgress(place: Place, tools: Tools): Promise<Progress> {
  const { table, report, settings } = tools;
  const { runId, epoch } = place;
  try {
    const { batch } = await requireRunning(table, runId, epoch);
    if (batch === undefined) return await planAgain(place, place.closed, tools);
    const stageId = { runId, epoch, batch };
    const item = await getItem(table, stageKey(stageId));
    const root = rootOf(item ?? {});
    // The batch that was noted last is over: it is the next one's Plan that did not get on.
    if (item?.evaluations === undefined || root.isSettled) {
      const again = { expression: 'ADD planRounds :one', values: { ':one': 1 } };
      return await planAgain(place, (await changeRoot(table, stageId, again)).planRounds, tools);
    }
    const stage: Stage = { ...stageId, count: Number(item.evaluations) };
    const arrived = (await arrivedIndices(table, stage)).size + root.pieces;
    const silent = arrived > root.roundArrivals ? 0 : root.silentRounds + 1;
    await changeRoot(table, stage, {
      expression: 'SET roundArrivals = :arrived, silentRounds = :silent',
      values: { ':arrived': arrived, ':silent': silent },
    });
    report.warn('waiting round over', { ...place, batch, arrived, silent });
    if (silent > 0) report.count('SilentRounds', silent);
    if (silent >= SILENT_ROUNDS_TO_CLOSE) return { ...place, status: 'close', batch, forced: true };
    // Rounds fill the history too: the next child execution goes on with the same stage. After a
    // silent one this child sends again first, for the next begins without that.
    if (silent === 0 && place.closed >= settings.childGenerations) {
      return { ...place, closed: 0, child: place.child + 1, status: 'continue' };
    }
    return { ...place, status: 'wait', resend: silent > 0 };
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    return { ...place, status: 'failed', cause: error.message };
  }
}

/** Plan died without a word, which on AWS ends its execution at once: once more, and no more. */
async function planAgain(place: Place, rounds: number, { table }: Tools): Promise<Progress> {
  if (rounds < SILENT_ROUNDS_TO_CLOSE) return { ...place, status: 'wait', resend: true };
  const cause = 'Plan made no progress in two waiting rounds; see its log';
  await endRun(table, place.runId, place.epoch, 'failed', { cause });
  return { ...place, status: 'failed', cause };
}
