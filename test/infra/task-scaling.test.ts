// How many tasks a service has: what the two alarms of its scaling see, and what they make of it.
import { describe, expect, it } from 'vitest';
import { templateWith } from './synthesized.ts';
import { type CloudFormationTemplate, resourceAt } from './template-in-words.ts';

describe('tasks', () => {
  it.each([
    [1, 8, '1024', '2048', 8],
    [2, 8, '2048', '4096', 4],
    [16, 40, '16384', '32768', 3],
  ])('of %i trainings, %i in all, are so large and so many', (each, all, cpu, memory, most) => {
    const template = templateWith({
      worker: 'fargate',
      trainingsPerTask: each,
      maxConcurrency: all,
      taskBacklog: 5,
    });
    const task = resourceAt(template, 'TrainingService/Task').Properties!;
    expect([task.Cpu, task.Memory]).toEqual([cpu, memory]);
    const target = resourceAt(template, 'TrainingService/Scaling/Target').Properties!;
    expect(target.MaxCapacity).toBe(most);
    const missing = (seen: Seen) => alarmValue(template, 'Missing', seen);
    expect(missing({ ApproximateNumberOfMessagesVisible: 5 * each })).toBe(1);
    expect(missing({ ApproximateNumberOfMessagesVisible: 5 * each + 1 })).toBe(2);
    expect(missing({ ApproximateNumberOfMessagesVisible: 1e6, DesiredTaskCount: 1 })).toBe(
      most - 1,
    );
  });

  it('are wanted for what waits, what is at work, and what Plan has sent', () => {
    const template = templateWith({ worker: 'fargate', trainingsPerTask: 1, taskBacklog: 1 });
    for (const seen of [
      { ApproximateNumberOfMessagesVisible: 2 },
      { ApproximateNumberOfMessagesNotVisible: 2 },
      { Queued: 2 },
      // SQS has counted some of what was sent.
      { Queued: 2, ApproximateNumberOfMessagesVisible: 1 },
      { ApproximateNumberOfMessagesVisible: 1, ApproximateNumberOfMessagesNotVisible: 1 },
    ]) {
      expect(alarmValue(template, 'Missing', seen)).toBe(2);
      expect(alarmValue(template, 'Idle', seen)).toBe(2);
    }
    expect(alarmValue(template, 'Idle', { Attempts: 3 })).toBe(3);
    expect(alarmValue(template, 'Idle', { DesiredTaskCount: 4 })).toBe(0);
  });

  it('are kept by no silence of the metrics, and wanted by none', () => {
    const template = templateWith({ worker: 'fargate' });
    const of = (alarm: string) =>
      resourceAt(template, `TrainingService/Scaling/${alarm}`).Properties;
    expect(of('Idle')).toMatchObject({ TreatMissingData: 'breaching', EvaluationPeriods: 5 });
    expect(of('Missing')).toMatchObject({ TreatMissingData: 'notBreaching', EvaluationPeriods: 1 });
  });

  it.each([1, 2, 3, 4, 7, 8, 100])(
    'of which up to %i are missing are started by halves at least',
    (most) => {
      const template = templateWith({
        worker: 'fargate',
        trainingsPerTask: 1,
        maxConcurrency: Math.max(2, most),
      });
      const { StepAdjustments } = (
        resourceAt(template, 'TrainingService/Scaling/Out').Properties as {
          StepScalingPolicyConfiguration: { StepAdjustments: Step[] };
        }
      ).StepScalingPolicyConfiguration;
      const { Threshold } = resourceAt(template, 'TrainingService/Scaling/Missing').Properties!;
      for (let missing = 1; missing <= most; missing += 1) {
        const above = missing - Number(Threshold);
        const steps = StepAdjustments.filter(
          ({ MetricIntervalLowerBound: low, MetricIntervalUpperBound: high = Infinity }) =>
            low <= above && above < high,
        );
        expect(steps).toHaveLength(1);
        expect(steps[0]!.ScalingAdjustment).toBeGreaterThanOrEqual(missing / 2);
        expect(steps[0]!.ScalingAdjustment).toBeLessThanOrEqual(missing);
      }
    },
  );
});

interface Step {
  readonly MetricIntervalLowerBound: number;
  readonly MetricIntervalUpperBound?: number;
  readonly ScalingAdjustment: number;
}

/** Values of metrics by their names; CloudWatch has none of the others. */
type Seen = Readonly<Record<string, number>>;

/** What an alarm of the scaling looks at, by CloudWatch's metric math. */
function alarmValue(template: CloudFormationTemplate, alarm: string, seen: Seen): number {
  const { Metrics } = resourceAt(template, `TrainingService/Scaling/${alarm}`).Properties as {
    Metrics: {
      Id: string;
      Expression?: string;
      MetricStat?: { Metric: { MetricName: string } };
      ReturnData?: boolean;
    }[];
  };
  const math = {
    IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
    CEIL: Math.ceil,
    FILL: (value: number | undefined, filled: number) => value ?? filled,
  };
  const byId = new Map(Metrics.map((metric) => [metric.Id, metric]));
  const value = (id: string): number | undefined => {
    const { Expression, MetricStat } = byId.get(id)!;
    if (Expression === undefined) return seen[MetricStat!.Metric.MetricName];
    const ids = [...byId.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(Expression));
    const names = [...Object.keys(math), ...ids];
    const calculate = new Function(...names, `return ${Expression}`);
    return calculate(...Object.values(math), ...ids.map(value));
  };
  return value(Metrics.find(({ ReturnData }) => ReturnData !== false)!.Id)!;
}
