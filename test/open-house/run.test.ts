// A whole run of residual networks through the command line, in worker threads: searched, trained, finished, replayed,
// reported and exported, with no change of the product but a line in the registry of kinds.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkLayout } from '../../shared/report/analysis/network-layout.ts';
import type { RunPage } from '../../shared/report/page-data.ts';
import { readTfjsLayersModel } from '../../shared/training/export/read-tfjs-layers-model.ts';
import { type Ended, SMALL_DIGITS } from '../cli/command-line.ts';
import { buildResidualCommand, type ResidualCommand } from './residual-command.ts';
import { residualKind } from './residual-kind/residual-kind.ts';

const MAX_PARAMETERS = 18_000;
const GENOME = {
  kind: 'residual',
  stem: true,
  width: 16,
  blocks: [{ long: 2, short: 1, curve: 'tanh' }],
  rule: 'adam',
  speed: 0.01,
};

let command: ResidualCommand;
let space: string;

beforeAll(async () => {
  command = await buildResidualCommand();
  space = join(command.folder, 'space.json');
  const limits = { maxParameters: MAX_PARAMETERS };
  writeFileSync(space, JSON.stringify({ ...residualKind.defaultSpace, limits }));
});

afterAll(() => rmSync(command.folder, { recursive: true, force: true }));

/** @returns the last line, the result of the command */
function resultOf({ code, lines, stderr }: Ended) {
  expect(code, stderr).toBe(0);
  return JSON.parse(lines.at(-1)!);
}

describe('a run', () => {
  const search = ['--population', '6', '--generations', '3', '--examples', '640'];
  let directory: string;
  let ledgerHash: string;

  beforeAll(async () => {
    directory = join(command.folder, 'first');
    const how = ['--dataset', SMALL_DIGITS, '--space', space, '--quick', '--json'];
    const run = (out: string, workers: string) =>
      command.evolambda(['run', ...search, ...how, '--workers', workers, '--out', out]);
    ({ ledgerHash } = resultOf(await run(directory, '1')));
    const again = resultOf(await run(join(command.folder, 'again'), '2'));
    expect(again.ledgerHash).toBe(ledgerHash);
  });

  it('is replayed to its ledger hash', async () => {
    const replayed = await command.evolambda(['replay', directory, '--json']);
    expect(resultOf(replayed)).toEqual({ ledgerHash, matches: true });
  });

  it('trains mutants within the limits, better than chance', async () => {
    const { lines } = await command.evolambda(['export', directory, '--jsonl']);
    const rows = lines.map((line) => JSON.parse(line));
    expect(rows.length).toBeGreaterThan(18);
    for (const row of rows) {
      expect(row).toMatchObject({ kind: 'residual', 'gene.stem': true });
      expect(row.parameters).toBeLessThanOrEqual(MAX_PARAMETERS);
      expect(row.trainFlops).toBeGreaterThan(0);
    }
    expect(rows.filter(({ operators }) => operators.includes('mutate')).length).toBeGreaterThan(3);
    const retrained = rows.filter(({ label }) => label === 'retraining');
    expect(retrained.length).toBeGreaterThan(0);
    for (const row of retrained) {
      expect(row.status).toBe('completed');
      expect(row['objective.accuracy']).toBeGreaterThan(0.2);
    }
  });

  it('has a page that draws its networks with their skip connections, and reads digits', () => {
    const page = pageIn(readFileSync(join(directory, 'report.html'), 'utf8'));
    expect(page.head.ledgerHash).toBe(ledgerHash);
    const genomes = Object.values(page.genomes);
    for (const { network } of genomes) {
      const { skips } = networkLayout(network!);
      const places = network!.flatMap(({ words }, place) => (words === 'add' ? [place] : []));
      expect(places.length).toBeGreaterThan(0);
      expect(places.some((place) => skips.some(({ to }) => to === place))).toBe(true);
    }
    const { json, weights } = page.model!;
    const { inputs, read } = readTfjsLayersModel(json, Buffer.from(weights!, 'base64'));
    const probabilities = read(new Uint8Array(inputs));
    expect(probabilities).toHaveLength(10);
    expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
  });

  it('ends with a champion that is exported, and that a card describes', async () => {
    const out = join(command.folder, 'champion');
    const exported = await command.evolambda(['champion', 'export', directory, '--out', out]);
    expect(exported.code, exported.stderr).toBe(0);
    for (const name of ['model.onnx', 'tfjs/model.json', 'tfjs/weights.bin'])
      expect(readFileSync(join(out, name)).length).toBeGreaterThan(1000);
    expect(JSON.parse(readFileSync(join(out, 'genome.json'), 'utf8')).kind).toBe('residual');
    expect(readFileSync(join(out, 'model-card.md'), 'utf8')).toMatch(/Network: dense .*→ add /);
  });
});

describe('the other commands', () => {
  it('print and check a space of the kind', async () => {
    const printed = await command.evolambda(['space', 'print', '--kind', 'residual']);
    expect(JSON.parse(printed.stdout)).toEqual(residualKind.defaultSpace);
    const check = ['space', 'check', space, '--dataset', SMALL_DIGITS, '--json'];
    const checked = resultOf(await command.evolambda(check));
    expect(checked).toMatchObject({ valid: true, kind: 'residual', parameters: MAX_PARAMETERS });
    const wrong = await command.evolambda(['space', 'print', '--kind', 'custom']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--kind: "custom" is not allowed; expected mlp or residual');
  });

  it.each(['onnx', 'tfjs'])(
    'evaluate a genome of the kind on %s, and name its faults',
    async (engine) => {
      const lines = [GENOME, { ...GENOME, stem: false }, { ...GENOME, width: 0.5 }];
      const how = ['--dataset', SMALL_DIGITS, '--engine', engine, '--examples', '1920', '--json'];
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      const ended = await command.evolambda(['evaluate', '--genome', '-', '--lines', ...how], text);
      expect(ended.code).toBe(2);
      const [result, stemless, narrow] = ended.lines.map((line) => JSON.parse(line));
      expect(result).toMatchObject({ status: 'completed', parameters: 13_546 });
      expect(result.fitness).toBeGreaterThan(0.2);
      expect(stemless.error).toContain('line 2.stem: false');
      expect(narrow.error).toContain('line 3.width: 0.5 is not allowed; expected an integer');
    },
  );
});

function pageIn(html: string): RunPage {
  const start = '<script type="application/json" id="content">';
  const from = html.indexOf(start) + start.length;
  return JSON.parse(html.slice(from, html.indexOf('</script>', from)));
}
