// How each gene's distribution moves while the search goes on: small charts, one a gene.
import {
  type CategoricalDrift,
  drift,
  type GeneDrift,
  type QuantileRow,
  type ShareRow,
} from '../../analysis/drift.ts';
import { percent } from '../../percent.ts';
import { Legend } from '../legend.tsx';
import { AsTable, type Column } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import { PlotFigure } from '../plot-figure.tsx';
import type { RunView } from '../run-view.ts';
import { useLater } from '../use-later.ts';
import { categoryColour, type DriftChart, driftChart, short } from './drift-chart.ts';

export function Drift({ view }: { view: RunView }) {
  const { search, genes, page } = view;
  const charts = useLater(
    () => drift(search, genes, page.head.config.space.genes).map(chartOf),
    String(page.batches.length),
  );
  return (
    <Section
      id="drift"
      title="How the genes drift"
      isWide
      lead="The genes of each population, read or not, elites among them; parts of a list are pooled. Genes move by selection, by mutation and by chance: a small population drifts without any reason. The dashed line is random search, which does not select."
    >
      {charts === null || charts.length === 0 ? (
        <Nothing>{charts === null ? 'Being computed.' : 'No genome has been planned yet.'}</Nothing>
      ) : (
        <>
          <Legend
            items={[
              { label: 'median of the search', colour: 'var(--search)', shape: 'line' },
              {
                label: 'middle half and middle four fifths',
                colour: 'var(--search)',
                shape: 'band',
              },
              ...(page.head.hasBaseline
                ? ([
                    {
                      label: 'median of random search',
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
                <Numbers gene={gene} />
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

function Numbers({ gene }: { gene: GeneDrift }) {
  const columns: readonly Column<Row>[] = [
    { head: 'generation', cell: ({ batch }) => batch + 1, isNumber: true },
    { head: 'arm', cell: ({ arm }) => (arm === 'main' ? 'search' : 'random search') },
    ...(gene.type === 'numeric' ? QUANTILES : SHARES),
  ];
  return <AsTable<Row> caption={`Drift of ${gene.gene}`} columns={columns} rows={gene.rows} />;
}

const QUANTILES: readonly Column<Row>[] = [
  { head: 'median', cell: (row) => ('median' in row ? short(row.median) : ''), isNumber: true },
  {
    head: 'middle half',
    cell: (row) => ('median' in row ? row.quartiles.map(short).join(' to ') : ''),
  },
];

const SHARES: readonly Column<Row>[] = [
  { head: 'value', cell: (row) => ('value' in row ? row.value : '') },
  {
    ...{ head: 'share', isNumber: true },
    cell: (row) => ('value' in row ? percent(row.to - row.from) : ''),
  },
];
