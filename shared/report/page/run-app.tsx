// A run's page: its panels from the first look to the last detail.
import { useMemo, useState } from 'preact/hooks';
import type { RunHead, RunPage } from '../page-data.ts';
import type { Connection } from './connection.ts';
import { Header } from './header.tsx';
import { type Panel, Selection } from './panel.tsx';
import { Anytime } from './panels/anytime.tsx';
import { CandidatePanel } from './panels/candidate.tsx';
import { Confusion } from './panels/confusion.tsx';
import { Cost } from './panels/cost.tsx';
import { Draw } from './panels/draw.tsx';
import { Drift } from './panels/drift.tsx';
import { EvaluationsPanel } from './panels/evaluations-panel.tsx';
import { Finish } from './panels/finish.tsx';
import { Headline } from './panels/headline.tsx';
import { Importance } from './panels/importance.tsx';
import { LineagePanel } from './panels/lineage.tsx';
import { Misread } from './panels/misread.tsx';
import { Operators } from './panels/operators.tsx';
import { Parallel } from './panels/parallel.tsx';
import { Progress } from './panels/progress.tsx';
import { Scatter } from './panels/scatter.tsx';
import { Shares } from './panels/shares.tsx';
import { TestScores } from './panels/test-scores.tsx';
import { Workers } from './panels/workers.tsx';
import { runView } from './run-view.ts';

/** What needs images and a network that reads them. */
const OF_DATA: readonly Panel[] = [Draw, TestScores, Confusion, Misread];
const OF_FINISH: readonly Panel[] = [Finish];

const PANELS: readonly Panel[] = [
  // What came of it.
  ...[Headline, ...OF_DATA],
  // How the search went, and whether what it read holds.
  ...[Progress, Anytime, ...OF_FINISH],
  // Whom it found.
  ...[LineagePanel, CandidatePanel, Scatter, Parallel],
  // Why, as far as that can be said.
  ...[Importance, Shares, Operators, Drift],
  // What it took, and all of it in rows.
  ...[Workers, Cost, EvaluationsPanel],
];

/** Where the page's parts begin, by the ids of their first panels. */
const PARTS = [
  ['headline', 'Champion'],
  ['progress', 'Search'],
  ['lineage', 'Candidates'],
  ['importance', 'Genes'],
  ['workers', 'Time and cost'],
  ['evaluations', 'Table'],
] as const;

export function RunApp({ page, connection }: { page: RunPage; connection: Connection | null }) {
  const view = useMemo(() => runView(page), [page]);
  const [selection, setSelection] = useState<{ selected: string | null; turn: number }>({
    ...{ selected: null, turn: 0 },
  });
  const select = (selected: string | null) =>
    setSelection(({ turn }) => ({ selected, turn: turn + 1 }));
  return (
    <Selection.Provider value={{ ...selection, select }}>
      <Header page={page} connection={connection} />
      <nav class="parts" aria-label="Parts of the page">
        {PARTS.map(([id, name]) => (
          <a key={id} href={`#${id}`}>
            {name}
          </a>
        ))}
      </nav>
      <main>
        {PANELS.filter((panel) => isThere(panel, page.head)).map((One) => (
          <One key={One.name} view={view} />
        ))}
      </main>
    </Selection.Provider>
  );
}

function isThere(panel: Panel, { data, config }: RunHead): boolean {
  if (OF_DATA.includes(panel)) return data.isThere;
  return config.finish !== null || !OF_FINISH.includes(panel);
}
