// A run's page: its panels from the first look to the last detail.
import { useMemo, useState } from 'preact/hooks';
import type { RunPage } from '../page-data.ts';
import { Header } from './header.tsx';
import { type Panel, Selection } from './panel.tsx';
import { Confusion } from './panels/confusion.tsx';
import { Cost } from './panels/cost.tsx';
import { Draw } from './panels/draw.tsx';
import { Headline } from './panels/headline.tsx';
import { Misread } from './panels/misread.tsx';
import { Progress } from './panels/progress.tsx';
import { TestScores } from './panels/test-scores.tsx';
import { Workers } from './panels/workers.tsx';
import { runView } from './run-view.ts';

/** How a page that follows a run stands; null for one that is a file. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

const PANELS: readonly Panel[] = [
  Headline,
  Draw,
  Progress,
  TestScores,
  Confusion,
  Misread,
  Workers,
  Cost,
];

export function RunApp({ page, connection }: { page: RunPage; connection: Connection | null }) {
  const view = useMemo(() => runView(page), [page]);
  const [selected, select] = useState<string | null>(null);
  return (
    <Selection.Provider value={{ selected, select }}>
      <Header head={page.head} connection={connection} />
      <main>
        {PANELS.map((One) => (
          <One key={One.name} view={view} />
        ))}
      </main>
    </Selection.Provider>
  );
}
