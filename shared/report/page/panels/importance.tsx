// Which genes go along with the order of the genomes by fitness.
import { useMemo, useState } from 'preact/hooks';
import { type GeneImportance, geneImportance } from '../../analysis/importance.ts';
import { commonBudget, standings } from '../../analysis/standings.ts';
import type { Arm } from '../../page-data.ts';
import { Choice } from '../choice.tsx';
import { IntervalChart } from '../interval-chart.tsx';
import { AsTable } from '../numbers-table.tsx';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { useLater } from '../use-later.ts';
import { count } from '../words.ts';

export function Importance({ view }: { view: RunView }) {
  const { hasBaseline } = view.page.head;
  const [arm, setArm] = useState<Arm>('main');
  const closed = view.page.batches.filter(({ closedAt }) => closedAt !== null).length;
  const found = useLater(() => importanceIn(view, arm), `${arm} ${closed}`);
  const chart = useMemo(() => (found?.genes ?? []).map(rowOf), [found]);
  return (
    <Section
      id="importance"
      title="Genes that go along with fitness"
      lead="Association, not effect: of the variance of the genomes’ fitness ranks (those that diverged last), the share that goes along with a gene, in six quantile bins or its categories: ε², which takes off what chance alone would give. The line is a 95 % percentile bootstrap interval over genomes. A gene that a genome lacks is a category, so genes of later parts tell of the number of parts too."
    >
      {hasBaseline && (
        <Choice
          label="Genomes of:"
          options={[
            ['main', 'the search'],
            ['baseline', 'random search'],
          ]}
          chosen={arm}
          choose={setArm}
        />
      )}
      {chart.length === 0 ? (
        <Nothing>
          {found === null ? 'Being computed.' : 'Too few genomes have been read to say.'}
        </Nothing>
      ) : (
        <>
          <IntervalChart rows={chart} axis="share of rank variance (ε²)" label={inWords(chart)} />
          <p class="caption">
            {count(found?.genomes ?? 0)} genomes of{' '}
            {arm === 'main' ? 'the search' : 'random search'}
            {arm === 'main'
              ? ', which selection made alike: what nearly all have cannot tell them apart, and descent carries genes along together.'
              : ', drawn at random: no selection has been among them.'}{' '}
            What is below 0, less than chance would give, is drawn at 0.
          </p>
          <AsTable
            caption="Share of rank variance by gene"
            columns={[
              { head: 'gene', cell: ({ gene }: GeneImportance) => gene },
              { head: 'groups', cell: ({ groups }) => groups, isNumber: true },
              { head: 'ε²', cell: ({ share }) => share.toFixed(3), isNumber: true },
              { head: 'from', cell: ({ low }) => low.toFixed(3), isNumber: true },
              { head: 'to', cell: ({ high }) => high.toFixed(3), isNumber: true },
            ]}
            rows={found?.genes ?? []}
          />
        </>
      )}
    </Section>
  );
}

/** Of genomes as they read on the budget that most were read on. */
function importanceIn({ search, genes, objective }: RunView, arm: Arm) {
  const own = search.filter((row) => row.arm === arm);
  const budget = commonBudget(own);
  const read = [...standings(own.filter(({ examples }) => examples === budget)).values()];
  const genomes = read.map(({ genomeHash, mean }) => ({
    genes: genes.get(genomeHash) ?? {},
    fitness: mean,
  }));
  return { genomes: genomes.length, genes: geneImportance(genomes, objective) };
}

function rowOf({ gene, share, low, high }: GeneImportance) {
  const words = `${gene}: ε² ${share.toFixed(3)}, 95 % ${low.toFixed(3)} to ${high.toFixed(3)}`;
  return { label: gene, estimate: share, low, high, words };
}

function inWords(rows: readonly { readonly words: string }[]): string {
  return `Share of the variance of fitness ranks that goes along with each gene. ${rows.map(({ words }) => words).join('; ')}.`;
}
