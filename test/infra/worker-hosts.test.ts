// Each host of workers, synthesized: clean by AWS's rules, reachable by nobody, without a NAT gateway, as
// large as asked, and gone when there is nothing to do.
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../shared/contracts/function-table.ts';
import { appWith, templateWith } from './synthesized.ts';
import {
  type CloudFormationTemplate,
  plain,
  resourceAt,
  resourcesOf,
} from './template-in-words.ts';

const HOSTS = [
  { worker: 'lambda-container' },
  { worker: 'lambda-container', engine: 'tfjs' },
  { worker: 'fargate' },
  { worker: 'fargate', engine: 'tfjs', spot: false },
  { worker: 'gpu' },
] as const;
const SERVICES = HOSTS.filter(({ worker }) => worker !== 'lambda-container');
const templates = new Map(HOSTS.map((settings) => [settings, templateWith(settings)]));
const fargate = templates.get(HOSTS[2])!;
const gpu = templates.get(HOSTS[4])!;

describe.each(HOSTS)('workers on $worker', (settings) => {
  const template = templates.get(settings)!;

  it('break no rule of AwsSolutions', () => {
    const app = appWith(settings);
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations).toEqual([]);
  });

  it('are told which they are, as all functions are', () => {
    const told = environmentOf(template, 'Plan/Function');
    const engine = 'engine' in settings ? settings.engine : 'onnx';
    const backend =
      engine === 'tfjs' ? 'native-2.15.1' : settings.worker === 'gpu' ? 'cuda' : 'cpu';
    expect(told).toMatchObject({
      EVOLAMBDA_WORKER: settings.worker,
      EVOLAMBDA_ENGINE: engine,
      EVOLAMBDA_BACKEND: backend,
    });
  });
});

describe('functions from an image', () => {
  const imagesOf = (template: CloudFormationTemplate) =>
    resourcesOf(template, 'AWS::Lambda::Function')
      .filter(({ Properties }) => Properties!.PackageType === 'Image')
      .map(({ path, Properties }) => [path, plain(template, Properties!.ImageConfig)]);

  it('are the training function, and ScoreTest where it needs TensorFlow', () => {
    const train = ['TrainAndScore/Function', { Command: ['train-and-score.handler'] }];
    const score = ['ScoreTest/Function', { Command: ['score-test.handler'] }];
    expect(imagesOf(templateWith())).toEqual([]);
    expect(imagesOf(templates.get(HOSTS[0])!)).toEqual([train]);
    expect(imagesOf(templates.get(HOSTS[1])!)).toEqual([score, train]);
    expect(imagesOf(templates.get(HOSTS[3])!)).toEqual([score]);
    expect(imagesOf(gpu)).toEqual([]);
  });

  it('have an event source as the zip has', () => {
    expect(resourcesOf(templates.get(HOSTS[0])!, 'AWS::Lambda::EventSourceMapping')).toHaveLength(
      2,
    );
  });
});

