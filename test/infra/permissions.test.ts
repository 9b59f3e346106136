// Least privilege, held against a table written here by hand: each role may do exactly this, no more.
import { describe, expect, it } from 'vitest';
import { templateWith } from './synthesized.ts';
import { plain, resourceAt, resourcesOf } from './template-in-words.ts';

const READ = ['GetItem', 'BatchGetItem', 'Query'];
const APPEND = ['PutItem', 'ConditionCheckItem'];
const TAKE = [
  'ReceiveMessage',
  'ChangeMessageVisibility',
  'GetQueueUrl',
  'DeleteMessage',
  'GetQueueAttributes',
];
const TABLE = '<RunStore/Table.Arn>';
const BUCKET = '<ArtefactBucket/Bucket.Arn>';
const QUEUE = '<TrainingFanOut/Queue.Arn>';
const DEAD_LETTERS = '<TrainingFanOut/DeadLetters.Arn>';
const STATES = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';
const SETTLE = [`states:SendTaskSuccess ${STATES}:stateMachine:Evolambda-generations`];
const SEND = [`sqs:SendMessage ${QUEUE}`];

/** Table actions, areas to read and write, and whatever goes beyond. */
const ALLOWED: Record<string, [string[], string[], string[], string[]]> = {
  PrepareRun: [
    ['GetItem', 'Query', 'UpdateItem', ...APPEND],
    ['manifests', 'data-train', 'plans'],
    ['manifests', 'data-train', 'data-test'],
    [`states:DescribeExecution ${STATES}:execution:Evolambda-run:*`, 'lambda:GetAccountSettings *'],
  ],
  Plan: [[...READ, 'UpdateItem', ...APPEND], ['plans'], ['plans'], [...SEND, ...SETTLE]],
  TrainAndScore: [
    ['GetItem', 'PutItem', 'UpdateItem'],
    ['manifests', 'data-train', 'checkpoints'],
    ['checkpoints', 'artefacts'],
    [...SEND, ...SETTLE, ...TAKE.map((action) => `sqs:${action} ${QUEUE}`)],
  ],
  DeadLetter: [
    ['GetItem', 'UpdateItem'],
    [],
    ['poison'],
    [...SETTLE, ...TAKE.map((action) => `sqs:${action} ${DEAD_LETTERS}`)],
  ],
  CheckProgress: [['GetItem', 'BatchGetItem', 'UpdateItem'], [], [], []],
  Close: [[...READ, 'UpdateItem', ...APPEND], ['plans'], ['plans', 'reports'], []],
  ScoreTest: [
    [...READ, 'UpdateItem', ...APPEND],
    ['manifests', 'data-train', 'data-test', 'plans', 'artefacts'],
    ['artefacts'],
    [],
  ],
  Report: [
    [...READ, 'UpdateItem'],
    ['manifests', 'plans', 'artefacts', 'reports'],
    ['artefacts', 'reports'],
    [],
  ],
  RunStopped: [
    ['GetItem', 'UpdateItem'],
    [],
    [],
    [`states:StopExecution ${STATES}:execution:Evolambda-generations:*`],
  ],
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

const template = templateWith();

describe('each function', () => {
  it('has a role of its own, in the table', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(({ path }) => path);
    expect(functions).toEqual(
      Object.keys(ALLOWED)
        .map((name) => `${name}/Function`)
        .sort(),
    );
    for (const name of Object.keys(ALLOWED)) {
      const { Properties } = resourceAt(template, `${name}/Function`);
      expect(plain(template, Properties!.Role)).toBe(`<${name}/Role.Arn>`);
      const role = resourceAt(template, `${name}/Role`).Properties!;
      expect([role.ManagedPolicyArns, role.Policies]).toEqual([undefined, undefined]);
    }
  });

  it.each(Object.entries(ALLOWED))('%s may do what the table says', (name, allowed) => {
    const [table, get, put, beyond] = allowed;
    const expected = [
      ...table.map((action) => `dynamodb:${action} ${TABLE}`),
      ...get.map((area) => `s3:GetObject ${BUCKET}/${area}/*`),
      ...(get.length > 0 ? [`s3:ListBucket ${BUCKET}`] : []),
      ...put.map((area) => `s3:PutObject ${BUCKET}/${area}/*`),
      ...beyond,
      `logs:CreateLogStream <${name}/Logs.Arn>`,
      `logs:PutLogEvents <${name}/Logs.Arn>`,
      'xray:PutTraceSegments *',
      'xray:PutTelemetryRecords *',
    ];
    expect(rightsOf(`${name}/Role`, 'Allow')).toEqual(expected.sort());
  });

  it.each(Object.keys(ALLOWED))('%s is denied the test split, unless it scores it', (name) => {
    const seal = name === 'ScoreTest' ? [] : [`s3:GetObject* ${BUCKET}/data-test/*`];
    expect(rightsOf(`${name}/Role`, 'Deny')).toEqual(seal);
  });
});

