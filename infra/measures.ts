// The metrics that alarms, dashboard and scaling look at, written by our functions and workers as log
// lines (EMF) under one dimension, the service, which is the stack: two in one account do not mix.
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Namespace of our own metrics; Powertools takes it from the environment, as it does the service. */
export const METRICS_NAMESPACE = 'evolambda';

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/** US dollars spent by closed stages, in a day. */
export function spentUsdPerDay(stackName: string): Metric {
  return own(stackName, 'SpentUsd', 'Sum', Duration.days(1));
}

/** Rounds in a row in which no evaluation of the stage arrived. */
export function silentRounds(stackName: string): Metric {
  return own(stackName, 'SilentRounds', 'Maximum', FIVE_MINUTES);
}

/** Messages that nobody could read. */
export function poisonMessages(stackName: string): Metric {
  return own(stackName, 'PoisonMessages', 'Sum', FIVE_MINUTES);
}

/** Messages that Plan sent. */
export function queued(stackName: string): Metric {
  return own(stackName, 'Queued', 'Sum', MINUTE);
}

/** Attempts that workers began. */
export function attempts(stackName: string): Metric {
  return own(stackName, 'Attempts', 'Sum', MINUTE);
}

function own(stackName: string, metricName: string, statistic: string, period: Duration): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: stackName },
    statistic,
    period,
  });
}
