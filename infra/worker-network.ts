// Where tasks run: public subnets, so that no NAT gateway costs by the hour; nothing can reach a task, and
// S3 and DynamoDB are reached without leaving AWS's network.
import { Validations } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export class WorkerNetwork extends Construct {
  readonly vpc: IVpc;
  /** Nothing comes in; HTTPS goes out. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // The cast: CDK's own types do not distinguish absent from undefined.
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
      // It would take a function of its own to empty a group that nothing uses.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    this.securityGroup = new SecurityGroup(this, 'Tasks', {
      vpc: this.vpc,
      description: 'Training tasks: no inbound traffic, outbound HTTPS',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS services');
    Validations.of(this.vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'Tasks accept no connections and call AWS services only, which log their callers. Flow logs would add cost.',
    });
  }
}
