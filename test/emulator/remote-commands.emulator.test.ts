// The commands on AWS as a person uses them, one after the other: a stack of its own is deployed, runs
// are started, watched, brought here, stopped and resumed, and the stack is destroyed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ended, evolambda, lineOf, start } from '../cli/command-line.ts';
import { SMALL_DIGITS, writeSmallDigits } from '../data/small-digits.ts';
import { environmentFor } from './aws-place.ts';
import { embeddedRun } from './embedded-run.ts';
import { SMALL_SPACE } from './first-stage.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { SMALL_RUN } from './small-run.ts';
import { contentOf } from './stored-page.ts';

const STACK = ['--stack', 'Remote'];
const JSON_LINE = [...STACK, '--json'];
const RUN_MS = 120_000;

const SMALL = {
  ...SMALL_RUN,
  dataset: SMALL_DIGITS,
  space: SMALL_SPACE,
  seed: 11,
  strategy: { name: 'tournament', population: 4, generations: 3 },
  budget: { examples: 640 },
};

let folder: string;
let config: string;
let outputs: Readonly<Record<string, string>>;
const env = () => environmentFor(deployedStack().place);
const remotely = (...args: string[]) => evolambda(args, undefined, env());

/** The JSON line of a command that succeeds. */
async function told(...args: string[]) {
  const { code, stdout, stderr, lines } = await remotely(...args, ...JSON_LINE);
  expect(code, stderr).toBe(0);
  expect(lines).toHaveLength(1);
  return JSON.parse(stdout);
}

