// Runs that belong together: those of one strategy, of one strategy with one set of settings, or each alone.
// Imports nothing of Node.
import type { ComparedRun } from '../page-data.ts';
import { differingSettings, isOfSome, settingsOf, settingTexts } from './run-settings.ts';

export type Grouping = 'strategy' | 'settings' | 'run';

export interface RunGroup {
  readonly name: string;
  readonly runs: readonly ComparedRun[];
  /** Settings in which its runs differ, which one group then stands for. */
  readonly mixed: readonly string[];
}

/** In the order in which their first runs come. */
export function runGroups(runs: readonly ComparedRun[], grouping: Grouping): RunGroup[] {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const key = keyOf(run, grouping);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const members = [...groups.values()];
  return members.map((group) => ({
    name: nameOf(group, runs, grouping),
    runs: group,
    mixed: differingSettings(group),
  }));
}

function keyOf(run: ComparedRun, grouping: Grouping): string {
  switch (grouping) {
    case 'strategy':
      return strategyOf(run);
    case 'settings':
      return JSON.stringify([...settingsOf(run)].sort(([a], [b]) => (a < b ? -1 : 1)));
    case 'run':
      return run.name;
  }
}

export function strategyOf({ head }: ComparedRun): string {
  return head.config.strategy.name;
}

/** A strategy's settings are named where another group of the same strategy has others. */
function nameOf(
  [first]: readonly ComparedRun[],
  runs: readonly ComparedRun[],
  grouping: Grouping,
): string {
  if (first === undefined) return '';
  if (grouping !== 'settings') return keyOf(first, grouping);
  const alike = runs.filter((run) => strategyOf(run) === strategyOf(first));
  const parts = differingSettings(alike).flatMap((name) => {
    if (isOfSome(name) && !settingsOf(first).has(name)) return [];
    const text = settingTexts(alike, name)[alike.indexOf(first)] ?? 'none';
    return `${name.replace(/^strategy\./, '')} ${text}`;
  });
  return [strategyOf(first), ...parts].join(', ');
}
