// The arithmetic of the final phase, in one place: what is proposed, reserved, estimated and priced goes by these
// stages.
import { BATCH_SIZE, type Budget } from '../contracts/budget.ts';
import type { FinishSettings, RunConfig } from '../contracts/run-config.ts';
import { armsOf } from './arms.ts';

export interface FinalStage {
  readonly name: 're-ranking' | 'retraining' | 'champion seeds';
  /** Genomes of one search at most. */
  readonly genomes: number;
  /** Evaluations of each. */
  readonly replicates: number;
  /** Of one evaluation. */
  readonly budget: Budget;
}

/**
 * The stages of one search in order; the last one chooses the champion and the weights that are exported.
 * @param settings null: no final phase, no stages
 * @param trainCount examples of the training split
 */
export function finalStages(
  settings: FinishSettings | null,
  searchBudget: Budget,
  trainCount: number,
): readonly FinalStage[] {
  if (settings === null) return [];
  const { rerank, rerankReplicates, rerankEpochs, retrain, retrainReplicates, epochs, seeds } =
    settings;
  const ofEpochs = (count: number): Budget => ({
    examples: epochExamples(trainCount, count),
    schedule: 'linear',
  });
  const reranking = rerankEpochs === null ? searchBudget : ofEpochs(rerankEpochs);
  const retraining = ofEpochs(epochs);
  const stages: FinalStage[] = [
    { name: 're-ranking', genomes: rerank, replicates: rerankReplicates, budget: reranking },
    { name: 'retraining', genomes: retrain, replicates: retrainReplicates, budget: retraining },
    { name: 'champion seeds', genomes: 1, replicates: seeds, budget: retraining },
  ];
  return stages.filter(({ replicates }) => replicates > 0);
}

/** Whole epochs of whole mini-batches. */
function epochExamples(trainCount: number, epochs: number): number {
  return Math.floor(trainCount / BATCH_SIZE) * BATCH_SIZE * epochs;
}

/** Evaluations of a stage at most. */
export function evaluationsOf({ genomes, replicates }: FinalStage): number {
  return genomes * replicates;
}

/** The most that the final phase of a run may train, a baseline's included. */
export function finalPhaseReserve(
  { finalPhase, budget, baseline }: Pick<RunConfig, 'finalPhase' | 'budget' | 'baseline'>,
  trainCount: number,
): { readonly evaluations: number; readonly examples: number } {
  const stages = finalStages(finalPhase, budget, trainCount);
  const arms = armsOf({ baseline });
  const sum = (of: (stage: FinalStage) => number) =>
    arms * stages.reduce((total, stage) => total + of(stage), 0);
  return {
    evaluations: sum(evaluationsOf),
    examples: sum((stage) => evaluationsOf(stage) * stage.budget.examples),
  };
}
