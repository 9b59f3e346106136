// A run's page: its panels from the first look to the last detail.
import { useMemo, useState } from 'preact/hooks';
import type { RunPage } from '../page-data.ts';
import type { Connection } from './connection.ts';
import { Header } from './header.tsx';
import { type Panel, Selection } from './panel.tsx';
import { Anytime } from './panels/anytime.tsx';
import { Drift } from './panels/drift.tsx';
import { Finish } from './panels/finish.tsx';
import { Headline } from './panels/headline.tsx';
import { Importance } from './panels/importance.tsx';
import { Operators } from './panels/operators.tsx';
import { Progress } from './panels/progress.tsx';
import { Shares } from './panels/shares.tsx';
import { runView } from './run-view.ts';

const PANELS: readonly Panel[] = [
  Headline,
  Progress,
  Anytime,
  Finish,
  Importance,
  Shares,
  Operators,
  Drift,
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
