// Memory that a training leaves to the next one of its thread. Fresh memory is paid for twice: page by
// page when it is first written, and when it is collected.

/** What trainings left, the last first; as many as ever trained at once in this thread. */
const left: ArrayBuffer[] = [];

/** Arrays begin at multiples of a cache line. */
const LINE_BYTES = 64;

/** The arrays of one training. What is in them when they are handed out is not said. */
export class ScratchMemory {
  readonly #memory = left.pop() ?? new ArrayBuffer(0);
  #used = 0;

  float32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(...this.#take(4 * length), length);
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(...this.#take(length), length);
  }

  /** Leaves the memory to the next training: the arrays may not be read any more. */
  close(): void {
    const isEnough = this.#used <= this.#memory.byteLength;
    left.push(isEnough ? this.#memory : new ArrayBuffer(this.#used));
  }

  /** A place in what was left, or fresh memory where that is used up. */
  #take(bytes: number): [memory: ArrayBuffer, start: number] {
    const start = this.#used;
    this.#used += Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
    const isThere = start + bytes <= this.#memory.byteLength;
    return isThere ? [this.#memory, start] : [new ArrayBuffer(bytes), 0];
  }
}
