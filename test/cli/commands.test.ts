// The commands around a run: what they print of it, how it is made longer, and what a shell completes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_COMMANDS } from '../../cli/main.ts';
import { evolambda, SMALL_DIGITS, SMALL_SPACE } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-commands-'));
const search = [
  ...['--dataset', SMALL_DIGITS, '--space', SMALL_SPACE, '--strategy', 'tournament'],
  ...['--population', '5', '--examples', '640', '--no-final-phase', '--workers', '1'],
];
const short = join(folder, 'short');

async function run(name: string, flags: readonly string[]) {
  const ended = await evolambda(['run', ...flags, '--out', join(folder, name), '--json']);
  return { ...ended, last: ended.code === 0 ? JSON.parse(ended.lines.at(-1)!) : undefined };
}

beforeAll(async () => {
  const { code, stderr } = await run('short', [...search, '--generations', '2']);
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('--continue', { timeout: 60_000 }, () => {
  it('trains what is new alone, and ends with the hash of the whole', async () => {
    const whole = await run('whole', [...search, '--generations', '4']);
    const longer = await run('longer', ['--continue', short, '--generations', '+2']);
    expect(longer.last.ledgerHash).toBe(whole.last.ledgerHash);
    const results = (name: string) =>
      readFileSync(join(folder, name, 'journal.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"type":"evaluation-finished"'))
        .map((line) => JSON.parse(line.slice(17)).result);
    const before = new Map(results('short').map((result) => [result.evaluationKey, result]));
    const taken = results('longer').filter(({ evaluationKey }) => before.has(evaluationKey));
    expect(new Map(taken.map((result) => [result.evaluationKey, result]))).toEqual(before);
    expect(results('longer').length).toBeGreaterThan(before.size);
  });

  it('refuses what would be another search, and a number that adds nothing', async () => {
    const { code, stderr } = await run('none', [
      '--continue',
      short,
      '--generations',
      '4',
      '--seed',
      '2',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--seed: not allowed together with --continue');
    expect(stderr).toContain('--generations: 4 is not allowed; expected +N with --continue');
    const none = await run('none', ['--continue', short, '--engine', 'tfjs']);
    expect(none.stderr).toContain('--engine: not allowed together with --continue');
    expect(none.stderr).toContain('--generations: missing; expected +N');
    const nowhere = await run('none', ['--continue', join(folder, 'no'), '--generations', '+1']);
    expect(nowhere.stderr).toContain('contains no run; expected the directory of a run');
    expect((await run('none', ['--generations', '+2'])).stderr).toContain(
      '--generations: "+2" is not allowed; expected an integer; +N is allowed only with --continue DIR',
    );
  });
});

describe('settings', { timeout: 60_000 }, () => {
  it('--set reaches any of them, --enqueue puts genomes first, and config.json has it all', async () => {
    const genome = {
      layers: [{ units: 32, activation: 'tanh' }],
      optimizer: { kind: 'adam', learningRate: 0.002 },
    };
    const file = join(folder, 'good.json');
    writeFileSync(file, JSON.stringify(genome));
    const space = ['--set', 'space.genes.layers.genes.units.min=16'];
    // --set goes before the flag.
    const drawn = ['--set', `dataset=${SMALL_DIGITS}`, '--dataset', 'generated-digits'];
    const more = ['--enqueue', file, '--set', 'strategy.winProbability=0.9', ...drawn];
    const made = await run('set', [...search.slice(2), '--generations', '1', ...space, ...more]);
    expect(made.code, made.stderr).toBe(0);
    const config = JSON.parse(readFileSync(join(folder, 'set/config.json'), 'utf8'));
    expect(config).toMatchObject({
      ...{ dataset: SMALL_DIGITS, strategy: { winProbability: 0.9 }, enqueue: [genome] },
    });
    expect(config.space.genes.layers.genes.units.min).toBe(16);
    const table = await evolambda(['export', join(folder, 'set'), '--jsonl']);
    expect(JSON.parse(table.lines[0]!)).toMatchObject({
      ...{ 'gene.layers.length': 1, 'gene.layers.0.units': 32 },
      'gene.optimizer.learningRate': 0.002,
    });
    const again = await run('set-again', ['--config', join(folder, 'set/config.json')]);
    expect(again.last.ledgerHash).toBe(made.last.ledgerHash);
  });

  it('--preset article is the article’s, and a flag goes before it', async () => {
    const flags = ['--preset', 'article', ...search, '--generations', '1'];
    const made = await run('article', [...flags, '--set', 'budget.examples=640']);
    expect(made.code, made.stderr).toBe(0);
    const { strategy, budget } = JSON.parse(
      readFileSync(join(folder, 'article/config.json'), 'utf8'),
    );
    expect(strategy).toMatchObject({ name: 'tournament', population: 5, eliteReplicates: 0 });
    expect(budget).toEqual({ examples: 640, schedule: 'constant' });
  });
});

describe('list and show', () => {
  it('list tells every run, and which cannot be read', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'journal.jsonl'), 'no line of ours\n');
    mkdirSync(join(folder, 'no-run'));
    const { lines, code } = await evolambda(['list', folder, '--json']);
    const runs = lines.map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(runs).toContainEqual(
      expect.objectContaining({ directory: short, state: 'ended', test: null }),
    );
    expect(runs).toContainEqual(
      expect.objectContaining({
        directory: broken,
        state: 'damaged, or written by another version',
      }),
    );
    expect(runs.some(({ directory }) => directory.endsWith('no-run'))).toBe(false);
    expect((await evolambda(['list', folder])).stdout).toMatch(/short +ended +best \d\d\.\d\d %/);
    expect((await evolambda(['list', join(folder, 'absent')])).code).toBe(2);
  });

  it('show tells batch by batch, and as JSON what run --json ended with', async () => {
    const { stdout } = await evolambda(['show', short]);
    expect(stdout).toMatch(
      /^generation 0 +best \d\d\.\d\d % \(g0-\d\) {2}best single score \d\d\.\d\d % {2}mean \d\d\.\d\d % {2}trained 5 {2}cached 0 {2}diverged 0 {2}640 examples each$/m,
    );
    expect(stdout).toMatch(/^generation 1 /m);
    const json = JSON.parse((await evolambda(['show', short, '--json'])).stdout);
    expect(json).toMatchObject({ dataset: 'small-digits', stop: null, directory: short });
    expect(stdout).toContain(json.ledgerHash);
  });

  it('what ended a search early is said', async () => {
    const early = [...search, '--generations', '9', '--patience', '1'];
    const { stdout } = await evolambda(['run', ...early, '--out', join(folder, 'early')]);
    expect(stdout).toMatch(/^Trainings .*; search ended early by patience$/m);
  });
});

describe('space and data', () => {
  it('space check tells the largest network, or every fault', async () => {
    const fine = await evolambda(['space', 'check', SMALL_SPACE, '--json']);
    expect(JSON.parse(fine.stdout)).toMatchObject({ valid: true, kind: 'mlp' });
    const drawn = ['--dataset', 'generated-digits', '--json'];
    expect((await evolambda(['space', 'check', SMALL_SPACE, ...drawn])).stdout).toBe(fine.stdout);
    const file = join(folder, 'space.json');
    const wrong = { genes: { layers: { type: 'lst' }, optimizer: { type: 'group', gens: {} } } };
    writeFileSync(file, JSON.stringify(wrong));
    const refused = await evolambda(['space', 'check', file]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('did you mean list?');
    expect(refused.stderr).toContain('did you mean space.genes.optimizer.genes?');
    expect((await evolambda(['space', 'chek', file])).stderr).toContain('did you mean check?');
    const printed = await evolambda(['space', 'print']);
    expect(printed.stdout).toBe((await evolambda(['space'])).stdout);
  });

  it('data list, get and verify speak of this machine', async () => {
    const home = { ...process.env, EVOLAMBDA_CACHE_DIR: join(folder, 'cache') };
    const { lines } = await evolambda(['data', 'list', '--json'], undefined, home);
    const ids = lines.map((line) => JSON.parse(line).id);
    expect(ids).toEqual(['mnist', 'fashion-mnist', 'generated-digits']);
    // Files of MNIST's names and sizes that are not its own.
    const others = mkdtempSync(join(folder, 'others-'));
    const sizes = { 'train-images': 47_040_016, 'train-labels': 60_008 };
    const tested = { 't10k-images': 7_840_016, 't10k-labels': 10_008 };
    for (const [name, bytes] of Object.entries({ ...sizes, ...tested })) {
      const dimensions = name.endsWith('images') ? 'idx3' : 'idx1';
      writeFileSync(join(others, `${name}-${dimensions}-ubyte`), new Uint8Array(bytes));
    }
    const listed = await evolambda(['data', 'list', '--data-dir', others], undefined, home);
    expect(listed.lines[0]).toMatch(
      /^mnist +not available: .*train-images-idx3-ubyte: magic number 0x00000000, not an IDX file/,
    );
    const drawn = await evolambda(['data', 'verify', 'generated-digits'], undefined, home);
    expect(drawn).toMatchObject({ code: 0 });
    const misspelt = await evolambda(['data', 'get', 'mnits'], undefined, home);
    expect(misspelt).toMatchObject({ code: 2 });
    expect(misspelt.stderr).toContain('did you mean mnist?');
    expect((await evolambda(['data', 'verfy', 'mnist'])).stderr).toContain('did you mean verify?');
  });
});

describe('doctor, completion, --log-level', () => {
  it('doctor says that a run can be made here, and what else there is', async () => {
    const { code, lines } = await evolambda(['doctor', '--json']);
    const findings = lines.map((line) => JSON.parse(line));
    expect(code).toBe(0);
    const names = findings.map(({ name }) => name);
    for (const name of [
      'Node',
      'processor',
      'cores',
      'engine onnx',
      'engine tfjs native',
      'cache',
      'MNIST',
    ]) {
      expect(names).toContain(name);
    }
    for (const { status, remedy } of findings) expect(status === 'ok').toBe(remedy === undefined);
    const limited = findings.filter(({ limits }) => limits !== undefined);
    expect(limited.map(({ name }) => name)).toEqual(['engine tfjs native']);
    expect(limited[0].limits).toContain('Node 23');
  });

  it.skipIf(process.platform === 'win32')(
    'bash completes commands, verbs, flags and their values (skipped: Windows has no bash of its own)',
    async () => {
      const { stdout } = await evolambda(['completion', 'bash']);
      const script = join(folder, 'completion.bash');
      writeFileSync(script, stdout);
      const completed = (words: readonly string[]) => {
        const setUp = `COMP_WORDS=(evolambda ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
        const code = `source ${script}; ${setUp}; _evolambda; echo "\${COMPREPLY[*]}"`;
        return execFileSync('bash', ['-c', code], { encoding: 'utf8' }).trim().split(' ');
      };
      expect(completed(['re'])).toEqual(['resume', 'report', 'replay', 'results']);
      expect(completed(['run', '--max'])).toEqual([
        '--max-evaluations',
        '--max-examples',
        '--max-seconds',
      ]);
      expect(completed(['replay', '--'])).toEqual(['--json', '--log-level', '--help']);
      expect(completed(['champion', ''])).toEqual(['show', 'export']);
      expect(completed(['data', 'v'])).toEqual(['verify']);
      expect(completed(['run', '--strategy', ''])).toEqual(['tournament', 'halving', 'random']);
      // What is left to the shell: files and folders.
      expect(completed(['champion', 'show', ''])).toEqual(['']);
      expect(completed(['run', '--out', ''])).toEqual(['']);
      for (const shell of ['zsh', 'fish']) {
        const other = (await evolambda(['completion', shell])).stdout;
        for (const { name } of ALL_COMMANDS) expect(other).toContain(name);
        for (const words of ['show export', 'tournament halving random']) {
          expect(other).toContain(words);
        }
      }
      expect((await evolambda(['completion', 'bsh'])).stderr).toContain('did you mean bash?');
    },
  );

  it('--log-level error says nothing but results, debug each evaluation', async () => {
    const flags = [...search, '--generations', '1'];
    const silent = await evolambda([
      'run',
      ...flags,
      '--log-level',
      'error',
      '--out',
      join(folder, 'silent'),
    ]);
    expect(silent).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const loud = await evolambda([
      'run',
      ...flags,
      '--log-level=debug',
      '--out',
      join(folder, 'loud'),
    ]);
    expect(loud.stderr.match(/^[0-9a-f]{12} completed \{"accuracy":/gm)).toHaveLength(5);
    const wrong = await evolambda(['list', '--log-level', 'inf']);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain(
      '--log-level: "inf" is not allowed; expected one of error, info, debug; did you mean info?',
    );
  });
});
