// The port to a built-in engine: train one network, predict with one network. A trainer is an engine behind the kinds.
import type { Dataset, InputForm } from '../data/dataset.ts';
import { inferShapes, type ShapedNodeOf } from '../network/infer-shapes.ts';
import type { Network } from '../network/network.ts';
import type {
  EngineIdentity,
  TrainingOptions,
  TrainingOutcome,
  TrainingRequest,
} from './trainer.ts';

export interface NetworkRequest extends Omit<TrainingRequest, 'genome'> {
  readonly network: Network;
}

/** What `Trainer` promises, for networks. */
export interface NetworkEngine {
  readonly identity: EngineIdentity;
  train(
    request: NetworkRequest,
    data: Dataset,
    options?: TrainingOptions,
  ): Promise<TrainingOutcome>;
  predict(
    network: Network,
    checkpoint: Uint8Array,
    images: Uint8Array,
    data: InputForm,
  ): Promise<Float32Array>;
}

/** A dropout node that drops something. */
export interface MaskedNode {
  readonly node: ShapedNodeOf<'dropout'>;
  /** Its place among all dropout nodes of the network, which keys the stream of its masks. */
  readonly stream: number;
}

export function maskedNodes(network: Network): readonly MaskedNode[] {
  return inferShapes(network)
    .filter((node) => node.op === 'dropout')
    .map((node, stream) => ({ node, stream }))
    .filter(({ node }) => node.settings.rate > 0);
}
