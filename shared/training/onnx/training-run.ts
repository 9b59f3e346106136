// One training under way: its session, its tensors and its position. It advances in segments, each
// a run of the graph, bounded in memory and in time; where they are cut changes no bit.
import type { Tensor } from 'onnxruntime-node';
import { BATCH_SIZE, stepsOf } from '../../contracts/budget.ts';
import type { Dataset } from '../../data/dataset.ts';
import { mlpHash } from '../../genome/kinds/mlp/mlp-genome.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { Corrupt } from '../../kernel/errors.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../checkpoint.ts';
import { initialValues } from '../streams.ts';
import { type EngineIdentity, TRAINING_SEMANTICS, type TrainingRequest } from '../trainer.ts';
import { type OnnxSession, onnxRuntime, openSession, type Runtime } from './onnx-session.ts';
import { isParameter } from './prediction-graph.ts';
import { ScratchMemory } from './scratch-memory.ts';
import { SegmentInputs } from './segment-inputs.ts';
import { MAX_LOSS, type StateTensor, stateTensors, trainingModel } from './training-graph.ts';

/**
 * Parameters × steps of a segment: a third of a second on an idle core, so that a stop stays under
 * two seconds on a busy machine too.
 */
const MAX_PARAMETER_STEPS = 5e7;
/** Bytes of masks and images of a segment. */
const MAX_INPUT_BYTES = 32e6;

/** By name, in the order of a checkpoint. */
type Tensors = ReadonlyMap<string, Tensor>;

export class TrainingRun {
  readonly #request: TrainingRequest;
  readonly #data: Dataset;
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
    request: TrainingRequest,
    data: Dataset,
    runtime: Runtime,
    session: OnnxSession,
    scratch: ScratchMemory,
    setupMs: number,
  ) {
    this.#request = request;
    this.#data = data;
    this.#session = session;
    this.#scratch = scratch;
    this.#shapes = stateTensors(request.genome, data);
    this.setupMs = setupMs;
    const resumed = request.resumeFrom && decodeCheckpoint(request.resumeFrom);
    if (resumed !== undefined) this.#refuseForeign(resumed);
    this.#step = resumed?.step ?? 0;
    this.#loss = resumed?.loss ?? null;
    this.#state = this.#tensors(runtime);
    this.#spare = this.#tensors(runtime);
    for (const [index, [name, values]] of this.#values().entries()) {
      const known = resumed?.values[index];
      if (known) values.set(known);
      else this.#begin(name, values);
    }
    const steps = Math.min(this.#segmentSteps(), stepsOf(request.budget));
    this.#inputs = new SegmentInputs(request, data, runtime, scratch, steps);
  }

  /**
   * Opens a training at its beginning, or where its checkpoint stands.
   * @throws Corrupt when resumeFrom is damaged or another training's
   */
  static async open(request: TrainingRequest, data: Dataset): Promise<TrainingRun> {
    const runtime = await onnxRuntime();
    const startedMs = performance.now();
    const session = await openSession(trainingModel(request.genome, data));
    const setupMs = performance.now() - startedMs;
    const scratch = new ScratchMemory();
    try {
      return new TrainingRun(request, data, runtime, session, scratch, setupMs);
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

  /** Whether the last step's loss was NaN or beyond MAX_LOSS. */
  get isDiverged(): boolean {
    return this.#loss !== null && !(this.#loss <= MAX_LOSS);
  }

  get examples(): number {
    return this.#step * BATCH_SIZE;
  }

  /** Weights and biases by name, which hold until the training goes on or is closed. */
  parameters(): Map<string, Float32Array> {
    return new Map(this.#values().filter(([name]) => isParameter(name)));
  }

  /**
   * Makes steps until `stop`, or until the loss says that the training diverged.
   * @param cut asked between two segments: true ends it there
   * @returns the loss of each step made
   * @throws DOMException named AbortError between segments when the signal fires
   */
  async advance(stop: number, cut: () => boolean, signal?: AbortSignal): Promise<number[]> {
    const losses: number[] = [];
    while (this.#step < stop) {
      signal?.throwIfAborted();
      // Even parts, so that no short one is left over.
      const parts = Math.ceil((stop - this.#step) / this.#segmentSteps());
      const to = this.#step + Math.ceil((stop - this.#step) / parts);
      const made = await this.#segment(to);
      losses.push(...made);
      if (this.isDiverged || (this.#step < stop && cut())) break;
    }
    return losses;
  }

  checkpoint(engine: EngineIdentity): Uint8Array {
    const { evaluationSeed, budget } = this.#request;
    return encodeCheckpoint({
      genome: mlpHash(this.#request.genome),
      evaluationSeed,
      semantics: TRAINING_SEMANTICS,
      engine: `${engine.name} ${engine.version} ${engine.backend}`,
      schedule: budget.schedule,
      examples: budget.examples,
      step: this.#step,
      loss: this.#loss,
      tensors: this.#shapes.map(({ name, shape }) => ({ name, shape: [...shape] })),
      values: this.#values().map(([, values]) => values),
    });
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
      this.#shapes.map(({ name, shape }) => {
        const values = this.#scratch.float32(sizeOf(shape));
        return [name, new runtime.Tensor('float32', values, shape)];
      }),
    );
  }

  #values(): (readonly [name: string, values: Float32Array])[] {
    return [...this.#state].map(([name, { data }]) => [name, data as Float32Array] as const);
  }

  #segmentSteps(): number {
    const { genome } = this.#request;
    const parameters = this.#shapes
      .filter(({ name }) => isParameter(name))
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const masked = genome.layers.reduce(
      (sum, layer) => sum + (layer.dropout > 0 ? layer.units : 0),
      0,
    );
    const bytes = BATCH_SIZE * (masked + this.#data.pixels);
    const steps = Math.min(MAX_PARAMETER_STEPS / parameters, MAX_INPUT_BYTES / bytes);
    return Math.max(1, Math.floor(steps));
  }

  /** Writes what a tensor begins with. */
  #begin(name: string, values: Float32Array): void {
    if (!isParameter(name)) {
      values.fill(0);
      return;
    }
    const layer = name.split('.')[0];
    const fanIn = this.#shapes.find((other) => other.name === `${layer}.weight`)?.shape[1] ?? 1;
    initialValues(this.#request.evaluationSeed, name, fanIn, values);
  }

  #refuseForeign(checkpoint: Checkpoint): void {
    const { genome, evaluationSeed, budget } = this.#request;
    const isSame =
      checkpoint.genome === mlpHash(genome) &&
      canonicalJson(checkpoint.tensors) === canonicalJson(this.#shapes) &&
      checkpoint.evaluationSeed === evaluationSeed &&
      checkpoint.semantics === TRAINING_SEMANTICS &&
      checkpoint.schedule === budget.schedule &&
      (budget.schedule === 'constant' || checkpoint.examples === budget.examples);
    if (!isSame) throw new Corrupt('the checkpoint belongs to another training');
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, one) => product * one, 1);
}
