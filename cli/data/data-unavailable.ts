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
    'Tried:',
    ...byHost(failures).map((line) => `  - ${line}`),
    'What helps:',
    '  - with a network, the same command again: what has arrived is kept and gone on with;',
    `  - put ${names} (or the same with .gz) into a directory DIR and pass --data-dir DIR;`,
  ];
  if (isReplaceable)
    lines.push(
      '  - --dataset generated-digits uses generated digits instead, which are no benchmark.',
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
