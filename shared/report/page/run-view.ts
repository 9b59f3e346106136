// A run's rows as the panels look at them: by arm, by candidate, with their genes. Made once for each change.
import { type GeneCell, genesOf } from '../genes.ts';
import type { EvaluationRow, RunPage } from '../page-data.ts';
import { TEST_ACCURACY } from '../percent.ts';
import { type RunWords, runWords } from '../run-words.ts';

export interface RunView {
  readonly page: RunPage;
  /** Evaluations of the search, of both arms, without the finish. */
  readonly search: readonly EvaluationRow[];
  /** Evaluations of the finish, of both arms. */
  readonly finish: readonly EvaluationRow[];
  /** All evaluations of a candidate, in the ledger's order. */
  readonly byCandidate: ReadonlyMap<string, readonly EvaluationRow[]>;
  /** Genes by genome hash, flat. */
  readonly genes: ReadonlyMap<string, Readonly<Record<string, GeneCell>>>;
  /** The first objective: what the search calls fitness. */
  readonly objective: RunPage['head']['objectives'][number];
  readonly words: RunWords;
}

export function runView(page: RunPage): RunView {
  const byCandidate = new Map<string, EvaluationRow[]>();
  for (const row of page.evaluations) {
    const known = byCandidate.get(row.candidateId);
    if (known === undefined) byCandidate.set(row.candidateId, [row]);
    else known.push(row);
  }
  const isOfFinish = (row: EvaluationRow) => page.batches[row.batch]?.phase === 'final';
  const [objective = TEST_ACCURACY] = page.head.objectives;
  return {
    page,
    search: page.evaluations.filter((row) => !isOfFinish(row)),
    finish: page.evaluations.filter(isOfFinish),
    byCandidate,
    genes: new Map(
      Object.entries(page.genomes).map(([hash, { genome }]) => [hash, genesOf(genome)]),
    ),
    objective,
    words: runWords(page.head.data.isThere),
  };
}
