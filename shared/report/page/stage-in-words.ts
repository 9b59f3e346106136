// A batch by its place in the search, counted from 1, or by its stage of the finish.
import type { RunPage } from '../page-data.ts';

export function stageInWords({ batches }: RunPage, batch: number): string {
  const row = batches[batch];
  return row?.isFinish === true ? row.stage : `generation ${batch + 1}`;
}
