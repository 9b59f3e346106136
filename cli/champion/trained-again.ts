// Weights that a run does not have, because they were not kept, are missing or are damaged: they are trained
// again. The same request gives the same weights on the same class of processor.
import type { PlannedEvaluation } from '../../shared/contracts/ledger-events.ts';
import type { Dataset } from '../../shared/data/dataset.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { grouped } from '../../shared/kernel/counted.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import type { BlobStore } from '../../shared/ports/blob-store.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { requestOf } from '../../shared/steps/plan.ts';
import type { RunState } from '../../shared/steps/run-state.ts';
import { plannedEvaluations } from '../../shared/steps/trained.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import type { Terminal } from '../terminal.ts';

export interface TrainingPlace {
  readonly data: Dataset;
  readonly trainer: Trainer;
}

/**
 * The blobs of a run; weights that are missing or damaged are trained again and put back.
 * @param open is called when there is something to train
 */
export function mendedBlobs(
  state: RunState,
  blobs: BlobStore,
  open: () => Promise<TrainingPlace>,
  terminal: Pick<Terminal, 'say'>,
): BlobStore {
  return {
    put: blobs.put,
    get: async (name) => {
      try {
        return await blobs.get(name);
      } catch (error) {
        const planned = plannedEvaluations(state).find(
          ({ evaluationKey }) => state.results.get(evaluationKey)?.weights === name,
        );
        if (!(error instanceof Corrupt) || planned === undefined) throw error;
        terminal.say(error.message);
        const checkpoint = await trainedAgain(state, planned, await open(), terminal);
        if (sha256(checkpoint) === name) await blobs.put(checkpoint);
        return checkpoint;
      }
    },
  };
}

/**
 * The checkpoint of a training that is made anew.
 * @throws Corrupt when it diverges this time
 */
export async function trainedAgain(
  state: RunState,
  planned: PlannedEvaluation,
  { data, trainer }: TrainingPlace,
  terminal: Pick<Terminal, 'say'>,
): Promise<Uint8Array> {
  const { candidateId, budget, evaluationKey } = planned;
  terminal.say(`Retraining ${candidateId} on ${grouped(budget.examples)} examples`);
  const kept: Uint8Array[] = [];
  const inMemory = {
    put: async (bytes: Uint8Array) => String(kept.push(bytes)),
    get: async () => new Uint8Array(),
  };
  const request = { ...requestOf(planned), keepWeights: true };
  const again = await evaluate(request, data, trainer, inMemory);
  const recorded = state.results.get(evaluationKey);
  if (JSON.stringify(again.objectives) !== JSON.stringify(recorded?.objectives)) {
    terminal.say(
      `Note: its score is ${JSON.stringify(again.objectives)}, the recorded score is ${JSON.stringify(recorded?.objectives)}. ` +
        'Processors of different classes round differently.',
    );
  }
  const [checkpoint] = kept;
  if (checkpoint === undefined) throw new Corrupt(`${candidateId} diverged when it was retrained`);
  return checkpoint;
}
