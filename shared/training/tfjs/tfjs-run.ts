// One training under way in TensorFlow.js: its tensors and its position. Between two steps others may
// work, and a stop is heard.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dataset } from '../../data/dataset.ts';
import { sizeOf } from '../../network/network-cost.ts';
import { OPTIMIZER_SLOTS } from '../../network/optimizer.ts';
import type { NetworkRequest } from '../engine.ts';
import { beginning, checkpointOf } from '../position.ts';
import { type Score, scoreOf } from '../score.ts';
import { parameterName, parametersOf, stateTensors, tensorName } from '../state-tensors.ts';
import { scheduledRate } from '../streams.ts';
import { isDiverged, type TrainingRun } from '../train.ts';
import type { TfjsBackend } from './backend.ts';
import { optimizers } from './optimizers.ts';
import { predictProbabilities } from './predict.ts';
import { StepInputs } from './step-inputs.ts';
import { type LossAndGradients, lossAndGradients } from './training-pass.ts';

export class TfjsRun implements TrainingRun {
  readonly #backend: TfjsBackend;
  readonly #request: NetworkRequest;
  readonly #data: Dataset;
  readonly #inputs: StepInputs;
  /** By name, in the order of a checkpoint. */
  #state: ReadonlyMap<string, Tensor>;
  #step: number;
  #loss: number | null;
  readonly setupMs: number;

  /**
   * Begins a training, or goes on where its checkpoint stands.
   * @throws Corrupt when resumeFrom is damaged or another training's
   */
  constructor(backend: TfjsBackend, request: NetworkRequest, data: Dataset) {
    const startedMs = performance.now();
    this.#backend = backend;
    this.#request = request;
    this.#data = data;
    this.#inputs = new StepInputs(request, data);
    const values = new Map<string, Float32Array>();
    const { step, loss } = beginning(request, (tensor) => {
      const place = new Float32Array(sizeOf(tensor.shape));
      values.set(tensorName(tensor), place);
      return place;
    });
    this.#step = step;
    this.#loss = loss;
    backend.use();
    this.#state = new Map(
      stateTensors(request.network).map((tensor) => {
        const name = tensorName(tensor);
        return [name, backend.tf.tensor(values.get(name) as Float32Array, [...tensor.shape])];
      }),
    );
    this.setupMs = performance.now() - startedMs;
  }

  get step(): number {
    return this.#step;
  }

  get loss(): number | null {
    return this.#loss;
  }

  async advance(stop: number, cut: () => boolean, signal?: AbortSignal): Promise<number[]> {
    const losses: number[] = [];
    while (this.#step < stop) {
      signal?.throwIfAborted();
      this.#loss = this.#makeStep();
      this.#step += 1;
      losses.push(this.#loss);
      if (isDiverged(this.#loss) || (this.#step < stop && cut())) break;
      await this.#backend.tf.nextFrame();
    }
    return losses;
  }

  async validate(): Promise<Score> {
    const { validation, classes } = this.#data;
    const { network } = this.#request;
    const { images } = validation;
    const rows = await predictProbabilities(
      this.#backend,
      network,
      this.#state,
      images,
      this.#data,
    );
    return scoreOf(rows, validation, classes);
  }

  checkpoint(): Uint8Array {
    this.#backend.use();
    const values = [...this.#state.values()].map((tensor) => tensor.dataSync() as Float32Array);
    return checkpointOf(this.#request, this.#backend.identity, this, values);
  }

  async close(): Promise<void> {
    this.#backend.use();
    this.#backend.tf.dispose([...this.#state.values()]);
    this.#state = new Map();
  }

  /** @returns the step's loss */
  #makeStep(): number {
    const { tf, use } = this.#backend;
    const { network } = this.#request;
    const before = this.#state;
    use();
    let stepLoss = Number.NaN;
    const after = tf.tidy(() => {
      const batch = this.#inputs.of(tf, this.#step);
      const { loss, gradients } = lossAndGradients(this.#backend, network, before, batch);
      [stepLoss = Number.NaN] = loss.dataSync();
      return Object.fromEntries(this.#updates(gradients));
    });
    tf.dispose([...before.values()]);
    this.#state = new Map([...before.keys()].map((name) => [name, after[name] as Tensor]));
    return stepLoss;
  }

  #updates(gradients: LossAndGradients['gradients']): [name: string, tensor: Tensor][] {
    const { network, budget } = this.#request;
    const { name: optimizer, learningRate } = network.optimizer;
    const rate = scheduledRate(learningRate, budget, this.#step);
    const { tf } = this.#backend;
    return parametersOf(network).flatMap((parameter) => {
      const name = parameterName(parameter);
      const gradient = gradients.get(parameter.node)?.[parameter.role] as Tensor;
      const names = OPTIMIZER_SLOTS[optimizer].map((slot) => tensorName({ ...parameter, slot }));
      const slots = names.map((slot) => this.#state.get(slot) as Tensor);
      const value = this.#state.get(name) as Tensor;
      const next = optimizers[optimizer](tf, value, gradient, slots, this.#step, rate);
      const kept = names.map((slot, index): [string, Tensor] => [
        slot,
        next.slots[index] as Tensor,
      ]);
      return [[name, next.parameter] as [string, Tensor], ...kept];
    });
  }
}
