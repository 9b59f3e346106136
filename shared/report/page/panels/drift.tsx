// The distribution of each gene per generation: small charts, one per gene.
import {
  type CategoricalDrift,
  drift,
  type GeneDrift,
  type QuantileRow,
  type ShareRow,
} from '../../analysis/drift.ts';
import { armColumn } from '../arm-words.ts';
import { Legend } from '../legend.tsx';
import { AsTable, type Column } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { useLater } from '../use-later.ts';
import { decimal, share } from '../words.ts';
import { categoryColour, type DriftChart, driftChart } from './drift-chart.ts';

export function Drift({ view }: { view: RunView }) {
  const { search, genes, page } = view;
  const charts = useLater(
    () => drift(search, genes, page.head.config.space.genes).map(chartOf),
    String(page.batches.length),
  );
  return (
    <Section
      id="drift"
      title="Population drift"
      isWide
      lead="Distribution of each gene in the population, per generation."
      help={[
        'All planned candidates count, elites included. The elements of a list are pooled.',
        'A distribution changes by selection, mutation and chance. In a small population, chance alone can change it.',
        ...(page.head.hasBaseline
          ? ['The dashed line is random search, which has no selection.']
          : []),
      ]}
    >
      {charts === null || charts.length === 0 ? (
        <Nothing>{charts === null ? 'Computing …' : 'No genome is planned yet.'}</Nothing>
      ) : (
        <>
          <Legend
            items={[
              { label: 'median, search', colour: 'var(--search)', shape: 'line' },
              {
                label: 'middle 50 % and 80 %',
                colour: 'var(--search)',
                shape: 'band',
              },
              ...(page.head.hasBaseline
                ? ([
                    {
                      label: 'median, random search',
                      colour: 'var(--baseline)',
                      shape: 'dashes',
                    },
                  ] as const)
                : []),
            ]}
          />
          <div class="multiples">
            {charts.map(({ gene, label, options }) => (
              <div key={gene.gene}>
                <h3>{gene.gene}</h3>
                <PlotFigure label={label} options={options} />
                {gene.type === 'categorical' && <Categories gene={gene} />}
                <Numbers gene={gene} hasBaseline={page.head.hasBaseline} />
              </div>
            ))}
          </div>
        </>
      )}
    </Section>
  );
}

function chartOf(gene: GeneDrift): { gene: GeneDrift } & DriftChart {
  return { gene, ...driftChart(gene) };
}

function Categories({ gene }: { gene: CategoricalDrift }) {
  return (
    <Legend
      items={gene.values.map((label, place) => ({
        ...{ label, colour: categoryColour(place), shape: 'square' },
      }))}
    />
  );
}

type Row = QuantileRow | ShareRow;

function Numbers({ gene, hasBaseline }: { gene: GeneDrift; hasBaseline: boolean }) {
  const columns: readonly Column<Row>[] = [
    { head: 'generation', cell: ({ batch }) => batch, isNumber: true },
    ...armColumn<Row>(hasBaseline),
    ...(gene.type === 'numeric' ? QUANTILES : SHARES),
  ];
  return <AsTable<Row> caption={`Drift of ${gene.gene}`} columns={columns} rows={gene.rows} />;
}

const QUANTILES: readonly Column<Row>[] = [
  {
    head: 'median',
    cell: (row) => ('median' in row ? decimal(row.median, 3) : ''),
    isNumber: true,
  },
  {
    head: 'middle 50 %',
    cell: (row) =>
      'median' in row ? row.quartiles.map((one) => decimal(one, 3)).join(' to ') : '',
  },
];

const SHARES: readonly Column<Row>[] = [
  { head: 'value', cell: (row) => ('value' in row ? row.value : '') },
  {
    ...{ head: 'share', isNumber: true },
    cell: (row) => ('value' in row ? share(row.to - row.from) : ''),
  },
];
