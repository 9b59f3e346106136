// What each function may do, as one table; test/infra/permissions.test.ts holds the template to it.
// Beside this a role has its own log group, tracing and, where there is one, its event source.
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Area } from '../shared/contracts/bucket-areas.ts';
import type { FunctionName } from '../shared/contracts/function-table.ts';
import type { ArtefactBucket } from './artefact-bucket.ts';
import type { RunStore } from './run-store.ts';

type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'ConditionCheckItem';

/** A permission beyond table and bucket. */
type Right =
  | 'send-messages'
  | 'settle-tokens'
  | 'describe-runs'
  | 'stop-children'
  | 'read-account-quota';

interface Grants {
  readonly table: readonly TableAction[];
  readonly get: readonly Area[];
  readonly put: readonly Area[];
  readonly rights: readonly Right[];
}

const READ = ['GetItem', 'BatchGetItem', 'Query'] as const;
// To append to a ledger: a transaction of the event and a check of the run's epoch. A transaction
// needs the right to each of its parts.
const APPEND = ['PutItem', 'ConditionCheckItem'] as const;

const GRANTS: Record<FunctionName, Grants> = {
  PrepareRun: {
    table: ['GetItem', 'Query', 'UpdateItem', ...APPEND],
    get: ['manifests', 'data-train', 'plans'],
    put: ['manifests', 'data-train', 'data-test'],
    rights: ['describe-runs', 'read-account-quota'],
  },
  Plan: {
    table: [...READ, 'UpdateItem', ...APPEND],
    get: ['plans'],
    put: ['plans'],
    rights: ['send-messages', 'settle-tokens'],
  },
  TrainAndScore: {
    table: ['GetItem', 'PutItem', 'UpdateItem'],
    get: ['manifests', 'data-train', 'checkpoints'],
    put: ['checkpoints', 'artefacts'],
    rights: ['send-messages', 'settle-tokens'],
  },
  DeadLetter: {
    table: ['GetItem', 'UpdateItem'],
    get: [],
    put: ['poison'],
    rights: ['settle-tokens'],
  },
  CheckProgress: {
    table: ['GetItem', 'BatchGetItem', 'UpdateItem'],
    get: [],
    put: [],
    rights: [],
  },
  Close: {
    table: [...READ, 'UpdateItem', ...APPEND],
    get: ['plans'],
    put: ['plans', 'reports'],
    rights: [],
  },
  ScoreTest: {
    table: [...READ, 'UpdateItem', ...APPEND],
    get: ['manifests', 'data-train', 'data-test', 'plans', 'artefacts'],
    put: ['artefacts'],
    rights: [],
  },
  Report: {
    table: [...READ, 'UpdateItem'],
    get: ['manifests', 'plans', 'artefacts', 'reports'],
    put: ['artefacts', 'reports'],
    rights: [],
  },
  RunStopped: { table: ['GetItem', 'UpdateItem'], get: [], put: [], rights: ['stop-children'] },
};

/** The only one that may open the sealed test split. */
const OPENS_TEST_SPLIT: FunctionName = 'ScoreTest';

/** What permissions are about. The machines' ARNs are text: a reference would be a circle. */
export interface Grounds {
  readonly table: RunStore['table'];
  readonly bucket: ArtefactBucket['bucket'];
  readonly queueArn: string;
  /** The machine whose tasks wait for tokens. */
  readonly generationsMachineArn: string;
  /** ARN pattern of all executions of the machine that people start. */
  readonly runExecutionArns: string;
  /** ARN pattern of all executions of the machine below it. */
  readonly generationsExecutionArns: string;
  /**
   * Whether MiniStack checks the rights. It asks for SendMessageBatch, which AWS does not know, and
   * for tokens in general, where AWS looks at the machine that made the token.
   */
  readonly isEmulated: boolean;
}

/** The policy statements of one function. */
export function permissionsOf(name: FunctionName, grounds: Grounds): readonly PolicyStatement[] {
  const { table, get, put, rights } = GRANTS[name];
  const { bucket } = grounds;
  const keysOf = (areas: readonly Area[]) => areas.map((area) => bucket.arnForObjects(`${area}/*`));
  return [
    allow(
      table.map((action) => `dynamodb:${action}`),
      [grounds.table.tableArn],
    ),
    ...(get.length > 0
      ? [
          allow(['s3:GetObject'], keysOf(get)),
          // Without it S3 answers 403 for a key that does not exist. A condition on the prefix
          // would not hold here: GetObject sends none. What it shows are names, which are hashes.
          allow(['s3:ListBucket'], [bucket.bucketArn]),
        ]
      : []),
    ...(put.length > 0 ? [allow(['s3:PutObject'], keysOf(put))] : []),
    ...rights.map((right) => rightOf(right, grounds)),
    ...(name === OPENS_TEST_SPLIT ? [] : [sealOf(bucket)]),
  ];
}

/** The object ARNs of a function's grants: wildcards, which cdk-nag wants explained. */
export function wildcardsOf(name: FunctionName, grounds: Grounds): readonly string[] {
  return permissionsOf(name, grounds)
    .filter(({ effect }) => effect === Effect.ALLOW)
    .flatMap(({ resources }) => resources)
    .filter((arn) => arn.endsWith('*') && arn !== '*');
}

/** What an event source does for a function, a service does itself. */
export function takeMessages({ queueArn }: Grounds): PolicyStatement {
  return allow(
    ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
    [queueArn],
  );
}

function rightOf(right: Right, grounds: Grounds): PolicyStatement {
  switch (right) {
    case 'send-messages':
      return allow(
        ['sqs:SendMessage', ...(grounds.isEmulated ? ['sqs:SendMessageBatch'] : [])],
        [grounds.queueArn],
      );
    case 'settle-tokens':
      return allow(
        ['states:SendTaskSuccess'],
        [grounds.isEmulated ? '*' : grounds.generationsMachineArn],
      );
    case 'describe-runs':
      return allow(['states:DescribeExecution'], [grounds.runExecutionArns]);
    case 'stop-children':
      return allow(['states:StopExecution'], [grounds.generationsExecutionArns]);
    case 'read-account-quota':
      return allow(['lambda:GetAccountSettings'], ['*']);
  }
}

/** Not granting is not enough for a sealed split: a later, wider grant must not open it either. */
function sealOf(bucket: ArtefactBucket['bucket']): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: ['s3:GetObject*'],
    resources: [bucket.arnForObjects('data-test/*')],
  });
}

function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}
