// `evolambda destroy` after one that came half way: what is gone already, or is going, is no fault. The
// services are stood in for, since the emulator finds nothing wrong with a machine that is not there.
import { afterEach, expect, it } from 'vitest';
import { evolambda } from './command-line.ts';
import {
  type Answer,
  fault,
  noStack,
  ok,
  type StandIn,
  stackWith,
  standIn,
} from './stand-in-aws.ts';

const MACHINE = 'arn:aws:states:us-east-1:0:stateMachine';
const OUTPUTS = {
  TableName: 'TableName',
  BucketName: 'BucketName',
  RunMachineArn: `${MACHINE}:Half-run`,
  GenerationsMachineArn: `${MACHINE}:Half-generations`,
  RunStoppedFunction: 'RunStopped',
  TrainAndScoreFunction: 'TrainAndScore',
};
const RUN = 'arn:aws:states:us-east-1:0:execution:Half-run:first';
const MAPPINGS = '/2015-03-31/event-source-mappings';

/** Answers by call; for all others, the thing is gone. */
type Half = Readonly<Record<string, (sent: string) => Answer>>;

let aws: StandIn;
afterEach(() => aws.close());

async function destroy(half: Half) {
  let isDeleted = false;
  const stack: Half = {
    DescribeStacks: () => (isDeleted ? noStack() : stackWith('DELETE_FAILED', OUTPUTS)),
    DeleteStack: () => {
      isDeleted = true;
      return ok('<DeleteStackResponse/>');
    },
    ...half,
  };
  aws = await standIn(
    (call, sent) => stack[call]?.(sent) ?? fault(404, 'ResourceNotFoundException'),
  );
  const args = ['destroy', '--stack', 'Half', '--json'];
  const { code, stdout, stderr } = await evolambda(args, undefined, aws.env);
  expect(code, stderr).toBe(0);
  expect(aws.asked).toContain('DeleteStack');
  return { told: JSON.parse(stdout), stderr };
}

it('destroy goes on where another ended, and finds nothing of it left', async () => {
  const { told } = await destroy({ ListExecutions: () => fault(400, 'StateMachineDoesNotExist') });
  expect(told).toEqual({ stack: 'Half', stopped: [], retained: [], deleted: [] });
  expect(aws.asked.filter((call) => call === 'ListExecutions')).toHaveLength(2);
});

it('destroy stops a run whose RunStopped is gone, and says what that leaves', async () => {
  const { told, stderr } = await destroy({
    ListExecutions: (sent) =>
      ok({ executions: sent.includes('Half-run') ? [{ name: 'first', executionArn: RUN }] : [] }),
    DescribeExecution: () => ok({ status: 'RUNNING', executionArn: RUN }),
    StopExecution: () => ok({}),
  });
  expect(told).toMatchObject({ stopped: ['first'] });
  expect(aws.asked).toContain('StopExecution');
  expect(stderr).toContain('! The record of run first was not marked as stopped: ');
});

it('destroy waits for workers that another is disabling, which Lambda lets nobody change', async () => {
  let looks = 0;
  await destroy({
    ListExecutions: () => fault(400, 'StateMachineDoesNotExist'),
    [`GET ${MAPPINGS}`]: () => ok({ EventSourceMappings: [{ UUID: 'one', State: 'Disabling' }] }),
    [`PUT ${MAPPINGS}/one`]: () => fault(400, 'ResourceInUseException'),
    [`GET ${MAPPINGS}/one`]: () => {
      looks += 1;
      return ok({ UUID: 'one', State: looks < 2 ? 'Disabling' : 'Disabled' });
    },
  });
  expect(looks).toBe(2);
});
