// Which engine trains, and on which of its backends: what a person may ask for.
import { choicesInWords } from '../kernel/choices-in-words.ts';
import { InvalidInput, shown } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import type { DeclaredObjective } from './objective.ts';

/** Of each engine, best first. */
export const BACKENDS = {
  /** onnxruntime's execution providers. */
  onnx: ['cpu', 'cuda'],
  /** TensorFlow itself, WebAssembly, plain JavaScript. */
  tfjs: ['native', 'wasm', 'cpu'],
} as const;

export type OnnxBackendName = (typeof BACKENDS)['onnx'][number];
export type TfjsBackendName = (typeof BACKENDS)['tfjs'][number];

export type EngineChoice =
  | { readonly engine: 'onnx'; readonly backend: OnnxBackendName }
  /** Without a backend, the best that there is. */
  | { readonly engine: 'tfjs'; readonly backend: TfjsBackendName | undefined }
  /** A person's own trainer: the address of its module, the hash of its text, and what it declares. */
  | {
      readonly engine: 'trainer';
      readonly module: string;
      readonly version: string;
      readonly objectives: readonly DeclaredObjective[];
    };

/** Whether an engine of this name is one of ours: else a trainer module or a user's function evaluates. */
export function isBuiltIn(engine: string): boolean {
  return engine !== 'trainer' && engine !== 'library';
}

/**
 * @param path how the person names the two, such as `--engine` and `--backend`
 * @throws InvalidInput naming what is not one of them
 */
export function engineChoice(
  { engine = 'onnx', backend }: { readonly engine?: unknown; readonly backend?: unknown },
  path: { readonly engine: string; readonly backend: string },
): EngineChoice {
  if (engine !== 'onnx' && engine !== 'tfjs') {
    const names = Object.keys(BACKENDS);
    const allowed = choicesInWords(names);
    const hint = nearest(engine, names);
    throw new InvalidInput([{ path: path.engine, value: shown(engine), allowed, hint }]);
  }
  const known = BACKENDS[engine].find((name) => name === backend);
  if (backend !== undefined && known === undefined) {
    const names = BACKENDS[engine];
    const allowed = `a backend of ${engine}: ${names.join(', ')}`;
    const hint = nearest(backend, names);
    throw new InvalidInput([{ path: path.backend, value: shown(backend), allowed, hint }]);
  }
  return engine === 'onnx'
    ? { engine, backend: (known ?? 'cpu') as OnnxBackendName }
    : { engine, backend: known as TfjsBackendName | undefined };
}

/** A recorded backend may tell a library's version too: `native-2.15.1`. */
export function choiceOf({ name, backend }: { name: string; backend: string }): EngineChoice {
  const path = { engine: 'engine.name', backend: 'engine.backend' };
  return engineChoice({ engine: name, backend: backend.split('-')[0] }, path);
}
