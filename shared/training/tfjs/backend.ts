// TensorFlow.js with one of its backends: TensorFlow itself through tfjs-node, else WebAssembly, else
// plain JavaScript. Its packages are loaded when they are first needed; none has to be there.
import type * as core from '@tensorflow/tfjs-core';
import { BACKENDS, type TfjsBackendName } from '../../contracts/engine-choice.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import { tfjsIdentity } from '../identity.ts';
import type { EngineIdentity } from '../trainer.ts';
import { restoreNodeUtil } from './removed-from-node.ts';

export type Tensorflow = typeof core;

export interface TfjsBackend {
  readonly tf: Tensorflow;
  /** aᵀ·b and a·bᵀ too: the product of two matrices that may be transposed first. */
  readonly product: Tensorflow['matMul'];
  readonly identity: EngineIdentity;
  /** What better backends lack, with the command that adds each. */
  readonly notes: readonly string[];
  /** Makes it the one that tensors are made on: before any work, and after every await. */
  use(): void;
}

/** What TensorFlow.js calls them. */
const REGISTERED = { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu' } as const;

const IN_CLONE = 'in a clone of evolambda: npm run tfjs:native';
const REMEDIES: Readonly<Record<TfjsBackendName, string>> = {
  native: `${IN_CLONE}; elsewhere: npm install @tensorflow/tfjs-node@4.22.0`,
  wasm: `${IN_CLONE}; elsewhere: npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0`,
  cpu: `${IN_CLONE}; elsewhere: npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0`,
};

const opened = new Map<TfjsBackendName, Promise<Omit<TfjsBackend, 'notes'>>>();

/**
 * Opens a backend, or the best that there is.
 * @throws InvalidInput naming what is missing and the command that adds it
 */
export async function openTfjs(wanted?: TfjsBackendName): Promise<TfjsBackend> {
  const missing: { readonly problem: string; readonly hint: string }[] = [];
  for (const name of wanted === undefined ? BACKENDS.tfjs : [wanted]) {
    try {
      const opening = opened.get(name) ?? open(name);
      opened.set(name, opening);
      return { ...(await opening), notes: missing.map((one) => `${one.problem}; ${one.hint}`) };
    } catch (error) {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      missing.push({
        problem: `tfjs backend ${name} is not available: ${reason.replace(/\.$/, '')}`,
        hint: `to add it, ${REMEDIES[name]}`,
      });
    }
  }
  throw new InvalidInput(
    missing.map((words) => ({
      path: '--engine',
      value: wanted ? `tfjs ${wanted}` : 'tfjs',
      allowed: '',
      ...words,
    })),
  );
}

async function open(name: TfjsBackendName): Promise<Omit<TfjsBackend, 'notes'>> {
  const tf = (await import('@tensorflow/tfjs-core')) as Tensorflow;
  // No checks and advice meant for who writes models by hand.
  tf.enableProdMode();
  if (name === 'native') {
    restoreNodeUtil();
    await import('@tensorflow/tfjs-node');
  }
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (name === 'wasm') {
    const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    setThreadsCount(1);
  }
  const registered = REGISTERED[name];
  if (!(await tf.setBackend(registered))) throw new Error('it does not start');
  // A binding that loads may still fail at its first operation.
  tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)).dataSync());
  return {
    tf,
    product: name === 'wasm' ? transposedFirst(tf) : tf.matMul,
    identity: { ...tfjsIdentity(versioned(name, tf)), version: tf.version_core },
    use: () => {
      // At once, for a backend that has started before.
      if (tf.getBackend() !== registered) void tf.setBackend(registered);
    },
  };
}

/** On wasm a product that transposes leaves XNNPACK's kernel for one that is several times slower. */
function transposedFirst(tf: Tensorflow): Tensorflow['matMul'] {
  return (a, b, transposeA = false, transposeB = false) =>
    tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b);
}

/** TensorFlow's own version decides bits as well: `native-2.15.1`. */
function versioned(name: TfjsBackendName, tf: Tensorflow): string {
  if (name !== 'native') return name;
  const { binding } = tf.backend() as unknown as { readonly binding: { TF_Version: string } };
  return `native-${binding.TF_Version}`;
}
