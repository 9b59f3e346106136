// What a person may do with a run that has ended or was stopped: commands to paste, the most useful first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLibrary } from '../shared/contracts/evaluation.ts';
import { evolambdaCommand, pathArgument } from '../shared/kernel/shell-command.ts';
import { baselineCommand } from '../shared/report/scores.ts';
import { bestOf, isBarren } from '../shared/search/campaign.ts';
import type { RunState } from '../shared/steps/run-state.ts';

export interface NextStep {
  readonly purpose: string;
  readonly command: string;
}

export function nextSteps(state: RunState, directory: string): NextStep[] {
  const { campaign, started, finished } = state;
  const place = pathArgument(directory);
  const best = bestOf(campaign)?.candidateId;
  if (isLibrary(started.engine)) {
    if (best === undefined) return [];
    const show = ['champion', 'show', place, '--candidate', best, '--json'];
    return [step('Print the best candidate', ...show)];
  }
  if (finished === null) return [step('Resume the run', 'resume', place)];
  if (isBarren(campaign)) return [step('Print the default search space', 'space', 'print')];
  const configFile = join(directory, 'config.json');
  const baseline = baselineCommand(state, existsSync(configFile) ? configFile : null);
  return [
    ...(finished.champion ? [step('Print the model card', 'champion', 'show', place)] : []),
    ...(finished.champion || best === undefined
      ? []
      : [step('Export the best candidate', 'champion', 'export', place, '--candidate', best)]),
    ...(baseline === null ? [] : [{ purpose: 'Compare with random search', command: baseline }]),
  ];
}

function step(purpose: string, ...args: readonly string[]): NextStep {
  return { purpose, command: evolambdaCommand(...args) };
}
