// `evolambda data push ID|FILE`: a data set from this machine into the stack's bucket.

import { pushDataset } from '../../functions/aws/s3-dataset.ts';
import { DATASET_ID_PATTERN } from '../../shared/contracts/run-input.ts';
import { GENERATED_DIGITS_ID } from '../../shared/data/generated-digits/generated-digits.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { ON_AWS } from '../aws-commands.ts';
import { dataStatus } from '../data/data-status.ts';
import { openFiles } from '../data/open-dataset.ts';
import { resolveManifest } from '../data/resolve-manifest.ts';
import { readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';
import { openStack, stackArguments } from './stack.ts';

export async function dataCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.data.flags);
  const dataset = datasetIn(positionals);
  const terminal = processTerminal(values.json === true);
  const resolved = await resolveManifest(dataset);
  if (resolved.manifest.id === GENERATED_DIGITS_ID) {
    terminal.say('Workers generate these digits on demand; no upload is necessary.');
    if (values.json === true)
      terminal.result(JSON.stringify({ dataset: GENERATED_DIGITS_ID, files: [] }));
    return 0;
  }
  const stack = await openStack(values);
  const dataDir = values['data-dir'];
  const opened = await openFiles({
    dataset: resolved,
    ...(typeof dataDir === 'string' ? { dataDir } : {}),
    ...dataStatus(terminal),
  });
  const { manifest, source } = opened;
  if (!DATASET_ID_PATTERN.test(manifest.id)) {
    const allowed = 'at most 64 lower-case letters, digits and hyphens on AWS';
    throw new InvalidInput([{ path: 'id', value: shown(manifest.id), allowed }]);
  }
  terminal.say(`${manifest.name}, from ${source.description}`);
  const pushed = await pushDataset(stack.bucket, manifest, (file) => {
    terminal.status(`${file.name} → s3://${stack.bucket.name}`);
    return source.bytes(file);
  });
  // What vouches for a file may have been learnt while it was read.
  const warnings = [...opened.warnings, ...pushed.warnings];
  for (const { message } of warnings) terminal.say(`Note on the data: ${message}`);
  terminal.say(`Uploaded ${manifest.id} to s3://${stack.bucket.name}. To start a run with it:`);
  const named = ['--dataset', manifest.id, ...stackArguments(stack)];
  terminal.say(`  ${evolambdaCommand('start', ...named)}`);
  if (values.json === true) {
    const files = pushed.manifest.files.map(({ role, name, sha256 }) => ({ role, name, sha256 }));
    terminal.result(JSON.stringify({ dataset: manifest.id, bucket: stack.bucket.name, files }));
  }
  return 0;
}

/** @throws InvalidInput unless it is `push` and one data set */
function datasetIn([word, dataset, ...more]: readonly string[]): string {
  if (word === 'push' && dataset !== undefined && more.length === 0) return dataset;
  const value = shown(['data', word, dataset, ...more].filter(Boolean).join(' '));
  const allowed = 'data push, followed by the id of a data set or the path of a manifest';
  throw new InvalidInput([{ path: 'command', value, allowed }]);
}
