// --set objectives: a run by what its networks cost, or by what a trainer module declares.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, evolambda, SMALL, SMALL_SPACE } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'evolambda-objectives-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LEAST = 'space.genes.layers.genes.units.min=16';
const RUN = ['run', ...SMALL, '--space', SMALL_SPACE, '--set', LEAST, '--examples', '64'];

/** A run in that directory of the folder. */
function run(name: string, objectives: readonly object[], ...flags: readonly string[]) {
  const by = ['--set', `objectives=${JSON.stringify(objectives)}`, '--no-final-phase'];
  return evolambda([...RUN, ...by, '--out', join(folder, name), ...flags]);
}

function eventsIn(name: string) {
  const journal = readFileSync(join(folder, name, 'journal.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return journal.map((line) => JSON.parse(line.slice(line.indexOf('{'))));
}

const FLOPS = { name: 'forwardFlops', direction: 'minimize' };
const PARAMETERS = { name: 'parameters', direction: 'minimize' };

describe.each(['onnx', 'tfjs'])('a run by forwardFlops and parameters on %s', (engine) => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await run(engine, [FLOPS, PARAMETERS], '--engine', engine);
  }, 120_000);

  it('ranks by the cost of the network, which facts and results hold as it was planned', () => {
    expect(ended.code, ended.stderr).toBe(0);
    const events = eventsIn(engine);
    const planned = events.flatMap((event) => event.evaluations ?? []);
    const byKey = new Map(planned.map((one) => [one.evaluationKey, one]));
    const facts = events.flatMap((event) => event.facts ?? []);
    expect(facts).toHaveLength(10);
    for (const { evaluationKey, objectives } of facts) {
      const { forwardFlops, parameters } = byKey.get(evaluationKey);
      expect(Object.entries(objectives)).toEqual(Object.entries({ forwardFlops, parameters }));
    }
    expect(new Set(planned.map((one) => one.forwardFlops)).size).toBeGreaterThan(3);
    const results = events.flatMap((event) => event.result ?? []);
    expect(results.length).toBeGreaterThan(5);
    for (const { objectives } of results) {
      expect(Object.keys(objectives)).toEqual(['accuracy', 'loss', 'parameters', 'forwardFlops']);
    }
  });

  it('prints its best with the unit', async () => {
    const planned = eventsIn(engine).flatMap((event) => event.evaluations ?? []);
    const least = Math.min(...planned.map((one) => one.forwardFlops));
    const shown = await evolambda(['show', join(folder, engine)]);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(new RegExp(`^Search score +forwardFlops ${least} FLOPs, `, 'm'));
    expect(shown.stdout).not.toContain('biased');
    expect(ended.stdout).toContain('scores are forwardFlops\n');
  });
});

describe('a direction', () => {
  it('other than the declared one is rejected, before anything is written', async () => {
    const objectives = [
      { name: 'forwardFlops', direction: 'maximize' },
      { name: 'parameters', direction: 'maximize' },
    ];
    const rejected = await run('maximized', objectives);
    expect(rejected).toMatchObject({ code: 2, stdout: '' });
    expect(rejected.stderr).toContain(
      'objectives[0].direction: "maximize" is not allowed; expected minimize for forwardFlops',
    );
    expect(rejected.stderr).toContain('objectives[1].direction: "maximize"');
    expect(() => eventsIn('maximized')).toThrow('ENOENT');
  });
});

describe('a trainer module with declarations', () => {
  const file = join(folder, 'declaring.mjs');
  writeFileSync(
    file,
    `export const objectives = [
      { name: 'latency', direction: 'minimize', unit: 'ms' },
      { name: 'share', format: 'percent' },
      'accuracy',
    ];
    export const train = ({ layers: [{ units }] }) => ({
      latency: units / 8, share: 1 / units, accuracy: 0.5,
    });`,
  );
  const latency = { name: 'latency', direction: 'minimize' };
  const share = { name: 'share', direction: 'maximize' };

  it('has its units and formats recorded and printed', async () => {
    const ended = await run('declared', [latency, share], '--trainer', file);
    expect(ended.code, ended.stderr).toBe(0);
    const [started] = eventsIn('declared');
    expect(started.config.objectives).toEqual([
      { ...latency, format: 'number', unit: 'ms' },
      { ...share, format: 'percent' },
    ]);
    const shown = await evolambda(['show', join(folder, 'declared')]);
    expect(shown.stdout).toMatch(/^Search score +latency \d+(\.\d+)? ms, /m);
  });

  it('leaves the format and the unit to a run that gives them', async () => {
    const mine = [
      { ...latency, unit: 's' },
      { ...share, format: 'number' },
    ];
    const ended = await run('given', mine, '--trainer', file);
    expect(ended.code, ended.stderr).toBe(0);
    const [started] = eventsIn('given');
    expect(started.config.objectives).toEqual([{ ...mine[0], format: 'number' }, mine[1]]);
  });

  it('has the direction that it declares, and any where it declares none', async () => {
    const wrong = [
      { ...latency, direction: 'maximize' },
      { ...share, direction: 'minimize' },
    ];
    const rejected = await run('wrong', wrong, '--trainer', file);
    expect(rejected).toMatchObject({ code: 2, stdout: '' });
    expect(rejected.stderr).toContain(
      'objectives[0].direction: "maximize" is not allowed; expected minimize for latency',
    );
    expect(rejected.stderr).not.toContain('objectives[1]');
  });
});
