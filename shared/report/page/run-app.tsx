// A run's page: its panels in the order in which a person asks.
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
import { Misclassified } from './panels/misclassified.tsx';
import { Operators } from './panels/operators.tsx';
import { Parallel } from './panels/parallel.tsx';
import { Progress } from './panels/progress.tsx';
import { Scatter } from './panels/scatter.tsx';
import { Shares } from './panels/shares.tsx';
import { TestScores } from './panels/test-scores.tsx';
import { Workers } from './panels/workers.tsx';
import { runView } from './run-view.ts';

/** What needs images and a network that classifies them. */
const OF_DATA: readonly Panel[] = [TestScores, Confusion, Misclassified, Draw];
const OF_FINISH: readonly Panel[] = [Finish];

const PANELS: readonly Panel[] = [
  // The result.
  ...[Headline, ...OF_DATA],
  // How the search went.
  ...[Progress, Anytime, ...OF_FINISH, Shares],
  // Which candidates it found.
  ...[LineagePanel, CandidatePanel, Scatter, Parallel, EvaluationsPanel],
  // Why.
  ...[Importance, Operators, Drift],
  // Time and cost.
  ...[Workers, Cost],
];

/** Where the page's parts begin, by the ids of their first panels. */
const PARTS = [
  ['headline', 'Results'],
  ['progress', 'Search'],
  ['lineage', 'Candidates'],
  ['importance', 'Genes'],
  ['workers', 'Time and cost'],
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
  return config.finalPhase !== null || !OF_FINISH.includes(panel);
}
