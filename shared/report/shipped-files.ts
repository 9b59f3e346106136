// The files that a network is shipped in, by their names in its folder.
import type { DatasetManifest } from '../contracts/dataset-manifest.ts';
import type { PlannedEvaluation } from '../contracts/ledger-events.ts';
import { taskOf, valuesIn } from '../contracts/task.ts';
import { Corrupt } from '../kernel/errors.ts';
import { randomBytesOf } from '../kernel/random.ts';
import type { RunState } from '../steps/run-state.ts';
import { tfjsLayersModel } from '../training/export/tfjs-layers-model.ts';
import { type TrainedNetwork, trainedNetwork } from '../training/export/trained-network.ts';
import { classify } from '../training/onnx/classify.ts';
import type { ConfigOfCard } from './card/card-subject.ts';
import { modelCard } from './card/model-card.ts';
import { FORMATS, type Format, formatsOf, networkOfShipped } from './formats.ts';

/** Of each format, by path within the folder, in the order in which they are written. */
export const FILES_OF = {
  onnx: ['model.onnx'],
  tfjs: ['tfjs/weights.bin', 'tfjs/model.json'],
  genome: ['genome.json'],
  card: ['model-card.md'],
  checkpoint: ['weights.checkpoint'],
} as const satisfies Readonly<Record<Format, readonly string[]>>;

/** By path within the folder, in the order in which they are to be written. */
export type ShippedFiles = ReadonlyMap<string, Uint8Array | string>;

/** Rows of noise that an exported model is tried on. */
const TRIED = 100;
/** How far apart two ways to compute a probability may be. */
const TOLERANCE = 1e-4;

/**
 * @param shipped the training whose weights the checkpoint holds
 * @param config as modelCard takes it
 * @throws Corrupt when the checkpoint is damaged, or the written model does not compute what the
 * trained network does
 */
export async function shippedFiles(
  state: RunState,
  shipped: PlannedEvaluation,
  checkpoint: Uint8Array,
  manifest: DatasetManifest,
  formats: readonly Format[] = formatsOf(state),
  config?: ConfigOfCard | null,
): Promise<ShippedFiles> {
  const { runId, data } = state.started;
  const metadata = { run: runId, genomeHash: shipped.genomeHash, data: manifest.id };
  // Read once for all forms, and not at all where nobody asks for one.
  let read: TrainedNetwork | undefined;
  const network = () => {
    read ??= trainedNetwork(networkOfShipped(shipped, taskOf(data)), checkpoint, manifest);
    return read;
  };
  const files = new Map<string, Uint8Array | string>();
  for (const format of FORMATS.filter((name) => formats.includes(name))) {
    switch (format) {
      case 'onnx': {
        // Loaded here, as in shared/training/engines.ts.
        const { onnxFile } = await import('../training/export/onnx-file.ts');
        const model = onnxFile(network(), metadata);
        await expectAgreement(model, network(), checkpoint);
        files.set(FILES_OF.onnx[0], model);
        break;
      }
      case 'tfjs': {
        const { json, weights } = tfjsLayersModel(network(), metadata);
        files.set(FILES_OF.tfjs[0], weights);
        files.set(FILES_OF.tfjs[1], json);
        break;
      }
      case 'genome':
        files.set(FILES_OF.genome[0], `${JSON.stringify(shipped.genome, null, 2)}\n`);
        break;
      case 'card':
        files.set(FILES_OF.card[0], modelCard(state, shipped, manifest, config));
        break;
      case 'checkpoint':
        files.set(FILES_OF.checkpoint[0], checkpoint);
        break;
    }
  }
  return files;
}

async function expectAgreement(
  model: Uint8Array,
  { network, form }: TrainedNetwork,
  checkpoint: Uint8Array,
): Promise<void> {
  const values = valuesIn(form.shape);
  const images = randomBytesOf(['shipped', values], TRIED * values);
  const { onnxEngine } = await import('../training/onnx/onnx-trainer.ts');
  const wanted = await onnxEngine().predict(network, checkpoint, images, form);
  const found = await classify(model, images, values);
  const furthest = wanted.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (found[index] ?? Number.NaN))),
    0,
  );
  if (furthest <= TOLERANCE) return;
  throw new Corrupt(`the exported model differs by ${furthest} from the trained network`);
}
