// The metrics that alarms and dashboard look at. The first three are written by our functions as log
// lines (EMF) under one dimension, the service.
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Namespace and service name of our own metrics; Powertools takes them from the environment. */
export const SERVICE = 'evolambda';

const FIVE_MINUTES = Duration.minutes(5);

/** US dollars spent by closed stages, in a day. */
export function spentUsdPerDay(): Metric {
  return own('SpentUsd', 'Sum', Duration.days(1));
}

/** Rounds in a row in which no evaluation of the stage arrived. */
export function silentRounds(): Metric {
  return own('SilentRounds', 'Maximum', FIVE_MINUTES);
}

/** Messages that nobody could read. */
export function poisonMessages(): Metric {
  return own('PoisonMessages', 'Sum', FIVE_MINUTES);
}

function own(metricName: string, statistic: string, period: Duration): Metric {
  return new Metric({
    namespace: SERVICE,
    metricName,
    dimensionsMap: { service: SERVICE },
    statistic,
    period,
  });
}
