// What a person reads when a data set cannot be had: what was tried, and what they can do.
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { Retryable } from '../../shared/kernel/errors.ts';
import type { DownloadFailure } from './download-file.ts';

export function dataUnavailable(
  manifest: DatasetManifest,
  looked: readonly string[],
  failures: readonly DownloadFailure[],
  isReplaceable: boolean,
): Retryable {
  const names = manifest.files.map(({ name }) => name).join(', ');
  const lines = [
    `${manifest.name} is not on this machine and could not be downloaded.`,
    'Looked in:',
    ...looked.map((place) => `  - ${place}`),
    'Downloads that failed:',
    ...byHost(failures).map((line) => `  - ${line}`),
    'To fix it, do one of the following:',
    '  - connect to a network and repeat the command: it resumes partial downloads;',
    `  - put ${names} (or the same names with .gz) into a directory DIR and pass --data-dir DIR;`,
  ];
  if (isReplaceable)
    lines.push(
      '  - pass --dataset generated-digits to use generated digits, which are not a benchmark.',
    );
  return new Retryable(lines.join('\n'));
}

/** Four files fail alike when a host is out of reach: each host's reasons are said once. */
function byHost(failures: readonly DownloadFailure[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { url, file, reason } of failures) {
    const line = `${new URL(url).host}: ${reason.replaceAll(url, file)}`;
    const files = lines.get(line) ?? [];
    if (!files.includes(file)) files.push(file);
    lines.set(line, files);
  }
  return [...lines].map(([line, files]) => `${line} (${files.join(', ')})`);
}
