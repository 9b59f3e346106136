// What a deployment prints: the commands find the stack by it, and a person what to do next.
import { describe, expect, it } from 'vitest';
import { templateWith } from './synthesized.ts';
import { plain } from './template-in-words.ts';

const template = templateWith();

describe('the outputs', () => {
  it('name what commands look up, and the next step', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      'BucketName',
      'ConsoleLink',
      'DashboardName',
      'DeadLetterQueueUrl',
      'GenerationsMachineArn',
      'NextStep',
      'QueueUrl',
      'RunMachineArn',
      'RunStoppedFunction',
      'TableName',
      'TrainAndScoreFunction',
    ]);
    expect(plain(template, template.Outputs.NextStep!.Value)).toBe(
      'Open ConsoleLink and choose "Start execution" with {}. Or, in a clone: ' +
        'npm exec --no -- evolambda start --name first && npm exec --no -- evolambda watch first. ' +
        'Or: aws stepfunctions start-execution --state-machine-arn <EvolutionLoop/Run/Machine> --input "{}"',
    );
    const named = templateWith({ stackName: 'Second' });
    expect(plain(named, named.Outputs.NextStep!.Value)).toContain(
      'npm exec --no -- evolambda start --stack Second --name first && npm exec --no -- evolambda watch first --stack Second.',
    );
  });
});
