// One training under way: its session, its tensors and its position. It advances in segments, each
// a run of the graph, bounded in memory and in time; where they are cut changes no bit.
import type { Tensor } from 'onnxruntime-node';
import { BATCH_SIZE } from '../../contracts/budget.ts';
import type { Dataset } from '../../data/dataset.ts';
import { mlpHash } from '../../genome/kinds/mlp/mlp-genome.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { Corrupt } from '../../kernel/errors.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../checkpoint.ts';
import { batchOrder, dropoutMask, initialValues, scheduledRate } from '../streams.ts';
import { type EngineIdentity, TRAINING_SEMANTICS, type TrainingRequest } from '../trainer.ts';
import { type Feeds, type OnnxSession, onnxRuntime, openSession } from './onnx-session.ts';
import { optimizers } from './optimizers/optimizers.ts';
import { isParameter } from './prediction-graph.ts';
import { MAX_LOSS, type StateTensor, stateTensors, trainingModel } from './training-graph.ts';

/**
 * Parameters × steps of a segment: half a second to the end of every training in flight, measured on
 * two idle cores, so that a stop stays under two seconds on a busy machine too. Carrying the weights
 * from segment to segment takes 4 % of the time.
 */
const MAX_PARAMETER_STEPS = 4e7;
/** Bytes of masks and images of a segment. */
const MAX_INPUT_BYTES = 32e6;

type Runtime = Awaited<ReturnType<typeof onnxRuntime>>;

export class TrainingRun {
  readonly #request: TrainingRequest;
  readonly #data: Dataset;
  readonly #runtime: Runtime;
  readonly #session: OnnxSession;
  readonly #shapes: readonly StateTensor[];
  #tensors: Map<string, Tensor>;
  #step: number;
  #loss: number | null;
  /** Milliseconds for graph and session. */
  readonly setupMs: number;

  private constructor(
    request: TrainingRequest,
    data: Dataset,
    runtime: Runtime,
    session: OnnxSession,
    setupMs: number,
  ) {
    this.#request = request;
    this.#data = data;
    this.#runtime = runtime;
    this.#session = session;
    this.#shapes = stateTensors(request.genome, data);
    this.setupMs = setupMs;
    const resumed = request.resumeFrom && decodeCheckpoint(request.resumeFrom);
    if (resumed !== undefined) this.#refuseForeign(resumed);
    this.#step = resumed?.step ?? 0;
    this.#loss = resumed?.loss ?? null;
    this.#tensors = new Map(
      this.#shapes.map(({ name, shape }, index) => [
        name,
        new runtime.Tensor('float32', resumed?.values[index] ?? this.#fresh(name, shape), shape),
      ]),
    );
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
    try {
      return new TrainingRun(request, data, runtime, session, setupMs);
    } catch (error) {
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

  /** Weights and biases by name. */
  parameters(): Map<string, Float32Array> {
    const names = this.#shapes.map(({ name }) => name).filter(isParameter);
    return new Map(names.map((name) => [name, this.#tensor(name).data as Float32Array]));
  }

  /**
   * Makes steps until `stop`, or until the loss says that the training diverged.
   * @returns the loss of each step made
   * @throws DOMException named AbortError between segments when the signal fires
   */
  async advance(stop: number, signal?: AbortSignal): Promise<number[]> {
    const losses: number[] = [];
    while (this.#step < stop) {
      signal?.throwIfAborted();
      const to = Math.min(stop, this.#step + this.#segmentSteps());
      const made = await this.#segment(to);
      losses.push(...made);
      if (this.isDiverged) break;
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
      values: this.#shapes.map(({ name }) => this.#tensor(name).data as Float32Array),
    });
  }

  close(): Promise<void> {
    return this.#session.release();
  }

  async #segment(to: number): Promise<Float32Array> {
    const from = this.#step;
    const output = await this.#session.run({ ...this.#inputs(from, to), ...this.#state() });
    const losses = output.losses?.data as Float32Array;
    this.#tensors = new Map(
      this.#shapes.map(({ name }) => [name, output[`${name}.next`] as Tensor]),
    );
    this.#step = from + losses.length;
    this.#loss = losses[losses.length - 1] ?? null;
    return losses;
  }

  #inputs(from: number, to: number): Feeds {
    const { Tensor } = this.#runtime;
    const { genome, evaluationSeed, budget } = this.#request;
    const { pixels, classes, train } = this.#data;
    const steps = to - from;
    const order = batchOrder(evaluationSeed, train.count, from, to);
    const gathered = gatherRows(train, order, pixels);
    const { kind, learningRate } = genome.optimizer;
    const perStep = Array.from({ length: steps }, (_, index) =>
      optimizers[kind].scalars(from + index, scheduledRate(learningRate, budget, from + index)),
    );
    const scalars = (perStep[0] ?? []).map((_, index) => {
      const values = Float32Array.from(perStep, (one) => one[index] ?? 0);
      return [`scalar${index}`, new Tensor('float32', values, [steps])] as const;
    });
    const masks = genome.layers.flatMap(({ units, dropout }, layer) => {
      if (dropout === 0) return [];
      const mask = dropoutMask(evaluationSeed, layer, units, dropout, from, to);
      return [[`mask${layer}`, new Tensor('uint8', mask, [steps, units, BATCH_SIZE])] as const];
    });
    const identity = Float32Array.from({ length: classes * classes }, (_, index) =>
      index % (classes + 1) === 0 ? 1 : 0,
    );
    return {
      trips: new Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
      images: new Tensor('uint8', gathered.images, [order.length, pixels]),
      labels: new Tensor('int32', gathered.labels, [order.length]),
      batches: new Tensor('int32', Int32Array.from(order.keys()), [steps, BATCH_SIZE]),
      identity: new Tensor('float32', identity, [classes, classes]),
      ...Object.fromEntries(scalars),
      ...Object.fromEntries(masks),
    };
  }

  #state(): Feeds {
    return Object.fromEntries(this.#tensors);
  }

  #tensor(name: string): Tensor {
    return this.#tensors.get(name) as Tensor;
  }

  #segmentSteps(): number {
    const { genome } = this.#request;
    const parameters = this.#shapes
      .filter(({ name }) => isParameter(name))
      .reduce((sum, { shape }) => sum + shape.reduce((product, one) => product * one, 1), 0);
    const masked = genome.layers.reduce(
      (sum, layer) => sum + (layer.dropout > 0 ? layer.units : 0),
      0,
    );
    const bytes = BATCH_SIZE * (masked + this.#data.pixels);
    const steps = Math.min(MAX_PARAMETER_STEPS / parameters, MAX_INPUT_BYTES / bytes);
    return Math.max(1, Math.floor(steps));
  }

  #fresh(name: string, shape: readonly number[]): Float32Array {
    const length = shape.reduce((product, one) => product * one, 1);
    if (!isParameter(name)) return new Float32Array(length);
    const layer = name.split('.')[0];
    const fanIn = this.#shapes.find((other) => other.name === `${layer}.weight`)?.shape[1] ?? 1;
    return initialValues(this.#request.evaluationSeed, name, length, fanIn);
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

/** Rows in the order of a segment's batches, in memory that the runtime accepts. */
function gatherRows(
  { images, labels }: Dataset['train'],
  order: Int32Array,
  pixels: number,
): { images: Uint8Array; labels: Int32Array } {
  const rows = new Uint8Array(order.length * pixels);
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place] as number;
    rows.set(images.subarray(row * pixels, (row + 1) * pixels), place * pixels);
  }
  return { images: rows, labels: Int32Array.from(order, (row) => labels[row] as number) };
}
