// The top of a run's page: which run, how it stands, what must be said loudly, where the panels are.

import type { RunHead, RunPage } from '../page-data.ts';
import { exampleNoun } from '../run-words.ts';
import { GENERATED_WARNING, STOPPED } from '../warnings.ts';
import type { Connection } from './connection.ts';
import { ThemeButton } from './theme-button.tsx';
import { UnderWay } from './under-way.tsx';
import { countOf, timeOfDay } from './words.ts';

function connectionInWords(connection: Connection, { isFinished }: RunHead): string {
  switch (connection) {
    case 'connecting':
      return 'connecting …';
    case 'live':
      return 'live';
    case 'lost':
      return 'connection lost, reconnecting';
    case 'ended':
      return isFinished ? 'run finished' : 'run stopped; evolambda resume continues it';
  }
}

export function Header({ page, connection }: { page: RunPage; connection: Connection | null }) {
  const { head } = page;
  return (
    <header class="top">
      <p class="brand">evolambda</p>
      <h1>Run {head.runId}</h1>
      <p class="state">
        {standing(head)}
        {connection !== null && ' · '}
        {/* Its changes alone are read out, not the time of every result. */}
        {connection !== null && (
          <span class={`connection ${connection}`} role="status">
            {connectionInWords(connection, head)}
          </span>
        )}
      </p>
      <UnderWay page={page} />
      <ThemeButton />
      {warningsOf(head).map((words) => (
        <p class="warning" role="alert" key={words}>
          {words}
        </p>
      ))}
    </header>
  );
}

function standing({ isFinished, updatedAt, data, engine }: RunHead): string {
  const state = isFinished ? 'finished' : 'not finished, last update';
  const subject = data.isThere
    ? `${data.name}, ${countOf(data.trainCount, `training ${exampleNoun(data.shape)}`)} · ${engine}`
    : 'objective: a function of the user';
  return `${subject} · ${state} ${timeOfDay(updatedAt)}`;
}

function warningsOf({ data, endOfSearch, isReproducible, missing }: RunHead): string[] {
  const warnings: string[] = [];
  if (data.generated) warnings.push(GENERATED_WARNING);
  if (endOfSearch !== null && endOfSearch !== 'patience') warnings.push(STOPPED[endOfSearch]);
  if (!isReproducible) {
    warnings.push('Not reproducible from the seed: a time or money limit affected this run.');
  }
  return [...warnings, ...missing];
}
