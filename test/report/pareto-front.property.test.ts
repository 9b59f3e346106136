// The Pareto front against its definition: no point of it is beaten, and every other point is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Priced, paretoFront } from '../../shared/report/analysis/pareto-front.ts';

const point = fc.record({
  cost: fc.integer({ min: 1, max: 12 }),
  fitness: fc.integer({ min: 0, max: 12 }),
});
const direction = fc.constantFrom('maximize' as const, 'minimize' as const);

/** At least as good for at most as much, and better in one. */
function beats(a: Priced, b: Priced, sign: number): boolean {
  const gain = sign * (a.fitness - b.fitness);
  return a.cost <= b.cost && gain >= 0 && (a.cost < b.cost || gain > 0);
}

describe('the Pareto front', () => {
  it('holds just the points that none beats, one of those that are equal, cheapest first', () => {
    fc.assert(
      fc.property(fc.array(point), direction, (points, towards) => {
        const sign = towards === 'maximize' ? 1 : -1;
        const best = points.filter((one) => !points.some((other) => beats(other, one, sign)));
        const distinct = new Map(best.map((one) => [`${one.cost} ${one.fitness}`, one]));
        const expected = [...distinct.values()].sort((a, b) => a.cost - b.cost);
        expect(paretoFront(points, towards)).toEqual(expected);
      }),
    );
  });

  it('keeps the first of equal points itself', () => {
    const [first, second] = [
      { cost: 1, fitness: 1 },
      { cost: 1, fitness: 1 },
    ];
    const [kept] = paretoFront([first!, second!], 'maximize');
    expect(kept).toBe(first);
  });
});
