// report.html of a run's directory: its page as one file, as far as the run is.
import { join } from 'node:path';
import type { PageContent, RunPage } from '../../shared/report/page-data.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import { unusable } from '../embedded/system-error.ts';
import { writeOwn, writeWhole } from '../embedded/write-whole.ts';
import { pageTemplate } from './page-template.ts';

export const REPORT = 'report.html';

/** @throws Retryable when it cannot be written */
export async function keepReport(directory: string, page: RunPage): Promise<void> {
  await writeOwn(
    join(directory, REPORT),
    pageHtml(pageTemplate(), titleOfRun(page.head.runId), page),
  );
}

/** @param name what the person called the file */
export async function writeReport(path: string, page: RunPage, name: string): Promise<void> {
  await writePage(path, titleOfRun(page.head.runId), page, name);
}

/** Of the page of a run. */
export function titleOfRun(runId: string): string {
  return `Run ${runId} – evolambda`;
}

/** @param name what the person called the file */
export async function writePage(
  path: string,
  title: string,
  content: PageContent,
  name: string,
): Promise<void> {
  try {
    await writeWhole(path, pageHtml(pageTemplate(), title, content));
  } catch (error) {
    throw unusable(name, path, error);
  }
}
