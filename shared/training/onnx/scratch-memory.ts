// Memory that a training leaves to the next one of its thread. Fresh memory is paid for twice: page by
// page when it is first written, and when it is collected.

/**
 * What trainings left, the last first; as many as ever trained at once in this thread. A number where
 * the memory was too small: the bytes that would have been enough.
 */
const left: (ArrayBuffer | number)[] = [];

/** Whatever an array holds, it may begin at a multiple of these bytes. */
const ALIGNMENT_BYTES = 8;

/** The arrays of one training. What is in them when they are handed out is not said. */
export class ScratchMemory {
  readonly #memory: ArrayBuffer;
  #used = 0;

  constructor() {
    const found = left.pop() ?? 0;
    this.#memory = typeof found === 'number' ? new ArrayBuffer(found) : found;
  }

  float32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(...this.#take(4 * length), length);
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(...this.#take(length), length);
  }

  /** Leaves the memory to the next training: the arrays may not be read any more. */
  close(): void {
    left.push(this.#used <= this.#memory.byteLength ? this.#memory : this.#used);
  }

  /** A place in what was left, or fresh memory where that is used up. */
  #take(bytes: number): [memory: ArrayBuffer, start: number] {
    const start = this.#used;
    this.#used += Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const isThere = this.#used <= this.#memory.byteLength;
    return isThere ? [this.#memory, start] : [new ArrayBuffer(bytes), 0];
  }
}
