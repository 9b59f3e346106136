// The flags that benchmarks with peers have in common, and how the peers are started.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { LinePeer } from './line-peer.ts';

export interface PeerFlags {
  readonly python: string;
  readonly dataDir: string;
  readonly runs: number;
  /** Keeps PyTorch from using AVX-512, where the machine has it. */
  readonly avx2: boolean;
}

/** Of every benchmark with peers in Python. */
export const PEER_OPTIONS = {
  python: { type: 'string', default: 'python3' },
  'data-dir': {
    type: 'string',
    default: process.env.EVOLAMBDA_DATA_DIR ?? '../shared/datasets/mnist',
  },
} as const;

export function peerFlags(): PeerFlags {
  const { values } = parseArgs({
    options: {
      ...PEER_OPTIONS,
      runs: { type: 'string', default: '7' },
      avx2: { type: 'boolean', default: false },
    },
  });
  const { python, runs, avx2 } = values;
  return { python, dataDir: values['data-dir'], runs: Number(runs), avx2 };
}

/** @throws Error with the last line that Python printed */
export async function pythonRuns(python: string, code: string): Promise<true> {
  await promisify(execFile)(python, ['-c', code]).catch((error: Error & { stderr?: string }) => {
    throw new Error(error.stderr?.trim().split('\n').at(-1) || error.message);
  });
  return true;
}

/** PyTorch, and what it says of itself. */
export async function torchPeer({ python, dataDir, avx2 }: PeerFlags) {
  const limits = {
    ATEN_CPU_CAPABILITY: 'avx2',
    DNNL_MAX_CPU_ISA: 'AVX2',
    ONEDNN_MAX_CPU_ISA: 'AVX2',
    MKL_ENABLE_INSTRUCTIONS: 'AVX2',
  };
  const script = ['bench/peers/pytorch_peer.py', dataDir];
  const peer = new LinePeer(python, script, avx2 ? limits : {});
  const { version } = await peer.read<{ version: string }>();
  const held =
    ', limited to AVX2; onnxruntime cannot be limited, so the comparison is not equal on AVX-512';
  return { peer, version: `PyTorch ${version}${avx2 ? held : ''}` };
}

/** TensorFlow.js as others use it, in a process of its own: a model on wasm, a plain loop on TensorFlow. */
export async function tfjsPeer(kind: 'wasm' | 'loop', { dataDir }: PeerFlags) {
  const script = new URL(`tfjs-${kind}-peer.mjs`, import.meta.url);
  const peer = new LinePeer(process.execPath, [fileURLToPath(script), dataDir]);
  const { version } = await peer.read<{ version: string }>();
  return { peer, version };
}
