// A peer program that answers a JSON line with a JSON line, one at a time.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What an engine or a peer says of one training and its predictions. */
export interface Timing {
  readonly trainMs: number;
  readonly evalMs: number;
  readonly accuracy: number;
}

export class LinePeer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /** @param environment is added to our own */
  constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    if (!this.#child.stdout) throw new Error(`${command} has no output`);
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** The next line. @throws Error when the peer has ended */
  async read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the peer has ended; its message is above');
    return JSON.parse(value) as T;
  }

  ask(request: object): Promise<Timing> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.read<Timing>();
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
