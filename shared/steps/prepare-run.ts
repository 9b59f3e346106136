// Prepare: from what a person wrote to a run that can start, or every fault of it in words.

import type { Engine, TaskData } from '../contracts/evaluation.ts';
import type { RunStarted } from '../contracts/ledger-events.ts';
import { LEDGER_FORMAT } from '../contracts/ledger-format.ts';
import type { DeclaredObjective } from '../contracts/objective.ts';
import { parseInput } from '../contracts/parse.ts';
import { withPresentNames } from '../contracts/renamed-settings.ts';
import { DEFAULT_STRATEGY, type RunConfig, runConfigSchema } from '../contracts/run-config.ts';
import { taskOf } from '../contracts/task.ts';
import { checkLimits, spaceFaults } from '../genome/check-space.ts';
import { enqueuedFaults, readEnqueued } from '../genome/enqueued.ts';
import { refuseKind } from '../genome/genome-network.ts';
import { DEFAULT_SPACE } from '../genome/kinds/kinds.ts';
import { counted } from '../kernel/counted.ts';
import { collect, type Fault, InvalidInput } from '../kernel/errors.ts';
import { isObject } from '../kernel/is-object.ts';
import { append } from '../kernel/long-lists.ts';
import { plainData } from '../kernel/plain-data.ts';
import { armsOf } from '../search/arms.ts';
import { finalPhaseReserve } from '../search/final-stages.ts';
import { type Strategies, strategySettings } from '../search/registry.ts';
import { checkObjectives, declaredObjectives } from '../training/objectives.ts';

import { presetNamed, settingsOver } from './presets.ts';

/**
 * The whole configuration, defaults filled in. `{}` is the whole search on MNIST.
 * @throws InvalidInput with every fault
 */
export function resolveConfig(given: unknown, strategies: Strategies): RunConfig {
  const faults: Fault[] = [];
  const plain = withPresentNames(plainData(given));
  const input = isObject(plain) ? overPreset(plain, faults) : plain;
  const whole = isObject(input) ? { space: DEFAULT_SPACE, ...input } : input;
  const config = collect(faults, () => parseInput(runConfigSchema, whole));
  const candidate = config?.strategy ?? strategyIn(input);
  const strategy = isNamed(candidate)
    ? collect(faults, () => strategySettings(candidate, strategies))
    : undefined;
  if (isObject(whole)) {
    // Of the default one a test knows that it has none; to look takes a tenth of a second.
    const ofSpace = whole.space === DEFAULT_SPACE ? [] : spaceFaults(whole.space);
    append(faults, ofSpace);
    append(faults, enqueuedFaults(whole, ofSpace.length === 0));
    collect(faults, () => refuseCrowd(whole.enqueue, { ...strategy }));
  }
  if (config === undefined || strategy === undefined || faults.length > 0) {
    throw new InvalidInput(faults);
  }
  // A run without a baseline is the same run whether that was said or not.
  const { baseline, ...rest } = config;
  return { ...rest, strategy, ...(baseline ? { baseline } : {}) };
}

type Settings = Readonly<Record<string, unknown>>;

/** Where what is beside it is wrong: its own faults are told along with the rest. */
function strategyIn(input: unknown): unknown {
  const { strategy = {} } = isObject(input) ? input : {};
  return isObject(strategy) ? { name: DEFAULT_STRATEGY, ...strategy } : undefined;
}

/** What is written goes before what its `preset` says. */
function overPreset({ preset: name, ...settings }: Settings, faults: Fault[]): Settings {
  if (name === undefined) return settings;
  const preset = collect(faults, () => presetNamed(name, 'preset'));
  return preset === undefined ? settings : settingsOver({ ...preset }, settings);
}

/**
 * The first event of a run.
 * @param declared the objectives of a trainer module, which its engine's name does not say
 * @throws InvalidInput when the configuration does not fit the data or the engine
 */
export function prepareRun(
  config: RunConfig,
  data: TaskData,
  engine: Engine,
  runId: string,
  at: string,
  declared?: readonly DeclaredObjective[],
): { readonly started: RunStarted; readonly notes: readonly string[] } {
  const task = taskOf(data);
  refuseKind(config.space.kind, engine.name);
  const { name } = engine;
  const producer = declared === undefined ? { name } : { name, declared };
  checkObjectives(config.objectives, producer);
  checkLimits(config.space, task);
  readEnqueued(config.enqueue ?? [], config.space, task, config.seed);
  const { config: affordable, notes } = withAffordableFinish(config, data.trainCount);
  const started: RunStarted = {
    v: LEDGER_FORMAT,
    id: 'run-started',
    at,
    type: 'run-started',
    runId,
    config: { ...affordable, objectives: declaredObjectives(config.objectives, producer) },
    data,
    engine,
  };
  return { started, notes };
}

/** More genomes than the first population holds. */
function refuseCrowd(enqueue: unknown, strategy: Settings): void {
  const room = Number(strategy.population ?? Number.POSITIVE_INFINITY);
  if (!Array.isArray(enqueue) || enqueue.length <= room) return;
  const value = counted(enqueue.length, 'genome');
  const allowed = `at most ${room}, the population`;
  throw new InvalidInput([{ path: 'enqueue', value, problem: `${value} are too many`, allowed }]);
}

/** Caps that leave nothing for the search beside the finish leave the finish out, and say so. */
function withAffordableFinish(
  config: RunConfig,
  trainCount: number,
): { readonly config: RunConfig; readonly notes: readonly string[] } {
  const reserve = finalPhaseReserve(config, trainCount);
  const arms = armsOf(config);
  const { maxEvaluations = Infinity, maxExamples = Infinity } = config;
  const isAffordable =
    config.finalPhase === null ||
    (maxEvaluations >= reserve.evaluations + arms &&
      maxExamples >= reserve.examples + arms * config.budget.examples);
  if (isAffordable) return { config, notes: [] };
  return {
    config: { ...config, finalPhase: null },
    notes: [
      `Note: the caps leave no room for the final phase, which needs up to ${reserve.evaluations} trainings on ` +
        `${reserve.examples} examples. The run has no final phase and no champion.`,
    ],
  };
}

function isNamed(value: unknown): value is { name: string } {
  return isObject(value) && typeof value.name === 'string';
}
