// One run of a comparison: its search and final phase, then further trainings of its champion that no
// choice depends on: the endpoints. Resumes from what is on disk.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Budget } from '../../shared/contracts/budget.ts';
import {
  type Engine,
  type EvaluationRequest,
  evaluationSeedOf,
  type TaskData,
} from '../../shared/contracts/evaluation.ts';
import type { RunPaths, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { FROM_SCRATCH } from '../../shared/contracts/proposal.ts';
import type { RunConfig } from '../../shared/contracts/run-config.ts';
import { canonicalGenome } from '../../shared/genome/identity.ts';
import { Corrupt, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { spreadOf } from '../../shared/report/spread.ts';
import { championOf } from '../../shared/search/campaign.ts';
import { finalPhaseReserve, finalStages } from '../../shared/search/final-stages.ts';
import type { Champion } from '../../shared/search/finish.ts';
import { primaryObjective } from '../../shared/search/objectives.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun } from '../../shared/steps/prepare-run.ts';
import { type RunState, startOf } from '../../shared/steps/run-state.ts';
import { scoreOrWorst } from '../../shared/training/objectives.ts';
import { openFileRunStore, readJournal } from '../embedded/file-run-store.ts';
import { journalOf, stateOf } from '../embedded/run-directory.ts';
import { type LoopTools, runLoop } from '../embedded/run-loop.ts';
import type { PoolReply } from '../embedded/training-pool.ts';
import { writeOwn } from '../embedded/write-whole.ts';
import { ENDPOINT_SEEDS, type Judged } from './comparison.ts';

const judgedSchema = z.strictObject({
  primary: z.number(),
  second: z.number(),
  examples: z.int(),
  evaluations: z.int(),
  genomeHash: z.string(),
  genome: z.unknown(),
});

type Cost = Pick<Judged, 'examples' | 'evaluations'>;

export interface JudgeTools extends Omit<LoopTools, 'store' | 'onEvent'> {
  readonly evaluate: (request: EvaluationRequest) => Promise<PoolReply>;
  readonly data: TaskData;
  readonly engine: Engine;
  /** For the runs' first events. */
  readonly paths?: RunPaths | undefined;
  /** Told how a search stands after each batch. */
  readonly onBatch: (state: RunState) => void;
}

/**
 * The endpoints of a run, computed or read from its folder.
 * @param secondBudget of the second endpoint, the same for all runs of a comparison
 * @throws Retryable when the search came to no champion, or a training of it failed
 * @throws InvalidInput when the search ended before its examples were used up
 * @throws Corrupt when its folder holds another run
 */
export async function judgedRun(
  config: RunConfig,
  secondBudget: Budget,
  directory: string,
  tools: JudgeTools,
): Promise<Judged> {
  const path = join(directory, 'endpoints.json');
  const at = tools.clock.now();
  const prepared = prepareRun(config, tools.data, tools.engine, 'comparison', at);
  const { paths } = tools;
  const started = { ...prepared.started, ...(paths === undefined ? {} : { paths }) };
  const known = await keptEndpoints(path);
  if (known !== undefined) {
    // comparison.json may have been lost: the journal, too, has what the run is about.
    const [first] = await readJournal(journalOf(directory)).catch(() => []);
    if (first?.type === 'run-started') refuseOther(directory, first, started);
    return known;
  }
  await mkdir(directory, { recursive: true });
  const store = await openFileRunStore(journalOf(directory), directory);
  try {
    const events = await store.read();
    if (events.length === 0) await store.append([started]);
    const state = events.length === 0 ? startOf(started, strategies) : stateOf(directory, events);
    refuseOther(directory, state.started, started);
    const onEvent: LoopTools['onEvent'] = (event) => {
      if (event.type === 'generation-closed') tools.onBatch(state);
    };
    await runLoop(state, { ...tools, store, onEvent });
    const cost = searchCost(state);
    refuseEarlyEnd(directory, state, cost);
    const champion = championOf(state.campaign);
    if (champion === null) throw new Retryable(`${directory}: the search found no champion`);
    const judged: Judged = {
      ...(await endpointsOf(champion, config, budgetsOf(state, secondBudget), tools)),
      ...cost,
      genomeHash: champion.genomeHash,
      genome: canonicalGenome(champion.genome),
    };
    await writeOwn(path, `${JSON.stringify(judged, null, 2)}\n`);
    return judged;
  } finally {
    await store.close();
  }
}

/** Undefined where there are none, and where they are damaged: the run has what they are computed from. */
async function keptEndpoints(path: string): Promise<Judged | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return parseInput(judgedSchema, JSON.parse(text), path);
  } catch {
    return undefined;
  }
}

