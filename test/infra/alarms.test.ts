import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root, templateWith } from './synthesized.ts';
import { plain, resourcesOf } from './template-in-words.ts';

const template = templateWith({ roundSeconds: 1000, maxStackUsdPerDay: 50 });
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ path, Properties }) => ({
  name: path.replace('Alarms/', ''),
  ...(plain(template, Properties) as Record<string, unknown>),
}));
const RUNBOOK = `${root}docs/operator-runbook.md`;

describe('the alarms', () => {
  it('watch what a person should hear of', () => {
    const seen = alarms.map(({ name, ...alarm }) => {
      const { Namespace, MetricName, Statistic, Period, Threshold } = alarm as Record<
        string,
        unknown
      >;
      return [name, `${Namespace} ${MetricName}`, Statistic, Period, Threshold];
    });
    expect(seen).toEqual([
      ['DeadLetters', 'AWS/Lambda Invocations', 'Sum', 300, 1],
      ['DeadLettersWaiting', 'AWS/SQS ApproximateNumberOfMessagesVisible', 'Maximum', 300, 1],
      ['FailedRuns', 'AWS/States ExecutionsFailed', 'Sum', 300, 1],
      ['OldestMessage', 'AWS/SQS ApproximateAgeOfOldestMessage', 'Maximum', 300, 2000],
      ['PoisonMessages', 'evolambda PoisonMessages', 'Sum', 300, 1],
      ['SilentRounds', 'evolambda SilentRounds', 'Maximum', 300, 2],
      ['Spend', 'evolambda SpentUsd', 'Sum', 86_400, 40],
    ]);
  });

  it('ring at the first reading, and not for want of data', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('look where the metrics are written', () => {
    const dimensions = Object.fromEntries(
      alarms.map((alarm) => [alarm.name, (alarm as { Dimensions?: unknown }).Dimensions]),
    );
    const service = [{ Name: 'service', Value: 'Evolambda' }];
    expect(dimensions).toEqual({
      DeadLetters: [{ Name: 'FunctionName', Value: '<DeadLetter/Function>' }],
      DeadLettersWaiting: [{ Name: 'QueueName', Value: '<TrainingFanOut/DeadLetters.QueueName>' }],
      FailedRuns: [{ Name: 'StateMachineArn', Value: '<EvolutionLoop/Run/Machine>' }],
      OldestMessage: [{ Name: 'QueueName', Value: '<TrainingFanOut/Queue.QueueName>' }],
      PoisonMessages: service,
      SilentRounds: service,
      Spend: service,
    });
  });

  it('hear of their own stack alone, as the dashboard shows it alone', () => {
    for (const stackName of ['First', 'Second']) {
      const stack = templateWith({ stackName });
      // The dimension under which Powertools writes what a function of this stack measures.
      const written = resourcesOf(stack, 'AWS::Lambda::Function').map(({ Properties }) => {
        const { Variables } = Properties!.Environment as { Variables: Record<string, string> };
        return Variables.POWERTOOLS_SERVICE_NAME;
      });
      expect(new Set(written)).toEqual(new Set([stackName]));
      const own = resourcesOf(stack, 'AWS::CloudWatch::Alarm').filter(
        ({ Properties }) => Properties!.Namespace === 'evolambda',
      );
      expect(own.map(({ Properties }) => Properties!.Dimensions)).toEqual(
        Array(3).fill([{ Name: 'service', Value: stackName }]),
      );
      const [dashboard] = resourcesOf(stack, 'AWS::CloudWatch::Dashboard');
      const body = String(plain(stack, dashboard!.Properties!.DashboardBody));
      const shown = [...body.matchAll(/"service","(\w+)"/g)].map(([, service]) => service);
      expect(shown).toEqual(Array(3).fill(stackName));
    }
  });

  it('tell the topic, where there is one', () => {
    const alarmTopicArn = 'arn:aws:sns:us-east-1:123456789012:operators';
    const told = resourcesOf(templateWith({ alarmTopicArn }), 'AWS::CloudWatch::Alarm');
    expect(told).toHaveLength(7);
    expect(told.map(({ Properties }) => Properties!.AlarmActions)).toEqual(
      told.map(() => [alarmTopicArn]),
    );
    expect(alarms.filter((alarm) => 'AlarmActions' in alarm)).toEqual([]);
  });

  it('each link a section of the runbook', () => {
    const sections = alarms.map((alarm) => {
      const { AlarmDescription } = alarm as unknown as { AlarmDescription: string };
      return / See docs\/operator-runbook\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1];
    });
    expect(sections).not.toContain(undefined);
    expect(existsSync(RUNBOOK)).toBe(true);
    const headings = readFileSync(RUNBOOK, 'utf8').matchAll(/^#+ (.+)$/gm);
    const anchors = [...headings].map(([, heading]) => heading!.toLowerCase().replaceAll(' ', '-'));
    expect(sections.filter((section) => !anchors.includes(section!))).toEqual([]);
  });
});
