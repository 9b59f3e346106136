// What the page of a run on AWS tells beside its state: names, workers, money.

import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import type { EvaluationResult } from '../../shared/contracts/evaluation.ts';
import { DEFAULT_STACK } from '../../shared/contracts/stack-defaults.ts';
import { isKnownId } from '../../shared/data/manifests/built-in-manifest.ts';
import { evolambdaCommand, withOperand } from '../../shared/kernel/shell-command.ts';
import { workMs } from '../../shared/report/analysis/spending.ts';
import type { Remedy } from '../../shared/report/blob-extras.ts';
import type { Money } from '../../shared/report/page-data.ts';
import type { PageExtras } from '../../shared/report/run-page.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { isReused } from '../../shared/steps/trained.ts';
import { metered, toUsd, type WorkerCost } from './cost-model.ts';
import type { Purse } from './money.ts';
import type { Settings } from './settings.ts';

export interface PagedRun {
  readonly budgetUsd: number;
  readonly purse: Purse;
  /** Of the data; where nobody may read it, classes are told by their numbers. */
  readonly manifest: DatasetManifest | undefined;
  /** Whether the state holds the results of all that was trained, and not facts alone. */
  readonly hasResults: boolean;
}

export function stackExtras(
  state: RunState,
  { budgetUsd, purse, manifest, hasResults }: PagedRun,
  { stack, workerCost }: Pick<Settings, 'stack' | 'workerCost'>,
): PageExtras {
  const { data } = state.started;
  const usdOf = (result: EvaluationResult) => trainingUsd(state, result, workerCost);
  return {
    dataName: manifest?.name ?? data.id,
    classes: manifest?.classes ?? Array.from({ length: data.classes }, (_, name) => String(name)),
    baselineCommand: baselineCommand(state, stack),
    money: { budgetUsd, spentUsd: toUsd(purse.spent), lines: linesOf() },
    usdOf,
    misclassified: null,
    model: null,
    missing: [],
  };

  function linesOf(): Money['lines'] {
    const { used, spent, finishReserve } = purse;
    const trained = [...state.results.values()].reduce((sum, one) => sum + (usdOf(one) ?? 0), 0);
    // One that another run was making at the same time is that run's money, and counted here all the same.
    const trainings = Math.min(trained, toUsd(spent));
    const whole = [{ what: 'spent', usd: toUsd(spent) }];
    const parts = [
      { what: 'trainings, by their worker time', usd: trainings },
      {
        what: 'other spend: planning, cold starts, failed attempts, final steps',
        usd: toUsd(spent) - trainings,
      },
    ];
    const open = [
      { what: 'reserved for running evaluations', usd: toUsd(used - spent - finishReserve) },
      { what: 'reserved for the final phase', usd: toUsd(finishReserve) },
    ];
    return [
      ...(hasResults ? parts : whole),
      ...open.filter(({ usd }) => usd > 0),
      { what: 'free', usd: Math.max(0, budgetUsd - toUsd(used)) },
    ];
  }
}

/** The commands for what is missing of a run's blobs, in words: AWS keeps the one copy. */
export function restoredFromAws({ runId }: RunState['started'], stack: string): Remedy {
  const flags = stack === DEFAULT_STACK ? [] : ['--stack', stack];
  const copied = `To copy the run: ${evolambdaCommand('results', ...withOperand(runId, flags))}`;
  const place = `runs/${runId}`;
  return (part) =>
    part === 'network'
      ? `${copied}\nThen, to retrain it: ${evolambdaCommand('champion', 'export', place)}`
      : `${copied}\nThen, to score the test split again: ${evolambdaCommand('resume', place)}`;
}

/** By the time that it took; null for one that an earlier run had left in the cache, and paid for. */
function trainingUsd(
  { started }: RunState,
  result: EvaluationResult,
  workerCost: WorkerCost,
): number | null {
  if (isReused(result, started)) return null;
  return toUsd(metered(workerCost, [workMs(result)]));
}

function baselineCommand({ campaign, started }: RunState, stack: string): string | null {
  if (campaign.baseline !== null) return null;
  const { runId, config } = started;
  const ofStack = stack === DEFAULT_STACK ? [] : ['--stack', stack];
  const results = evolambdaCommand('results', ...withOperand(runId, ofStack));
  const again = ['--config', `runs/${runId}/config.json`];
  // The file names the manifest beside it, which holds on that machine alone.
  if (!isKnownId(config.dataset)) again.push('--dataset', config.dataset);
  return `${results} && ${evolambdaCommand('start', ...ofStack, ...again, '--baseline')}`;
}
