// Which engine `onnx` is, told without loading it: whoever makes evaluation keys need not train.
import runtimePackage from 'onnxruntime-node/package.json' with { type: 'json' };
import type { Engine } from '../../contracts/evaluation.ts';
import { type EngineIdentity, TRAINING_SEMANTICS } from '../trainer.ts';

export const IDENTITY: EngineIdentity = {
  name: 'onnx',
  version: runtimePackage.version,
  backend: 'cpu',
};

/** The engine as evaluation keys and ledgers name it. */
export function engineIdentity(): Engine {
  return { ...IDENTITY, semantics: TRAINING_SEMANTICS };
}
