// The worker thread of worker-lane.ts: trains what it is sent, one network at a time.
import { parentPort, workerData } from 'node:worker_threads';
import type { Dataset } from '../shared/data/dataset.ts';
import type { MlpGenome } from '../shared/genome/kinds/mlp/mlp-genome.ts';
import { onnxTrainer } from '../shared/training/onnx/onnx-trainer.ts';
import { BUDGET } from './genomes.ts';

const trainer = onnxTrainer();
const data = workerData as Dataset;

parentPort?.on('message', async (genome: MlpGenome) => {
  const outcome = await trainer.train({ genome, budget: BUDGET, evaluationSeed: '1' }, data);
  parentPort?.postMessage(outcome.objectives);
});
