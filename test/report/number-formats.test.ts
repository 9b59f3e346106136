// The page has one file of number formats: every panel prints a number through shared/report/page/words.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as words from '../../shared/report/page/words.ts';

const PAGE = fileURLToPath(new URL('../../shared/report/page/', import.meta.url));
/** Rounds a limit that is compared, not shown. */
const NO_FORMAT = join('panels', 'parallel-picture.tsx');
const FRACTION = { format: 'percent' as const };
const NUMBER = { format: 'number' as const };

describe('number formats of the page', () => {
  it('are in one file', () => {
    const files = readdirSync(PAGE, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.tsx?$/.test(path) && path !== 'words.ts' && path !== NO_FORMAT,
    );
    expect(files.length).toBeGreaterThan(70);
    const formatting = /\.to(Fixed|Precision|Exponential|LocaleString)\(/;
    expect(files.filter((path) => formatting.test(readFileSync(join(PAGE, path), 'utf8')))).toEqual(
      [],
    );
  });

  it.each([
    [words.count(12_345), '12,345'],
    [words.countOf(1, 'run'), '1 run'],
    [words.countOf(1200, 'run'), '1,200 runs'],
    [words.decimal(-12_345.678), '−12,345.7'],
    [words.decimal(1.2e-7), '1.2e-7'],
    [words.gene(1024), '1,024'],
    [words.gene(0.000754621), '0.0007546'],
    [words.withCommas('dense 1024'), 'dense 1,024'],
    [words.shapeLines({ features: 1024 }).join(', '), '1,024 features'],
    [words.shapeLines({ height: 28, width: 32, channels: 1 }).join(', '), '28 × 32'],
    [words.shapeLines({ height: 28, width: 32, channels: 3 }).join(', '), '28 × 32, 3 channels'],
    [words.usd(1234.5), '$1,234.50'],
    [words.usd(0.01234), '$0.0123'],
    [words.seconds(12.34), '12.3 s'],
    [words.seconds(4_000_000), '1,111 h 6 min'],
    [words.flops(1_163_880), '1.16 MFLOPs'],
    [words.share(0.5), '50.0 %'],
    [words.share(null), '–'],
    [words.confidence(0.98234), '98.2 %'],
    [words.confidence(1), '99.9 %'],
    [words.percentRange({ low: 0.957, high: 0.9646 }), '95.70 % to 96.46 %'],
    [words.pointsRange({ low: -0.005, high: 0.0001 }), '−0.50 to +0.01 points'],
    [words.value(0.961, FRACTION), '96.10 %'],
    [words.value(12_345.6, NUMBER), '12,345.6'],
    [words.value(null, NUMBER), '–'],
    [words.valueWithError(0.9599, 0.0011, FRACTION), '95.99 ± 0.11 %'],
    [words.differenceWithError(-0.0057, 0.0024, FRACTION), '−0.57 ± 0.24 points'],
  ])('print %s', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});
