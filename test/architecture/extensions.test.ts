// What an addition touches, as docs/contributing.md states it: for one example of each kind of addition, the files of
// the product that name it. `patience` is an option of the library too.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const SOURCES = execFileSync('git', ['ls-files', 'shared', 'functions', 'infra', 'cli'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file));

/** Without comments and texts that give an example. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replaceAll(/'[^'\n]* [^'\n]*'/g, "''");
}

it.each([
  ['strategy', 'shared/search/halving.ts', /from '.*\/halving\.ts'/, ['shared/search/registry.ts']],
  [
    'optimizer',
    'shared/training/onnx/optimizers/adadelta.ts',
    /\badadelta\b/,
    [
      'shared/genome/kinds/mlp/default-space.ts',
      'shared/network/optimizer.ts',
      'shared/training/onnx/optimizers/optimizers.ts',
      'shared/training/tfjs/optimizers.ts',
    ],
  ],
  [
    'op',
    'shared/network/ops/flatten.ts',
    /'flatten'|\/flatten\.ts'/,
    [
      'shared/genome/kinds/mlp/mlp-kind.ts',
      'shared/network/network-figure.ts',
      'shared/network/ops.ts',
      'shared/training/export/tfjs-layers.ts',
      'shared/training/onnx/ops.ts',
      'shared/training/onnx/ops/flatten.ts',
      'shared/training/tfjs/ops.ts',
      'shared/training/tfjs/ops/flatten.ts',
    ],
  ],
  [
    'kind',
    'shared/genome/kinds/mlp/mlp-kind.ts',
    /from '.*\/mlp\/.*\.ts'/,
    ['shared/genome/kinds/kinds.ts'],
  ],
  ['command', 'cli/commands/replay.ts', /\breplayCommand\b/, ['cli/main.ts']],
  [
    'command on AWS',
    'cli/remote/cost.ts',
    /\bcostCommand\b|^ {2}cost: /m,
    ['cli/aws-commands.ts', 'cli/remote/main.ts'],
  ],
  [
    'flag',
    'cli/run-flags.ts',
    /^ {2}patience: /m,
    ['cli/library/options-schema.ts', 'shared/contracts/run-config.ts'],
  ],
  [
    'panel',
    'shared/report/page/panels/drift.tsx',
    /from '.*\/drift\.tsx'/,
    ['shared/report/page/run-app.tsx'],
  ],
  [
    'Lambda function',
    'functions/run-stopped/run-stopped.handler.ts',
    /\bRunStopped\b|\brun-stopped\b/,
    ['infra/permissions.ts', 'infra/stack.ts', 'shared/contracts/function-table.ts'],
  ],
])('a %s such as %s is named by its own file and few others', (_, own, name, others) => {
  const naming = SOURCES.filter((file) => file !== own && name.test(codeOf(file)));
  expect(SOURCES).toContain(own);
  expect(naming).toEqual(others);
});
