// What `npm run emulator` says at its end: whoever reads it can start a run and look on.
import { expect, it } from 'vitest';
import { TEST_CREDENTIALS, TEST_REGION } from './aws-place.ts';
import { howToGoOn } from './serve.ts';

it('shows how to start and watch a run, by our commands and by those of AWS', () => {
  const named = (name: string) => [name, `the-${name}`] as const;
  const outputs = {
    ...Object.fromEntries(['TableName', 'BucketName', 'QueueUrl'].map(named)),
    RunMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Second-run',
  } as Parameters<typeof howToGoOn>[0]['outputs'];
  const words = howToGoOn({
    place: { endpoint: 'http://127.0.0.1:1', region: TEST_REGION, credentials: TEST_CREDENTIALS },
    stackName: 'Second',
    outputs,
  });
  expect(words).toContain('export AWS_ENDPOINT_URL=http://127.0.0.1:1');
  expect(words).toContain('npm exec --no -- evolambda start --quick --name first --stack Second\n');
  expect(words).toContain('npm exec --no -- evolambda watch first --stack Second\n');
  expect(words).toContain(`start-execution --state-machine-arn ${outputs.RunMachineArn} `);
});
