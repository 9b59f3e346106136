// `evolambda evaluate`: train and score genomes without a search, one JSON line each.
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';
import type { Budget } from '../../shared/contracts/budget.ts';
import type { EngineChoice } from '../../shared/contracts/engine-choice.ts';
import { evaluationSeedOf } from '../../shared/contracts/evaluation.ts';
import type { Genome } from '../../shared/contracts/genome.ts';
import type { Objective } from '../../shared/contracts/objective.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { FROM_SCRATCH } from '../../shared/contracts/proposal.ts';
import { runConfigSchema, searchBudgetSchema } from '../../shared/contracts/run-config.ts';
import { taskOf } from '../../shared/contracts/task.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { refuseKind } from '../../shared/genome/genome-network.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { repairFaults } from '../../shared/genome/repair.ts';
import { collect, collectAsync, InvalidInput, Retryable } from '../../shared/kernel/errors.ts';
import { TEST_ACCURACY, valueInWords } from '../../shared/report/percent.ts';
import { objectiveScore } from '../../shared/search/archive.ts';
import { type Evaluated, evaluate } from '../../shared/steps/evaluate.ts';
import { declaredObjectives, producedBy, producerOf } from '../../shared/training/objectives.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import type { Command } from '../command.ts';
import { reasonOf } from '../embedded/system-error.ts';
import { chosenEngine, engineInWords, openHere } from '../engine.ts';
import { refusePositionals, scanFlags } from '../flags.ts';
import { genomesIn, readGenome } from '../genome-lines.ts';
import { hangMsOf } from '../machine-flags.ts';
import { flagsFor, RUN_FLAGS } from '../run-flags.ts';
import { onStopSignal } from '../stop-signals.ts';
import { checkDataset, openTask } from '../task.ts';
import { processTerminal, type Terminal } from '../terminal.ts';

export const evaluateCommand: Command = {
  name: 'evaluate',
  group: 'Search',
  usage: 'evaluate --genome FILE|-',
  purpose: 'Train and score genomes without a search',
  details: 'The command prints one line per genome.',
  flags: {
    genome: {
      type: 'text',
      group: 'Evaluation',
      value: 'FILE|-',
      help: 'JSON file with one genome, or with one genome per line; - reads standard input',
      without: 'required',
    },
    examples: {
      ...RUN_FLAGS.examples,
      group: 'Evaluation',
      help: 'Training examples per training, in mini-batches of 64',
    },
    seed: { ...RUN_FLAGS.seed, group: 'Evaluation', help: 'Random seed' },
    replicates: {
      range: { min: 1, max: 10_000 },
      type: 'integer',
      group: 'Evaluation',
      value: 'N',
      help: 'Trainings per genome; all printed numbers are means over them',
      without: '1',
    },
    schedule: { ...RUN_FLAGS.schedule, group: 'Evaluation' },
    lines: {
      type: 'switch',
      group: 'Evaluation',
      help: 'Read one genome per line and print its result at once, for a search in another language',
    },
    ...flagsFor('evaluate'),
    'training-seconds': {
      ...RUN_FLAGS['training-seconds'],
      help: 'Seconds after which a training by --trainer times out',
    },
  },
  examples: [
    'evolambda evaluate --genome runs/seven/champion/genome.json --replicates 8',
    'echo \'{"layers":[{"units":256,"activation":"relu"}],"optimizer":{"kind":"adam","learningRate":0.001}}\' | evolambda evaluate --genome - --json',
  ],
  run: evaluateGenomes,
};

const settingsSchema = z.strictObject({
  '--examples': searchBudgetSchema.shape.examples,
  '--schedule': searchBudgetSchema.shape.schedule,
  '--seed': runConfigSchema.shape.seed,
  '--replicates': z.int().min(1).max(10_000).default(1),
});

/** @returns 0, or 2 when a genome was refused */
async function evaluateGenomes(argv: readonly string[]): Promise<number> {
  const { values, positionals, faults } = scanFlags(argv, evaluateCommand.flags);
  collect(faults, () => refusePositionals('evaluate', positionals));
  const { examples, schedule, seed, replicates } = values;
  const given = {
    ...{ '--examples': examples, '--schedule': schedule },
    ...{ '--seed': seed, '--replicates': replicates },
  };
  const settings = collect(faults, () => parseInput(settingsSchema, given));
  const choice = await collectAsync(faults, () => chosenEngine(values, false));
  const hangMs = hangMsOf(values);
  const genomes = await collectAsync(faults, () => genomesIn(values));
  await collectAsync(faults, () => checkDataset(undefined, values));
  if (!(settings && choice && genomes) || faults.length > 0) throw new InvalidInput(faults);
  const terminal = processTerminal(values.json === true);
  const unlisten = onStopSignal(() =>
    terminal.warn('Stopped. Genomes without a result line were not evaluated.'),
  );
  try {
    const name = String(values.dataset ?? 'mnist');
    const { dataset } = await openTask(name, values, 'offered', terminal);
    const trainer = await openHere(choice, terminal, hangMs);
    const [objective = TEST_ACCURACY] = firstObjective(choice);
    const plan: Plan = {
      objective,
      budget: { examples: settings['--examples'], schedule: settings['--schedule'] },
      replicates: settings['--replicates'],
      seed: settings['--seed'],
    };
    const evaluation = { plan, choice, dataset, trainer, isJson: values.json === true };
    return await answerAll(genomes, evaluation, terminal);
  } finally {
    unlisten();
  }
}

