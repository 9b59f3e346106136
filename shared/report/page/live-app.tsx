// The page of a run that is under way: follows the server that sent it by server-sent events, and comes back
// after a break with what it has missed.
import { useEffect, useState } from 'preact/hooks';
import type { RunPage } from '../page-data.ts';
import type { Connection } from './connection.ts';
import { follow } from './follow.ts';
import { RunApp } from './run-app.tsx';

export function LiveApp() {
  const [page, setPage] = useState<RunPage | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => follow(setPage, setConnection), []);
  if (page === null) return <main class="waiting">Waiting for data …</main>;
  return <RunApp page={page} connection={connection} />;
}
