// Which genes are associated with the rank of the genomes by score.
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
import { count, countOf, share } from '../words.ts';

export function Importance({ view }: { view: RunView }) {
  const { hasBaseline } = view.page.head;
  const [arm, setArm] = useState<Arm>('main');
  const closed = view.page.batches.filter(({ closedAt }) => closedAt !== null).length;
  const found = useLater(() => importanceIn(view, arm), `${arm} ${closed}`);
  const chart = useMemo(() => (found?.genes ?? []).map(rowOf), [found]);
  return (
    <Section
      id="importance"
      title="Hyperparameter importance"
      lead="Share of the variance of the score ranks that is associated with each gene (ε²), with 95 % CI."
      help={[
        'The values show association, not effect. Selection makes the genomes of a search similar, and descent passes genes on together.',
        'Each genome is ranked by its mean score; diverged genomes rank last. Numbers are grouped into six quantile bins.',
        'ε² subtracts the share expected by chance. A value below 0 is drawn at 0. The interval is a percentile bootstrap over genomes.',
        'A missing gene is a category. A gene of a later list element therefore also reflects the length of the list.',
      ]}
      isWide
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
        <Nothing>{found === null ? 'Computing …' : 'Too few genomes have a score.'}</Nothing>
      ) : (
        <>
          <IntervalChart rows={chart} axis="share of rank variance (ε²)" label={inWords(chart)} />
          <p class="caption">
            {countOf(found?.genomes ?? 0, 'genome')} of{' '}
            {arm === 'main' ? 'the search' : 'random search, without selection'}
          </p>
          <AsTable
            caption="Share of rank variance by gene"
            columns={[
              { head: 'gene', cell: ({ gene }: GeneImportance) => gene },
              { head: 'groups', cell: ({ groups }) => count(groups), isNumber: true },
              { head: 'ε²', cell: (row) => share(row.share), isNumber: true },
              { head: '95 % CI from', cell: ({ low }) => share(low), isNumber: true },
              { head: 'to', cell: ({ high }) => share(high), isNumber: true },
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

function rowOf({ gene, share: estimate, low, high }: GeneImportance) {
  const words = `${gene}: ${share(estimate)} (95 % CI ${share(low)} to ${share(high)})`;
  return { label: gene, estimate, low, high, words };
}

function inWords(rows: readonly { readonly words: string }[]): string {
  return `Share of the variance of the score ranks that is associated with each gene. ${rows.map(({ words }) => words).join('; ')}.`;
}
