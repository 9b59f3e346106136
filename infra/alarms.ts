// What a person should hear of. Each alarm's description ends with the section of the operator's
// runbook that says what to do.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { EvolutionLoop } from './evolution-loop.ts';
import { poisonMessages, silentRounds, spentUsdPerDay } from './measures.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StackSettings } from './settings.ts';
import type { TrainingFanOut } from './training-fan-out.ts';

export interface Watched {
  readonly fanOut: TrainingFanOut;
  readonly deadLetter: PipelineFunction;
  readonly loop: EvolutionLoop;
}

interface Watch {
  readonly says: string;
  /** Heading of docs/operator-runbook.md, as in a link. */
  readonly section: string;
  readonly metric: IMetric;
  /** The alarm rings at this value and above. */
  readonly from: number;
}

const FIVE_MINUTES = Duration.minutes(5);
// A stage that heard nothing in two rounds is closed over what arrived.
const SILENT_ROUNDS = 2;
/** Share of the daily cap at which a person should know. */
const SPEND_WARNING = 0.8;

export class Alarms extends Construct {
  readonly all: readonly Alarm[];
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, watched: Watched, settings: StackSettings) {
    super(scope, id);
    this.#topic = settings.alarmTopicArn
      ? Topic.fromTopicArn(this, 'Topic', settings.alarmTopicArn)
      : undefined;
    this.all = Object.entries(watches(watched, settings)).map(([name, watch]) =>
      this.#alarm(name, watch),
    );
  }

  #alarm(name: string, { says, section, metric, from }: Watch): Alarm {
    const alarm = new Alarm(this, name, {
      alarmDescription: `${says} See docs/operator-runbook.md#${section}`,
      metric,
      threshold: from,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#topic) alarm.addAlarmAction(new SnsAction(this.#topic));
    return alarm;
  }
}

function watches(watched: Watched, settings: StackSettings): Readonly<Record<string, Watch>> {
  const { fanOut, deadLetter, loop } = watched;
  const deliveries = settings.maxReceives;
  return {
    DeadLetters: {
      says: `Evaluations failed in all ${deliveries} deliveries.`,
      section: 'dead-letter-queue',
      // Counted where they are handled: the queue is read every minute, and they are gone in seconds.
      metric: deadLetter.function.metricInvocations({ period: FIVE_MINUTES }),
      from: 1,
    },
    DeadLettersWaiting: {
      says: 'Messages in the dead-letter queue are not processed; their runs wait for the end of a round.',
      section: 'dead-letter-queue',
      metric: fanOut.deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      from: 1,
    },
    FailedRuns: {
      says: 'A run failed.',
      section: 'failed-runs',
      metric: loop.run.machine.metricFailed({ period: FIVE_MINUTES }),
      from: 1,
    },
    OldestMessage: {
      says: 'An evaluation has waited for two rounds: there are too few workers, or none.',
      section: 'oldest-message',
      metric: fanOut.queue.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      from: SILENT_ROUNDS * settings.roundSeconds,
    },
    SilentRounds: {
      says: 'No result arrived in two rounds; the generation was closed without the missing evaluations.',
      section: 'silent-rounds',
      metric: silentRounds(settings.stackName),
      from: SILENT_ROUNDS,
    },
    Spend: {
      says: `The runs of a day have spent ${SPEND_WARNING * 100} % of the daily cap of ${settings.maxStackUsdPerDay} US dollars.`,
      section: 'spend',
      metric: spentUsdPerDay(settings.stackName),
      from: SPEND_WARNING * settings.maxStackUsdPerDay,
    },
    PoisonMessages: {
      says: 'A message is not valid; it is stored under poison/ in the bucket.',
      section: 'poison-messages',
      metric: poisonMessages(settings.stackName),
      from: 1,
    },
  };
}
