// The objectives of a run: which are rejected, which are recorded, and that everything goes by the first.
import { describe, expect, it } from 'vitest';
import { progress } from '../../cli/progress.ts';
import { summary } from '../../cli/summary.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { builtInManifest } from '../../shared/data/manifests/built-in-manifest.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { randomStream } from '../../shared/kernel/random.ts';
import { modelCard } from '../../shared/report/card/model-card.ts';
import { evaluationRows } from '../../shared/report/evaluations-table.ts';
import { genomesIn, objectiveScore, standingOf } from '../../shared/search/archive.ts';
import { bestOf, championOf } from '../../shared/search/campaign.ts';
import { strategies } from '../../shared/search/registry.ts';
import { replay } from '../../shared/steps/replay.ts';
import { apply, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { checkObjectives, producedBy, scoreOrWorst } from '../../shared/training/objectives.ts';
import { WORST_LOSS } from '../../shared/training/score.ts';
import { fakeReply, freshRun, shuffledPool, started } from './fake-run.ts';

const ACCURACY = { name: 'accuracy', direction: 'maximize' } as const;
const LOSS = { name: 'loss', direction: 'minimize' } as const;
const SMALL = { strategy: { name: 'tournament', population: 8, generations: 3 } };

/** As the engines answer: with both, accuracy first; the lowest loss is not the highest accuracy. */
function bothReply(request: EvaluationRequest) {
  const told = fakeReply(request);
  if (!('result' in told) || told.result.objectives === null) return told;
  const loss = 1 + 9 * randomStream(['loss', request.evaluationSeed]).real();
  const objectives = { ...told.result.objectives, loss };
  // The loss of the training is another.
  return { request, result: { ...told.result, objectives, loss: 0.5 } };
}

const run = (...objectives: readonly object[]) =>
  freshRun({ ...SMALL, objectives }, shuffledPool(2, 0, bothReply));

function factsOf(events: readonly LedgerEvent[]) {
  return events.flatMap((event) => (event.type === 'generation-closed' ? event.facts : []));
}

/** Mean loss by genome, over all its trainings of the search. */
function searchedLosses(state: RunState): number[] {
  return genomesIn(state.campaign.main.archive)
    .map((hash) => standingOf(state.campaign.main.archive, hash, LOSS)!)
    .flatMap(({ fitness }) => fitness ?? []);
}

describe('a run by loss', () => {
  it('has the lowest mean loss as its best, and ships the training with the lowest', async () => {
    const { state, events } = await run(LOSS);
    const losses = searchedLosses(state);
    expect(losses.length).toBeGreaterThan(8);
    expect(bestOf(state.campaign)!.fitness).toBe(Math.min(...losses));
    const { evaluationKeys } = championOf(state.campaign)!;
    const shipped = evaluationKeys.map((key) =>
      objectiveScore(state.results.get(key)!.objectives, 'loss'),
    );
    expect(shipped.length).toBeGreaterThan(1);
    expect(shipped).toEqual([...shipped].sort((a, b) => a! - b!));
    expect(replay(events, strategies)).toMatchObject({
      state: { ledgerHash: state.ledgerHash },
      matches: true,
    });
  });

  it('records loss alone, and keeps in the results all that the trainer produces', async () => {
    const { state, events } = await run(LOSS);
    const completed = factsOf(events).filter(({ status }) => status === 'completed');
    expect(completed.length).toBeGreaterThan(20);
    for (const { objectives, evaluationKey } of completed) {
      const all = state.results.get(evaluationKey)!.objectives!;
      expect(objectives).toEqual({ loss: all.loss });
      expect(Object.keys(all)).toEqual(['accuracy', 'loss']);
    }
  });

  it('is told of in its unit by progress, summary and card', async () => {
    const { state, events } = await run(LOSS);
    const best = String(Number(bestOf(state.campaign)!.fitness!.toPrecision(6)));
    const said = linesOf(events).filter((line) => line.startsWith('generation'));
    expect(said).toHaveLength(3);
    const lowest = (batch: number) => {
      const facts = events.filter((event) => event.type === 'generation-closed')[batch]!.facts;
      return Math.min(
        ...facts.flatMap(({ objectives }) => objectiveScore(objectives, 'loss') ?? []),
      );
    };
    for (const [batch, line] of said.entries()) {
      expect(line).toMatch(
        /best \d+\.\d+ nats \(g\S+\) +best single score \d+\.\d+ nats +mean \d+\.\d+ nats +trained \d+ /,
      );
      expect(Number(/best (\S+)/.exec(line)![1])).toBeCloseTo(lowest(batch), 4);
    }
    expect(summary(state, 'here').join('\n')).toContain(`loss ${best}`);
    const { genomeHash } = championOf(state.campaign)!;
    const planned = state.batches.flatMap((batch) => batch.planned.evaluations);
    const shipped = planned.findLast((one) => one.genomeHash === genomeHash)!;
    const card = modelCard(state, shipped, builtInManifest('mnist')!);
    expect(card).toContain(`loss ${best}`);
    expect(card).toMatch(/Validation loss \d+\.\d+ nats ± \d+\.\d+ nats \(SD\), mean over/);
  });

  it('has columns for both losses in the exported table', async () => {
    const { state, events } = await run(LOSS);
    const rows = evaluationRows(state).filter(({ status }) => status === 'completed');
    const facts = factsOf(events).filter(({ status }) => status === 'completed');
    expect(rows.map((row) => row['objective.loss'])).toEqual(
      facts.map(({ objectives }) => objectives!.loss),
    );
    expect(new Set(rows.map(({ loss }) => loss))).toEqual(new Set([0.5]));
  });

  it('loses its patience when loss does not fall, whatever accuracy does', async () => {
    // Later trainings are more accurate and have a higher loss.
    const batches = async (objective: object) => {
      let trained = 0;
      const reply = (request: EvaluationRequest) => {
        const told = fakeReply(request);
        trained += 1;
        if (!('result' in told)) return told;
        const objectives = { accuracy: { correct: trained, total: 5000 }, loss: trained };
        return { request, result: { ...told.result, status: 'completed' as const, objectives } };
      };
      const strategy = { name: 'random', population: 4, generations: 6 };
      const config = { strategy, finalPhase: null, patience: 2, objectives: [objective] };
      return (await freshRun(config, shuffledPool(1, 0, reply))).state.batches.length;
    };
    expect(await batches(LOSS)).toBe(3);
    expect(await batches(ACCURACY)).toBe(6);
  });
});

describe('a run with two objectives', () => {
  it('goes by the first, records both in its own order, and shows both in the table', async () => {
    const alone = await run(LOSS);
    const { state, events } = await run(LOSS, ACCURACY);
    for (const { objectives } of factsOf(events)) {
      if (objectives !== null) expect(Object.keys(objectives)).toEqual(['loss', 'accuracy']);
    }
    expect(championOf(state.campaign)).toEqual(championOf(alone.state.campaign));
    const best = bestOf(state.campaign)!;
    const { values, ...standing } = bestOf(alone.state.campaign)!;
    expect(best).toMatchObject(standing);
    expect(values).toEqual({ loss: best.values.loss });
    expect(Object.keys(best.values)).toEqual(['loss', 'accuracy']);
    const linesWithoutTime = (all: readonly LedgerEvent[]) =>
      linesOf(all).map((line) => line.slice(0, line.indexOf(' trained')));
    expect(linesWithoutTime(events)).toEqual(linesWithoutTime(alone.events));
    const [row] = evaluationRows(state).filter(({ status }) => status === 'completed');
    expect(row).toMatchObject({ 'objective.accuracy': expect.any(Number), loss: 0.5 });
    expect(row!['objective.loss']).toBeGreaterThan(1);
  });

  it('is by accuracy the run that it is without a second, but for what it declares', async () => {
    const { state } = await run(ACCURACY, LOSS);
    const alone = await run(ACCURACY);
    const { values: _, ...standing } = bestOf(alone.state.campaign)!;
    expect(bestOf(state.campaign)).toMatchObject(standing);
    // A trainer that produces more changes no run that did not ask for it.
    const before = await freshRun(SMALL);
    expect(alone.state.ledgerHash).toBe(before.state.ledgerHash);
    expect(state.ledgerHash).not.toBe(before.state.ledgerHash);
  });
});

describe('objectives that the engine does not produce', () => {
  const faultsOf = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof InvalidInput) return error.message;
    }
    return expect.unreachable();
  };

  it('are rejected before anything is planned, all at once, with the nearest name', () => {
    const objectives = [
      { name: 'los', direction: 'minimize' },
      { name: 'accuracy', direction: 'minimize' },
      { name: 'loss', direction: 'maximize' },
    ];
    expect(faultsOf(() => started({ objectives }))).toBe(
      [
        'objectives[0].name: "los" is not allowed; expected an objective of engine fake: accuracy, loss, parameters, forwardFlops; did you mean loss?',
        'objectives[1].direction: "minimize" is not allowed; expected maximize for accuracy',
        'objectives[2].direction: "maximize" is not allowed; expected minimize for loss',
      ].join('\n'),
    );
    expect(() => started({ objectives: [LOSS, ACCURACY] })).not.toThrow();
  });

  it('are those that a trainer module does not declare', () => {
    const latency = { name: 'latency', direction: 'minimize' } as const;
    const own = { name: 'trainer', declared: [{ name: 'latency' }, { name: 'loss' }] };
    expect(() => checkObjectives([latency, LOSS], own)).not.toThrow();
    expect(() => checkObjectives([{ ...latency, direction: 'maximize' }], own)).not.toThrow();
    expect(faultsOf(() => checkObjectives([ACCURACY], own))).toContain(
      'objectives[0].name: "accuracy" is not allowed; expected an objective that the trainer module declares (export const objectives): latency, loss',
    );
    expect(faultsOf(() => checkObjectives([LOSS], { name: 'trainer' }))).toContain(
      'expected an objective that the trainer module declares (export const objectives): accuracy',
    );
  });

  it('are none in the library, whose user produces them', () => {
    expect(producedBy({ name: 'library' })).toBeUndefined();
    const upside = { name: 'accuracy', direction: 'minimize' } as const;
    expect(() => checkObjectives([upside], { name: 'library' })).not.toThrow();
  });
});

it('a training without a score counts as the worst there is, not as 0', () => {
  expect(scoreOrWorst(null, ACCURACY)).toBe(0);
  expect(scoreOrWorst(null, LOSS)).toBe(WORST_LOSS);
  expect(scoreOrWorst(null, { name: 'ms', direction: 'minimize' })).toBe(Number.POSITIVE_INFINITY);
  expect(scoreOrWorst({ accuracy: 0.5, loss: 0.25 }, LOSS)).toBe(0.25);
});

function linesOf([first, ...rest]: readonly LedgerEvent[]): string[] {
  const state = startOf(first as RunStarted, strategies);
  const said: string[] = [];
  const silent = { status: () => 0, result: () => 0, debug: () => 0, warn: () => 0 };
  const terminal = { ...silent, say: (line: string) => said.push(line) };
  const follow = progress(state, terminal, { workers: 2 });
  for (const event of rest) {
    apply(state, event);
    follow(event);
  }
  return said;
}
