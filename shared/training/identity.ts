// Which engine a name means, told without loading it: whoever makes evaluation keys need not train.
import runtimePackage from 'onnxruntime-node/package.json' with { type: 'json' };
import type { Engine } from '../contracts/evaluation.ts';
import { type EngineIdentity, TRAINING_SEMANTICS } from './trainer.ts';

/** Of @tensorflow/tfjs-core, which need not be installed; a test holds it to package.json's. */
export const TFJS_VERSION = '4.22.0';

/** @param backend `cpu` or `cuda` */
export function onnxIdentity(backend = 'cpu'): EngineIdentity {
  return { name: 'onnx', version: runtimePackage.version, backend };
}

/** @param backend with its library's version: `native-2.15.1`, `wasm`, `cpu` */
export function tfjsIdentity(backend: string): EngineIdentity {
  return { name: 'tfjs', version: TFJS_VERSION, backend };
}

/** @param version hash of the trainer's text: another text is another engine */
export function ownIdentity(version: string): EngineIdentity {
  return { name: 'trainer', version, backend: 'module' };
}

/** An engine as evaluation keys and ledgers name it. */
export function engineOf({ name, version, backend }: EngineIdentity): Engine {
  return { name, version, backend, semantics: TRAINING_SEMANTICS };
}
