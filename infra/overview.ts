// The dashboard: whether runs go well, how fast evaluations flow, what they cost.
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { EvolutionLoop } from './evolution-loop.ts';
import { poisonMessages, silentRounds, spentUsdPerDay } from './measures.ts';
import type { TrainingFanOut } from './training-fan-out.ts';

export interface Shown {
  readonly alarms: Alarms;
  readonly loop: EvolutionLoop;
  readonly fanOut: TrainingFanOut;
  readonly trainers: LambdaFunction | FargateService;
}

const HALF = 12;
const WHOLE = 24;
const period = Duration.minutes(1);

export class Overview extends Construct {
  constructor(scope: Construct, id: string, stackName: string, shown: Shown) {
    super(scope, id);
    const runs = shown.loop.run.machine;
    const { queue, deadLetters } = shown.fanOut;
    new Dashboard(this, 'Dashboard', {
      dashboardName: stackName,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', width: WHOLE, alarms: [...shown.alarms.all] })],
        [
          new SingleValueWidget({
            title: 'Spent today (US dollars)',
            width: HALF,
            metrics: [spentUsdPerDay(stackName)],
          }),
          new SingleValueWidget({
            title: 'Silent rounds and poison messages',
            width: HALF,
            metrics: [silentRounds(stackName), poisonMessages(stackName)],
          }),
        ],
        [
          graph('Runs', [
            runs.metricStarted({ period }),
            runs.metricSucceeded({ period }),
            runs.metricFailed({ period }),
            runs.metricAborted({ period }),
          ]),
          graph('Queued and running evaluations', [
            queue.metricApproximateNumberOfMessagesVisible({ period }),
            queue.metricApproximateNumberOfMessagesNotVisible({ period }),
            deadLetters.metricApproximateNumberOfMessagesVisible({
              period,
              label: 'dead-letter queue',
            }),
          ]),
        ],
        trainersInGraphs(shown.trainers),
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF });
}

function trainersInGraphs(trainers: LambdaFunction | FargateService): GraphWidget[] {
  if (trainers instanceof LambdaFunction) {
    return [
      graph('Concurrent workers, errors and throttles', [
        trainers.metric('ConcurrentExecutions', { period, statistic: Stats.MAXIMUM }),
        trainers.metricErrors({ period }),
        trainers.metricThrottles({ period }),
      ]),
      graph('Worker time', [
        trainers.metricDuration({ period, statistic: Stats.p(50), label: 'median' }),
        trainers.metricDuration({ period, statistic: Stats.p(99), label: '99th percentile' }),
      ]),
    ];
  }
  const tasks = (metricName: string) =>
    new Metric({
      namespace: 'ECS/ContainerInsights',
      metricName,
      dimensionsMap: {
        ClusterName: trainers.cluster.clusterName,
        ServiceName: trainers.serviceName,
      },
      statistic: Stats.MAXIMUM,
      period,
    });
  return [
    graph('Tasks', [
      tasks('DesiredTaskCount'),
      tasks('PendingTaskCount'),
      tasks('RunningTaskCount'),
    ]),
    graph('Task utilization', [
      trainers.metricCpuUtilization({ period }),
      trainers.metricMemoryUtilization({ period }),
    ]),
  ];
}
