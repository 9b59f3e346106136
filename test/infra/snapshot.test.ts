// The stack on a few pages, so that a change of it is read and not only made.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { templateWith } from './synthesized.ts';
import {
  type CloudFormationTemplate,
  definitionOf,
  type NamedResource,
  plain,
  resourcesOf,
} from './template-in-words.ts';

it('the stack is the recorded one', () => {
  // Re-record after a wanted change: GOLDEN=record npm test -- test/infra/snapshot.test.ts
  const path = new URL('../golden/stack.txt', import.meta.url);
  const golden = inWords(templateWith());
  if (process.env.GOLDEN === 'record') writeFileSync(path, golden);
  expect(golden).toBe(readFileSync(path, 'utf8'));
});

function inWords(template: CloudFormationTemplate): string {
  const resources = resourcesOf(template).flatMap((resource) => [
    `${resource.path} (${resource.Type})${fate(resource)}`,
    ...linesOf(template, resource).map((line) => `  ${line}`),
    '',
  ]);
  const told = Object.entries(toldToAll(template)).map(([name, value]) => `  ${name}: ${value}`);
  const outputs = Object.entries(template.Outputs).map(
    ([name, { Value }]) => `  ${name}: ${plain(template, Value)}`,
  );
  const lines = [...resources, 'Every function is told', ...told, '', 'Outputs', ...outputs.sort()];
  return `${lines.join('\n')}\n`;
}

function fate({ DeletionPolicy }: NamedResource): string {
  return DeletionPolicy === undefined ? '' : `, on deletion: ${DeletionPolicy}`;
}

function linesOf(template: CloudFormationTemplate, resource: NamedResource): string[] {
  const properties = plain(template, resource.Properties ?? {}) as Record<string, unknown>;
  switch (resource.Type) {
    case 'AWS::CloudWatch::Dashboard':
      return [`DashboardName: ${properties.DashboardName}`];
    case 'AWS::CloudWatch::Alarm':
      return alarmLines(properties);
    case 'AWS::IAM::Role':
      return [`assumed by ${JSON.stringify(trustOf(properties))}`];
    case 'AWS::IAM::Policy':
    case 'AWS::S3::BucketPolicy':
    case 'AWS::SQS::QueuePolicy':
      return statementLines(properties.PolicyDocument);
    case 'AWS::StepFunctions::StateMachine': {
      const { DefinitionString: _, ...others } = properties;
      return [...settingLines(others), ...stateLines(definitionOf(template, resource.path))];
    }
    case 'AWS::Lambda::Function': {
      // The code is known by its hash, which changes with every handler.
      const { Code: _, Environment, ...others } = properties;
      const known = Object.keys(toldToAll(template));
      const own = Object.entries(variablesOf(Environment)).filter(
        ([name]) => !known.includes(name),
      );
      return [...settingLines(others), ...own.map(([name, value]) => `told ${name}: ${value}`)];
    }
    default:
      return settingLines(properties);
  }
}

/** The environment that is the same for all functions. */
function toldToAll(template: CloudFormationTemplate): Record<string, string> {
  const environments = resourcesOf(template, 'AWS::Lambda::Function').map(({ Properties }) =>
    variablesOf(plain(template, Properties!.Environment)),
  );
  const shared = Object.entries(environments[0]!).filter(([name, value]) =>
    environments.every((environment) => environment[name] === value),
  );
  return Object.fromEntries(shared.sort());
}

function variablesOf(environment: unknown): Record<string, string> {
  return (environment as { Variables: Record<string, string> }).Variables;
}

function trustOf({ AssumeRolePolicyDocument }: Record<string, unknown>): unknown {
  const { Statement } = AssumeRolePolicyDocument as { Statement: { Principal: unknown }[] };
  return Statement.map(({ Principal }) => Principal);
}

function alarmLines(alarm: Record<string, unknown>): string[] {
  const { Namespace, MetricName, Statistic, Period, Threshold } = alarm;
  const where = (alarm.Dimensions as { Name: string; Value: string }[]).map(
    ({ Name, Value }) => `${Name} ${Value}`,
  );
  return [
    String(alarm.AlarmDescription),
    `${Namespace} ${MetricName} of ${where.join(', ')}: ${Statistic} over ${Period} s ${alarm.ComparisonOperator} ${Threshold}`,
  ];
}

/** `a.b: value`, one line a leaf; a list of plain values is one leaf. */
function settingLines(value: unknown, path = ''): string[] {
  const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (typeof value !== 'object' || value === null || isList) {
    return [`${path}: ${isList ? value.join(', ') : value}`];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    settingLines(inner, path === '' ? key : `${path}.${key}`),
  );
}

function statementLines(document: unknown): string[] {
  const { Statement } = document as { Statement: Record<string, string | string[]>[] };
  return Statement.flatMap(({ Effect, Action, Resource, Condition }) => {
    const what = `${Effect} ${[Action].flat().join(', ')}`;
    const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
    return [`${what}${condition}`, ...[Resource].flat().map((resource) => `  on ${resource}`)];
  });
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

function stateLines(definition: Readonly<Record<string, unknown>>): string[] {
  const { StartAt, States } = definition as {
    StartAt: string;
    States: Readonly<Record<string, State>>;
  };
  const states = Object.entries(States).sort(([a], [b]) => (a < b ? -1 : 1));
  return [`starts at ${StartAt}`, ...states.map(([name, state]) => `${name}: ${waysOf(state)}`)];
}

function waysOf(state: State): string {
  const what = [state.Type, state.Resource?.split(':::')[1], waits(state)]
    .filter(Boolean)
    .join(' ');
  const ways = [
    ...(state.Choices ?? []).map(({ StringEquals, Next }) => `${StringEquals} → ${Next}`),
    ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => `${ErrorEquals.join(', ')} → ${Next}`),
    ...[state.Next ?? state.Default ?? 'end'].map((next) => `→ ${next}`),
  ];
  return `${what}; ${ways.join('; ')}`;
}

function waits({ TimeoutSeconds }: State): string | undefined {
  return TimeoutSeconds === undefined ? undefined : `(${TimeoutSeconds} s)`;
}
