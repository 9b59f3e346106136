// The table of runs, results and arrivals. Its items cannot be made again, so it outlives the stack.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { StackSettings } from './settings.ts';

export class RunStore extends Construct {
  readonly table: Pick<ITableV2, 'tableArn' | 'tableName'>;

  constructor(scope: Construct, id: string, settings: StackSettings) {
    super(scope, id);
    this.table = settings.useTable
      ? TableV2.fromTableName(this, 'Table', settings.useTable)
      : new TableV2(this, 'Table', {
          partitionKey: { name: 'pk', type: AttributeType.STRING },
          sortKey: { name: 'sk', type: AttributeType.STRING },
          billing: Billing.onDemand(),
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
          // Epoch seconds; arrivals and results carry it, the ledger does not.
          timeToLiveAttribute: 'expiresAt',
          removalPolicy: settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        });
  }
}
