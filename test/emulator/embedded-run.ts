// The same run in this process, one training after the other: what a run on the emulator must equal.

import { taskDataOf } from '../../functions/aws/s3-dataset.ts';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { LedgerEvent } from '../../shared/contracts/ledger-events.ts';
import { strategies } from '../../shared/search/registry.ts';
import { close } from '../../shared/steps/close.ts';
import { evaluate } from '../../shared/steps/evaluate.ts';
import { finishRun } from '../../shared/steps/finish-run.ts';
import { missingRequests, plan } from '../../shared/steps/plan.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { apply, openBatches, type RunState, startOf } from '../../shared/steps/run-state.ts';
import { engineOf } from '../../shared/training/identity.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { openSmallDigits } from '../data/small-digits.ts';
import { memoryBlobs } from '../steps/memory-blobs.ts';

const AT = '2020-01-01T00:00:00.000Z';

/** @param fails evaluations that the disturbed run lost for good */
export async function embeddedRun(
  config: Record<string, unknown>,
  fails: (request: EvaluationRequest) => boolean = () => false,
  trainer: Trainer = onnxTrainer(),
): Promise<RunState> {
  const { dataset, sealedTest } = await openSmallDigits();
  const resolved = resolveConfig(config, strategies);
  const { started } = prepareRun(
    resolved,
    taskDataOf(dataset),
    engineOf(trainer.identity),
    'embedded',
    AT,
  );
  const state = startOf(started, strategies);
  const blobs = memoryBlobs();
  for (;;) {
    for (let next = plan(state, AT); typeof next !== 'string'; next = plan(state, AT)) {
      apply(state, next);
    }
    const [batch] = openBatches(state);
    if (batch === undefined) break;
    for (const request of missingRequests(state, batch)) {
      if (fails(request)) state.failures.set(request.evaluationKey, 'failed');
      else {
        const result = await evaluate(request, dataset, trainer, blobs);
        state.results.set(request.evaluationKey, { ...result, provenance: PROVENANCE });
      }
    }
    apply(state, close(state, AT)!);
  }
  const record = async (event: LedgerEvent) => apply(state, event);
  const clock = { now: () => AT };
  await finishRun(state, { data: dataset, sealedTest, trainer, blobs, clock, record });
  return state;
}

/** The first training of a key fails; a later proposal of its genome is trained. */
export function failsOnce(evaluationKey: string): (request: EvaluationRequest) => boolean {
  let asked = 0;
  return (request) => {
    if (request.evaluationKey !== evaluationKey) return false;
    asked += 1;
    return asked === 1;
  };
}

const PROVENANCE = {
  startedAt: AT,
  finishedAt: AT,
  attempt: 1,
  worker: 'test',
  host: 'test',
  cpu: 'test',
  coldStart: false,
};
