// onnxruntime, loaded when it is first needed, one thread a session.
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import { Retryable } from '../../kernel/errors.ts';

export type Runtime = typeof import('onnxruntime-node');

let loading: Promise<Runtime> | undefined;

/** @throws Retryable naming the platform where onnxruntime has no binary */
export function onnxRuntime(): Promise<Runtime> {
  loading ??= import('onnxruntime-node').catch((error: unknown) => {
    throw new Retryable(
      `onnxruntime-node cannot be loaded on ${process.platform} ${process.arch} ` +
        '(supported: Linux x64 and arm64, macOS arm64, Windows x64 and arm64): ' +
        `${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  });
  return loading;
}

export type Feeds = Readonly<Record<string, Tensor>>;

export interface OnnxSession {
  /** @param places tensors that outputs are written into; fresh ones are made where it says null */
  run(
    feeds: Feeds,
    places?: Readonly<Record<string, Tensor | null>>,
  ): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  // Loops over outputs that nobody reads are usual here, and no warning to anybody.
  logSeverityLevel: 3,
};

/**
 * @param model bytes of a model file
 * @throws Error of the runtime where the provider is missing
 */
export async function openSession(
  model: Uint8Array,
  backend: OnnxBackendName = 'cpu',
): Promise<OnnxSession> {
  const { InferenceSession } = await onnxRuntime();
  const options = { ...OPTIONS, executionProviders: [backend] };
  const session = await InferenceSession.create(model, options);
  return {
    run: async (feeds, places) =>
      (await (places ? session.run(feeds, places) : session.run(feeds))) as Record<string, Tensor>,
    release: () => session.release(),
  };
}
