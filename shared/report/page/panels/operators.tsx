// What the children of each mutation operator came to.
import { useMemo } from 'preact/hooks';
import { type OperatorRow, operatorRows } from '../../analysis/operators.ts';
import { percent } from '../../percent.ts';
import { wilson } from '../../proportions.ts';
import { IntervalChart } from '../interval-chart.tsx';
import { type Column, NumbersTable } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, differenceWithError } from '../words.ts';

export function Operators({ view }: { view: RunView }) {
  const { search, objective } = view;
  const rows = useMemo(
    () =>
      operatorRows(
        search.filter(({ arm }) => arm === 'main'),
        objective,
        view.page.head.config.space.genes,
      ),
    [search, objective, view],
  );
  const chart = useMemo(
    () =>
      rows.map(({ operator, better, children }) => ({
        label: operator,
        estimate: better / children,
        ...wilson(better, children),
        words: `${operator}\n${better} of ${children} children better than their parent: ${intervalOf(better, children)}`,
      })),
    [rows],
  );
  return (
    <Section
      id="operators"
      title="Mutations and what came of them"
      isWide
      lead="Share of children that read better than their parent had (its mean until then, on the same budget), with the 95 % Wilson interval. A child often carries several changes at once: an operator’s numbers are of the children that carry it, not of it alone. Parents were chosen for readings that were partly luck, so children look worse than they are."
    >
      {rows.length === 0 ? (
        <Nothing>No child of a mutation has a reading yet.</Nothing>
      ) : (
        <>
          <div class="stacked">
            <div>
              {' '}
              <IntervalChart
                rows={chart}
                axis="children better than their parent"
                label={inWords(rows)}
              />
            </div>
            <div>
              {' '}
              <NumbersTable
                caption="Mutation operators: children, acceptance and gain"
                columns={columnsOf(view)}
                rows={rows}
              />
            </div>
          </div>
          <p class="caption">
            Accepted: became the parent of a later candidate, or was kept and read again; children
            of the last batch could not, and are left out there. Gain: of children that completed,
            over parents that had, mean ± standard error; above 0 is better.
            {objective.direction === 'minimize' &&
              ` ${objective.name} is minimised: a gain is a fall.`}
          </p>
        </>
      )}
    </Section>
  );
}

function columnsOf({ objective }: RunView): Column<OperatorRow>[] {
  const isNumber = true;
  return [
    { head: 'operator', cell: ({ operator }) => operator },
    { head: 'children', cell: ({ children }) => count(children), isNumber },
    {
      ...{ head: 'better than parent', isNumber },
      cell: ({ better, children }) => intervalOf(better, children),
    },
    {
      ...{ head: 'accepted', isNumber },
      cell: ({ accepted, eligible }) => intervalOf(accepted, eligible),
    },
    {
      ...{ head: 'mean gain', isNumber },
      cell: ({ gain }) =>
        gain === null ? '–' : differenceWithError(gain.mean, gain.error, objective),
    },
  ];
}

function intervalOf(some: number, of: number): string {
  if (of === 0) return '–';
  const { low, high } = wilson(some, of);
  const whole = (share: number) => (100 * Math.max(0, share)).toFixed(0);
  return `${whole(some / of)} % (${whole(low)} to ${whole(high)})`;
}

function inWords(rows: readonly OperatorRow[]): string {
  const words = rows.map(
    ({ operator, better, children }) => `${operator} ${percent(better / children)}`,
  );
  return `Share of children better than their parent, by operator: ${words.join(', ')}.`;
}
