// The top of the page of several runs: their data, and warnings.

import type { ComparedRun } from '../../page-data.ts';
import { exampleNoun } from '../../run-words.ts';
import { GENERATED_WARNING } from '../../warnings.ts';
import { ThemeButton } from '../theme-button.tsx';
import { count, countOf } from '../words.ts';

export function ComparisonHeader({ runs }: { runs: readonly ComparedRun[] }) {
  const [first] = runs;
  return (
    <header class="top">
      <p class="brand">evolambda</p>
      <h1>Comparison of {countOf(runs.length, 'run')}</h1>
      {first !== undefined && (
        <p class="state">
          {first.head.data.name} · {trainingSplit(first)} ·{' '}
          {countOf(new Set(runs.map(({ head }) => head.config.seed)).size, 'seed')}
        </p>
      )}
      <ThemeButton />
      {warningsOf(runs).map((words) => (
        <p class="warning" role="alert" key={words}>
          {words}
        </p>
      ))}
    </header>
  );
}

function trainingSplit({ head: { data } }: ComparedRun): string {
  return countOf(data.trainCount, `training ${exampleNoun(data.shape)}`);
}

function warningsOf(runs: readonly ComparedRun[]): string[] {
  const open = runs.filter(({ head }) => !head.isFinished).length;
  const engines = new Set(runs.map(({ head }) => head.engine)).size;
  return [
    ...(runs.some(({ head }) => head.data.generated) ? [GENERATED_WARNING] : []),
    ...(open > 0 ? [`Unfinished runs: ${count(open)}. Their numbers will change.`] : []),
    ...(engines > 1 ? ['These runs use different engines. See the settings that differ.'] : []),
  ];
}
