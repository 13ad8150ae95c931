/** The reads of the VPC lab against the sandbox's engine: values as they are, and every fault. */
import {
  AssociateRouteTableCommand,
  CreateFlowLogsCommand,
  CreateInternetGatewayCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  EC2Client,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockedReason } from '../../../graders/contract/index.ts';
import type { AnyRead, Observation } from '../../../graders/kit/index.ts';
import { vpcAttribute, vpcEndpoints } from '../../../graders/reads/ec2-endpoints.ts';
import { flowLogs } from '../../../graders/reads/ec2-flow-logs.ts';
import { securityGroups } from '../../../graders/reads/ec2-groups.ts';
import { networkAcls, routeTables } from '../../../graders/reads/ec2-routing.ts';
import {
  egressOnlyInternetGateways,
  internetGateways,
  managedPrefixListEntries,
  natGateways,
  subnets,
  vpcs,
} from '../../../graders/reads/ec2-vpc.ts';
import { logGroups } from '../../../graders/reads/logs.ts';
import type { FaultKind, Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';
import { testSession, TEST_RUN } from '../../helpers/session.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
const ids: Record<string, string> = {};

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('vpc-reads');
  const config = clientOf(sandbox, account);
  const ec2 = new EC2Client(config);
  const logs = new CloudWatchLogsClient(config);
  const keep = (name: string, id: string | undefined): string => (ids[name] = id ?? '');
  const vpc = keep('vpc', (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }))).Vpc?.VpcId);
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
  const made = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.20.0.0/24', AvailabilityZone: 'us-east-1a' }),
  );
  const subnet = keep('subnet', made.Subnet?.SubnetId);
  const gateway = keep(
    'igw',
    (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway?.InternetGatewayId,
  );
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpc }));
  const table = keep(
    'table',
    (await ec2.send(new CreateRouteTableCommand({ VpcId: vpc }))).RouteTable?.RouteTableId,
  );
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId: table, SubnetId: subnet }));
  const group = keep(
    'group',
    (await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'bm-app', Description: 'app', VpcId: vpc })))
      .GroupId,
  );
  const list = keep(
    'list',
    (
      await ec2.send(
        new CreateManagedPrefixListCommand({
          PrefixListName: 'ours',
          AddressFamily: 'IPv4',
          MaxEntries: 2,
          Entries: [{ Cidr: '10.20.0.0/24' }],
        }),
      )
    ).PrefixList?.PrefixListId,
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 8000,
          ToPort: 8000,
          UserIdGroupPairs: [{ GroupId: group }],
          PrefixListIds: [{ PrefixListId: list }],
        },
      ],
    }),
  );
  const endpoint = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpc,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      VpcEndpointType: 'Gateway',
      RouteTableIds: [table],
    }),
  );
  keep('endpoint', endpoint.VpcEndpoint?.VpcEndpointId);
  for (const logGroupName of ['/bm/flow', '/bm/flow-old'])
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/bm/flow', retentionInDays: 30 }));
  const flow = await ec2.send(
    new CreateFlowLogsCommand({
      ResourceIds: [vpc],
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogGroupName: '/bm/flow',
      DeliverLogsPermissionArn: `arn:aws:iam::${account.account}:role/flow`,
    }),
  );
  keep('flow', flow.FlowLogIds?.at(0));
}, 300_000);
afterAll(() => sandbox.faults.clear(account.account));

async function ask(read: AnyRead, args: unknown, callMs = 10_000): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const { credentials, endpoint, region } = clientOf(sandbox, account, 'reader');
  const target = { kind: 'sandbox' as const, endpoint, region, credentials };
  const run = { ...TEST_RUN, account: account.account, target };
  const session = testSession({ target, reads: [read], limits: { callMs }, run, errors });
  const observation = await session.ask(read, args);
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

const some = (fields: object): unknown =>
  expect.arrayContaining([expect.objectContaining(fields)]) as unknown;
