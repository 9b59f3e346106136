// A trained network as exporters take it: the network, its parameters by name, and how examples are fed to it.
import type { DatasetManifest } from '../../contracts/dataset-manifest.ts';
import type { InputForm } from '../../data/dataset.ts';
import type { Network } from '../../network/network.ts';
import { parametersIn } from '../position.ts';

export interface TrainedNetwork {
  readonly network: Network;
  /** Elements of weights and biases by name, row-major. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly form: InputForm;
  /** Names of the classes 0, 1, 2 … */
  readonly classNames: readonly string[];
}

/**
 * A network from the checkpoint of its training.
 * @throws Corrupt when the checkpoint is damaged or another network's
 */
export function trainedNetwork(
  network: Network,
  checkpoint: Uint8Array,
  { shape, classes: classNames, mean, deviation }: DatasetManifest,
): TrainedNetwork {
  const parameters = parametersIn(checkpoint, network);
  const form = { shape, classes: classNames.length, mean, deviation };
  return { network, parameters, form, classNames };
}
