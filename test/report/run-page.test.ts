// A page that follows a run shows at every moment what a page made from its ledger would show.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import type { LedgerEvent, RunStarted } from '../../shared/contracts/ledger-events.ts';
import { measuresOf } from '../../shared/report/analysis/scatter-points.ts';
import { changedPage } from '../../shared/report/changed-page.ts';
import { evaluationRows } from '../../shared/report/evaluations-table.ts';
import { geneByPlace, genesOf } from '../../shared/report/genes.ts';
import type { RunPage } from '../../shared/report/page-data.ts';
import { followRunPage, type PageExtras, runPage } from '../../shared/report/run-page.ts';
import { strategies } from '../../shared/search/registry.ts';
import { runResult } from '../../shared/steps/run-result.ts';
import { apply, fold, startOf } from '../../shared/steps/run-state.ts';
import {
  ENGINE,
  fakeReply,
  freshRun,
  OWN_ENGINE,
  shuffledPool,
  unreported,
} from '../steps/fake-run.ts';

const EXTRAS: PageExtras = {
  dataName: 'fake',
  classes: ['0'],
  baselineCommand: null,
  money: null,
  usdOf: () => null,
  misclassified: null,
  model: null,
  missing: [],
};
const CONFIGS = [
  { strategy: { name: 'tournament', population: 6, generations: 3 }, baseline: true },
  { strategy: { name: 'halving', population: 9, generations: 4 } },
  { strategy: { name: 'random', population: 6, generations: 2 }, maxEvaluations: 40 },
];

/** A trainer module that reports of some trainings how large their network was, and not of each the same. */
function reportedAtTimes(request: Parameters<typeof fakeReply>[0]) {
  const reply = unreported(request);
  const parameters = Number.parseInt(request.evaluationKey.slice(0, 2), 16);
  if (!('result' in reply) || parameters < 64) return reply;
  return { request, result: { ...reply.result, parameters } };
}

describe('a page that follows a run', () => {
  it.each([
    ...CONFIGS.map((config) => ({ ...config, reply: fakeReply, engine: ENGINE })),
    { ...CONFIGS[0]!, reply: reportedAtTimes, engine: OWN_ENGINE },
  ])(
    'is at every event what the ledger gives: $strategy.name, engine $engine.name',
    async ({ reply, engine, ...config }) => {
      const { events } = await freshRun(config, shuffledPool(2, 0, reply), engine);
      // How many events pass before a reader looks again.
      const pauses = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 60, maxLength: 60 });
      await fc.assert(
        fc.property(pauses, (steps) => {
          const [first, ...rest] = events as [RunStarted, ...LedgerEvent[]];
          const state = startOf(first, strategies);
          const follower = followRunPage(state, [first], EXTRAS);
          let reader = asRead(follower.whole());
          let version = follower.version();
          let told = 1;
          for (const step of steps) {
            for (const event of rest.splice(0, step)) {
              apply(state, event);
              follower.note(event);
              told += 1;
            }
            const change = follower.changeSince(version);
            reader = changedPage(reader, asRead(change));
            version = change.version;
          }
          const known = events.slice(0, told);
          expect(reader).toEqual(asRead(runPage(fold(known, strategies), known, EXTRAS)));
        }),
        { numRuns: 10 },
      );
    },
  );

  it('of a trainer module says no size, FLOPs or schedule that it did not report', async () => {
    const pool = shuffledPool(2, 0, unreported);
    const { state, events } = await freshRun(CONFIGS[0]!, pool, OWN_ENGINE);
    const page = asRead(runPage(state, events, EXTRAS));
    expect(page.head.hasBuiltInEngine).toBe(false);
    for (const { genome: _, ...row } of Object.values(page.genomes))
      expect(row).toEqual({ parameters: null, forwardFlops: null });
    expect(page.evaluations.every(({ training }) => training?.trainFlops == null)).toBe(true);
    expect(measuresOf(page)).not.toContain('parameters');
    const columns = evaluationRows(state).map(({ parameters, trainFlops, schedule }) => [
      parameters,
      trainFlops,
      schedule,
    ]);
    expect(new Set(columns.flat())).toEqual(new Set([null]));
    expect(JSON.stringify(runResult(state))).not.toMatch(/parameters|flops|schedule/i);
  });

  it('of a built-in engine has the network of each genome', async () => {
    const { state, events } = await freshRun(CONFIGS[0]!);
    const rows = Object.values(asRead(runPage(state, events, EXTRAS)).genomes);
    expect(rows.length).toBeGreaterThan(5);
    for (const { genome, network } of rows) {
      const { layers } = genome as unknown as { layers: { units: number }[] };
      const hidden = layers.map(({ units }) => `dense ${units}`);
      expect(network?.map(({ words }) => words)).toEqual(['input', ...hidden, 'dense 10']);
    }
  });

  it('sends rows once, and the model when it is said', async () => {
    const { events } = await freshRun(CONFIGS[0]!);
    const state = fold(events, strategies);
    const follower = followRunPage(state, events, EXTRAS);
    const before = follower.version();
    expect(follower.changeSince(before).evaluations).toEqual([]);
    expect(follower.changeSince(before)).not.toHaveProperty('model');
    const model = { json: '{}', weights: '', path: 'x' };
    follower.say({ model });
    expect(follower.changeSince(before)).toMatchObject({ evaluations: [], genomes: {}, model });
  });

  it('names what a training took where it was trained, once', async () => {
    const strategy = { name: 'tournament', population: 6, generations: 3, eliteReplicates: 0 };
    const { state, events } = await freshRun({ strategy });
    const { evaluations } = runPage(state, events, EXTRAS);
    const trained = evaluations.filter(({ training }) => training !== null);
    expect(trained.length).toBe(state.results.size);
    expect(evaluations.some(({ dispatch }) => dispatch === 'known')).toBe(true);
    const known = evaluations.filter(({ dispatch }) => dispatch === 'known');
    expect(known.every(({ training, status }) => training === null && status !== null)).toBe(true);
  });

  it('tells the error of counting a share: √(p(1−p)/n)', async () => {
    const { state, events } = await freshRun(CONFIGS[0]!);
    const { evaluations } = runPage(state, events, EXTRAS);
    for (const { values, countError, status } of evaluations) {
      const [share] = values;
      if (status !== 'completed') expect(countError).toBe(null);
      else expect(countError).toBeCloseTo(Math.sqrt((share! * (1 - share!)) / 5000), 12);
    }
  });
});

