// Opens the onnx engine, and tells now rather than at the first training that a provider is missing.
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Trainer } from '../trainer.ts';
import { GraphBuilder } from './graph-builder.ts';
import { encodeModel } from './onnx-model.ts';
import { openSession } from './onnx-session.ts';
import { onnxTrainer } from './onnx-trainer.ts';

const CUDA_NEEDS =
  'backend cuda needs Linux x64, an NVIDIA GPU, CUDA 12 and cuDNN 9; to install its provider: ' +
  'ONNXRUNTIME_NODE_INSTALL=true npm rebuild onnxruntime-node --ignore-scripts=false';

/** @throws InvalidInput where the provider does not start, with what it needs */
export async function openOnnx(backend: OnnxBackendName): Promise<Trainer> {
  if (backend === 'cuda') await tryProvider(backend);
  return onnxTrainer(backend);
}

async function tryProvider(backend: OnnxBackendName): Promise<void> {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [1]);
  graph.output('y', graph.add(x, x), 'float32', [1]);
  try {
    const session = await openSession(encodeModel(graph.build('trial')), backend);
    await session.release();
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new InvalidInput([
      {
        path: '--backend',
        value: backend,
        problem: `${backend} does not start: ${reason}`,
        allowed: 'cpu on this machine',
        hint: CUDA_NEEDS,
      },
    ]);
  }
}
