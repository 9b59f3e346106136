// The name of a batch: its generation, counted from 0 like the candidates, or its stage of the final phase.
import type { RunPage } from '../page-data.ts';

export function stageInWords({ batches }: RunPage, batch: number): string {
  const row = batches[batch];
  return row?.phase === 'final' ? row.label : `generation ${batch}`;
}
