// The pages of a run that is being made: the live one on this machine's own address, and report.html in its
// directory, anew with each generation and at the end.
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { followRunPage } from '../../shared/report/run-page.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { reasonOf } from '../embedded/system-error.ts';
import type { Terminal } from '../terminal.ts';
import { keepReport } from './keep-report.ts';
import { openInBrowser } from './open-in-browser.ts';
import { type PageServer, servePage } from './page-server.ts';
import { pageTemplate } from './page-template.ts';
import { endExtras, runExtras } from './run-extras.ts';

export interface RunPages {
  /** Call it with every event that was carried into the state. */
  readonly note: (event: LedgerEvent) => void;
  /**
   * The run has ended: the last of both pages.
   * @throws Retryable when the disk is full or fails
   */
  readonly end: () => Promise<void>;
  /** Nothing more comes, whether the run has ended or not. */
  readonly close: () => Promise<void>;
}

/** Whether there is a live page, and whether the person's browser is asked to show it. */
export type LivePage = 'none' | 'served' | 'opened';

export interface PagedRun {
  readonly state: RunState;
  /** What the state was made of. */
  readonly events: readonly LedgerEvent[];
  readonly directory: string;
  readonly manifest: DatasetManifest;
  readonly page: LivePage;
  readonly terminal: Terminal;
}

/** Planned evaluations of a run whose report, by then 20 MB, is written at the end alone. */
const MOST_KEPT_OFTEN = 20_000;

export async function openRunPages(run: PagedRun): Promise<RunPages> {
  const { state, events, directory, manifest, page, terminal } = run;
  const follower = followRunPage(state, events, runExtras(state, directory, manifest));
  const server = page === 'none' ? undefined : await serve();
  let writing: Promise<void> = Promise.resolve();
  let isWaiting = false;
  const planned = () =>
    state.batches.reduce((sum, batch) => sum + batch.planned.evaluations.length, 0);

  async function serve(): Promise<PageServer | undefined> {
    try {
      const title = `Run ${state.started.runId} – evolambda`;
      const served = await servePage(pageHtml(pageTemplate(), title, { kind: 'live' }), follower);
      terminal.say(`Live page: ${served.address}`);
      if (page === 'opened') void openInBrowser(served.address, terminal);
      return served;
    } catch (error) {
      terminal.say(`Note: the live page is not available: ${reasonOf(error)}`);
      return undefined;
    }
  }

  /** One at a time; a generation that closes meanwhile is in the next. The last one tells what fails. */
  function keepSoon(): void {
    if (isWaiting) return;
    isWaiting = true;
    writing = writing.then(() => {
      isWaiting = false;
      return keepReport(directory, follower.whole()).catch(() => undefined);
    });
  }

  return {
    note: (event) => {
      follower.note(event);
      server?.tell();
      if (event.type === 'generation-closed' && planned() <= MOST_KEPT_OFTEN) keepSoon();
    },
    end: async () => {
      const extras = await endExtras(state, directory, manifest);
      for (const words of extras.missing) terminal.say(words);
      follower.say(extras);
      server?.tell();
      await writing;
      await keepReport(directory, follower.whole());
    },
    close: async () => {
      await writing;
      await server?.end();
    },
  };
}