function refuseOther(directory: string, recorded: RunStarted, present: RunStarted): void {
  for (const name of ['config', 'engine', 'data'] as const) {
    if (JSON.stringify(comparable(recorded)[name]) === JSON.stringify(comparable(present)[name]))
      continue;
    const what = { config: 'other settings', engine: 'another engine', data: 'other data' }[name];
    throw new Corrupt(`${directory} holds a run with ${what}; --out names another folder`);
  }
}

/** The data set of a run is its data; what the configuration calls it may be a path in an older run. */
function comparable({ config, engine, data }: RunStarted) {
  return { config: { ...config, dataset: data.id }, engine, data };
}

/**
 * A search is over when its next training would be more than its examples; one that finds nothing new
 * to train before that is no match for the others.
 */
function refuseEarlyEnd(directory: string, { started, stop }: RunState, { examples }: Cost): void {
  const { config, data } = started;
  if (stop === 'max-examples' || config.maxExamples === undefined) return;
  const allowed = config.maxExamples - finalPhaseReserve(config, data.trainCount).examples;
  if (examples >= allowed) return;
  throw new InvalidInput([
    {
      path: directory,
      value: `${examples} examples`,
      problem: `the search found no new genome after ${examples} training examples`,
      allowed: `${allowed} training examples, as in all searches of a comparison`,
      hint: 'use a larger space or fewer generations',
    },
  ]);
}

type Endpoint = keyof typeof ENDPOINT_SEEDS;

function budgetsOf({ started }: RunState, second: Budget): Readonly<Record<Endpoint, Budget>> {
  const { config, data } = started;
  const stages = finalStages(config.finalPhase, config.budget, data.trainCount);
  const retraining = stages.find(({ name }) => name === 'retraining');
  if (retraining === undefined) throw new Error('a comparison has a final phase');
  return { primary: retraining.budget, second };
}

/**
 * Means of the primary objective over further trainings of the champion; a diverged one counts as the worst
 * score. Their seeds belong to no search: those of a run are keyed by its number alone.
 * @throws Retryable when a training failed, which says nothing about the champion
 * @throws InvalidInput when one diverged and its objective has no worst score
 */
async function endpointsOf(
  { genome, genomeHash }: Champion,
  config: RunConfig,
  budgets: Readonly<Record<Endpoint, Budget>>,
  { evaluate }: JudgeTools,
): Promise<Readonly<Record<Endpoint, number>>> {
  const { seed } = config;
  const objective = primaryObjective(config);
  const meanOf = async (endpoint: Endpoint): Promise<number> => {
    const replies = await Promise.all(
      Array.from({ length: ENDPOINT_SEEDS[endpoint] }, (_, n) =>
        evaluate({
          evaluationKey: `${endpoint}-${seed}-${genomeHash}-${n}`,
          genomeHash,
          genome: canonicalGenome(genome),
          budget: budgets[endpoint],
          evaluationSeed: evaluationSeedOf(`${seed} ${endpoint}`, genomeHash, n),
          start: FROM_SCRATCH,
          keepWeights: false,
        }),
      ),
    );
    const scores = replies.map((reply) => {
      if ('failure' in reply) throw new Retryable(reply.failure);
      const score = scoreOrWorst(reply.result.objectives, objective);
      if (Number.isFinite(score)) return score;
      const problem = `a training of the champion diverged, and ${objective.name} has no worst score`;
      const allowed = 'accuracy or loss as the first objective';
      throw new InvalidInput([{ path: 'objectives', value: objective.name, problem, allowed }]);
    });
    return spreadOf(scores).mean;
  };
  return { primary: await meanOf('primary'), second: await meanOf('second') };
}

function searchCost(state: RunState): Cost {
  const trained = state.batches
    .filter(({ planned }) => planned.phase === 'search')
    .flatMap(({ planned }) => planned.evaluations)
    .filter(({ dispatch }) => dispatch === 'train');
  const examples = trained.reduce((sum, { budget }) => sum + budget.examples, 0);
  return { examples, evaluations: state.sent.evaluations };
}
