// The outcomes of each mutation operator's children.
import { useMemo } from 'preact/hooks';
import { type OperatorRow, operatorRows } from '../../analysis/operators.ts';
import { wilson } from '../../proportions.ts';
import { IntervalChart } from '../interval-chart.tsx';
import { type Column, NumbersTable } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { count, differenceWithError, share } from '../words.ts';

export function Operators({ view }: { view: RunView }) {
  const { search, objective } = view;
  const { config } = view.page.head;
  const rows = useMemo(
    () =>
      operatorRows(
        search.filter(({ arm }) => arm === 'main'),
        objective,
        config.space.genes,
      ),
    [search, objective, config],
  );
  const chart = useMemo(
    () =>
      rows.map(({ operator, better, children }) => ({
        label: operator,
        estimate: better / children,
        ...wilson(better, children),
        words: `${operator}\n${count(better)} of ${count(children)} children are better: ${intervalOf(better, children)}`,
      })),
    [rows],
  );
  return (
    <Section
      id="operators"
      title="Mutation outcomes"
      isWide
      lead="Share of children with a better score than their parent, per mutation operator, with 95 % CI."
      help={[
        'A child is compared with the mean score of its parent up to then, at the same budget. The interval is a Wilson interval.',
        'A child with several mutations counts for each of its operators.',
        ...(config.deterministic
          ? []
          : [
              'Parents are selected by their scores. This biases the scores of parents, so children look worse than they are.',
            ]),
        'Accepted: the child became a parent, or was kept and evaluated again. Children of the last generation are excluded.',
        `Mean gain: the child’s score minus the parent’s, ± SE; above 0 is better.${objective.direction === 'minimize' ? ` ${objective.name} is minimized, so a decrease is a gain.` : ''}`,
      ]}
    >
      {rows.length === 0 ? (
        <Nothing>No child has a score yet.</Nothing>
      ) : (
        <div class="stacked">
          <div>
            <IntervalChart
              rows={chart}
              axis="children better than their parent"
              label={inWords(rows)}
            />
          </div>
          <div>
            <NumbersTable
              caption="Mutation operators: children, acceptance and gain"
              columns={columnsOf(view)}
              rows={rows}
            />
          </div>
        </div>
      )}
    </Section>
  );
}

function columnsOf({ objective }: RunView): Column<OperatorRow>[] {
  const isNumber = true;
  return [
    { head: 'mutation', cell: ({ operator }) => operator },
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
  return `${share(some / of)} (${share(Math.max(0, low))} to ${share(high)})`;
}

function inWords(rows: readonly OperatorRow[]): string {
  const words = rows.map(
    ({ operator, better, children }) => `${operator} ${share(better / children)}`,
  );
  return `Share of children better than their parent, by operator: ${words.join(', ')}.`;
}
