// One training under way: its session, its tensors and its position. It advances in segments, each
// a run of the graph, bounded in memory and in time; where they are cut changes no bit.

import type { Tensor } from 'onnxruntime-node';
import { BATCH_SIZE, stepsOf } from '../../contracts/budget.ts';
import type { OnnxBackendName } from '../../contracts/engine-choice.ts';
import { valuesIn } from '../../contracts/task.ts';
import type { Dataset } from '../../data/dataset.ts';
import { append } from '../../kernel/long-lists.ts';
import { networkCost, sizeOf } from '../../network/network-cost.ts';
import { maskedNodes, type NetworkRequest } from '../engine.ts';
import { onnxIdentity } from '../identity.ts';
import { beginning, checkpointOf } from '../position.ts';
import type { Score } from '../score.ts';
import { type StateTensor, stateTensors, tensorName } from '../state-tensors.ts';
import { isDiverged, type TrainingRun } from '../train.ts';
import { type OnnxSession, onnxRuntime, openSession, type Runtime } from './onnx-session.ts';
import { validate } from './predict.ts';
import { ScratchMemory } from './scratch-memory.ts';
import { SegmentInputs } from './segment-inputs.ts';
import { trainingModel } from './training-graph.ts';

/**
 * Parameters × steps of a segment: a third of a second on an idle core, so that a stop stays under
 * two seconds on a busy machine too.
 */
const MAX_PARAMETER_STEPS = 5e7;
/** Bytes of masks and images of a segment. */
const MAX_INPUT_BYTES = 32e6;

/** By name, in the order of a checkpoint. */
type Tensors = ReadonlyMap<string, Tensor>;

export class OnnxRun implements TrainingRun {
  readonly #request: NetworkRequest;
  readonly #data: Dataset;
  readonly #backend: OnnxBackendName;
  readonly #session: OnnxSession;
  readonly #shapes: readonly StateTensor[];
  readonly #scratch: ScratchMemory;
  readonly #inputs: SegmentInputs;
  /** The tensors as they are. */
  #state: Tensors;
  /** Where the next segment writes them. */
  #spare: Tensors;
  #step: number;
  #loss: number | null;
  /** Milliseconds for graph and session. */
  readonly setupMs: number;

  private constructor(
    request: NetworkRequest,
    data: Dataset,
    backend: OnnxBackendName,
    runtime: Runtime,
    session: OnnxSession,
    scratch: ScratchMemory,
    setupMs: number,
  ) {
    this.#request = request;
    this.#data = data;
    this.#backend = backend;
    this.#session = session;
    this.#scratch = scratch;
    this.#shapes = stateTensors(request.network);
    this.setupMs = setupMs;
    this.#state = this.#tensors(runtime);
    this.#spare = this.#tensors(runtime);
    const start = beginning(
      request,
      (tensor) => this.#values().get(tensorName(tensor)) as Float32Array,
    );
    this.#step = start.step;
    this.#loss = start.loss;
    const steps = Math.min(this.#segmentSteps(), stepsOf(request.budget));
    this.#inputs = new SegmentInputs(request, data, runtime, scratch, steps);
  }

  /**
   * Opens a training at its beginning, or where its checkpoint stands.
   * @throws Corrupt when resumeFrom is damaged or another training's
   */
  static async open(
    request: NetworkRequest,
    data: Dataset,
    backend: OnnxBackendName,
  ): Promise<OnnxRun> {
    const runtime = await onnxRuntime();
    const startedMs = performance.now();
    const session = await openSession(trainingModel(request.network, data), backend);
    const setupMs = performance.now() - startedMs;
    const scratch = new ScratchMemory();
    try {
      return new OnnxRun(request, data, backend, runtime, session, scratch, setupMs);
    } catch (error) {
      scratch.close();
      await session.release();
      throw error;
    }
  }

  /** Steps made. */
  get step(): number {
    return this.#step;
  }

  /** Training cross-entropy of the last step; null before the first. */
  get loss(): number | null {
    return this.#loss;
  }

  async advance(stop: number, cut: () => boolean, signal?: AbortSignal): Promise<number[]> {
    const losses: number[] = [];
    while (this.#step < stop) {
      signal?.throwIfAborted();
      // Even parts, so that no short one is left over.
      const parts = Math.ceil((stop - this.#step) / this.#segmentSteps());
      const to = this.#step + Math.ceil((stop - this.#step) / parts);
      const made = await this.#segment(to);
      append(losses, made);
      if (isDiverged(this.#loss) || (this.#step < stop && cut())) break;
    }
    return losses;
  }

  validate(): Promise<Score> {
    const { validation } = this.#data;
    const { network } = this.#request;
    return validate(network, this.#values(), validation, this.#data, this.#backend);
  }

  checkpoint(): Uint8Array {
    const values = [...this.#values().values()];
    return checkpointOf(this.#request, onnxIdentity(this.#backend), this, values);
  }

  async close(): Promise<void> {
    await this.#session.release();
    this.#scratch.close();
  }

  async #segment(to: number): Promise<Float32Array> {
    const from = this.#step;
    const places = [...this.#spare].map(([name, tensor]) => [`${name}.next`, tensor] as const);
    const output = await this.#session.run(
      { ...this.#inputs.of(from, to), ...Object.fromEntries(this.#state) },
      { ...Object.fromEntries(places), losses: null },
    );
    [this.#state, this.#spare] = [this.#spare, this.#state];
    const losses = output.losses?.data as Float32Array;
    this.#step = from + losses.length;
    this.#loss = losses[losses.length - 1] ?? null;
    return losses;
  }

  #tensors(runtime: Runtime): Tensors {
    return new Map(
      this.#shapes.map((tensor) => {
        const values = this.#scratch.float32(sizeOf(tensor.shape));
        return [tensorName(tensor), new runtime.Tensor('float32', values, tensor.shape)];
      }),
    );
  }

  /** Elements by name, which hold until the training goes on or is closed. */
  #values(): Map<string, Float32Array> {
    return new Map([...this.#state].map(([name, { data }]) => [name, data as Float32Array]));
  }

  #segmentSteps(): number {
    const { network } = this.#request;
    const { parameters } = networkCost(network);
    const masked = maskedNodes(network).reduce((sum, { node }) => sum + valuesIn(node.shape), 0);
    const bytes = BATCH_SIZE * (masked + valuesIn(this.#data.shape));
    const steps = Math.min(MAX_PARAMETER_STEPS / parameters, MAX_INPUT_BYTES / bytes);
    return Math.max(1, Math.floor(steps));
  }
}
