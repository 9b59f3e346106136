// How many tasks there are: as many as the backlog wants, in doubling steps; none when nothing was queued
// or attempted for five minutes.
//
// The backlog is what SQS counts, or what Plan says that it sent: a queue that was idle for hours is
// counted by SQS a quarter of an hour late only. Likewise workers say that they are at work.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
import { Duration, Stack } from 'aws-cdk-lib';
import {
  AdjustmentType,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from 'aws-cdk-lib/aws-applicationautoscaling';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationScalingAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { attempts, queued } from './measures.ts';
import type { StackSettings } from './settings.ts';
import type { TrainingFanOut } from './training-fan-out.ts';

const MINUTE = Duration.minutes(1);
const IDLE_MINUTES = 5;

export interface TaskScalingProps {
  readonly service: FargateService;
  readonly fanOut: TrainingFanOut;
  readonly settings: StackSettings;
}

export class TaskScaling extends Construct {
  readonly #target: ScalableTarget;
  readonly #props: TaskScalingProps;

  constructor(scope: Construct, id: string, props: TaskScalingProps) {
    super(scope, id);
    this.#props = props;
    const { cluster, serviceName } = props.service;
    this.#target = new ScalableTarget(this, 'Target', {
      serviceNamespace: ServiceNamespace.ECS,
      resourceId: `service/${cluster.clusterName}/${serviceName}`,
      scalableDimension: 'ecs:service:DesiredCount',
      minCapacity: 0,
      maxCapacity: mostTasks(props.settings),
      role: Role.fromRoleArn(this, 'ServiceRole', serviceRoleArn(Stack.of(this))),
    });
    this.#scaleOut();
    this.#scaleIn();
  }

  /** The alarm's value is the number of missing tasks: a step adds at least half of them. */
  #scaleOut(): void {
    const most = mostTasks(this.#props.settings);
    const action = new StepScalingAction(this, 'Out', {
      scalingTarget: this.#target,
      adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
      // A task takes a minute or two until it takes messages; they are counted as soon as wanted.
      cooldown: MINUTE,
    });
    for (let step = 1; step <= most; step *= 2) {
      const isLast = 2 * step > most;
      // Bounds count from the alarm's threshold, which is 1.
      action.addAdjustment({
        adjustment: step,
        lowerBound: step - 1,
        ...(isLast ? {} : { upperBound: 2 * step - 1 }),
      });
    }
    this.#alarm('Missing', {
      says: 'More trainings wait than tasks can run; more tasks are started.',
      metric: this.#missingTasks(),
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      minutes: 1,
      missing: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new ApplicationScalingAction(action));
  }

  #scaleIn(): void {
    const action = new StepScalingAction(this, 'In', {
      scalingTarget: this.#target,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
      cooldown: MINUTE,
    });
    action.addAdjustment({ adjustment: 0, upperBound: 0 });
    this.#alarm('Idle', {
      says: `Nothing was queued or attempted for ${IDLE_MINUTES} minutes; all tasks are stopped. This is the normal state.`,
      metric: new MathExpression({
        expression: 'backlog + attempts',
        usingMetrics: { backlog: this.#backlog(), attempts: this.#zeroIfMissing(attempts) },
        period: MINUTE,
      }),
      comparison: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 0,
      minutes: IDLE_MINUTES,
      missing: TreatMissingData.BREACHING,
    }).addAlarmAction(new ApplicationScalingAction(action));
  }

  #missingTasks(): MathExpression {
    const { service, settings } = this.#props;
    const perTask = settings.taskBacklog * settings.trainingsPerTask;
    const most = mostTasks(settings);
    const desired = new Metric({
      namespace: 'ECS/ContainerInsights',
      metricName: 'DesiredTaskCount',
      dimensionsMap: {
        ClusterName: service.cluster.clusterName,
        ServiceName: service.serviceName,
      },
      statistic: Stats.MAXIMUM,
      period: MINUTE,
    });
    return new MathExpression({
      expression: `IF(CEIL(backlog / ${perTask}) > ${most}, ${most}, CEIL(backlog / ${perTask})) - FILL(desired, 0)`,
      usingMetrics: { backlog: this.#backlog(), desired },
      period: MINUTE,
    });
  }

  /** Messages that wait or are at work, whoever knows of more. */
  #backlog(): MathExpression {
    const { queue } = this.#props.fanOut;
    const props = { statistic: Stats.MAXIMUM, period: MINUTE };
    return new MathExpression({
      expression:
        'IF(FILL(visible, 0) + FILL(hidden, 0) > FILL(sent, 0), FILL(visible, 0) + FILL(hidden, 0), FILL(sent, 0))',
      usingMetrics: {
        visible: queue.metricApproximateNumberOfMessagesVisible(props),
        hidden: queue.metricApproximateNumberOfMessagesNotVisible(props),
        sent: queued(this.#props.settings.stackName),
      },
      period: MINUTE,
    });
  }

  #zeroIfMissing(metric: (stackName: string) => Metric): MathExpression {
    return new MathExpression({
      expression: 'FILL(made, 0)',
      usingMetrics: { made: metric(this.#props.settings.stackName) },
      period: MINUTE,
    });
  }

  #alarm(
    name: string,
    when: {
      readonly says: string;
      readonly metric: IMetric;
      readonly comparison: ComparisonOperator;
      readonly threshold: number;
      readonly minutes: number;
      readonly missing: TreatMissingData;
    },
  ): Alarm {
    return new Alarm(this, name, {
      alarmDescription: when.says,
      metric: when.metric,
      comparisonOperator: when.comparison,
      threshold: when.threshold,
      evaluationPeriods: when.minutes,
      treatMissingData: when.missing,
    });
  }
}

/** Tasks that all trainings at once need. */
export function mostTasks({ maxConcurrency, trainingsPerTask }: StackSettings): number {
  return Math.ceil(maxConcurrency / trainingsPerTask);
}

/** The role that Application Auto Scaling makes for itself, once an account. */
function serviceRoleArn(stack: Stack): string {
  return stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role/aws-service-role/ecs.application-autoscaling.amazonaws.com',
    resourceName: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
  });
}
