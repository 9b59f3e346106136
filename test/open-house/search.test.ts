// Whole searches of residual genomes over an evaluator that trains nothing: drawn, mutated, repaired and within their
// limits under every strategy, with the same ledger hash whatever arrives first.
import { describe, expect, it, vi } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import type { SearchSpace } from '../../shared/contracts/search-space.ts';
import { checkSpace } from '../../shared/genome/check-space.ts';
import { costliest } from '../../shared/genome/costliest.ts';
import { genomeCost, networkOf } from '../../shared/genome/genome-network.ts';
import { genomeHash } from '../../shared/genome/identity.ts';
import {
  mutateWithinLimits,
  randomWithinLimits,
} from '../../shared/genome/operators/within-limits.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { networkCost } from '../../shared/network/network-cost.ts';
import { networkFigure } from '../../shared/network/network-figure.ts';
import { networkLayout } from '../../shared/report/analysis/network-layout.ts';
import { geneByPlace, genesOf } from '../../shared/report/genes.ts';
import { genomeInWords } from '../../shared/report/genome-in-words.ts';
import { strategies } from '../../shared/search/registry.ts';
import { replay } from '../../shared/steps/replay.ts';
import { freshRun, shuffledPool, started } from '../steps/fake-run.ts';
import { residualGenome } from './residual-genomes.ts';
import { residualGenomeSchema } from './residual-kind/residual-genome.ts';
import { residualKind } from './residual-kind/residual-kind.ts';

vi.mock('../../shared/genome/kinds/kinds.ts', async (original) => {
  const { withResidualKind } = await import('./with-residual-kind.ts');
  return withResidualKind(await original());
});

/** Of the data set of a fake run. */
const TASK = { shape: { height: 28, width: 28, channels: 1 }, classes: 10 };
/** Examples as wide as some networks of the default space are. */
const NARROW = { shape: { features: 9 }, classes: 3 };
const MAX_PARAMETERS = 18_000;
const space: SearchSpace = {
  ...residualKind.defaultSpace,
  limits: { maxParameters: MAX_PARAMETERS },
};

const SEARCHES = {
  tournament: { population: 12, generations: 4 },
  halving: { population: 12, generations: 6 },
  random: { population: 12, generations: 2 },
};
type Name = keyof typeof SEARCHES;
const configOf = (name: Name) => ({ space, strategy: { name, ...SEARCHES[name] } });

const searches = new Map<Name, ReturnType<typeof freshRun>>();

/** Once for all tests. */
function searchBy(name: Name): ReturnType<typeof freshRun> {
  const known = searches.get(name) ?? freshRun(configOf(name));
  searches.set(name, known);
  return known;
}

describe.each(Object.keys(SEARCHES) as Name[])('a search by %s', (name) => {
  it('has one ledger hash in any order of arrival, and replays to it', async () => {
    const { state, events } = await searchBy(name);
    const again = await freshRun(configOf(name), shuffledPool(4, 7));
    expect(again.events.map(({ id }) => id)).not.toEqual(events.map(({ id }) => id));
    expect(again.state.ledgerHash).toBe(state.ledgerHash);
    expect(replay(events, strategies).matches).toBe(true);
    expect(state.finished === null && state.campaign.isSearchOver).toBe(true);
  });

  it('plans genomes that can be trained, within the limits', async () => {
    const planned = plannedIn(await searchBy(name));
    for (const { genome, parameters } of planned) {
      residualGenomeSchema.parse(genome);
      expect(parameters).toBe(networkCost(networkOf(genome, TASK)!).parameters);
      expect(parameters).toBeLessThanOrEqual(MAX_PARAMETERS);
    }
    expect(new Set(planned.map((one) => one.genomeHash)).size).toBeGreaterThan(12);
    expect(planned.reduce((sum, { rejected }) => sum + rejected, 0)).toBeGreaterThan(0);
  });
});

it.each(['tournament', 'halving'] as const)(
  'a search by %s records of each child what differs from its parent',
  async (name) => {
    const planned = plannedIn(await searchBy(name));
    const names = planned.flatMap(({ operators }) => operators.map((one) => one.name));
    expect(names).toEqual(expect.arrayContaining(['mutate', 'insert', 'remove', 'repair']));
    for (const { genome, operators } of planned) {
      // Of several changes of a gene the last holds; those of a block that is removed hold nowhere.
      const last = new Map(operators.map((one) => [one.genePath, one]));
      const removed = operators.filter((one) => one.name === 'remove');
      for (const { name, genePath, to } of last.values()) {
        const isGone = removed.some((one) => genePath.startsWith(`${one.genePath}.`));
        if (isGone || (name !== 'mutate' && name !== 'repair')) continue;
        expect(genesOf(genome)[geneByPlace(genePath, genome)]).toBe(to);
      }
    }
  },
);

