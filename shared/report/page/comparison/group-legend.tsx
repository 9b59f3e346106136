// The line and shape of each group.
import { symbol } from 'd3';
import { countOf } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';

export function GroupLegend({ view }: { view: ComparisonView }) {
  return (
    <ul class="legend">
      {view.groups.map(({ name, look, runs }) => (
        <li key={name} class="group-key">
          <svg width="40" height="14" aria-hidden="true">
            <line
              x1="0"
              x2="40"
              y1="7"
              y2="7"
              stroke={look.colour}
              stroke-width="2.5"
              stroke-dasharray={look.dash}
            />
            <path
              d={symbol(look.symbol, 60)() ?? ''}
              transform="translate(20,7)"
              fill={look.colour}
            />
          </svg>
          {name} ({countOf(runs.length, 'run')})
        </li>
      ))}
    </ul>
  );
}
