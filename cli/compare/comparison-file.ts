// comparison.json: what the comparison in a folder is about, so that it is gone on with, and no other is.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Engine, TaskData } from '../../shared/contracts/evaluation.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { isObject } from '../../shared/kernel/is-object.ts';
import { unusable } from '../embedded/system-error.ts';
import { writeWhole } from '../embedded/write-whole.ts';
import type { Comparison } from './comparison.ts';

const KEPT = 'comparison.json';

const keptSchema = z.record(z.string(), z.unknown());

/**
 * A folder holds one comparison; more pairs of it may be added later.
 * @throws InvalidInput when it holds one with other settings or strategies
 */
export async function refuseOtherComparison({
  directory,
  config,
  strategies,
}: Comparison): Promise<void> {
  const kept = await keptIn(directory);
  if (kept === undefined) return;
  // The data set is compared by its hash, wherever its manifest lies: keepComparison.
  const { dataset } = config;
  const keptConfig = isObject(kept.config) ? { ...kept.config, dataset } : kept.config;
  if (isSame([keptConfig, kept.strategies], [config, strategies])) return;
  const value = shown(directory);
  const problem = `${value} contains a comparison with other settings`;
  const allowed = 'a new directory or one with the same settings and strategies';
  throw new InvalidInput([{ path: '--out', value, problem, allowed }]);
}

/**
 * Writes down what all runs of the comparison share.
 * @throws InvalidInput when the folder's runs have another engine or other data, or do not tell which
 */
export async function keepComparison(
  { directory, config, strategies }: Comparison,
  shared: { readonly engine: Engine; readonly data: TaskData },
): Promise<void> {
  const kept = await keptIn(directory);
  const faults = (['engine', 'data'] as const)
    .filter((name) => kept !== undefined && !isSame(kept[name], shared[name]))
    .map((name) => {
      const began = JSON.stringify(kept?.[name]);
      const value = JSON.stringify(shared[name]);
      const problem = `${value} differs from the comparison in ${directory}`;
      const hint = 'use another directory: --out DIR';
      return { path: name, value, problem, allowed: began ?? 'a recorded value', hint };
    });
  if (faults.length > 0) throw new InvalidInput(faults);
  try {
    await mkdir(directory, { recursive: true });
    const text = `${JSON.stringify({ config, strategies, ...shared }, null, 2)}\n`;
    await writeWhole(join(directory, KEPT), text);
  } catch (error) {
    throw unusable('--out', directory, error);
  }
}

/**
 * The folder of a comparison is new, empty or its own.
 * @throws InvalidInput when it holds other files alone
 */
export function refuseForeign(directory: string): void {
  let names: readonly string[];
  try {
    names = existsSync(directory) ? readdirSync(directory) : [];
  } catch (error) {
    throw unusable('--out', directory, error);
  }
  const isOwn = names.some((name) => name === KEPT || /^pair-\d+$/.test(name));
  if (isOwn || names.every((name) => name.startsWith('lock'))) return;
  const value = shown(directory);
  const problem = `${value} contains other files`;
  const allowed = 'a new or empty directory';
  const hint = '--force writes the comparison next to them';
  throw new InvalidInput([{ path: '--out', value, problem, allowed, hint }]);
}

async function keptIn(directory: string): Promise<z.output<typeof keptSchema> | undefined> {
  const path = join(directory, KEPT);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    // Damaged, it is as good as lost and is written again: each run is checked against its own journal.
    return undefined;
  }
}

function isSame(kept: unknown, wanted: unknown): boolean {
  return canonicalJson(kept ?? null) === canonicalJson(wanted);
}
