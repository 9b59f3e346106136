// The page of several runs side by side: which, what differs between them, how they rose, what they came to, and
// what may be said of it.
import { useMemo, useState } from 'preact/hooks';
import type { Grouping } from '../analysis/run-groups.ts';
import type { ComparisonPage } from '../page-data.ts';
import { Anytime } from './comparison/anytime.tsx';
import { ComparisonHeader } from './comparison/comparison-header.tsx';
import { comparisonView } from './comparison/comparison-view.ts';
import { Differences } from './comparison/differences.tsx';
import { Endpoints } from './comparison/endpoints.tsx';
import { GroupingChoice } from './comparison/grouping-choice.tsx';
import { PairedTestsPanel } from './comparison/paired-tests-panel.tsx';
import { RunsTable } from './comparison/runs-table.tsx';

export function ComparisonApp({ page }: { page: ComparisonPage }) {
  const [grouping, setGrouping] = useState<Grouping>('settings');
  const view = useMemo(() => comparisonView(page, grouping), [page, grouping]);
  return (
    <>
      <ComparisonHeader runs={page.runs} />
      <main>
        <RunsTable view={view} />
        <Differences view={view} />
        <GroupingChoice view={view} choose={setGrouping} />
        <Anytime view={view} />
        <Endpoints view={view} />
        <PairedTestsPanel view={view} />
      </main>
    </>
  );
}
