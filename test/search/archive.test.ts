// What the archive keeps of each evaluation, and how a genome stands by it in every objective.
import { describe, expect, it } from 'vitest';
import type { Objectives } from '../../shared/contracts/evaluation.ts';
import {
  type Archive,
  bestSingleScore,
  isInArchive,
  ranking,
  standingOf,
  withObservations,
} from '../../shared/search/archive.ts';
import type { Told } from '../../shared/search/strategy.ts';

const LOSS = { name: 'loss', direction: 'minimize' } as const;
const ACCURACY = { name: 'accuracy', direction: 'maximize' } as const;

function told(
  objectives: Objectives | null,
  more: Partial<Told> & { examples?: number } = {},
): Told {
  const { examples = 64, ...rest } = more;
  const one = { genomeHash: 'aa1', replicate: 0, ...rest };
  return {
    candidateId: 'g0-0',
    genome: { format: 1, kind: 'mlp' },
    parameters: 7,
    budget: { examples, schedule: 'constant' },
    evaluationKey: `${one.genomeHash}-${one.replicate}-${examples}`,
    status: objectives === null ? 'diverged' : 'completed',
    objectives,
    ...one,
  };
}

const counted = (correct: number, loss: number) => ({ accuracy: { correct, total: 100 }, loss });

/** The evaluation keys of a genome's observations, as a stored state has them. */
function keysIn(archive: Archive, genomeHash: string): string[] {
  const stored: Archive = JSON.parse(JSON.stringify(archive));
  const entry = Object.values(stored).find((shard) => Object.hasOwn(shard, genomeHash));
  return (entry?.[genomeHash]?.observations ?? []).map((one) => one.evaluationKey);
}

describe('a standing', () => {
  const twice = withObservations({}, [
    told(counted(80, 0.25)),
    told(counted(90, 0.75), { replicate: 1 }),
  ]);

  it('has the mean of every objective over the replicates', () => {
    const standing = standingOf(twice, 'aa1', ACCURACY)!;
    expect(standing.values).toEqual({ accuracy: 0.85, loss: 0.5 });
    expect(standing).toMatchObject({ fitness: 0.85, replicates: 2, parameters: 7 });
  });

  it('has its fitness in the objective that is asked for, from one archive', () => {
    expect(standingOf(twice, 'aa1', LOSS)!.fitness).toBe(0.5);
    expect(standingOf(twice, 'aa1', LOSS)!.values).toEqual(
      standingOf(twice, 'aa1', ACCURACY)!.values,
    );
  });

  it('has the values of the largest budget alone', () => {
    const longer = withObservations(twice, [told(counted(95, 0.125), { examples: 128 })]);
    const { values, fitness, examples, replicates } = standingOf(longer, 'aa1', LOSS)!;
    expect({ values, fitness, examples, replicates }).toEqual({
      values: { accuracy: 0.95, loss: 0.125 },
      ...{ fitness: 0.125, examples: 128, replicates: 1 },
    });
  });

  it('has no values and no fitness where a replicate diverged', () => {
    const diverged = withObservations(twice, [told(null, { replicate: 2 })]);
    expect(standingOf(diverged, 'aa1', LOSS)).toMatchObject({
      ...{ values: {}, fitness: null, standardError: null, replicates: 3 },
    });
  });

  it('leaves out an objective that a replicate lacks', () => {
    const mixed = withObservations(twice, [told({ loss: 0.5 }, { replicate: 2 })]);
    expect(standingOf(mixed, 'aa1', LOSS)).toMatchObject({ fitness: 0.5 });
    expect(standingOf(mixed, 'aa1', LOSS)!.values).toEqual({ loss: 0.5 });
  });

  it('takes an objective for its own, not for a name that every object has', () => {
    const named = { name: 'toString', direction: 'minimize' } as const;
    const archive = withObservations({}, [told({ loss: 1, toString: 3 } as never)]);
    expect(standingOf(archive, 'aa1', named)).toMatchObject({ fitness: 3 });
    expect(bestSingleScore(twice, named)).toBeUndefined();
  });
});

describe('an observation', () => {
  it('keeps the key of its evaluation, whose weights a child may inherit', () => {
    const archive = withObservations({}, [
      told(counted(80, 0.5)),
      told(null, { replicate: 1 }),
      told(counted(90, 0.5), { examples: 128 }),
      told(counted(70, 0.5), { genomeHash: 'bb1' }),
    ]);
    expect(keysIn(archive, 'aa1')).toEqual(['aa1-0-64', 'aa1-1-64', 'aa1-0-128']);
    expect(keysIn(archive, 'bb1')).toEqual(['bb1-0-64']);
  });

  it('counts once, however often it is told, and keeps its first key', () => {
    const once = withObservations({}, [told(counted(80, 0.5))]);
    const again = withObservations(once, [told(counted(10, 9), { evaluationKey: 'other' })]);
    expect(again).toEqual(once);
    expect(keysIn(again, 'aa1')).toEqual(['aa1-0-64']);
  });

  it.each(['failed', 'censored'] as const)('is none of an evaluation that is %s', (status) => {
    const archive = withObservations({}, [told(null, { status })]);
    expect(isInArchive(archive, 'aa1')).toBe(false);
    expect(standingOf(archive, 'aa1', LOSS)).toBeUndefined();
    expect(isInArchive(withObservations({}, [told(null)]), 'aa1')).toBe(true);
  });

  it('is added to a copy: an archive that another state holds stays as it was', () => {
    const before = withObservations({}, [told(counted(80, 0.5))]);
    const copy = structuredClone(before);
    withObservations(before, [told(counted(90, 0.25), { replicate: 1 })]);
    expect(before).toEqual(copy);
  });
});

describe('a ranking', () => {
  it('is by the objective that is asked for, from the same archive', () => {
    const archive = withObservations({}, [
      told(counted(80, 0.25), { genomeHash: 'aa1' }),
      told(counted(90, 0.75), { genomeHash: 'bb1' }),
      told(null, { genomeHash: 'cc1' }),
    ]);
    const hashes = (objective: typeof LOSS | typeof ACCURACY) =>
      ranking(archive, objective).map(({ genomeHash }) => genomeHash);
    expect(hashes(LOSS)).toEqual(['aa1', 'bb1', 'cc1']);
    expect(hashes(ACCURACY)).toEqual(['bb1', 'aa1', 'cc1']);
    expect(bestSingleScore(archive, LOSS)).toBe(0.25);
    expect(bestSingleScore(archive, ACCURACY)).toBe(0.9);
  });
});
