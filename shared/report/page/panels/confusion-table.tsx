// A confusion matrix as a table, mistakes the darker the more of a row they are; the diagonal is set apart.

import type { ClassRow } from '../../analysis/confusion.ts';
import { percent } from '../../percent.ts';
import { Scroll } from '../scroll.tsx';
import { TableHead } from '../table-head.tsx';
import { count, percentDigits, percentRange, share } from '../words.ts';

type NameOf = (label: number) => string;

/** A mistake that is at least such a share of its row is of this shade. */
const SHADES = [0, 0.002, 0.005, 0.01, 0.02, 0.05] as const;

export function ConfusionTable({
  matrix,
  rows,
  nameOf,
  isShare,
}: {
  matrix: readonly (readonly number[])[];
  rows: readonly ClassRow[];
  nameOf: NameOf;
  isShare: boolean;
}) {
  return (
    <>
      <Scroll label="Confusion matrix">
        <table class="cells">
          <caption class="caption">
            {isShare ? 'Test examples, % of the row' : 'Number of test examples'}
          </caption>
          <TableHead
            columns={[
              'true \\ predicted',
              ...rows.map(({ label }) => ({ number: nameOf(label) })),
              { number: 'examples' },
              'recall (95 % CI)',
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={row.label}>
                <th scope="row">{nameOf(row.label)}</th>
                {(matrix[row.label] ?? []).map((times, read) => (
                  <td key={read} class={`number ${shadeOf(times, row, read)}`}>
                    {isShare ? shareOf(times, row.total) : count(times)}
                  </td>
                ))}
                <td class="number">{count(row.total)}</td>
                <td>{recallInWords(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <ul class="legend cells">
        <li>
          <span class="right key" /> correct
        </li>
        {SHADES.map((from, shade) => (
          <li key={from}>
            <span class={`wrong${shade} key`} />{' '}
            {from === 0 ? 'misclassified' : `from ${share(from)} of the row`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Each class by itself, for matrices that are too large for a table. */
export function RecallTable({ rows, nameOf }: { rows: readonly ClassRow[]; nameOf: NameOf }) {
  return (
    <Scroll label="Each class" isTall>
      <table>
        <TableHead columns={['class', { number: 'examples' }, 'recall (95 % CI)']} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{nameOf(row.label)}</th>
              <td class="number">{count(row.total)}</td>
              <td>{recallInWords(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function recallInWords({ recall }: ClassRow): string {
  if (recall === null) return 'no examples';
  return `${percent(recall.estimate)} (${percentRange(recall)})`;
}

function shareOf(times: number, total: number): string {
  return total === 0 || times === 0 ? '0' : percentDigits(times / total);
}

function shadeOf(times: number, { label, total }: ClassRow, read: number): string {
  if (read === label) return 'right';
  if (times === 0) return 'none';
  return `wrong${SHADES.findLastIndex((from) => times / total >= from)}`;
}