describe('genes', () => {
  const genome: Genome = {
    format: 1,
    kind: 'custom',
    rate: 0.5,
    parts: [
      { id: 'a', size: 3 },
      { id: 'b', size: 4, more: { deep: true } },
    ],
  };

  it('are flat, parts by their place', () => {
    expect(genesOf(genome)).toEqual({
      rate: 0.5,
      'parts.length': 2,
      'parts.0.size': 3,
      'parts.1.size': 4,
      'parts.1.more.deep': true,
    });
  });

  it('of the ledger are named by place, those of a part that is gone by the place it had', () => {
    expect(geneByPlace('parts.b.size', genome)).toBe('parts.1.size');
    expect(geneByPlace('parts.a', genome)).toBe('parts.0');
    expect(geneByPlace('parts.gone', genome, 2)).toBe('parts.2');
    expect(geneByPlace('rate', genome)).toBe('rate');
  });

  it('that were changed are those of the candidate, whatever the search did', async () => {
    const { state, events } = await freshRun(CONFIGS[0]!);
    const { evaluations, genomes } = runPage(state, events, EXTRAS);
    const mutated = evaluations.flatMap(({ changes, genomeHash }) =>
      changes
        .filter(({ name }) => name === 'mutate')
        .filter(() => changes.every(({ name }) => name !== 'remove'))
        .map((change) => ({ change, genes: genesOf(genomes[genomeHash]!.genome) })),
    );
    expect(mutated.length).toBeGreaterThan(10);
    expect(
      evaluations.flatMap(({ changes }) => changes.map(({ gene }) => gene)),
    ).not.toContainEqual(expect.stringMatching(/[0-9a-f]{12}/));
    for (const { change, genes } of mutated) {
      // Canonical genes are rounded, so numbers are near.
      const value = genes[change.gene];
      if (typeof change.to === 'number') expect(value).toBeCloseTo(change.to as number, 2);
      else expect(value).toBe(change.to);
    }
  });
});

/** As it comes through JSON. */
function asRead<T extends RunPage | ReturnType<ReturnType<typeof followRunPage>['changeSince']>>(
  content: T,
): T {
  return JSON.parse(JSON.stringify(content));
}
