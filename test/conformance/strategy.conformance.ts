// The promises of shared/search/strategy.ts, checked on every strategy: alone over recorded batches,
// and through plan, close, fold and replay as a run goes.
import { beforeAll, describe, expect, it } from 'vitest';
import type { PoolReply } from '../../cli/embedded/training-pool.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { EvaluationFact, LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import type { Proposal } from '../../shared/contracts/proposal.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { genomeHash } from '../../shared/genome/identity.ts';
import { DEFAULT_SPACE } from '../../shared/genome/kinds/kinds.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import type { Strategies } from '../../shared/search/registry.ts';
import type { Asked, Strategy, StrategyConfig, Told } from '../../shared/search/strategy.ts';
import { replay } from '../../shared/steps/replay.ts';
import { deepFreeze } from '../kernel/deep-freeze.ts';
import { fakeReply, memoryStore, runFake, shuffledPool, started } from '../steps/fake-run.ts';

const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
const OBJECTIVES = [
  { name: 'accuracy', direction: 'maximize' },
  { name: 'parameters', direction: 'minimize' },
] as const;

/** What is done to every value that goes into or comes out of a strategy. */
type Treatment = <T>(value: T) => T;

const asItIs: Treatment = (value) => value;
const throughJson: Treatment = (value) => JSON.parse(JSON.stringify(value));

/**
 * @param settings of the strategy, its name included; small, a search of a few dozen candidates
 */
export function strategyConformance(
  known: Strategies,
  settings: { readonly name: string; readonly [setting: string]: unknown },
): void {
  const { strategy } = known[settings.name]!;
  const config = {
    seed: 3,
    space: DEFAULT_SPACE,
    task: TASK,
    budget: { examples: 640, schedule: 'constant' as const },
    objectives: OBJECTIVES,
    enqueued: [],
    settings,
  };

  describe(`strategy: ${settings.name}`, () => {
    it('is pure: it changes nothing that it is given, and answers the same twice', () => {
      const frozen = search(strategy, deepFreeze(config), deepFreeze);
      expect(frozen).toEqual(search(strategy, config, asItIs));
      expect(frozen.length).toBeGreaterThan(1);
    });

    it('can be stored and read between any two calls', () => {
      expect(search(strategy, config, throughJson)).toEqual(search(strategy, config, asItIs));
    });

    it('keeps no state of its own: an old state answers as it did, whatever came after', () => {
      const history: { state: unknown; answer: string }[] = [];
      search(strategy, config, asItIs, (state, asked) => {
        history.push({ state, answer: JSON.stringify(asked) });
      });
      for (const { state, answer } of history.reverse()) {
        expect(JSON.stringify(strategy.ask(state))).toBe(answer);
      }
    });

    it('goes on when all or part of a batch failed, was cut off, or diverged', () => {
      for (const status of ['failed', 'censored', 'diverged'] as const) {
        search(strategy, config, deepFreeze, ignore, () => status);
      }
    });

    it('names parents that were candidates before, and gives every candidate one genome', () => {
      const born = new Map<string, string>();
      for (const { candidateId, parents, genome } of search(strategy, config, asItIs).flat()) {
        for (const parent of parents) expect(born.has(parent)).toBe(true);
        const hash = genomeHash(genome);
        expect(born.get(candidateId) ?? hash).toBe(hash);
        born.set(candidateId, hash);
      }
    });

    describe('in a run', () => {
      const run = async (workers: number, order: number, events?: LedgerEvent[]) => {
        const whole = { strategy: settings, objectives: OBJECTIVES, finalPhase: null };
        const store = memoryStore(events ?? [started(whole, known, undefined, OBJECTIVES)]);
        const pool = shuffledPool(workers, order, replyWithSize);
        const state = await runFake(store, pool, new AbortController().signal, known);
        return { state, events: store.events };
      };
      let undisturbed: Awaited<ReturnType<typeof run>>;
      beforeAll(async () => {
        undisturbed = await run(1, 0);
      });

      it('has one ledger hash in any order of arrival, and replays to it', async () => {
        const { state, events } = undisturbed;
        for (const [workers, order] of [
          [2, 1],
          [4, 2],
          [4, 3],
        ] as const) {
          expect((await run(workers, order)).state.ledgerHash).toBe(state.ledgerHash);
        }
        expect(replay(events, known)).toMatchObject({
          state: { ledgerHash: state.ledgerHash },
          matches: true,
        });
      });

      it('ends with that hash after a crash at any event', async () => {
        const { state, events } = undisturbed;
        for (let kept = 1; kept < events.length; kept += 3) {
          const resumed = await run(3, kept, events.slice(0, kept));
          expect(resumed.state.ledgerHash, `after ${kept}`).toBe(state.ledgerHash);
        }
      });
    });
  });
}

/** Drives a strategy to its end and returns its batches. */
function search<State>(
  strategy: Strategy<State>,
  config: StrategyConfig,
  treat: Treatment,
  follow: (state: State, asked: Asked<State>) => void = ignore,
  statusOf: (proposal: Proposal) => EvaluationFact['status'] = mixedStatus,
): (readonly Proposal[])[] {
  const trace: (readonly Proposal[])[] = [];
  let told = 0;
  let state = treat(strategy.init(config));
  for (let calls = 0; calls < 10_000; calls += 1) {
    const asked = treat(strategy.ask(state));
    expect(strategy.ask(state)).toEqual(asked);
    follow(state, asked);
    state = asked.state;
    if ('done' in asked) return trace;
    if (asked.proposals.length > 0) {
      trace.push(asked.proposals);
      continue;
    }
    const oldest = trace[told];
    if (oldest === undefined) throw new Error('nothing is asked for and nothing is open');
    told += 1;
    const results = treat(oldest.map((proposal) => resultOf(proposal, statusOf(proposal))));
    const next = treat(strategy.tell(state, results));
    expect(strategy.tell(state, results)).toEqual(next);
    state = next;
  }
  throw new Error('the strategy does not come to an end');
}

function resultOf(proposal: Proposal, status: EvaluationFact['status']): Told {
  const { candidateId, genome, budget, replicate } = proposal;
  const hash = genomeHash(genome);
  const { parameters } = genomeCost(genome, TASK)!;
  const correct = randomStream(['quality', hash, replicate, budget.examples]).integer(0, 5000);
  return {
    candidateId,
    genome,
    genomeHash: hash,
    parameters,
    budget,
    replicate,
    evaluationKey: `${hash}-${replicate}-${budget.examples}`,
    status,
    objectives: status === 'completed' ? { accuracy: { correct, total: 5000 }, parameters } : null,
  };
}

/** One in five is lost, in one way or another; the same one always. */
function mixedStatus({ candidateId, replicate }: Proposal): EvaluationFact['status'] {
  const luck = randomStream(['luck', candidateId, replicate]).integer(0, 14);
  return (['failed', 'censored', 'diverged'] as const)[luck] ?? 'completed';
}

/** Accuracy, and size as a second objective. */
function replyWithSize(request: EvaluationRequest): PoolReply {
  const reply = fakeReply(request);
  if (!('result' in reply) || reply.result.objectives === null) return reply;
  const { parameters } = genomeCost(request.genome, TASK)!;
  const objectives = { ...reply.result.objectives, parameters };
  return { request, result: { ...reply.result, objectives } };
}

function ignore(): void {}
