// Percent or a number with its unit, as the objective declares.
import { describe, expect, it } from 'vitest';
import { asPrinted, type Objective } from '../../shared/contracts/objective.ts';
import { chartAxis, quantityOf } from '../../shared/report/analysis/chart-axis.ts';
import { bestInWords } from '../../shared/report/best-in-words.ts';
import { error, valueWithError } from '../../shared/report/page/words.ts';
import { differenceInWords, valueInWords } from '../../shared/report/percent.ts';
import { printedFitness, printedObjectives } from '../../shared/report/printed-objective.ts';
import { strategies } from '../../shared/search/registry.ts';
import { ENGINE, started } from '../steps/fake-run.ts';

const of = (name: string, more: Partial<Objective> = {}) =>
  asPrinted({ name, direction: 'maximize', ...more });
const LATENCY = of('latency', { format: 'number', unit: 'ms' });
const RECALL = of('recall', { format: 'percent' });

describe('a value of an objective', () => {
  it.each([
    ['in percent', RECALL, '50.00 %'],
    ['as a number with its unit', LATENCY, '0.5 ms'],
    ['as a number', of('loss', { format: 'number' }), '0.5'],
    ['as a number where it declares no format', of('accuracy'), '0.5'],
    ['as a number with its unit where it declares no format', of('delay', { unit: 's' }), '0.5 s'],
  ])('is printed as declared: %s', (_, objective, words) => {
    expect(valueInWords(0.5, objective)).toBe(words);
    expect(bestInWords({ candidateId: 'g0-1', fitness: 0.5 }, objective)).toBe(`${words} (g0-1)`);
  });

  it('has its format and unit on axes, with errors and as a difference', () => {
    expect(valueInWords(1285.5, LATENCY)).toBe('1285.5 ms');
    const tick = (objective: Objective) =>
      chartAxis(quantityOf(objective), [0.2, 0.8]).tickFormat(0.5);
    expect([tick(LATENCY), tick(RECALL)]).toEqual(['0.5', '50 %']);
    expect([error(0.5, LATENCY), error(0.5, RECALL)]).toEqual(['0.5 ms', '50.00 points']);
    expect([valueWithError(2, 0.5, LATENCY), valueWithError(0.2, 0.05, RECALL)]).toEqual([
      '2 ± 0.5 ms',
      '20.00 ± 5.00 %',
    ]);
    expect([differenceInWords(-1, LATENCY), differenceInWords(-0.01, RECALL)]).toEqual([
      '−1 ms',
      '−1.00 points',
    ]);
  });

  it('is printed as the run asks, then as the engine declares, then as a number', () => {
    const names = ['accuracy', 'recall', 'latency'] as const;
    const objectives = names.map((name) => ({ name, direction: 'maximize' as const }));
    const { config } = started(
      { objectives: [{ ...objectives[0], format: 'number' }, ...objectives.slice(1)] },
      strategies,
      ENGINE,
      [{ name: 'accuracy', format: 'percent' }, RECALL, { name: 'latency' }],
    );
    expect(printedObjectives({ config }).map(({ format }) => format)).toEqual([
      ...['number', 'percent', 'number'],
    ]);
    expect(printedFitness({ config })).toMatchObject({ name: 'accuracy', format: 'number' });
  });
});