const READS: [read: AnyRead, args: () => unknown, value: () => unknown][] = [
  [vpcs, () => ({}), () => some({ VpcId: ids['vpc'], CidrBlock: '10.20.0.0/16', IsDefault: false })],
  [subnets, () => ({}), () => some({ SubnetId: ids['subnet'], AvailabilityZone: 'us-east-1a' })],
  [
    routeTables,
    () => ({}),
    () =>
      some({
        RouteTableId: ids['table'],
        Associations: [expect.objectContaining({ SubnetId: ids['subnet'], Main: false })],
      }),
  ],
  [
    internetGateways,
    () => ({}),
    () => some({ InternetGatewayId: ids['igw'], Attachments: [{ VpcId: ids['vpc'], State: 'available' }] }),
  ],
  [egressOnlyInternetGateways, () => ({}), () => []],
  [natGateways, () => ({}), () => []],
  [networkAcls, () => ({}), () => some({ VpcId: ids['vpc'], IsDefault: true })],
  [managedPrefixListEntries, () => ({ prefixListId: ids['list'] }), () => [{ Cidr: '10.20.0.0/24' }]],
  [
    securityGroups,
    () => ({}),
    () =>
      some({
        GroupId: ids['group'],
        GroupName: 'bm-app',
        VpcId: ids['vpc'],
        IpPermissions: [
          expect.objectContaining({
            IpProtocol: 'tcp',
            FromPort: 8000,
            PrefixListIds: [{ PrefixListId: ids['list'] }],
            UserIdGroupPairs: [expect.objectContaining({ GroupId: ids['group'] })],
          }),
        ],
      }),
  ],
  [
    vpcEndpoints,
    () => ({}),
    () =>
      some({
        VpcEndpointId: ids['endpoint'],
        VpcEndpointType: 'Gateway',
        State: 'available',
        RouteTableIds: [ids['table']],
        PolicyDocument: expect.stringContaining('Statement') as string,
      }),
  ],
  [vpcAttribute, () => ({ vpcId: ids['vpc'], attribute: 'enableDnsHostnames' }), () => ({ Value: true })],
  [
    flowLogs,
    () => ({}),
    () =>
      some({
        FlowLogId: ids['flow'],
        ResourceId: ids['vpc'],
        FlowLogStatus: 'ACTIVE',
        TrafficType: 'ALL',
        DeliverLogsStatus: 'SUCCESS',
        LogDestinationType: 'cloud-watch-logs',
        LogGroupName: '/bm/flow',
      }),
  ],
  [
    logGroups,
    () => ({ prefix: '/bm/flow' }),
    () => [
      { logGroupName: '/bm/flow', retentionInDays: 30 },
      { logGroupName: '/bm/flow-old', retentionInDays: null },
    ],
  ],
];

describe('on the sandbox', () => {
  it.each(READS)('$id is read as it is', async (read, args, value) => {
    expect(await ask(read, args())).toEqual({ state: 'present', value: value() });
  });

  it('an attribute of a VPC that is not there is absent', async () => {
    const args = { vpcId: 'vpc-0123456789abcdef0', attribute: 'enableDnsSupport' };
    expect(await ask(vpcAttribute, args)).toEqual({ state: 'absent', code: 'InvalidVpcID.NotFound' });
  });
});

const FAULTS: [FaultKind, BlockedReason][] = [
  ['deny', 'denied'],
  ['throttle', 'throttled'],
  ['timeout', 'timeout'],
  ['error', 'timeout'],
  ['malformed', 'unsupported-by-target'],
  ['unsupported', 'unsupported-by-target'],
];
describe('under the fault', () => {
  it.each(FAULTS)('%s every read is blocked, never absent or empty', async (kind, reason) => {
    for (const [read] of READS) sandbox.faults.add(account.account, { operation: read.id, kind });
    const seen = await Promise.all(
      READS.map(async ([read, args]) => {
        const observation = await ask(read, args(), kind === 'timeout' ? 500 : 10_000);
        return [read.id, observation.state === 'blocked' ? observation.reason : observation] as const;
      }),
    );
    sandbox.faults.clear(account.account);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(READS.map(([read]) => [read.id, reason])));
  });
});
