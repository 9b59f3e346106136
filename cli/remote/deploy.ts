// `evolambda deploy`: looks whether the account is ready, then lets the project's own CDK do the rest.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { hasOwnEndpoint } from '../../functions/aws/clients.ts';
import { readSettings } from '../../infra/settings.ts';
import { pollerPriceInWords, pollersFor } from '../../shared/contracts/provisioned-pollers.ts';
import { SERVICE_HOSTS } from '../../shared/contracts/worker-hosts.ts';
import { type Fault, InvalidInput, Retryable, shown } from '../../shared/kernel/errors.ts';
import { evolambdaCommand } from '../../shared/kernel/shell-command.ts';
import { ON_AWS } from '../aws-commands.ts';
import { packageRoot } from '../data/package-root.ts';
import { listOf, readFlags, refusePositionals } from '../flags.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { cdkDeploy, developmentPackages } from './cdk.ts';
import { checkAccount } from './deploy-checks.ts';
import { describeStack, stackArguments, stackNameOf } from './stack.ts';

export async function deployCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readFlags(argv, ON_AWS.deploy.flags);
  refusePositionals('deploy', positionals);
  const isJson = values.json === true;
  const terminal = processTerminal(isJson);
  const stackName = stackNameOf(values);
  const context = contextOf(listOf(values.context), stackName);
  const root = cloneRoot();
  const settings = readSettings({ ...projectContext(root), ...context });
  const isService = SERVICE_HOSTS.some((host) => host === settings.worker);
  const functions = isService ? 0 : settings.maxConcurrency;
  const pollers = pollersFor(functions);
  if (pollers) terminal.say(`! ${pollerPriceInWords(pollers)}`);
  const { doubts, place } = await checkAccount({
    stackName,
    functions,
    hasImage: settings.worker !== 'lambda',
    isLocal: settings.local,
  });
  if (doubts.length > 0 && values.force !== true) {
    const lines = doubts.map((doubt) => `- ${doubt}`);
    throw new Retryable(
      ['Nothing was deployed:', ...lines, 'To deploy anyway, add --force.'].join('\n'),
    );
  }
  for (const doubt of doubts) terminal.say(`! ${doubt}`);
  terminal.say(`Deploying the stack ${stackName} to ${place} …`);
  if (!(await developmentPackages(root))) return Number(process.exitCode ?? 1);
  const output = join(root, '.evolambda', 'cdk', stackName);
  const mayAsk = values.yes !== true && process.stdin.isTTY && process.stderr.isTTY;
  const code = await cdkDeploy({ root, output, context, mayAsk, isJson });
  if (code !== 0) {
    throw new Retryable(
      `cdk deploy failed with exit code ${code}; the output above shows the cause`,
    );
  }
  const { outputs } = await describeStack(new CloudFormationClient({}), stackName);
  tellNextStep(stackName, outputs, terminal);
  if (isJson) terminal.result(JSON.stringify({ stack: stackName, outputs }));
  return 0;
}

type Context = Readonly<Record<string, string>>;

/** @throws InvalidInput naming each that is no setting */
function contextOf(given: readonly string[], stackName: string): Context {
  const faults: Fault[] = [];
  const context: Record<string, string> = {};
  for (const one of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(one) ?? [];
    if (name === undefined || value === undefined) {
      faults.push({ path: '--context', value: shown(one), allowed: 'NAME=VALUE' });
    } else if (name === 'stackName') {
      faults.push({ path: '--context', value: shown(one), allowed: `the flag --stack ${value}` });
    } else if (Object.hasOwn(context, name)) {
      const problem = `${name} given twice`;
      faults.push({ path: '--context', value: shown(one), problem, allowed: 'each name once' });
    } else context[name] = value;
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  // An endpoint of its own is an emulator: plain http, and no deployment roles.
  return { ...(hasOwnEndpoint('CLOUDFORMATION') ? { local: 'true' } : {}), ...context, stackName };
}

/** @throws InvalidInput where this is an installed package: what makes the stack is not in it */
function cloneRoot(): string {
  const root = packageRoot();
  if (existsSync(join(root, 'infra', 'synth.mjs'))) return root;
  const problem = 'not available in the installed package';
  const allowed = 'a clone of the repository, which contains the code of the stack';
  throw new InvalidInput([{ path: 'deploy', value: root, problem, allowed }]);
}

/** What cdk.json gives every deployment; the command line goes before. */
function projectContext(root: string): Readonly<Record<string, unknown>> {
  const file = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
    readonly context?: Readonly<Record<string, unknown>>;
  };
  return file.context ?? {};
}

function tellNextStep(stackName: string, outputs: Context, terminal: Terminal): void {
  const flags = stackArguments({ name: stackName });
  terminal.say(`The stack ${stackName} is ready.`);
  terminal.say('To run the search of the article on MNIST for at most $1.00:');
  terminal.say(`  ${evolambdaCommand('start', ...flags)}`);
  terminal.say('To list all runs:');
  terminal.say(`  ${evolambdaCommand('status', ...flags)}`);
  const { ConsoleLink: link } = outputs;
  if (link !== undefined && !hasOwnEndpoint('SFN')) {
    terminal.say(
      `To start a run from the console, choose "Start execution" with the input {}: ${link}`,
    );
  }
}
