// What a run leaves: the champion's folder with its card's own snippets, other candidates, the table.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileBlobStore } from '../../cli/embedded/file-blob-store.ts';
import { TFJS_VERSION } from '../../shared/training/identity.ts';
import { hasNoBrowser, openBrowser, SKIPPED } from '../browser/browser.ts';
import { startFileServer } from '../data/file-server.ts';
import { EmulatorUnavailable } from '../emulator/python-environment.ts';
import { evolambda, SMALL, SMALL_SPACE } from './command-line.ts';
import { python } from './snippet-python.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evolambda-champion-'));
const directory = join(folder, 'run');
const champion = join(directory, 'champion');
let last: { ledgerHash: string; champion: { candidateId: string } };

beforeAll(async () => {
  const small = [...SMALL, '--space', SMALL_SPACE, '--examples', '640'];
  const ended = await evolambda(['run', '--quick', ...small, '--out', directory, '--json']);
  expect(ended.code, ended.stderr).toBe(0);
  last = JSON.parse(ended.lines.at(-1)!);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The card's snippet of a language, as it stands. */
function snippet(language: string): string {
  const card = readFileSync(join(champion, 'model-card.md'), 'utf8');
  const fence = `\`\`\`${language}\n`;
  return card.slice(card.indexOf(fence) + fence.length).split('\n```')[0]!;
}

describe('the card’s snippets', { timeout: 120_000 }, () => {
  /** The class that a blank image is given. */
  let blank: string;

  it('Node', async () => {
    const script = join(champion, 'snippet.mjs');
    writeFileSync(script, snippet('js'));
    // The folder sees the packages of this project.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const { stdout } = await run(process.execPath, [script], { cwd: champion });
    blank = stdout.trim();
    // One image, one of the ten classes.
    expect(blank).toMatch(/^\[\d\]$/);
  });

  it('Python', async ({ skip }) => {
    const interpreter = await python().catch((error: Error) => {
      if (error instanceof EmulatorUnavailable) skip(error.message);
      throw error;
    });
    const { stdout } = await run(interpreter, ['-c', snippet('python')], { cwd: champion });
    expect(stdout.trim()).toBe(blank);
  });

  it.skipIf(hasNoBrowser)(`browser ${SKIPPED}`, async () => {
    const server = await startFileServer();
    const local = createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js');
    const html = snippet('html').replace(/src="[^"]*"/, 'src="/tf.min.js"');
    expect(snippet('html')).toContain(`@tensorflow/tfjs@${TFJS_VERSION}"`);
    const files = {
      '/': ['text/html', `<!doctype html><body>${html}</body>`],
      '/tf.min.js': ['text/javascript', readFileSync(local)],
      '/tfjs/model.json': ['application/json', readFileSync(join(champion, 'tfjs/model.json'))],
      '/tfjs/weights.bin': [
        'application/octet-stream',
        readFileSync(join(champion, 'tfjs/weights.bin')),
      ],
    } as const;
    for (const [path, [type, content]] of Object.entries(files)) {
      server.answers.set(path, [
        (response) => response.writeHead(200, { 'content-type': type }).end(content),
      ]);
    }
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(server.base);
      await expect.poll(() => page.innerText('body'), { timeout: 60_000 }).toBe(blank);
    } finally {
      await browser.close();
      await server.close();
    }
  });

  it('pandas, from docs/exports.md', async ({ skip }) => {
    const interpreter = await python().catch((error: Error) => {
      if (error instanceof EmulatorUnavailable) skip(error.message);
      throw error;
    });
    const out = join(folder, 'evaluations.csv');
    expect((await evolambda(['export', directory, '--csv', '--out', out])).code).toBe(0);
    const page = readFileSync(join(root, 'docs/exports.md'), 'utf8');
    const code = /```python\n([\s\S]*?)\n```/.exec(page)![1]!;
    const { stdout } = await run(interpreter, ['-c', code], { cwd: folder });
    expect(stdout).toMatch(/^1 +5 +0\.\d+ +0\.\d+$/m);
    expect(stdout).toContain('adam');
  });
});

describe('champion and export', { timeout: 120_000 }, () => {
  it('a candidate whose weights were not kept is trained again to the score that was recorded', async () => {
    const table = await evolambda(['export', directory, '--jsonl']);
    const rows = table.lines.map((line) => JSON.parse(line));
    expect(rows).toHaveLength(10 + 6 + 1 + 2);
    const { candidateId } = rows.find(
      (row) => row.label === 'generation 0' && row.candidateId !== last.champion.candidateId,
    );
    const out = join(folder, 'other');
    const ended = await evolambda([
      'champion',
      'export',
      directory,
      '--candidate',
      candidateId,
      '--out',
      out,
      '--format',
      'onnx',
      '--format',
      'genome',
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/^Retraining \S+ on 640 examples$/m);
    expect(ended.stdout).not.toContain('the recorded score');
    expect(existsSync(join(out, 'model.onnx'))).toBe(true);
    expect(existsSync(join(out, 'tfjs'))).toBe(false);
    const into = (format: string) =>
      evolambda(['champion', 'export', directory, '--format', format, '--out', out]);
    const mixed = await into('tfjs');
    expect(mixed).toMatchObject({ code: 2, stdout: '' });
    expect(mixed.stderr).toContain(
      `--out: "${out}" contains model.onnx of another network; expected a directory without files`,
    );
    expect(existsSync(join(out, 'tfjs'))).toBe(false);
  });

  it('takes one format beside another of the same network', async () => {
    const out = join(folder, 'piecemeal');
    for (const format of ['onnx', 'tfjs']) {
      const flags = ['--format', format, '--out', out];
      const { code, stderr } = await evolambda(['champion', 'export', directory, ...flags]);
      expect(code, stderr).toBe(0);
    }
    expect(readdirSync(out).sort()).toEqual(['model.onnx', 'tfjs']);
  });

  it('names config.json so that the card’s command holds where the card lies', async () => {
    const linked = join(folder, 'linked');
    mkdirSync(join(linked, 'to'), { recursive: true });
    symlinkSync(join(linked, 'to'), join(directory, 'link'), 'junction');
    const places = [join(directory, 'a', 'b'), join(directory, 'link'), join(folder, "it's out")];
    for (const out of places) {
      const flags = ['--format', 'card', '--out', out];
      const { code, stderr } = await evolambda(['champion', 'export', directory, ...flags]);
      expect(code, stderr).toBe(0);
      const card = readFileSync(join(out, 'model-card.md'), 'utf8');
      const path = / run --config (.*) --baseline$/m.exec(card)![1]!;
      // As a shell reads it in the card's folder.
      const { stdout } = await run('sh', ['-c', `cat ${path}`], { cwd: out });
      expect(stdout).toBe(readFileSync(join(directory, 'config.json'), 'utf8'));
      expect(card.includes('from the folder of this card')).toBe(out === places[0]);
    }
  });

  it('says before any work that a file lies where a folder is to be, or a folder for a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'x');
    for (const out of [file, join(file, 'below')]) {
      const network = await evolambda(['champion', 'export', directory, '--out', out]);
      expect(network).toMatchObject({ code: 2, stdout: '' });
      expect(network.stderr).toContain(
        `"${file}" is not a directory; expected a writable directory`,
      );
    }
    const table = await evolambda(['export', directory, '--csv', '--out', folder]);
    expect(table).toMatchObject({ code: 2, stdout: '' });
    expect(table.stderr).toContain(`--out: "${folder}" is a directory; expected a writable file`);
  });

  it('refuses a candidate and a format that there are not, naming the nearest', async () => {
    const candidate = await evolambda(['champion', 'show', directory, '--candidate', 'g0-o']);
    expect(candidate).toMatchObject({ code: 2, stdout: '' });
    expect(candidate.stderr).toContain('did you mean g0-');
    const format = await evolambda(['champion', 'export', directory, '--format', 'onx']);
    expect(format.stderr).toContain(
      '--format: "onx" is not allowed; expected one of onnx, tfjs, genome, card, checkpoint; did you mean onnx?',
    );
    expect(existsSync(join(directory, 'export'))).toBe(false);
    const both = await evolambda(['export', directory, '--csv', '--jsonl']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
  });

  it('refuses beside show what is of export, and a damaged manifest', async () => {
    const flags = ['--format', 'onnx', '--out', 'x'];
    const shown = await evolambda(['champion', 'show', directory, ...flags]);
    expect(shown).toMatchObject({ code: 2, stdout: '' });
    expect(shown.stderr).toContain('--format: not allowed with champion show');
    expect(shown.stderr).toContain('--out: not allowed with champion show');
    const manifest = join(directory, 'dataset.json');
    const whole = readFileSync(manifest);
    writeFileSync(manifest, '{"id":');
    const damaged = await evolambda(['champion', 'show', directory]);
    writeFileSync(manifest, whole);
    expect(damaged).toMatchObject({ code: 4, stdout: '' });
    expect(damaged.stderr).toContain(`${manifest} is not the manifest of the run`);
    expect(damaged.stderr).toContain('resume');
  });

  it('shows the card', async () => {
    const { stdout, code } = await evolambda(['champion', 'show', directory]);
    expect(code).toBe(0);
    const card = readFileSync(join(champion, 'model-card.md'), 'utf8').trim();
    expect(card).toContain(
      'from the folder of this card: npm exec --no -- evolambda run --config ../config.json --baseline',
    );
    expect(card).toMatch(/^- Training split: [\d,]+ images$/m);
    expect(card).toMatch(/^- Validation split: [\d,]+ images; used for scores and selection/m);
    const [, total] = /^- Test split: ([\d,]+) images; sealed until/m.exec(card)!;
    const words = 'images, exported network \\(95 % confidence interval';
    expect(card).toMatch(new RegExp(`^- Test accuracy \\S+ % of ${total} ${words}`, 'm'));
    const config = join(directory, 'config.json');
    const printed = card
      .replace(', from the folder of this card', '')
      .replace('../config.json', config);
    expect(stdout.trim()).toBe(printed);
  });

  it('trains damaged weights again, puts them back, and exports the same network', async () => {
    const journal = readFileSync(join(directory, 'journal.jsonl'), 'utf8');
    const key = JSON.parse(journal.trim().split('\n').at(-1)!.slice(17)).champion.evaluationKey;
    const line = journal.split('\n').find((one) => one.includes(`"id":"evaluation-${key}"`))!;
    const { weights } = JSON.parse(line.slice(17)).result;
    const blob = join(directory, 'blobs', weights);
    writeFileSync(blob, 'x');
    const out = join(folder, 'mended');
    const ended = await evolambda(['champion', 'export', directory, '--out', out]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/is damaged\n[\s\S]*Retraining \S+ on [\d,]+ examples/);
    await fileBlobStore(join(directory, 'blobs')).get(weights);
    const name = 'weights.checkpoint';
    expect(readFileSync(join(out, name)).equals(readFileSync(join(champion, name)))).toBe(true);
  });

  it('writes over its own files, and over those of others with --force alone', async () => {
    const out = join(folder, 'theirs');
    const into = (...flags: string[]) =>
      evolambda(['champion', 'export', directory, '--out', out, ...flags]);
    expect((await into()).code).toBe(0);
    expect((await into()).code).toBe(0);
    for (const name of ['model.onnx', 'genome.json']) writeFileSync(join(out, name), 'mine');
    const refused = await into();
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    for (const name of ['model.onnx', 'genome.json']) {
      expect(refused.stderr).toMatch(
        new RegExp(`--out: "${join(out, name)}" already exists;.*--force`),
      );
    }
    expect(readFileSync(join(out, 'genome.json'), 'utf8')).toBe('mine');
    expect((await into('--force')).code).toBe(0);
    expect(readFileSync(join(out, 'genome.json'), 'utf8')).not.toBe('mine');
  });

  it('the saved configuration makes the run again, to its hash', async () => {
    const again = [
      'run',
      '--config',
      join(directory, 'config.json'),
      '--out',
      join(folder, 'again'),
    ];
    const ended = await evolambda([...again, '--json']);
    expect(JSON.parse(ended.lines.at(-1)!).ledgerHash).toBe(last.ledgerHash);
  });
});
