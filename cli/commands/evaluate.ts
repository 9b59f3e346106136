// `evolambda evaluate`: train and score genomes without a search, one JSON line each.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Budget, budgetSchema } from '../../shared/contracts/budget.ts';
import { evaluationSeedOf } from '../../shared/contracts/evaluation.ts';
import type { Genome } from '../../shared/contracts/genome.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { canonicalGenome, genomeHash } from '../../shared/genome/identity.ts';
import { kindOf } from '../../shared/genome/kinds/registry.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { downloadInWords } from '../data/download-file.ts';
import { openDataset } from '../data/open-dataset.ts';
import { type Flags, type FlagValues, readFlags } from '../flags.ts';
import { processTerminal } from '../terminal.ts';

export const EVALUATE_FLAGS: Flags = {
  genome: { type: 'text', value: 'FILE|-', help: 'one genome as JSON, or JSON lines on -' },
  examples: { type: 'integer', value: 'N', help: 'training examples (6464)' },
  seed: { type: 'integer', value: 'N', help: 'run seed (1)' },
  replicates: { type: 'integer', value: 'N', help: 'trainings of each; fitness is their mean (1)' },
  dataset: { type: 'text', value: 'ID|FILE', help: 'as for run' },
  'data-dir': { type: 'text', value: 'DIR', help: 'as for run' },
  json: { type: 'switch', help: 'JSON alone on standard output' },
};

/** @returns 0, or 2 when a genome was refused */
export async function evaluateCommand(argv: readonly string[]): Promise<number> {
  const { values } = readFlags(argv, EVALUATE_FLAGS);
  const budget = parseInput(budgetSchema, { examples: values.examples ?? 6464 }, '--budget');
  const replicates = Number(values.replicates ?? 1);
  if (replicates < 1) {
    const allowed = 'a whole number ≥ 1';
    throw new InvalidInput([{ path: '--replicates', value: shown(replicates), allowed }]);
  }
  const lines = await genomeLines(values);
  const terminal = processTerminal(values.json === true);
  const dataDir = values['data-dir'];
  const { dataset } = await openDataset({
    dataset: String(values.dataset ?? 'mnist'),
    ...(typeof dataDir === 'string' ? { dataDir } : {}),
    offlineDigits: 'never',
    onProgress: (progress) => terminal.status(downloadInWords(progress)),
  });
  const trainer = onnxTrainer();
  const plan = { budget, replicates, seed: Number(values.seed ?? 1) };
  let exitCode = 0;
  for (const [index, line] of lines.entries()) {
    try {
      const genome = readGenome(line, lines.length > 1 ? `line ${index + 1}` : 'genome');
      const measured = await measure(genome, plan, dataset, trainer);
      terminal.result(values.json === true ? JSON.stringify(measured) : inWords(measured));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      exitCode = 2;
      if (values.json === true) terminal.result(JSON.stringify({ error: error.message }));
      else terminal.say(error.message);
    }
  }
  return exitCode;
}

interface Measurement {
  readonly genomeHash: string;
  /** Fraction of validation images, the mean over replicates; null when one of them diverged. */
  readonly fitness: number | null;
  readonly status: string;
  readonly loss: number | null;
  readonly examplesSeen: number;
  readonly parameters: number;
  readonly trainFlops: number;
  /** Milliseconds, means over replicates; trainMs is end to end without evalMs. */
  readonly setupMs: number;
  readonly trainMs: number;
  readonly evalMs: number;
  readonly replicates?: readonly (number | null)[];
}

async function measure(
  genome: Genome,
  plan: { readonly budget: Budget; readonly replicates: number; readonly seed: number },
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
      initialization: 'fresh' as const,
      keepWeights: false,
    };
    results.push(await evaluate(request, data, trainer, nothingKept));
  }
  const readings = results.map(({ objectives }) => {
    const accuracy = objectives?.accuracy;
    return typeof accuracy === 'object' ? accuracy.correct / accuracy.total : null;
  });
  const known = readings.filter((reading) => reading !== null);
  const isWhole = known.length === readings.length;
  const [first] = results;
  if (first === undefined) throw new RangeError('replicates must be at least 1');
  return {
    genomeHash: hash,
    fitness: isWhole ? mean(known) : null,
    status: isWhole ? 'completed' : 'diverged',
    loss: first.loss,
    examplesSeen: first.examplesSeen,
    parameters: first.parameters,
    trainFlops: first.trainFlops,
    setupMs: mean(results.map((result) => result.setupMs)),
    trainMs: mean(results.map((result) => result.trainMs)),
    evalMs: mean(results.map((result) => result.evalMs)),
    ...(plan.replicates > 1 ? { replicates: readings } : {}),
  };
}

async function genomeLines(values: FlagValues): Promise<string[]> {
  const source = values.genome;
  if (typeof source !== 'string') {
    throw new InvalidInput([{ path: '--genome', value: 'nothing', allowed: 'a file, or -' }]);
  }
  if (source === '-') {
    const lines = (await text(process.stdin)).split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 0) return lines;
    throw new InvalidInput([{ path: '--genome -', value: 'nothing', allowed: 'JSON lines' }]);
  }
  const content = await readFile(source, 'utf8').catch((error: Error) => {
    throw new InvalidInput([{ path: '--genome', value: error.message, allowed: 'a file, or -' }]);
  });
  return [content];
}

function readGenome(line: string, root: string): Genome {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InvalidInput([{ path: root, value: shown(line), allowed: 'a genome as JSON' }]);
  }
  const kind = (value as { kind?: unknown } | null)?.kind ?? 'mlp';
  return parseInput(kindOf(String(kind)).genomeSchema, value, root) as Genome;
}

function inWords(measured: Measurement): string {
  const fitness =
    measured.fitness === null ? 'diverged' : `${(100 * measured.fitness).toFixed(2)} %`;
  return `${measured.genomeHash.slice(0, 12)}  ${fitness}  ${measured.trainMs.toFixed(0)} ms`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
