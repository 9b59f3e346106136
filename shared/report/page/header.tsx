// The top of a run's page: which run, how it stands, what must be said loudly, where the panels are.
import type { RunHead, RunPage } from '../page-data.ts';
import { GENERATED_WARNING, STOPPED } from '../warnings.ts';
import type { Connection } from './connection.ts';
import { ThemeButton } from './theme-button.tsx';
import { UnderWay } from './under-way.tsx';

function connectionInWords(connection: Connection, { isFinished }: RunHead): string {
  switch (connection) {
    case 'connecting':
      return 'connecting …';
    case 'live':
      return 'live';
    case 'lost':
      return 'the connection is lost; trying again';
    case 'ended':
      return isFinished ? 'the run has ended' : 'the run was stopped; resume goes on with it';
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
  const when = updatedAt.slice(0, 19).replace('T', ' ');
  const state = isFinished ? 'ended' : 'not ended yet, as of';
  const what = data.isThere ? `${data.name} · ${engine}` : 'a search by a function of one’s own';
  return `${what} · ${state} ${when} UTC`;
}

function warningsOf({ data, endOfSearch, isReproducible, missing }: RunHead): string[] {
  const warnings: string[] = [];
  if (data.generated) warnings.push(GENERATED_WARNING);
  if (endOfSearch !== null && endOfSearch !== 'patience') warnings.push(STOPPED[endOfSearch]);
  if (!isReproducible) {
    warnings.push('Time or money decided: this run is not reproducible from its seed.');
  }
  return [...warnings, ...missing];
}
