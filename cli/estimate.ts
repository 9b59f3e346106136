// How long a run will take: the cost model's operations at the speed of a short trial training.
import type { Dataset } from '../shared/data/dataset.ts';
import { mlpGenomeSchema } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { kindOf } from '../shared/genome/kinds/registry.ts';
import { askCampaign } from '../shared/search/campaign.ts';
import { finishReserve, spentBy } from '../shared/steps/plan.ts';
import { type RunState, strategyOf } from '../shared/steps/run-state.ts';
import type { Trainer } from '../shared/training/trainer.ts';

const TRIAL_EXAMPLES = 20 * 64;

const TRIAL_GENOME = mlpGenomeSchema.parse({
  layers: [
    { units: 576, activation: 'relu', dropout: 0.25 },
    { units: 576, activation: 'relu', dropout: 0.25 },
  ],
  optimizer: { kind: 'adam', learningRate: 0.001, weightDecay: 0.0001 },
});

/** Seconds until the end, if every generation costs what the first one does and nothing is cached. */
export async function estimateSeconds(
  state: RunState,
  trainer: Trainer,
  data: Dataset,
  workers: number,
): Promise<number> {
  const request = {
    genome: TRIAL_GENOME,
    budget: { examples: TRIAL_EXAMPLES, schedule: 'constant' as const },
    evaluationSeed: 'trial',
  };
  await trainer.train({ ...request, budget: { ...request.budget, examples: 64 } }, data);
  const trial = await trainer.train(request, data);
  const msPerFlop = trial.trainMs / (flopsOf(TRIAL_GENOME, data) * TRIAL_EXAMPLES);
  const evalMsPerFlop = trial.evalMs / (flopsOf(TRIAL_GENOME, data) * data.validation.count);
  const { config } = state.started;
  const first = state.batches[0]?.planned.evaluations ?? proposalsOf(state);
  if (first.length === 0) return 0;
  const flops = first.reduce((sum, { genome }) => sum + flopsOf(genome, data), 0) / first.length;
  const generations = Number(config.strategy.generations ?? 1);
  const finish = finishReserve(config, data.train.count);
  const cap = config.maxEvaluations ?? Number.POSITIVE_INFINITY;
  const evaluations = Math.min(first.length * generations + finish.evaluations, cap);
  const search = Math.max(0, evaluations - finish.evaluations) * config.budget.examples;
  const left = Math.max(0, search + finish.examples - spentBy(state).examples);
  const trainMs = left * flops * msPerFlop;
  const evalMs = evaluations * data.validation.count * flops * evalMsPerFlop;
  return (trainMs + evalMs) / 1000 / workers;
}

function proposalsOf(state: RunState) {
  const asked = askCampaign(strategyOf(state), state.campaign);
  return 'done' in asked ? [] : asked.proposals;
}

function flopsOf(genome: unknown, data: Dataset): number {
  const kind = kindOf('mlp');
  return kind.cost(genome as never, { inputs: data.pixels, classes: data.classes }).forwardFlops;
}
