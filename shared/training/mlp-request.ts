// What a built-in engine is asked: the port's request, its genome read as the kind that the engines train.
import { type MlpGenome, readMlpGenome } from '../genome/kinds/mlp/mlp-genome.ts';
import type { TrainingRequest } from './trainer.ts';

export interface MlpRequest extends Omit<TrainingRequest, 'genome'> {
  /** In canonical form. */
  readonly genome: MlpGenome;
}

/** @throws InvalidInput where the genome is of another kind */
export function mlpRequest(request: TrainingRequest): MlpRequest {
  return { ...request, genome: readMlpGenome(request.genome) };
}
