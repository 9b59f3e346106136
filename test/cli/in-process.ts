// A command in this process, with what it prints: to start a process takes half a second of a core. One
// command at a time, because the streams, the environment and the directory are those of the process.

export interface Printed {
  /** The exit code. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

let last: Promise<unknown> = Promise.resolve();

/** @param main runs a command line and returns its exit code */
export function inProcess(
  main: (argv: readonly string[]) => Promise<number>,
  argv: readonly string[],
  surroundings: Surroundings = {},
): Promise<Printed> {
  const printed = last.then(() => runHere(main, argv, surroundings));
  last = printed.catch(() => undefined);
  return printed;
}

async function runHere(
  main: (argv: readonly string[]) => Promise<number>,
  argv: readonly string[],
  { env = process.env, cwd = process.cwd() }: Surroundings,
): Promise<Printed> {
  const before = { env: process.env, cwd: process.cwd(), argv: process.argv };
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  try {
    process.env = { ...env };
    process.chdir(cwd);
    process.argv = ['node', 'evolambda', ...argv];
    const code = await main(argv);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
    process.argv = before.argv;
    stdout.restore();
    stderr.restore();
  }
}

function capture(stream: NodeJS.WriteStream) {
  const chunks: Uint8Array[] = [];
  const { write } = stream;
  const listeners = stream.listeners('error');
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    chunks.push(Buffer.from(chunk as string));
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (done !== undefined) queueMicrotask(done);
    return true;
  }) as typeof write;
  return {
    text: () => Buffer.concat(chunks).toString('utf8'),
    restore: () => {
      stream.write = write;
      for (const listener of stream.listeners('error')) {
        if (!listeners.includes(listener)) stream.off('error', listener as () => void);
      }
    },
  };
}