describe('the residual space', () => {
  it('is a space for any data set, and its estimate is an upper bound', () => {
    for (const task of [TASK, NARROW]) {
      const unlimited = checkSpace(residualKind.defaultSpace, task);
      const most = costliest(unlimited, task)!;
      const genomes = drawn(unlimited, task);
      const greatest = Math.max(...genomes.map((one) => genomeCost(one, task)!.forwardFlops));
      expect(greatest).toBeLessThanOrEqual(most.forwardFlops);
      expect(greatest).toBeGreaterThan(most.forwardFlops / 2);
      expect(costliest(space, TASK)!.parameters).toBe(MAX_PARAMETERS);
    }
  });

  it('has genomes without a stem where the examples are as wide, and nowhere else', () => {
    const stemless = (task: typeof NARROW | typeof TASK) =>
      drawn(residualKind.defaultSpace, task).filter(({ stem }) => stem === false);
    expect(stemless(TASK)).toEqual([]);
    const narrow = stemless(NARROW);
    expect(narrow.length).toBeGreaterThan(0);
    expect(new Set(narrow.map(({ width }) => width))).toEqual(new Set([9]));
  });

  it('is rejected where a gene is not what the kind allows', () => {
    const { width: _, ...genes } = residualKind.defaultSpace.genes;
    const wrong = { ...residualKind.defaultSpace, genes: { ...genes, layers: genes.blocks } };
    expect(() => checkSpace(wrong, TASK)).toThrow(
      /space\.genes\.width: missing; .*\n.*space\.genes\.layers: unknown gene/,
    );
  });
});

describe('a residual genome', () => {
  const genome = residualGenome() as unknown as Genome;

  it('is the same genome with other ids and digits that training does not see', () => {
    const blocks = residualGenome().blocks.map((block, place) => ({ ...block, id: `${place}` }));
    const same = { ...genome, blocks, speed: residualGenome().speed + 1e-9 } as Genome;
    expect(genomeHash(same)).toBe(genomeHash(genome));
    expect(genomeHash({ ...genome, width: 8 })).not.toBe(genomeHash(genome));
  });

  it('is drawn with its skip connections and described in a line', () => {
    const { skips } = networkLayout(networkFigure(networkOf(genome, NARROW)!));
    expect(skips.length).toBeGreaterThan(1);
    expect(genomeInWords(genome, NARROW)).toContain('add tanh, dropout 0.25');
  });

  it('that somebody wants in the first generation is rejected where it cannot be trained', () => {
    const enqueue = [
      { ...genome, width: 16 },
      { ...genome, width: 16, stem: false },
    ];
    const run = () => started({ space: residualKind.defaultSpace, enqueue });
    expect(run).toThrow(InvalidInput);
    expect(run).toThrow(/^enqueue\[1\]\.stem: false .*expected true/);
  });

  it('has other evaluation keys once its kind means something else, and no other kind has', async () => {
    const strategy = { name: 'random', population: 2, generations: 1 };
    const config = { strategy, finalPhase: null };
    const keysOf = async (of: Record<string, unknown>) =>
      plannedIn(await freshRun(of)).map((one) => one.evaluationKey);
    const keys = async () => [await keysOf({ ...config, space }), await keysOf(config)] as const;
    const [before, ofMlp] = await keys();
    const { semantics } = residualKind;
    try {
      residualKind.semantics = semantics + 1;
      const [after, ofMlpAfter] = await keys();
      for (const key of after) expect(before).not.toContain(key);
      expect(ofMlpAfter).toEqual(ofMlp);
    } finally {
      residualKind.semantics = semantics;
    }
    expect(await keys()).toEqual([before, ofMlp]);
  });
});

function plannedIn({ state }: Awaited<ReturnType<typeof freshRun>>): PlannedEvaluation[] {
  return state.batches.flatMap(({ planned }) => planned.evaluations);
}

/** Random genomes and a mutant of each. */
function drawn(of: SearchSpace, task: typeof NARROW | typeof TASK): Genome[] {
  return Array.from({ length: 150 }, (_, slot) => {
    const { genome } = randomWithinLimits(of, task, { seed: 5, generation: 0, slot });
    const mutant = mutateWithinLimits(genome, of, task, { seed: 5, generation: 1, slot });
    return [genome, mutant.genome];
  }).flat();
}