describe.each(SERVICES)('the service on $worker', (settings) => {
  const template = templates.get(settings)!;

  it('takes the place of the training function', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(({ path }) => path);
    expect(functions).not.toContain('TrainAndScore/Function');
    expect(functions).toHaveLength(FUNCTION_NAMES.length - 1);
    expect(Object.keys(template.Outputs)).not.toContain('TrainAndScoreFunction');
    // Of the dead letters.
    expect(resourcesOf(template, 'AWS::Lambda::EventSourceMapping')).toHaveLength(1);
  });

  it('is reached by nobody, and reaches AWS without a NAT gateway', () => {
    expect(resourcesOf(template, 'AWS::EC2::NatGateway')).toEqual([]);
    const groups = resourcesOf(template, 'AWS::EC2::SecurityGroup');
    expect(groups).toHaveLength(1);
    expect(groups[0]!.Properties!.SecurityGroupIngress).toBeUndefined();
    expect(groups[0]!.Properties!.SecurityGroupEgress).toMatchObject([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ]);
    expect(resourcesOf(template, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
    const endpoints = resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => [
      Properties!.VpcEndpointType,
      String(plain(template, Properties!.ServiceName)).split('.').at(-1),
    ]);
    expect(endpoints.sort()).toEqual([
      ['Gateway', 'dynamodb'],
      ['Gateway', 's3'],
    ]);
  });

  it('may do what the training function may, and take messages', () => {
    const { Properties } = resourceAt(template, 'TrainingService/TaskRole/DefaultPolicy');
    const statements = plain(template, Properties!.PolicyDocument) as {
      Statement: { Effect: string; Action: string | string[]; Resource: string | string[] }[];
    };
    const allowed = statements.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(
      ({ Action }) => Action,
    );
    expect([...new Set(allowed)].sort()).toEqual(
      [
        ...['GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`),
        ...['GetObject', 'ListBucket', 'PutObject'].map((action) => `s3:${action}`),
        ...['ChangeMessageVisibility', 'DeleteMessage', 'ReceiveMessage', 'SendMessage'].map(
          (action) => `sqs:${action}`,
        ),
        'states:SendTaskSuccess',
      ].sort(),
    );
    const denied = statements.Statement.filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toMatchObject([
      { Action: 's3:GetObject*', Resource: '<ArtefactBucket/Bucket.Arn>/data-test/*' },
    ]);
  });

  it('is given time to leave, and writes nowhere', () => {
    const [container] = containersOf(template);
    expect(container).toMatchObject({
      EntryPoint: ['node'],
      Command: ['training-service.mjs'],
      StopTimeout: 120,
      ReadonlyRootFilesystem: true,
      LinuxParameters: { InitProcessEnabled: true },
    });
    const told = Object.fromEntries(
      (container!.Environment as { Name: string; Value: string }[]).map(({ Name, Value }) => [
        Name,
        Value,
      ]),
    );
    expect(told).toMatchObject({
      EVOLAMBDA_QUEUE_URL: '<TrainingFanOut/Queue>',
      EVOLAMBDA_TRAININGS_PER_TASK: '2',
      EVOLAMBDA_STOP_SECONDS: '120',
    });
  });

  it('has between no task and as many as all trainings need', () => {
    expect(resourceAt(template, 'TrainingService/Scaling/Target').Properties).toMatchObject({
      MinCapacity: 0,
      MaxCapacity: 4,
      ScalableDimension: 'ecs:service:DesiredCount',
    });
    expect(resourceAt(template, 'TrainingService/Scaling/In').Properties).toMatchObject({
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ExactCapacity',
        StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }],
      },
    });
  });
});

describe('tasks', () => {
  it('are on spot capacity unless asked otherwise', () => {
    const strategyOf = (template: CloudFormationTemplate) =>
      plain(
        template,
        resourceAt(template, 'TrainingService/Service/Service').Properties!
          .CapacityProviderStrategy,
      );
    expect(strategyOf(fargate)).toEqual([{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }]);
    expect(strategyOf(templates.get(HOSTS[3])!)).toEqual([
      { CapacityProvider: 'FARGATE', Weight: 1 },
    ]);
  });

  it('with a GPU run on instances that have one', () => {
    const { Properties } = resourceAt(gpu, 'TrainingService/Instances/Instances');
    expect(Properties).toMatchObject({
      ManagedInstancesProvider: {
        InstanceLaunchTemplate: {
          InstanceRequirements: {
            AcceleratorTypes: ['gpu'],
            AcceleratorManufacturers: ['nvidia'],
            AcceleratorCount: { Min: 1, Max: 1 },
          },
        },
      },
    });
    const task = resourceAt(gpu, 'TrainingService/Task').Properties!;
    expect(task.RequiresCompatibilities).toEqual(['MANAGED_INSTANCES']);
    expect(containersOf(gpu)[0]!.ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    expect(environmentOf(gpu, 'Plan/Function')).toMatchObject({
      EVOLAMBDA_GPU_USD_PER_HOUR: '1.5',
    });
  });
});

function containersOf(template: CloudFormationTemplate): Record<string, unknown>[] {
  const { ContainerDefinitions } = resourceAt(template, 'TrainingService/Task').Properties!;
  return plain(template, ContainerDefinitions) as Record<string, unknown>[];
}

function environmentOf(template: CloudFormationTemplate, path: string): Record<string, string> {
  const { Environment } = resourceAt(template, path).Properties!;
  return (plain(template, Environment) as { Variables: Record<string, string> }).Variables;
}
