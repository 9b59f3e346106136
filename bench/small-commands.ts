// Seconds of the commands that a person waits for: --help, `list` of many runs, `replay` of a long one. Beside each
// stands an empty Node process, which no command can be faster than. `npm run bench:commands`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineSpace, evolve } from '../cli/library/index.ts';
import { machine, median, row, say } from './report.ts';

const RUNS = 200;
const REPEATS = 7;
const COMMAND = fileURLToPath(new URL('../../../cli/bin/evolambda.mjs', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'evolambda-small-commands-'));
try {
  say(`${machine()}; medians of ${REPEATS}\n`);
  const first = join(folder, 'runs', 'run-0');
  await search(first, { population: 12, generations: 5 });
  rmSync(join(first, 'listing.json'), { force: true });
  for (let run = 1; run < RUNS; run += 1) {
    cpSync(first, join(folder, 'runs', `run-${run}`), { recursive: true });
  }
  const [wide, narrow] = [join(folder, 'wide'), join(folder, 'narrow')];
  await search(wide, { population: 100, generations: 100 });
  await search(narrow, { population: 5, generations: 2000 });

  const node = measured([process.execPath, '-e', '0']);
  const evolambda = (...args: readonly string[]) => [process.execPath, COMMAND, ...args];
  say(row('command', 'seconds', 'relative to an empty Node process'));
  say(row('---', '---', '---'));
  const tell = (name: string, seconds: number) =>
    say(row(name, seconds.toFixed(2), (seconds / node).toFixed(1)));
  tell('node -e 0', node);
  tell('--help', measured(evolambda('--help')));
  const list = evolambda('list', join(folder, 'runs'));
  tell(`list, ${RUNS} runs, first time`, seconds(list));
  tell(`list, ${RUNS} runs`, measured(list));
  tell('replay, 10,000 evaluations in 100 generations', measured(evolambda('replay', wide)));
  tell('replay, 10,000 evaluations in 2,000 generations', measured(evolambda('replay', narrow)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A recorded search over a function. */
async function search(
  directory: string,
  sizes: { readonly population: number; readonly generations: number },
): Promise<void> {
  mkdirSync(directory, { recursive: true });
  await evolve({
    space: defineSpace({
      x: { type: 'real', min: -5, max: 5 },
      y: { type: 'real', min: -5, max: 5 },
      method: { type: 'categorical', values: ['a', 'b'] },
    }),
    objectives: [{ name: 'loss', direction: 'minimize' }],
    strategy: { name: 'tournament', ...sizes },
    evaluate: ({ x, y, method }) => ({ loss: (x - 1) ** 2 + y ** 2 + (method === 'a' ? 1 : 0) }),
    store: join(directory, 'journal.jsonl'),
  }).finished();
}

function measured(command: readonly string[]): number {
  return median(Array.from({ length: REPEATS }, () => seconds(command)));
}

function seconds([program = '', ...args]: readonly string[]): number {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - startedMs) / 1000;
}
