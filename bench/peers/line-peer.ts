// A peer program that answers a JSON line with a JSON line, one at a time.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
  /** Why the process could not start, or what it wrote last on standard error. */
  #last = '';

  /** @param environment is added to our own */
  constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
    if (!this.#child.stdout) throw new Error(`${command} has no output`);
    const keep = (text: string) => {
      this.#last = `${this.#last}${text}`.slice(-8000);
    };
    this.#child.stderr?.setEncoding('utf8').on('data', keep);
    this.#child.on('error', ({ message }) => keep(`Error: ${message}\n`));
    // A peer that has ended is found by the next read.
    this.#child.stdin?.on('error', () => undefined);
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** The next line. @throws Error when the peer has ended */
  async read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(await this.#reason());
    return JSON.parse(value) as T;
  }

  ask(request: object): Promise<Timing> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.read<Timing>();
  }

  async #reason(): Promise<string> {
    if (this.#child.exitCode === null && this.#child.pid !== undefined)
      await once(this.#child, 'close');
    const lines = this.#last.split('\n').filter((line) => line.trim() !== '');
    return (
      lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'the peer has ended'
    );
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
