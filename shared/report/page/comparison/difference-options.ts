// The differences of a few pairs as a small chart around 0, for Plot.

import * as Plot from '@observablehq/plot';
import { greatest } from '../../../kernel/long-lists.ts';

export function differenceOptions(differences: readonly number[]): Plot.PlotOptions {
  const most = greatest(differences.map(Math.abs)) || 1;
  return {
    height: 40,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 4,
    x: { axis: null, domain: [-most, most] },
    y: { axis: null, domain: [0, 1] },
    marks: [
      Plot.ruleX([0], { stroke: 'var(--quiet)' }),
      Plot.dot(differences, {
        ...{ x: (difference: number) => difference, y: 0.5, r: 3.5 },
        ...{ fill: 'var(--search)', fillOpacity: 0.5, stroke: 'var(--search)' },
      }),
    ],
  };
}
