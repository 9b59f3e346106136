// `npm run emulator`: an emulator with the stack deployed and MNIST in its bucket, until Ctrl-C.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Flags, flagsInWords, readFlags, refusePositionals } from '../../cli/flags.ts';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { type AwsPlace, placeInEnvironment, variablesOf } from './aws-place.ts';
import { type DeployedStack, deployAnew } from './deployed-stack.ts';
import { type MiniStack, startMiniStack } from './ministack.ts';
import { pushDataset } from './product.ts';
import { SMALL_RUN } from './small-run.ts';

const DEFAULT_PORT = 4566;
const DEFAULT_DATASET = 'mnist';
/** 128 + the number of SIGINT. */
const STOPPED_EARLY = 130;
const FLAGS: Flags = {
  port: {
    type: 'integer',
    group: 'AWS',
    value: 'N',
    help: 'Port of the emulator on 127.0.0.1',
    without: String(DEFAULT_PORT),
  },
  dataset: {
    type: 'text',
    group: 'Data',
    value: 'ID',
    help: 'Data set to upload to the bucket',
    without: DEFAULT_DATASET,
  },
};

/** @returns the process's exit code */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    say(`npm run emulator -- [flags]\n\n${flagsInWords(FLAGS)}`);
    return 0;
  }
  const stopped = firstSignal();
  let emulator: MiniStack | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'evolambda-emulator-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const begin = async () => {
    const { port, dataset } = flagsOf(argv);
    const found = placeInEnvironment(process.env);
    if (found === undefined) emulator = await startOn(port, folder);
    else say(`Using the emulator at ${found.endpoint} (AWS_ENDPOINT_URL).`);
    const place = found ?? emulator?.place;
    return place && prepare(place, join(folder, 'cdk.out'), dataset);
  };
  try {
    const stack = await Promise.race([begin(), stopped]);
    if (stack === undefined) {
      await emulator?.stop();
      // What was begun would keep the process alive; MiniStack, if it is just starting, goes with it.
      process.exit(STOPPED_EARLY);
    }
    say(howToGoOn(stack));
    if (emulator !== undefined) {
      say(`Ctrl-C stops the emulator and deletes its data. Log: ${emulator.logFile}`);
      await stopped;
    }
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return error instanceof InvalidInput ? 2 : 1;
  } finally {
    await emulator?.stop();
  }
}

function flagsOf(argv: readonly string[]): { readonly port: number; readonly dataset: string } {
  const { values, positionals } = readFlags(argv, FLAGS);
  refusePositionals('emulator', positionals);
  const { port = DEFAULT_PORT, dataset = DEFAULT_DATASET } = values;
  if (Number(port) >= 1 && Number(port) <= 65_535) {
    return { port: Number(port), dataset: String(dataset) };
  }
  throw new InvalidInput([
    { path: '--port', value: shown(port), allowed: 'an integer from 1 to 65535' },
  ]);
}

async function startOn(port: number, folder: string): Promise<MiniStack> {
  if (await answers(port)) {
    throw new Error(
      `Port ${port} is in use; choose another with --port N, or set AWS_ENDPOINT_URL.`,
    );
  }
  return startMiniStack({ folder, port, say });
}

async function prepare(place: AwsPlace, cdkOut: string, dataset: string): Promise<DeployedStack> {
  say('Bootstrapping and deploying the stack (cdk) …');
  const stack = await deployAnew(place, cdkOut);
  say(`Uploading ${dataset} …`);
  // Runs can be started all the same: PrepareRun gets what is missing from the mirrors.
  await pushDataset(stack, dataset).catch((error: Error) =>
    say(`Warning: ${dataset} was not uploaded: ${error.message}`),
  );
  return stack;
}

/** What a person can type next, by our commands and by AWS's. */
export function howToGoOn({
  place,
  stackName,
  outputs,
}: Pick<DeployedStack, 'place' | 'stackName' | 'outputs'>): string {
  const variables = Object.entries(variablesOf(place)).map(
    ([name, value]) => `  export ${name}=${value}`,
  );
  return `
The stack ${stackName} is ready on ${place.endpoint}. In another terminal:

${variables.join('\n')}

  npm exec --no -- evolambda start --quick --name first --stack ${stackName}
  npm exec --no -- evolambda watch first --stack ${stackName}

Or start the smallest run with all stages with the AWS CLI:

  aws stepfunctions start-execution --state-machine-arn ${outputs.RunMachineArn} \\
    --input '${JSON.stringify(SMALL_RUN)}'
`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function firstSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        say('Stopping …');
        resolve(undefined);
      });
    }
  });
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