describe('each state machine', () => {
  const invoke = (names: readonly string[]) => {
    const versions = names.flatMap((name) => [
      `<${name}/Function.Arn>:*`,
      `<${name}/Function/CurrentVersion>`,
    ]);
    return versions.map((version) => `lambda:InvokeFunction ${version}`);
  };
  const watched = [
    ...['Create', 'Get', 'Update', 'Delete'].map((verb) => `logs:${verb}LogDelivery *`),
    'logs:ListLogDeliveries *',
    'logs:PutResourcePolicy *',
    'logs:DescribeResourcePolicies *',
    'logs:DescribeLogGroups *',
    'xray:PutTraceSegments *',
    'xray:PutTelemetryRecords *',
    'xray:GetSamplingRules *',
    'xray:GetSamplingTargets *',
  ];

  it('of generations invokes its three functions, in any version', () => {
    expect(rightsOf('EvolutionLoop/Child/Generations/Machine/Role', 'Allow')).toEqual(
      [...invoke(['Plan', 'CheckProgress', 'Close']), ...watched].sort(),
    );
  });

  it('of runs invokes its three functions and starts, reads and stops its children', () => {
    const child = '<EvolutionLoop/Child/Generations/Machine>';
    const children = `${STATES}:execution:6 of ${child} split at :*`;
    const rule = `arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
    expect(rightsOf('EvolutionLoop/Run/Machine/Role', 'Allow')).toEqual(
      [
        ...invoke(['PrepareRun', 'ScoreTest', 'Report']),
        ...watched,
        `states:StartExecution ${child}`,
        `states:DescribeExecution ${children}`,
        `states:StopExecution ${children}`,
        ...['PutTargets', 'PutRule', 'DescribeRule'].map((verb) => `events:${verb} ${rule}`),
      ].sort(),
    );
  });
});

describe('a stack for an emulator', () => {
  it('differs in the two rights that MiniStack reads otherwise than AWS', () => {
    const local = templateWith({ local: true });
    for (const name of Object.keys(ALLOWED)) {
      const role = `${name}/Role`;
      const asOnAws = rightsOf(role, 'Allow', local)
        .filter((right) => !right.startsWith('sqs:SendMessageBatch '))
        .map((right) => (right === 'states:SendTaskSuccess *' ? SETTLE[0]! : right));
      expect(asOnAws.sort()).toEqual(rightsOf(role, 'Allow'));
      expect(rightsOf(role, 'Deny', local)).toEqual(rightsOf(role, 'Deny'));
    }
  });
});

/** Every pair of action and resource that the policies of a role name, sorted. */
function rightsOf(role: string, effect: string, of = template): string[] {
  const policies = resourcesOf(of, 'AWS::IAM::Policy').filter(({ Properties }) =>
    (plain(of, Properties!.Roles) as string[]).includes(`<${role}>`),
  );
  const statements = policies.flatMap(({ Properties }) => {
    const document = plain(of, Properties!.PolicyDocument) as { Statement: Statement[] };
    return document.Statement;
  });
  const pairs = statements
    .filter(({ Effect }) => Effect === effect)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((name) => `${action} ${name}`)),
    );
  expect(statements.filter(({ Condition }) => Condition !== undefined)).toEqual([]);
  return [...new Set(pairs)].sort();
}
