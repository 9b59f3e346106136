// A binary heap of moments: what happens next comes out first, of equals what was put in first.
interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly value: T;
}

export class EventQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #count = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The moment of the next event; Infinity where there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  put(at: number, value: T): void {
    const entry = { at, order: this.#count, value };
    this.#count += 1;
    let place = this.#heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(entry, this.#heap[parent]!)) break;
      this.#heap[place] = this.#heap[parent]!;
      place = parent;
    }
    this.#heap[place] = entry;
  }

  take(): { readonly at: number; readonly value: T } | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#heap.length) break;
      const other = child + 1;
      if (other < this.#heap.length && isBefore(this.#heap[other]!, this.#heap[child]!)) {
        child = other;
      }
      if (!isBefore(this.#heap[child]!, last)) break;
      this.#heap[place] = this.#heap[child]!;
      place = child;
    }
    this.#heap[place] = last;
    return first;
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
