import { describe, expect, it } from 'vitest';
import { randomStream } from '../../shared/kernel/random.ts';
import { tournamentWinner } from '../../shared/search/selection.ts';
import { freshRun } from '../steps/fake-run.ts';

describe('tournamentWinner', () => {
  it('lets rank i win with p(1−p)^i and the last with the rest', () => {
    const counts = [0, 0, 0];
    const total = 20_000;
    for (let draw = 0; draw < total; draw += 1) {
      const winner = tournamentWinner([0, 1, 2], 3, 0.85, randomStream(['test', draw]));
      counts[winner]! += 1;
    }
    const expected = [0.85, 0.85 * 0.15, 0.15 * 0.15].map((share) => share * total);
    const statistic = counts.reduce((sum, n, i) => sum + (n - expected[i]!) ** 2 / expected[i]!, 0);
    // Upper 0.1 % point of χ² with two degrees of freedom.
    expect(statistic).toBeLessThan(13.8);
  });

  it('draws distinct members: with k of the whole population the best of all wins at p = 1', () => {
    for (let draw = 0; draw < 200; draw += 1) {
      expect(tournamentWinner([5, 6, 7, 8], 4, 1, randomStream(['all', draw]))).toBe(5);
    }
  });

  it('draws as if members who entered were taken out of a list', () => {
    for (let draw = 0; draw < 500; draw += 1) {
      const size = 1 + (draw % 5);
      const ranked = Array.from({ length: 5 + (draw % 17) }, (_, index) => index);
      const stream = randomStream(['list', draw]);
      const left = [...ranked];
      const entrants = Array.from({ length: size }, () => {
        return left.splice(stream.integer(0, left.length - 1), 1)[0]!;
      });
      const best = Math.min(...entrants);
      expect(tournamentWinner(ranked, size, 1, randomStream(['list', draw]))).toBe(best);
    }
  });
});

describe('tournament', () => {
  it('passes the two best genomes on unchanged, trained once more', async () => {
    const config = {
      strategy: { name: 'tournament', population: 20, generations: 6 },
      finalPhase: null,
    };
    const { state } = await freshRun(config);
    const readings = new Map<string, number[]>();
    for (const [index, { planned, facts }] of state.batches.entries()) {
      if (index > 0) {
        const means = [
          ...new Set(state.batches[index - 1]!.planned.evaluations.map((one) => one.genomeHash)),
        ]
          .filter((hash) => readings.has(hash))
          .map((hash) => ({ hash, mean: mean(readings.get(hash)!) }))
          .sort((a, b) => b.mean - a.mean);
        const elites = planned.evaluations.slice(0, 2);
        expect(elites.map((one) => one.genomeHash)).toEqual(
          means.slice(0, 2).map((one) => one.hash),
        );
        for (const elite of elites) {
          expect(elite.replicate).toBe(readings.get(elite.genomeHash)!.length);
          expect(elite.operators).toEqual([]);
        }
      }
      const seen = new Set<string>();
      for (const [position, fact] of facts!.entries()) {
        const { genomeHash } = planned.evaluations[position]!;
        const value = fact.objectives?.accuracy;
        if (seen.has(fact.evaluationKey) || typeof value !== 'object') continue;
        if (planned.evaluations[position]!.dispatch === 'known') continue;
        seen.add(fact.evaluationKey);
        readings.set(genomeHash, [...(readings.get(genomeHash) ?? []), value.correct]);
      }
    }
  });

  it('makes at most 50 + 9·48 new genomes with the article’s settings, and 50 candidates each time', async () => {
    const { state } = await freshRun({ finalPhase: null });
    const all = state.batches.flatMap((batch) => batch.planned.evaluations);
    expect(state.batches.map((batch) => batch.planned.evaluations.length)).toEqual(
      new Array(10).fill(50),
    );
    expect(new Set(all.map((one) => one.genomeHash)).size).toBeLessThanOrEqual(482);
    const parents = new Set(all.map((one) => one.candidateId));
    expect(all.flatMap((one) => one.parents).every((id) => parents.has(id))).toBe(true);
  });

  it('asks for no training twice without elite replicates', async () => {
    const strategy = { name: 'tournament', population: 10, generations: 4, eliteReplicates: 0 };
    const { state } = await freshRun({ strategy, finalPhase: null });
    const elites = state.batches.slice(1).flatMap((batch) => batch.planned.evaluations.slice(0, 2));
    expect(elites.map((one) => one.dispatch)).toEqual(new Array(6).fill('known'));
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