describeOnEmulator('the commands on AWS', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evolambda-remote-'));
    mkdirSync(join(folder, 'digits'));
    config = join(folder, 'small.json');
    writeFileSync(config, JSON.stringify(SMALL));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('say what to do where there is no stack', async () => {
    const { code, stderr } = await remotely('status', ...STACK);
    expect(stderr).toContain('evolambda deploy --stack Remote\n');
    expect(code).toBe(2);
  });

  it('deploy a stack', { timeout: 240_000 }, async () => {
    ({ outputs } = await told('deploy', '--context', 'maxConcurrency=2'));
    expect(outputs.RunMachineArn).toContain(':Remote-run');
    const { stdout } = await remotely('status', ...STACK);
    expect(stdout).toContain('has no runs');
  });

  it('put a data set of one’s own into the bucket', async () => {
    const manifest = await writeSmallDigits(join(folder, 'digits'));
    const { dataset, files } = await told('data', 'push', manifest);
    expect(dataset).toBe(SMALL_DIGITS);
    expect(files).toHaveLength(4);
    expect(await told('data', 'push', 'generated-digits')).toMatchObject({ files: [] });
  });

  it(
    'start a run, watch it, and bring it here with the hash of one machine',
    async () => {
      const embedded = await embeddedRun(SMALL);
      const { runId } = await told('start', '--config', config, '--name', 'first');
      expect(runId).toBe('first');
      const watch = await remotely('watch', 'first', ...JSON_LINE);
      expect(watch.code, watch.stderr).toBe(0);
      const counted = ['generation 0 \\(1/3\\)', 'generation 2 \\(3/3\\)'];
      for (const label of [...counted, 're-ranking', 'champion seeds']) {
        expect(watch.stderr).toMatch(new RegExp(`^${label} +best .* trained`, 'm'));
      }
      const { ledgerHash } = embedded;
      const result = JSON.parse(watch.stdout);
      expect(result).toMatchObject({ ledgerHash, status: 'succeeded', reproducible: true });
      expect(result.champion.testScores).toHaveLength(2);

      const out = join(folder, 'first');
      const brought = await told('results', 'first', '--out', out);
      expect(brought).toMatchObject({ ledgerHash, evaluations: result.evaluations });
      expect(brought.champion).toEqual(result.champion);
      const replayed = await evolambda(['replay', out, '--json']);
      expect(JSON.parse(replayed.stdout)).toEqual({ ledgerHash, matches: true });
      const weights = readFileSync(join(out, 'champion', 'weights.checkpoint'));
      expect(weights.byteLength).toBeGreaterThan(1000);
      const page = contentOf(readFileSync(join(out, 'report.html'), 'utf8'));
      expect(page.head.money).toMatchObject({ budgetUsd: 1, spentUsd: expect.any(Number) });
      const trained = page.evaluations.filter(({ dispatch }) => dispatch === 'train');
      for (const { training } of trained) expect(training!.usd).toBeGreaterThan(0);
      rmSync(join(out, 'blobs', readdirSync(join(out, 'blobs'))[0]!));
      rmSync(join(out, 'journal.jsonl'));
      expect(await told('results', 'first', '--out', out)).toEqual(brought);
      const whole = await evolambda(['replay', out, '--json']);
      expect(JSON.parse(whole.stdout)).toEqual({ ledgerHash, matches: true });
      writeFileSync(join(out, 'copied-from.json'), '{}');
      const again = await remotely('results', 'first', '--out', out, ...STACK);
      expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('--out')]);
    },
    RUN_MS,
  );

  it('bring its page, as the run has left it', async () => {
    const out = join(folder, 'first.html');
    expect(await told('report', 'first', '--out', out)).toEqual({
      runId: 'first',
      status: 'succeeded',
      report: out,
    });
    const { head, model } = contentOf(readFileSync(out, 'utf8'));
    expect(head).toMatchObject({ runId: 'first', isFinished: true });
    expect(head.champion!.testScores).toHaveLength(2);
    expect(head.money!.spentUsd).toBeGreaterThan(0);
    expect(head.misclassified!.length).toBeGreaterThan(0);
    expect(model!.weights).not.toBeNull();
  });

  it('tell how runs stand, and what they cost', async () => {
    const [first] = await told('status');
    expect(first).toMatchObject({ runId: 'first', state: 'succeeded', budgetUsd: 1 });
    expect(first.generation.arrived).toBe(first.generation.evaluations);
    expect(await told('status', 'first')).toMatchObject({ executionStatus: 'SUCCEEDED' });
    const { runs, today } = await told('cost');
    expect(runs).toEqual([expect.objectContaining({ runId: 'first', budgetUsd: 1 })]);
    expect(runs[0].spentUsd).toBeGreaterThan(0);
    expect(today.usedUsd).toBeGreaterThanOrEqual(runs[0].spentUsd);
    expect(today.maxStackUsdPerDay).toBe(20);
    const words = await remotely('cost', 'first', ...STACK);
    expect(words.stdout).toMatch(/^first +succeeded +\$\S+ +\$\S+ +\$1\.00$/m);
    expect(words.stdout).toMatch(/^Daily cap +\$20\.00 /m);
    expect(words.stdout).toMatch(/^Prices +us-east-1, /m);
  });

  it(
    'leave a run that is watched no more; stop it; resume it to the hash',
    async () => {
      const settings = { ...SMALL, seed: 12, strategy: { ...SMALL.strategy, generations: 10 } };
      writeFileSync(config, JSON.stringify(settings));
      await told('start', '--config', config, '--name', 'second');
      const watch = start(['watch', 'second', ...STACK], '', env());
      await lineOf(watch, 'stdout', /^generation 0 \(1\/10\)/);
      watch.kill('SIGINT');
      expect((await ended(watch)).code).toBe(130);
      expect(await told('status', 'second')).toMatchObject({ state: 'running' });
      const resumed = await remotely('resume', 'second', ...STACK);
      expect([resumed.code, resumed.stderr]).toEqual([2, expect.stringContaining('is running')]);
      const deployed = await remotely('deploy', ...STACK);
      expect([deployed.code, deployed.stderr]).toEqual([1, expect.stringContaining('second')]);

      expect(await told('stop', 'second')).toEqual({ runId: 'second', state: 'stopped' });
      const stopped = await remotely('watch', 'second', ...JSON_LINE);
      expect(stopped.code).toBe(1);
      expect(JSON.parse(stopped.stdout)).toMatchObject({ runId: 'second', status: 'stopped' });
      expect(await told('status', 'second')).toMatchObject({ executionStatus: 'ABORTED' });

      const out = join(folder, 'second.html');
      await told('report', '--execution', 'second', '--out', out);
      const page = contentOf(readFileSync(out, 'utf8'));
      expect(page.head).toMatchObject({ isFinished: false, champion: null });
      expect(page.batches[0]!.closedAt).not.toBeNull();

      await told('resume', 'second', '--budget-usd', '1.5');
      const { code, stdout, stderr } = await remotely('watch', 'second', ...JSON_LINE);
      expect(code, stderr).toBe(0);
      const { ledgerHash } = await embeddedRun(settings);
      expect(JSON.parse(stdout)).toMatchObject({ ledgerHash, status: 'succeeded' });
      const listed = await told('status');
      expect(listed.map(({ runId }: { runId: string }) => runId)).toEqual(['second', 'first']);
      expect(listed[0]).toMatchObject({ epoch: 2, budgetUsd: 1.5 });
      const done = await remotely('resume', 'second', ...STACK);
      expect([done.code, done.stderr]).toEqual([2, expect.stringContaining('has succeeded')]);
    },
    RUN_MS,
  );

  it('tell why a run was rejected', async () => {
    const cheap = ['--config', config, '--name', 'poor', '--budget-usd', '0.0001'];
    await told('start', ...cheap);
    const { code, stdout } = await remotely('watch', 'poor', ...STACK);
    expect(stdout).toMatch(
      /^Run poor was rejected:\nbudgetUsd: 0.0001 is not allowed; expected at least/m,
    );
    expect(code).toBe(1);
    const { stdout: table } = await remotely('status', ...STACK);
    expect(table).toMatch(/^poor +rejected/m);
    const taken = await remotely('start', '--config', config, '--name', 'first', ...STACK);
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('--name')]);
  });

  it('name what they do not find', async () => {
    for (const command of ['watch', 'status', 'results', 'report', 'stop', 'cost', 'resume']) {
      const { code, stderr } = await remotely(command, 'nobody', ...STACK);
      expect([code, stderr]).toEqual([2, expect.stringContaining('RUN: "nobody" does not exist')]);
    }
  });

  it('destroy the stack, and tell what stays', { timeout: RUN_MS }, async () => {
    await told('start', '--config', config, '--name', 'third', '--seed', '13');
    const { stopped, retained, deleted } = await told('destroy');
    expect([stopped, deleted]).toEqual([['third'], []]);
    expect(retained).toMatchObject([
      { kind: 'table', name: outputs.TableName },
      { kind: 'bucket', name: outputs.BucketName },
    ]);
    for (const { usdPerMonth } of retained) expect(usdPerMonth).toBeGreaterThan(0);
    expect((await remotely('status', ...STACK)).code).toBe(2);
  });
});
