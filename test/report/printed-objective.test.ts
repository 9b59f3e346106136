// Percent only where the declaration says that a value is a fraction.
import { describe, expect, it } from 'vitest';
import { chartAxis, quantityOf } from '../../shared/report/analysis/chart-axis.ts';
import { bestInWords } from '../../shared/report/best-in-words.ts';
import { error, valueWithError } from '../../shared/report/page/words.ts';
import { differenceInWords, valueInWords } from '../../shared/report/percent.ts';
import { printedObjective } from '../../shared/report/printed-objective.ts';

const of = (name: string, engine: string, unit?: 'fraction' | 'number') =>
  printedObjective(
    { name, direction: 'maximize', ...(unit === undefined ? {} : { unit }) },
    engine,
  );

describe('a value of an objective', () => {
  it.each([
    ['accuracy of an engine', of('accuracy', 'onnx'), '50.00 %'],
    ['accuracy of a trainer module', of('accuracy', 'own'), '50.00 %'],
    ['loss of an engine', of('loss', 'tfjs'), '0.5'],
    ['accuracy of a library search', of('accuracy', 'custom'), '0.5'],
    [
      'accuracy of a library search that declares a fraction',
      of('accuracy', 'custom', 'fraction'),
      '50.00 %',
    ],
    ['another objective that declares a fraction', of('recall', 'custom', 'fraction'), '50.00 %'],
    ['accuracy that declares a number', of('accuracy', 'onnx', 'number'), '0.5'],
  ])('is printed as declared: %s', (_, objective, words) => {
    expect(valueInWords(0.5, objective)).toBe(words);
    expect(bestInWords({ candidateId: 'g0-1', fitness: 0.5 }, objective)).toBe(`${words} (g0-1)`);
  });

  it('is the number that it is on axes, with errors and as a difference, unless it is a fraction', () => {
    const [loss, share] = [of('accuracy', 'custom'), of('recall', 'custom', 'fraction')];
    expect(valueInWords(1285.5, loss)).toBe('1285.5');
    const tick = (objective: typeof loss) =>
      chartAxis(quantityOf(objective), [0.2, 0.8]).tickFormat(0.5);
    expect([tick(loss), tick(share)]).toEqual(['0.5', '50 %']);
    expect([error(0.5, loss), error(0.5, share)]).toEqual(['0.5', '50.00 points']);
    expect([valueWithError(2, 0.5, loss), valueWithError(0.2, 0.05, share)]).toEqual([
      '2 ± 0.5',
      '20.00 ± 5.00 %',
    ]);
    expect([differenceInWords(-1, loss), differenceInWords(-0.01, share)]).toEqual([
      '−1',
      '−1.00 points',
    ]);
  });
});
