// The retries of our tasks in an interpreter of their own. Here the functions stay in the definition and
// mocks answer in their place: with a token LocalStack would give a second attempt the first one's answer.
import { writeFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { Retryable } from '../../shared/kernel/errors.ts';
import { clientsOf } from '../emulator/clients.ts';
import { describeOnLocalStack, localStack } from './on-localstack.ts';
import { endOf, startExecution, taskErrorsOf } from './started-run.ts';
import { GENERATIONS, makeMocked, RUN } from './token-machines.ts';

type Answer = { readonly Return: object } | { readonly Throw: { Error: string; Cause: string } };
/** A state's answers, one for each attempt. */
type Answers = Readonly<Record<string, readonly Answer[]>>;

const LAMBDA_FAILED = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];
const SERVICE_FAILED = new Retryable('DynamoDB does not answer').name;
/** Of a function: our own fault, its time-out, its crash, too little memory. */
const OWN_FAULTS = ['RangeError', 'Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.Unknown'];

const fails = (error: string): Answer => ({
  Throw: { Error: error, Cause: `the cause of ${error}` },
});
const answers = (Payload: object): Answer => ({ Return: { Payload } });
const place = { runId: 'r', epoch: 1, child: 0 };
const REFUSED = answers({ status: 'rejected', cause: 'called again' });
const [LAMBDA = ''] = LAMBDA_FAILED;

/** Cases of the run's machine. */
const RUN_CASES: Readonly<Record<string, Answers>> = {
  ...casesOf([...LAMBDA_FAILED, SERVICE_FAILED], (error) => [fails(error), REFUSED]),
  ...casesOf(OWN_FAULTS, (error) => [fails(error), REFUSED]),
  both: { PrepareRun: [fails(LAMBDA), fails(SERVICE_FAILED), REFUSED] },
  everyTask: {
    PrepareRun: [fails(LAMBDA), answers({ status: 'ready', ...place })],
    RunGenerations: [{ Return: { Output: { status: 'searched', ...place } } }],
    ScoreTest: [fails(LAMBDA), answers({ status: 'scored', ...place })],
    Report: [fails(LAMBDA), answers({ ledgerHash: 'of the report' })],
  },
  child: { PrepareRun: [answers({ status: 'ready', ...place })], RunGenerations: [fails(LAMBDA)] },
};
const CHILD_CASES: Readonly<Record<string, Answers>> = {
  everyTask: {
    // Where a mock answers nothing is waited for: this is what the token brings.
    Plan: [
      fails(LAMBDA),
      { Return: { status: 'arrived', ...place, closed: 0, batch: 0, forced: false } },
    ],
    Close: [fails(LAMBDA), answers({ status: 'continue', ...place, closed: 0 })],
  },
};

await describeOnLocalStack('the retries of tasks on LocalStack', () => {
  const machines = { run: '', generations: '' };

  beforeAll(async () => {
    const { place: aws, mocksFile } = localStack();
    writeFileSync(mocksFile, JSON.stringify(mocksOf({ run: RUN_CASES, generations: CHILD_CASES })));
    machines.run = await makeMocked(aws, 'run', RUN);
    machines.generations = await makeMocked(aws, 'generations', GENERATIONS);
  });

  async function ended(machine: keyof typeof machines, name: string, input: object = {}) {
    const { sfn } = clientsOf(localStack().place);
    const arn = await startExecution(
      sfn,
      `${machines[machine]}#${caseOf(name)}`,
      caseOf(name),
      input,
    );
    return { ...(await endOf(sfn, arn)), errors: await taskErrorsOf(sfn, arn) };
  }

  it.each([...LAMBDA_FAILED, SERVICE_FAILED])('are made after %s', async (error) => {
    expect(await ended('run', error)).toMatchObject({
      error: 'InvalidInput',
      cause: 'called again',
      errors: [error],
    });
  });

  it.each(OWN_FAULTS)('are not made after %s', async (error) => {
    expect(await ended('run', error)).toMatchObject({
      error: 'RunCrashed',
      cause: `the cause of ${error}`,
      errors: [error],
    });
  });

  it('are counted by kind: a service may fail after Lambda', async () => {
    const { cause, errors } = await ended('run', 'both');
    expect([cause, errors]).toEqual(['called again', [LAMBDA, SERVICE_FAILED]]);
  });

  it('cover every task, but not a failed child', async () => {
    const [run, child, failed] = await Promise.all([
      ended('run', 'everyTask'),
      ended('generations', 'everyTask', { ...place, closed: 0, resend: false }),
      ended('run', 'child'),
    ]);
    expect([run.status, run.errors]).toEqual(['SUCCEEDED', [LAMBDA, LAMBDA, LAMBDA]]);
    expect([child.status, child.errors]).toEqual(['SUCCEEDED', [LAMBDA, LAMBDA]]);
    expect([failed.error, failed.errors]).toEqual(['RunCrashed', [LAMBDA]]);
  });
});

/** The name of an error's case and execution, which hold no dot. */
function caseOf(error: string): string {
  return error.replace('.', '');
}

function casesOf(errors: readonly string[], of: (error: string) => readonly Answer[]) {
  return Object.fromEntries(errors.map((error) => [caseOf(error), { PrepareRun: of(error) }]));
}

/** @see https://docs.localstack.cloud/aws/services/stepfunctions/ "Mocked service integrations" */
function mocksOf(machines: Readonly<Record<string, Readonly<Record<string, Answers>>>>) {
  const MockedResponses: Record<string, object> = {};
  const StateMachines = Object.entries(machines).map(([machine, cases]) => {
    const TestCases = Object.entries(cases).map(([name, states]) => {
      const named = Object.entries(states).map(([state, each]) => {
        const key = `${machine} ${name} ${state}`;
        MockedResponses[key] = { ...each };
        return [state, key];
      });
      return [name, Object.fromEntries(named)];
    });
    return [machine, { TestCases: Object.fromEntries(TestCases) }];
  });
  return { StateMachines: Object.fromEntries(StateMachines), MockedResponses };
}
