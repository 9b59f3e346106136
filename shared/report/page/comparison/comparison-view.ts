// The compared runs as the panels look at them: in groups, each with a look of its own, and with their endpoints.
import {
  biasOf,
  type Endpoint,
  endpointsOf,
  objectiveOf,
  wordsOf,
} from '../../analysis/endpoints.ts';
import { type Grouping, type RunGroup, runGroups } from '../../analysis/run-groups.ts';
import type { ComparedRun, ComparisonPage } from '../../page-data.ts';
import type { RunView } from '../run-view.ts';
import { type Look, lookOf } from './look.ts';

export interface ComparisonView {
  readonly runs: readonly ComparedRun[];
  readonly grouping: Grouping;
  readonly groups: readonly LookedGroup[];
  readonly endpoints: readonly Endpoint[];
  readonly objective: RunView['objective'];
  readonly words: RunView['words'];
  /** The text with the selection bias of search scores, where they have one. */
  readonly withBias: (text: string) => string;
  /** A run's name without the folders that all have. */
  readonly shortName: (name: string) => string;
}

export interface LookedGroup extends RunGroup {
  readonly look: Look;
}

export function comparisonView({ runs }: ComparisonPage, grouping: Grouping): ComparisonView {
  const folders = commonFolders(runs.map(({ name }) => name));
  const shortName = (name: string) => name.slice(folders);
  const groups = runGroups(runs, grouping).map((group, index) => ({
    ...group,
    name: grouping === 'run' ? shortName(group.name) : group.name,
    look: lookOf(index),
  }));
  const objective = objectiveOf(runs);
  return {
    ...{ runs, grouping, groups, shortName, objective },
    endpoints: endpointsOf(runs),
    words: wordsOf(runs),
    withBias: biasOf(runs),
  };
}

/** How many of the first letters are folders that all of the paths share. */
function commonFolders([first = '', ...others]: readonly string[]): number {
  let length = 0;
  for (let at = first.indexOf('/'); at >= 0; at = first.indexOf('/', at + 1)) {
    const folder = first.slice(0, at + 1);
    if (others.every((other) => other.startsWith(folder) && other !== folder)) length = at + 1;
  }
  return length;
}
