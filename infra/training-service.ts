// The workers as a service of ECS: on Fargate, or on instances with a GPU that ECS launches and ends.
import { Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import { AcceleratorManufacturer, AcceleratorType, InstanceGeneration } from 'aws-cdk-lib/aws-ec2';
import {
  type CapacityProviderStrategy,
  Cluster,
  Compatibility,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  type ICluster,
  LinuxParameters,
  LogDriver,
  ManagedInstancesCapacityProvider,
  NetworkMode,
  OperatingSystemFamily,
  TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TASK_SHARE } from '../shared/contracts/function-table.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { type Grounds, permissionsOf, takeMessages, wildcardsOf } from './permissions.ts';
import type { StackSettings } from './settings.ts';
import { TaskScaling } from './task-scaling.ts';
import type { TrainingFanOut } from './training-fan-out.ts';
import { WorkerImage } from './worker-image.ts';
import { WorkerNetwork } from './worker-network.ts';

/** What the CDK gives the role by which ECS manages instances. */
const INSTANCES_POLICY = 'AmazonECSInfrastructureRolePolicyForManagedInstances';
/** The most that Fargate gives between SIGTERM and SIGKILL. */
const STOP_SECONDS = 120;
/** Of one vCPU. */
const CPU_UNITS = 1024;

export interface TrainingServiceProps {
  readonly fanOut: TrainingFanOut;
  readonly grounds: Grounds;
  readonly environment: Readonly<Record<string, string>>;
  readonly settings: StackSettings;
  /** Of functions that run from it too; a service on Fargate shares it. */
  readonly image: WorkerImage | undefined;
  readonly projectRoot: string;
}

export class TrainingService extends Construct {
  readonly service: FargateService;
  readonly #network: WorkerNetwork;
  readonly #cluster: Cluster;

  constructor(scope: Construct, id: string, props: TrainingServiceProps) {
    super(scope, id);
    const { settings, fanOut } = props;
    this.#network = new WorkerNetwork(this, 'Network');
    this.#cluster = new Cluster(this, 'Cluster', {
      vpc: this.#network.vpc,
      // The number of tasks, which scaling looks at, is one of its metrics.
      containerInsightsV2: ContainerInsights.ENABLED,
      enableFargateCapacityProviders: settings.worker === 'fargate',
    });
    this.service = new FargateService(this, 'Service', {
      // The cast: CDK's own types do not distinguish absent from undefined.
      cluster: this.#cluster as ICluster,
      taskDefinition: this.#task(props),
      capacityProviderStrategies: [this.#capacity(settings)],
      // A public address instead of a NAT gateway; the security group lets nothing in.
      assignPublicIp: true,
      securityGroups: [this.#network.securityGroup],
      // A deployment may stop every task: what they train is passed on.
      minHealthyPercent: 0,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
    });
    new TaskScaling(this, 'Scaling', { service: this.service, fanOut, settings });
  }

  #task({
    grounds,
    environment,
    settings,
    image,
    projectRoot,
  }: TrainingServiceProps): TaskDefinition {
    const isGpu = settings.worker === 'gpu';
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const task = new TaskDefinition(this, 'Task', {
      compatibility: isGpu ? Compatibility.MANAGED_INSTANCES : Compatibility.FARGATE,
      networkMode: NetworkMode.AWS_VPC,
      cpu: String(CPU_UNITS * TASK_SHARE.vcpus * settings.trainingsPerTask),
      memoryMiB: String(TASK_SHARE.memoryMb * settings.trainingsPerTask),
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole: this.#taskRole(grounds),
    });
    const { asset } = image ?? new WorkerImage(this, isGpu ? 'gpu' : 'cpu', projectRoot);
    task.addContainer('Trainer', {
      image: ContainerImage.fromDockerImageAsset(asset),
      // The image of functions begins with Lambda's own entry point.
      entryPoint: ['node'],
      command: ['training-service.mjs'],
      environment: {
        ...environment,
        AWS_REGION: Stack.of(this).region,
        EVOLAMBDA_STOP_SECONDS: String(STOP_SECONDS),
      },
      ...(isGpu ? { gpuCount: 1 } : {}),
      logging: LogDriver.awsLogs({ logGroup, streamPrefix: 'trainer' }),
      stopTimeout: Duration.seconds(STOP_SECONDS),
      readonlyRootFilesystem: true,
      linuxParameters: new LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
    });
    Validations.of(task).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'The variables are names and numbers of the stack, not secrets.',
    });
    acknowledgeWildcard(task, '*', 'ecr:GetAuthorizationToken has no resource-level permissions.');
    return task;
  }

  /** What the training function may do, and to take messages itself. */
  #taskRole(grounds: Grounds): Role {
    const role = new Role(this, 'TaskRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    for (const statement of permissionsOf('TrainAndScore', grounds)) role.addToPolicy(statement);
    role.addToPolicy(takeMessages(grounds));
    for (const arn of wildcardsOf('TrainAndScore', grounds)) {
      acknowledgeWildcard(
        role,
        arn,
        'All keys under a prefix; their names are not known at deployment.',
      );
    }
    return role;
  }

  #capacity({ worker, spot, trainingsPerTask }: StackSettings): CapacityProviderStrategy {
    if (worker === 'fargate') {
      return { capacityProvider: spot ? 'FARGATE_SPOT' : 'FARGATE', weight: 1 };
    }
    const { vpc, securityGroup } = this.#network;
    const provider = new ManagedInstancesCapacityProvider(this, 'Instances', {
      subnets: vpc.publicSubnets,
      securityGroups: [securityGroup],
      instanceRequirements: {
        acceleratorTypes: [AcceleratorType.GPU],
        acceleratorManufacturers: [AcceleratorManufacturer.NVIDIA],
        acceleratorCountMin: 1,
        acceleratorCountMax: 1,
        instanceGenerations: [InstanceGeneration.CURRENT],
        vCpuCountMin: Math.max(2, trainingsPerTask),
        vCpuCountMax: Math.max(8, 2 * trainingsPerTask),
        memoryMin: Size.mebibytes(Math.max(8192, 2 * TASK_SHARE.memoryMb * trainingsPerTask)),
      },
    });
    this.#explainInstances(provider);
    this.#cluster.addManagedInstancesCapacityProvider(provider);
    return { capacityProvider: provider.capacityProviderName, weight: 1 };
  }

  #explainInstances(provider: ManagedInstancesCapacityProvider): void {
    Validations.of(provider).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${INSTANCES_POLICY}]`,
      reason:
        'ECS launches and ends the instances itself; AWS maintains the required permissions in a managed policy.',
    });
    const stack = Stack.of(this);
    const ofInstances = stack.formatArn({
      service: 'ecs',
      resource: 'container-instance',
      resourceName: '*',
    });
    for (const arn of ['*', ofInstances]) {
      acknowledgeWildcard(
        provider,
        arn,
        'An instance registers itself; its name is not known at deployment.',
      );
    }
  }
}
