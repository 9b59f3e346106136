// A run whose every text tries to be more than text.
import type { RunPage } from '../../shared/report/page-data.ts';
import { runPage } from '../../shared/report/run-page.ts';
import { freshRun } from '../steps/fake-run.ts';

/** Ends a script, a title and an attribute, and would run if any of them did. */
export function hostile(name: string): string {
  return `${name}</title></script><img src=x onerror="window.attacked=1">'"><script>window.attacked=1</script>\u2028&amp;$&`;
}

export async function hostilePage(): Promise<RunPage> {
  const { state, events } = await freshRun({
    strategy: { name: 'tournament', population: 8, generations: 3 },
  });
  const page = runPage(state, events, {
    dataName: hostile('data'),
    classes: Array.from({ length: 10 }, (_, name) => hostile(`class ${name}`)),
    baselineCommand: hostile('command'),
    money: { budgetUsd: 1, spentUsd: 0.5, lines: [{ what: hostile('line'), usd: 0.5 }] },
    usdOf: () => 0.01,
    misclassified: null,
    model: null,
    missing: [],
  });
  const named = <T extends { candidateId: string; parents: readonly string[] }>(row: T): T => ({
    ...row,
    candidateId: hostile(row.candidateId),
    parents: row.parents.map(hostile),
  });
  return {
    ...page,
    head: { ...page.head, runId: hostile('run'), engine: hostile('engine') },
    batches: page.batches.map((batch) => ({ ...batch, label: batch.label + hostile('') })),
    evaluations: page.evaluations.map((row) => ({
      ...named(row),
      changes: row.changes.map((change) => ({
        ...change,
        gene: hostile(change.gene),
        to: hostile('to'),
      })),
    })),
    genomes: Object.fromEntries(
      Object.entries(page.genomes).map(([hash, one]) => [
        hash,
        { ...one, genome: { ...one.genome, [hostile('gene')]: hostile('value') } },
      ]),
    ),
  };
}
