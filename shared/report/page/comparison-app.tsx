// The page of several runs side by side.
import type { ComparisonPage } from '../page-data.ts';

export function ComparisonApp({ page }: { page: ComparisonPage }) {
  return <main>{page.runs.length}</main>;
}
