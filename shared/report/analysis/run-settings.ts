// Settings of runs as flat names and short texts, to tell runs apart by them. Imports nothing of Node.
import type { ComparedRun } from '../page-data.ts';

/** Kept whole: they are compared as they are, and named by a number where they differ. */
const WHOLE: ReadonlySet<string> = new Set(['space', 'enqueue', 'objectives']);
const LONGEST = 40;

/** `strategy.population` and the like, without the seed, with the engine; texts are JSON. */
export function settingsOf({ head }: ComparedRun): ReadonlyMap<string, string> {
  const { seed: _, finalPhase, ...config } = head.config;
  return new Map([
    ...cells('', config),
    ['finalPhase', finalPhase ? 'with one' : 'without'],
    ...cells('finalPhase', finalPhase ?? undefined),
    ['engine', head.engine],
  ]);
}

function cells(path: string, value: unknown): [string, string][] {
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value);
  if (isLeaf || WHOLE.has(path)) {
    return value === undefined ? [] : [[path, typeof value === 'string' ? value : inJson(value)]];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    cells(path === '' ? name : `${path}.${name}`, inner),
  );
}

function inJson(value: unknown): string {
  return JSON.stringify(value);
}

/**
 * Names of the settings in which the runs are not all alike, in their order. What belongs to
 * one strategy or to the final phase is no difference to runs without it.
 */
export function differingSettings(runs: readonly ComparedRun[]): string[] {
  const all = runs.map(settingsOf);
  const names = new Set(all.flatMap((settings) => [...settings.keys()]));
  return [...names].filter((name) => {
    const asked = isOfSome(name) ? all.filter((settings) => settings.has(name)) : all;
    return new Set(asked.map((settings) => settings.get(name))).size > 1;
  });
}

/** Whether only those have it that have what it belongs to. */
export function isOfSome(name: string): boolean {
  return name !== 'strategy.name' && /^(strategy|finalPhase)\./.test(name);
}

/** A setting's text for each run; long ones are numbered in the order in which they come. */
export function settingTexts(runs: readonly ComparedRun[], name: string): string[] {
  const texts = runs.map((run) => settingsOf(run).get(name) ?? 'none');
  const distinct = [...new Set(texts)];
  return texts.map((text) =>
    text.length <= LONGEST ? text : `number ${distinct.indexOf(text) + 1}`,
  );
}
