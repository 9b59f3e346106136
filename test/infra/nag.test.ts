// cdk-nag's AwsSolutions, over the very constructs; a synthesis for AWS runs it too.

import { type App, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { appWith } from './synthesized.ts';

function violationsOf(app: App): string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

describe('the rules of AwsSolutions', () => {
  it.each([
    ['as it is', {}],
    ['on adopted data', { useTable: 'old-table', useBucket: 'old-bucket' }],
  ])('find nothing in the stack %s', (_, settings) => {
    expect(violationsOf(appWith(settings))).toEqual([]);
  });

  it('do find what is wrong', () => {
    const app = appWith();
    new Bucket(app.node.findChild('Evolambda'), 'Open');
    expect(violationsOf(app)).toContain('AwsSolutions-S10 Evolambda/Open/Resource');
  });

  it('are excepted with a reason, where the finding arises', () => {
    const app = appWith();
    const acknowledged = app.node.findAll().flatMap((construct) =>
      construct.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) =>
          Object.entries(data as Record<string, string>).map(([rule, reason]) => ({
            path: construct.node.path,
            rule: rule.replace(/^annotation::/i, '').replace(/\[.*/, ''),
            reason,
          })),
        ),
    );
    const rules = new Set(acknowledged.map(({ rule }) => rule));
    expect([...rules].sort()).toEqual(['AwsSolutions-IAM5', 'AwsSolutions-S1', 'AwsSolutions-SF1']);
    expect(acknowledged.filter(({ reason }) => reason.length < 30)).toEqual([]);
    // None on the stack or the app, where it would hide findings to come.
    expect(acknowledged.filter(({ path }) => !path.includes('/'))).toEqual([]);
  });
});
