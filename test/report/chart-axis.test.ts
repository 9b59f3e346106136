// Axes of charts: within what their quantity can be, whole where it is counted, no two labels alike.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChartAxis,
  chartAxis,
  digitsOf,
  logAxis,
  type Quantity,
} from '../../shared/report/analysis/chart-axis.ts';

const labels = ({ ticks, tickFormat }: ChartAxis) => ticks.map(tickFormat);

describe('the axis of a share', () => {
  it('ends at 0 % and 100 %, however far bands and padding go', () => {
    const axis = chartAxis('share', [0.1, 0.98], { wanted: [-0.2, 1.4] });
    expect(axis.domain).toEqual([0, 1]);
    expect(labels(axis)).toEqual(['0 %', '20 %', '40 %', '60 %', '80 %', '100 %']);
  });

  it('has room around a single value, and none beyond the bounds', () => {
    expect(chartAxis('share', [0.95]).domain).toEqual([0.94, 0.96]);
    expect(chartAxis('share', [1]).domain).toEqual([0.99, 1]);
    expect(chartAxis('share', [0]).domain).toEqual([0, 0.01]);
  });

  it('tells ticks apart that are closer than a hundredth of a percent', () => {
    expect(labels(chartAxis('share', [0.95001, 0.95003], { count: 2 }))).toEqual([
      ...['95.001 %', '95.002 %', '95.003 %'],
    ]);
  });
});

describe('the axis of a count', () => {
  it.each([
    [
      [1, 2],
      ['1', '2'],
    ],
    [[1], ['1']],
    [
      [0, 1],
      ['0', '1'],
    ],
    [
      [0, 2],
      ['0', '1', '2'],
    ],
    [
      [1, 3],
      ['1', '2', '3'],
    ],
  ])('of %j has the ticks %j', (values, expected) => {
    expect(labels(chartAxis('count', values))).toEqual(expected);
  });

  it('shortens millions as far as they stay apart', () => {
    expect(labels(chartAxis('count', [1_000_000, 1_000_200], { count: 2 }))).toEqual([
      ...['1,000,000', '1,000,100', '1,000,200'],
    ]);
  });
});

it('time, money and what was never below 0 begin at 0', () => {
  for (const quantity of ['amount', 'dollars', 'number'] as const) {
    const axis = chartAxis(quantity, [0.1, 3], { wanted: [-1, 4] });
    expect(axis.domain).toEqual([0, 4]);
  }
  expect(labels(chartAxis('dollars', [0, 0.0004], { count: 2 }))).toEqual([
    '$0',
    '$0.0002',
    '$0.0004',
  ]);
  expect(chartAxis('number', [-3, -1], { wanted: [-4, 2] }).domain).toEqual([-4, 0]);
  expect(chartAxis('number', [-3, 1], { wanted: [-4, 2] }).domain).toEqual([-4, 2]);
});

it('an axis of any values has labels that differ, of ticks within its domain', () => {
  const quantities = fc.constantFrom<Quantity>(
    ...(['share', 'count', 'amount', 'dollars', 'integer', 'number'] as const),
  );
  // Nearer to 0 and farther away, percentages and sums of doubles have no digits left.
  const values = fc.array(
    fc
      .double({ min: -1e300, max: 1e300, noNaN: true })
      .map((value) => (Math.abs(value) < 1e-300 ? 0 : value)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(quantities, values, fc.integer({ min: 1, max: 10 }), (quantity, all, count) => {
      const isShare = quantity === 'share';
      const own = all.map((value) => (isShare ? Math.abs(Math.sin(value)) : value));
      const axis = chartAxis(quantity, own, { count });
      const [low, high] = axis.domain;
      if (isShare) expect(low >= 0 && high <= 1).toBe(true);
      if (!['share', 'integer', 'number'].includes(quantity)) expect(low).toBeGreaterThanOrEqual(0);
      expect(new Set(labels(axis)).size).toBe(axis.ticks.length);
      for (const tick of axis.ticks) expect(tick >= low && tick <= high).toBe(true);
    }),
  );
});

describe('a logarithmic axis', () => {
  it('has as many multiples of powers of ten as there is room for', () => {
    expect(labels(logAxis([0.0005, 0.2], 4))).toEqual(['0.001', '0.01', '0.1']);
    expect(labels(logAxis([0.001, 0.01], 4))).toEqual(['0.001', '0.002', '0.005', '0.01']);
  });

  it('tells ticks of a narrow range apart', () => {
    expect(labels(logAxis([100_010, 100_030], 2))).toEqual(['100,010', '100,020', '100,030']);
    expect(labels(logAxis([0.005], 3)).length).toBeGreaterThan(0);
  });
});

it('digits are as few as show each tick as it is', () => {
  expect(digitsOf([0, 0.5, 1])).toBe(1);
  expect(digitsOf([99.95, 100, 100.05])).toBe(5);
  expect(digitsOf([])).toBe(1);
});

it('an axis of shares ends at 0 and 100 % unless values lie beyond', () => {
  expect(chartAxis('share', [0.02, 0.98]).domain).toEqual([0, 1]);
  const { domain, ticks, tickFormat } = chartAxis('share', [-0.4, 1.6]);
  expect(domain).toEqual([-0.5, 2]);
  expect(ticks.map(tickFormat)).toEqual(['-50 %', '0 %', '50 %', '100 %', '150 %', '200 %']);
});