/** With how its values are printed; none of an engine that produces none. */
function firstObjective(choice: EngineChoice): Objective[] {
  const producer = producerOf(choice);
  const [first] = producedBy(producer) ?? [];
  return first === undefined
    ? []
    : declaredObjectives([{ direction: 'maximize', ...first }], producer);
}

interface Evaluation {
  readonly plan: Plan;
  readonly choice: EngineChoice;
  readonly dataset: Dataset;
  readonly trainer: Trainer;
  readonly isJson: boolean;
}

/** A line of result each, of a rejected genome too. @returns the exit code */
async function answerAll(
  genomes: Awaited<ReturnType<typeof genomesIn>>,
  { plan, choice, dataset, trainer, isJson }: Evaluation,
  terminal: Terminal,
): Promise<number> {
  let exitCode = 0;
  for await (const { text, name } of genomes) {
    try {
      const genome = readGenome(text, name);
      refuseKind(genome.kind, choice.engine, `${name}.kind`);
      const untrainable = repairFaults(genome, taskOf(dataset), name);
      if (untrainable.length > 0) throw new InvalidInput(untrainable);
      const measured = await measure(genome, plan, dataset, trainer);
      terminal.result(isJson ? JSON.stringify(measured) : inWords(measured, plan.objective));
    } catch (error) {
      if (error instanceof Retryable) throw error;
      const isInput = error instanceof InvalidInput;
      exitCode = isInput ? 2 : exitCode || 1;
      const words = isInput ? error.message : `${name}: the training failed: ${engineWords(error)}`;
      if (isJson) terminal.result(JSON.stringify({ error: words }));
      else terminal.warn(words);
    }
  }
  return exitCode;
}

/** What an engine says of a network that it cannot carry, without its colours. */
function engineWords(error: unknown): string {
  return stripVTControlCharacters(reasonOf(error)).trim();
}

interface Plan {
  /** The fitness is a value of it: the first that the engine produces. */
  readonly objective: Objective;
  readonly budget: Budget;
  readonly replicates: number;
  readonly seed: number;
}

/** Means over the replicates. */
interface Measurement {
  readonly genomeHash: string;
  /** Of accuracy, a fraction of the validation images; null when a replicate diverged. */
  readonly fitness: number | null;
  readonly status: string;
  /** Of the training, in nats. */
  readonly loss: number | null;
  readonly examplesSeen: number;
  /** Where they are known: a trainer module may not report them. */
  readonly parameters?: number;
  readonly trainFlops?: number;
  /** Milliseconds; trainMs is end to end without evalMs. */
  readonly setupMs: number;
  readonly trainMs: number;
  readonly evalMs: number;
  /** Name, version and backend. */
  readonly engine: string;
}

async function measure(
  genome: Genome,
  plan: Plan,
  data: Dataset,
  trainer: Trainer,
): Promise<Measurement> {
  const hash = genomeHash(genome);
  const nothingKept = { put: async () => '', get: async () => new Uint8Array() };
  const results = [];
  for (let replicate = 0; replicate < plan.replicates; replicate += 1) {
    const request = {
      evaluationKey: '',
      genomeHash: hash,
      genome: canonicalGenome(genome),
      budget: plan.budget,
      evaluationSeed: evaluationSeedOf(plan.seed, hash, replicate),
      start: FROM_SCRATCH,
      keepWeights: false,
    };
    results.push(await evaluate(request, data, trainer, nothingKept));
  }
  const scores = results.map(
    ({ objectives }) => objectiveScore(objectives, plan.objective.name) ?? null,
  );
  const fitness = meanOrNull(scores);
  return {
    genomeHash: hash,
    fitness,
    status: fitness === null ? 'diverged' : 'completed',
    loss: meanOrNull(results.map(({ loss }) => loss)),
    examplesSeen: mean(results.map((result) => result.examplesSeen)),
    ...meanWhereKnown('parameters', results),
    ...meanWhereKnown('trainFlops', results),
    setupMs: mean(results.map((result) => result.setupMs)),
    trainMs: mean(results.map((result) => result.trainMs)),
    evalMs: mean(results.map((result) => result.evalMs)),
    engine: engineInWords(trainer.identity),
  };
}

function inWords(measured: Measurement, objective: Objective): string {
  const fitness =
    measured.fitness === null ? 'diverged' : valueInWords(measured.fitness, objective);
  return `${measured.genomeHash.slice(0, 12)}  ${fitness}  ${measured.trainMs.toFixed(0)} ms`;
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? mean(known) : null;
}

function meanWhereKnown<Name extends 'parameters' | 'trainFlops'>(
  name: Name,
  results: readonly Evaluated[],
): { readonly [name in Name]?: number } {
  const known = results.flatMap((result) => result[name] ?? []);
  const value = { [name]: mean(known) } as { readonly [name in Name]: number };
  return known.length === results.length ? value : {};
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
