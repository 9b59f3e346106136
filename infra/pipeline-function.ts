// One Lambda function of the pipeline: a zip with its bundle, or run from the workers' image;
// a role that holds nothing but what the permission table says, a log group of its own that expires.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  DockerImageCode,
  DockerImageFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName, FunctionShape } from '../shared/contracts/function-table.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { functionCode } from './function-code.ts';
import { type Grounds, permissionsOf, wildcardsOf } from './permissions.ts';
import type { StackSettings } from './settings.ts';
import type { WorkerImage } from './worker-image.ts';

export interface PipelineFunctionProps {
  readonly shape: FunctionShape;
  readonly grounds: Grounds;
  readonly environment: Readonly<Record<string, string>>;
  readonly settings: StackSettings;
  /** Runs from it instead of a zip. */
  readonly image?: WorkerImage | undefined;
  /** Folder of package.json. */
  readonly projectRoot: string;
}

export class PipelineFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: FunctionName, props: PipelineFunctionProps) {
    super(scope, id);
    const { shape, projectRoot, image } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    for (const statement of permissionsOf(id, props.grounds)) role.addToPolicy(statement);
    this.logGroup.grantWrite(role);
    const common = {
      role,
      logGroup: this.logGroup,
      // The engine has crashed on arm64 Lambda; see docs/decisions/aws-worker.md.
      architecture: Architecture.X86_64,
      memorySize: shape.memoryMb,
      timeout: Duration.seconds(shape.timeoutSeconds),
      environment: { ...props.environment },
      tracing: Tracing.ACTIVE,
      // A version that an execution in flight invokes must not go with the next deployment.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    };
    this.function = image
      ? new DockerImageFunction(this, 'Function', {
          ...common,
          code: DockerImageCode.fromEcr(image.asset.repository, {
            tagOrDigest: image.asset.imageTag,
            cmd: [`${shape.folder}.handler`],
          }),
        })
      : new LambdaFunction(this, 'Function', {
          ...common,
          code: functionCode(projectRoot, shape),
          handler: 'index.handler',
          runtime: Runtime.NODEJS_24_X,
        });
    this.#explainWildcards(id, props.grounds);
  }

  #explainWildcards(id: FunctionName, grounds: Grounds): void {
    for (const arn of wildcardsOf(id, grounds)) {
      acknowledgeWildcard(
        this,
        arn,
        'All keys under a prefix, or all executions of one state machine; their names are not known at deployment.',
      );
    }
    acknowledgeWildcard(
      this,
      '*',
      'X-Ray and lambda:GetAccountSettings have no resource-level permissions.',
    );
  }
}
