// The walls of .dependency-cruiser.mjs bite: each forbidden import, planted, is reported by name.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import walls from '../../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PLANTED = [
  ['shared-kernel-imports-only-up', 'shared/kernel/a.ts', '../contracts/target.ts'],
  ['shared-contracts-imports-only-up', 'shared/contracts/a.ts', '../genome/target.ts'],
  ['shared-network-imports-only-up', 'shared/network/a.ts', '../genome/target.ts'],
  ['shared-genome-imports-only-up', 'shared/genome/a.ts', '../search/target.ts'],
  ['shared-search-imports-only-up', 'shared/search/a.ts', '../data/target.ts'],
  ['shared-data-imports-only-up', 'shared/data/a.ts', '../training/target.ts'],
  ['shared-training-imports-only-up', 'shared/training/a.ts', '../steps/target.ts'],
  ['shared-ports-imports-only-up', 'shared/ports/a.ts', '../search/target.ts'],
  ['shared-steps-imports-only-up', 'shared/steps/a.ts', '../report/target.ts'],
  ['shared-report-imports-only-up', 'shared/report/a.ts', '../unknown-room/target.ts'],
  ['kinds-only-in-their-registry', 'shared/genome/d.ts', './kinds/mlp/target.ts'],
  ['kinds-only-in-their-registry', 'shared/genome/kinds/registry.ts', './mlp/target.ts'],
  ['kinds-only-in-their-registry', 'cli/h.ts', '../shared/genome/kinds/custom/target.ts'],
  ['kinds-only-in-their-registry', 'functions/d.ts', '../shared/genome/kinds/mlp/target.ts'],
  ['kinds-stay-apart', 'shared/genome/kinds/custom/a.ts', '../mlp/target.ts'],
  ['engines-know-no-genome', 'shared/training/onnx/a.ts', '../../genome/target.ts'],
  ['engines-know-no-genome', 'shared/training/export/a.ts', '../../contracts/genome.ts'],
  ['engines-know-no-genome', 'shared/network/b.ts', '../contracts/genome.ts'],
  ['shared-stands-alone', 'shared/steps/b.ts', '../../cli/target.ts'],
  ['shared-touches-no-machine', 'shared/steps/c.ts', 'node:fs'],
  ['shared-touches-no-machine', 'shared/steps/d.ts', 'node:worker_threads'],
  ['shared-touches-no-machine', 'shared/kernel/c.ts', 'os'],
  ['shared-knows-no-aws', 'shared/steps/e.ts', '@aws-sdk/client-s3'],
  ['shared-knows-no-aws', 'shared/ports/b.ts', 'aws-cdk-lib/aws-sqs'],
  ['engines-only-in-training', 'cli/a.ts', 'onnxruntime-node'],
  ['engines-only-in-training', 'shared/steps/f.ts', '@tensorflow/tfjs-core'],
  ['infra-sees-contracts-only', 'infra/a.ts', '../shared/search/target.ts'],
  ['functions-see-shared-only', 'functions/a.ts', '../cli/target.ts'],
  ['cli-sees-only-adapters-of-aws', 'cli/b.ts', '../functions/evaluate/target.ts'],
  ['product-sees-no-tests', 'cli/c.ts', '../test/target.ts'],
  ['sealed-test-stays-sealed', 'shared/steps/plan.ts', '../data/sealed-test.ts'],
  ['sealed-test-stays-sealed', 'cli/commands/run.ts', '../../shared/data/sealed-test.ts'],
  ['no-circles', 'shared/kernel/circle.ts', './other-half.ts'],
  ['no-dead-ends', 'cli/d.ts', './absent.ts'],
  ['no-undeclared-packages', 'cli/e.ts', 'installed-undeclared'],
  ['no-undeclared-packages', 'cli/f.ts', 'installed-for-development'],
  ['no-undeclared-packages', 'functions/c.ts', 'aws-cdk-lib'],
  ['infra-adds-the-cdk-only', 'infra/c.ts', 'installed-for-development'],
  ['infra-adds-the-cdk-only', 'infra/d.ts', 'installed-undeclared'],
] as const;
const ALLOWED = [
  ['shared/steps/finish-run.ts', '../data/sealed-test.ts'],
  ['cli/data/open-dataset.ts', '../../shared/data/sealed-test.ts'],
  ['shared/genome/kinds/kinds.ts', './mlp/target.ts'],
  ['shared/genome/kinds/mlp/a.ts', './target.ts'],
  ['shared/training/network-trainer.ts', '../genome/target.ts'],
  ['shared/training/tfjs/a.ts', '../../network/target.ts'],
  ['shared/kernel/hash.ts', 'node:crypto'],
  ['shared/search/strategy.ts', '../genome/target.ts'],
  ['shared/genome/b.ts', '../network/target.ts'],
  ['shared/report/b.ts', '../network/target.ts'],
  ['infra/b.ts', '../shared/contracts/target.ts'],
  ['infra/e.ts', 'aws-cdk-lib'],
  ['cli/g.ts', '../functions/aws/target.ts'],
] as const;
const TARGETS = [
  ...[
    ...['contracts', 'network', 'genome', 'search', 'data', 'training', 'steps', 'report'],
    'unknown-room',
  ].map((room) => `shared/${room}/target.ts`),
  ...['cli', 'functions/aws', 'functions/evaluate', 'test'].map((room) => `${room}/target.ts`),
  ...['custom', 'mlp'].map((kind) => `shared/genome/kinds/${kind}/target.ts`),
  'shared/contracts/genome.ts',
  'shared/data/sealed-test.ts',
];

describe('walls', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-walls-'));
  let violations: readonly string[] = [];

  beforeAll(() => {
    plant('tsconfig.json', '{}');
    const devDependencies = { 'installed-for-development': '1.0.0', 'aws-cdk-lib': '1.0.0' };
    plant('package.json', JSON.stringify({ devDependencies }));
    for (const name of ['installed-undeclared', ...Object.keys(devDependencies)]) {
      plant(`node_modules/${name}/package.json`, `{"name":"${name}","main":"index.js"}`);
      plant(`node_modules/${name}/index.js`, '');
    }
    for (const target of TARGETS) plant(target, 'export const target = 1;');
    for (const [, file, to] of PLANTED) plant(file, `import '${to}';`);
    for (const [file, to] of ALLOWED) plant(file, `import '${to}';`);
    plant('shared/kernel/other-half.ts', `import './circle.ts';`);
    violations = cruise();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(PLANTED)('%s: %s may not import %s', (rule, file) => {
    expect(violations).toContain(`${rule} ${file}`);
  });

  it.each(ALLOWED)('%s may import %s', (file) => {
    expect(violations.filter((violation) => violation.endsWith(` ${file}`))).toEqual([]);
  });

  it('have each been tried', () => {
    const tried: readonly string[] = PLANTED.map(([rule]) => rule);
    expect(walls.forbidden.map(({ name }) => name).filter((name) => !tried.includes(name))).toEqual(
      [],
    );
  });

  function plant(file: string, text: string) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  function cruise(): readonly string[] {
    const script = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(root, '.dependency-cruiser.mjs');
    const rooms = ['shared', 'cli', 'functions', 'infra'];
    const args = [script, '--config', config, '--output-type', 'json', ...rooms];
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    return summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
  }
});
