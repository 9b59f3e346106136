// A finding of cdk-nag that is meant to stay is acknowledged where it arises, with the reason.
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges that policies under a construct name a resource by a wildcard. */
export function acknowledgeWildcard(construct: IConstruct, arn: string, reason: string): void {
  const resource = inWords(Stack.of(construct).resolve(arn));
  Validations.of(construct).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
}

/** A CloudFormation value as cdk-nag writes it in a finding: `<Bucket.Arn>/plans/*`. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, inner] = ['', undefined]] = Object.entries(value as Record<string, unknown>);
  switch (intrinsic) {
    case 'Ref':
      return `<${inner}>`;
    case 'Fn::GetAtt':
      return `<${(inner as string[]).join('.')}>`;
    case 'Fn::Join': {
      const [separator, parts] = inner as [string, unknown[]];
      return parts.map(inWords).join(separator);
    }
    default:
      return JSON.stringify(value);
  }
}
