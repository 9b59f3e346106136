// Downloads and work on data as the terminal's status line. A line is written when its text changes: once
// a percent at most, and always within the step that it names, which keeps the event loop busy.
import type { OnDataProgress } from '../../shared/data/data-progress.ts';
import type { Terminal } from '../terminal.ts';
import { type DownloadProgress, downloadInWords } from './download-file.ts';

export function dataStatus(terminal: Pick<Terminal, 'status'>): {
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly onDataProgress: OnDataProgress;
} {
  let shown = '';
  const show = (line: string) => {
    if (line !== shown) terminal.status(line);
    shown = line;
  };
  return {
    onProgress: (progress) => show(downloadInWords(progress)),
    onDataProgress: ({ step, fraction }) => show(`${step}: ${Math.floor(100 * fraction)} %`),
  };
}
