// Checkpoints: a training's tensors and position as bytes that notice damage. Format: docs/checkpoint-format.md.
import * as z from 'zod';
import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import { Corrupt } from '../kernel/errors.ts';

const MAGIC = 'EVLCKPT2';
const CHECKSUM_BYTES = 32;

const headerSchema = z.object({
  /** SHA-256 of the network. */
  network: z.string(),
  evaluationSeed: z.string(),
  semantics: z.int(),
  engine: z.string(),
  schedule: z.enum(['constant', 'linear']),
  examples: z.int(),
  /** Steps made. */
  step: z.int(),
  /** Training cross-entropy of the last step, in nats; null before the first. */
  loss: z.number().nullable(),
  tensors: z.array(
    z.object({
      node: z.string(),
      role: z.string(),
      /** What of an optimizer's it is; null for the parameter. */
      slot: z.string().nullable(),
      shape: z.array(z.int()),
    }),
  ),
});

type CheckpointHeader = z.output<typeof headerSchema>;

export interface Checkpoint extends CheckpointHeader {
  /** Elements of each tensor, in the header's order. */
  readonly values: readonly Float32Array[];
}

/** Magic, header length, header, float32 elements little-endian, SHA-256 of all before. */
export function encodeCheckpoint({ values, ...header }: Checkpoint): Uint8Array {
  const json = Buffer.from(canonicalJson(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const tensors = values.map((tensor) =>
    Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength),
  );
  const content = Buffer.concat([Buffer.from(MAGIC), length, json, ...tensors]);
  return Buffer.concat([content, Buffer.from(sha256(content), 'hex')]);
}

/** @throws Corrupt when the bytes are not a whole checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = all.subarray(0, -CHECKSUM_BYTES);
  if (all.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) {
    throw new Corrupt(`not a checkpoint: the file does not start with ${MAGIC}`);
  }
  if (sha256(content) !== all.subarray(-CHECKSUM_BYTES).toString('hex')) {
    throw new Corrupt('the checkpoint is damaged: its checksum does not match');
  }
  const start = MAGIC.length + 4;
  const end = start + content.readUInt32LE(MAGIC.length);
  const header = headerOf(content.subarray(start, end));
  let offset = end;
  const values = header.tensors.map(({ shape }) => {
    const size = 4 * shape.reduce((product, one) => product * one, 1);
    // Copied, since float32 elements must begin at a multiple of four bytes.
    const copy = Uint8Array.from(content.subarray(offset, offset + size));
    offset += size;
    return new Float32Array(copy.buffer);
  });
  if (offset !== content.length)
    throw new Corrupt('the checkpoint is damaged: its tensors differ from its header');
  return { ...header, values };
}

function headerOf(json: Buffer): CheckpointHeader {
  try {
    return headerSchema.parse(JSON.parse(json.toString()));
  } catch {
    throw new Corrupt('the checkpoint has an unsupported header version');
  }
}
