/** Networks through the whole sandbox: where the engine alone would show something that AWS does not. */
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  AssociateSubnetCidrBlockCommand,
  AssociateVpcCidrBlockCommand,
  CreateFlowLogsCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteNatGatewayCommand,
  DeleteVpcEndpointsCommand,
  DescribeFlowLogsCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
  ReplaceNetworkAclEntryCommand,
  type CreateNatGatewayCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let ec2: EC2Client;
let vpcId: string;
let subnetId: string;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('vpc');
  ec2 = new EC2Client({ ...clientOf(sandbox, account), maxAttempts: 1 });
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }));
  vpcId = Vpc?.VpcId ?? '';
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.20.0.0/24', AvailabilityZone: 'us-east-1a' }),
  );
  subnetId = Subnet?.SubnetId ?? '';
});

afterAll(() => ec2.destroy());

describe('NAT gateways', () => {
  const gateway = async (id: string | undefined) =>
    (await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id ?? ''] }))).NatGateways?.[0];
  const address = async () => (await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))).AllocationId;

  it('is found by its tags, with wildcards', async () => {
    const made = await ec2.send(
      new CreateNatGatewayCommand({
        SubnetId: subnetId,
        AllocationId: await address(),
        TagSpecifications: [{ ResourceType: 'natgateway', Tags: [{ Key: 'Name', Value: 'nat+one' }] }],
      }),
    );
    const id = made.NatGateway?.NatGatewayId;
    const found = async (Name: string, Value: string) =>
      (
        await ec2.send(new DescribeNatGatewaysCommand({ Filter: [{ Name, Values: [Value] }] }))
      ).NatGateways?.map(({ NatGatewayId }) => NatGatewayId);
    for (const value of ['nat+one', 'nat*', 'nat?one']) expect(await found('tag:Name', value)).toEqual([id]);
    expect(await found('tag-key', 'Name')).toEqual([id]);
    for (const value of ['natt+one', 'nat', 'NAT+one']) expect(await found('tag:Name', value)).toEqual([]);
    expect(await found('tag:name', 'nat+one')).toEqual([]);
    expect(await found('vpc-id', vpcId)).toContain(id);
  });

  it('a regional one has no subnet, an address, and routes lead to it', async () => {
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({ VpcId: vpcId, AvailabilityMode: 'regional' }),
    );
    expect(NatGateway).toMatchObject({ VpcId: vpcId, AvailabilityMode: 'regional', State: 'available' });
    const seen = await gateway(NatGateway?.NatGatewayId);
    expect(seen).toMatchObject({ AvailabilityMode: 'regional', ConnectivityType: 'public' });
    expect(seen?.SubnetId).toBeUndefined();
    expect(seen?.NatGatewayAddresses?.[0]?.PublicIp).toBeDefined();
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }));
    await ec2.send(
      new CreateRouteCommand({
        RouteTableId: RouteTable?.RouteTableId,
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: NatGateway?.NatGatewayId,
      }),
    );
    const { RouteTables } = await ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: [RouteTable?.RouteTableId ?? ''] }),
    );
    expect(RouteTables?.[0]?.Routes?.map((route) => route.NatGatewayId)).toContain(NatGateway?.NatGatewayId);
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId }));
    expect((await gateway(NatGateway?.NatGatewayId))?.State).toBe('deleted');
  });

  it('lets go of its address when it is deleted, which stays in the account', async () => {
    const AllocationId = await address();
    const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnetId, AllocationId }));
    const seen = async () =>
      (await ec2.send(new DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ''] }))).Addresses?.[0];
    expect(await seen()).toMatchObject({ AllocationId, AssociationId: expect.stringMatching(/./) as string });
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId }));
    const after = await seen();
    expect(after?.AllocationId).toBe(AllocationId);
    expect(after?.AssociationId ?? '').toBe('');
    expect(after?.NetworkInterfaceId ?? '').toBe('');
    await expect(
      ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: 'nat-0123456789abcdef0' })),
    ).rejects.toMatchObject({ name: 'NatGatewayNotFound' });
  });

  it('a zonal one is public, a private one says so', async () => {
    const AllocationId = await address();
    const open = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnetId, AllocationId }));
    const closed = await ec2.send(
      new CreateNatGatewayCommand({ SubnetId: subnetId, ConnectivityType: 'private' }),
    );
    expect(await gateway(open.NatGateway?.NatGatewayId)).toMatchObject({
      SubnetId: subnetId,
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
    });
    expect(await gateway(closed.NatGateway?.NatGatewayId)).toMatchObject({
      SubnetId: subnetId,
      ConnectivityType: 'private',
    });
  });

  it.each<[string, string, CreateNatGatewayCommandInput]>([
    ['a regional one without a VPC', 'MissingParameter', { AvailabilityMode: 'regional' }],
    ['a zonal one without a subnet', 'MissingParameter', {}],
    ['a public one without an address', 'MissingParameter', { SubnetId: 'subnet-1' }],
    [
      'a regional private one',
      'InvalidParameterCombination',
      { VpcId: 'vpc-1', AvailabilityMode: 'regional', ConnectivityType: 'private' },
    ],
    [
      'a regional one in a subnet',
      'InvalidParameterCombination',
      { VpcId: 'vpc-1', SubnetId: 'subnet-1', AvailabilityMode: 'regional' },
    ],
    [
      'a private one with an address',
      'InvalidParameterCombination',
      { SubnetId: 'subnet-1', ConnectivityType: 'private', AllocationId: 'eipalloc-1' },
    ],
    [
      'one in a subnet that is not there',
      'InvalidSubnetID.NotFound',
      { SubnetId: 'subnet-1', ConnectivityType: 'private' },
    ],
    [
      'one in a VPC that is not there',
      'InvalidVpcID.NotFound',
      { VpcId: 'vpc-1', AvailabilityMode: 'regional' },
    ],
  ])('refuses %s', async (_what, name, input) => {
    await expect(ec2.send(new CreateNatGatewayCommand(input))).rejects.toMatchObject({ name });
  });
});

describe('IPv6', () => {
  it('opens the default ACL once, and says that blocks are associated', async () => {
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.21.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
    );
    const id = Vpc?.VpcId ?? '';
    const rules = async (of: string) => {
      const { NetworkAcls } = await ec2.send(
        new DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [of] }] }),
      );
      return (NetworkAcls?.[0]?.Entries ?? []).filter(({ Ipv6CidrBlock }) => Ipv6CidrBlock === '::/0');
    };
    expect((await rules(id)).map(({ RuleNumber, Egress }) => [RuleNumber, Egress])).toEqual([
      [101, true],
      [101, false],
    ]);
    await ec2.send(new AssociateVpcCidrBlockCommand({ VpcId: vpcId, AmazonProvidedIpv6CidrBlock: true }));
    expect(await rules(vpcId)).toHaveLength(2);
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: id, CidrBlock: '10.21.0.0/24', AvailabilityZone: 'us-east-1a' }),
    );
    const block = '2600:1f18:1:1::/64';
    await ec2.send(new AssociateSubnetCidrBlockCommand({ SubnetId: Subnet?.SubnetId, Ipv6CidrBlock: block }));
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [Subnet?.SubnetId ?? ''] }));
    expect(Subnets?.[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlockState).toEqual({
      State: 'associated',
    });
  });
});

describe('VPC endpoints', () => {
  const endpoint = async (id: string | undefined) =>
    (await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id ?? ''] }))).VpcEndpoints?.[0];

  it('private DNS goes off and on again, and gateways have none', async () => {
    const made = await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: vpcId,
        ServiceName: 'com.amazonaws.us-east-1.ssm',
        VpcEndpointType: 'Interface',
        SubnetIds: [subnetId],
        PrivateDnsEnabled: true,
      }),
    );
    const id = made.VpcEndpoint?.VpcEndpointId;
    expect(await endpoint(id)).toMatchObject({ PrivateDnsEnabled: true, SubnetIds: [subnetId] });
    for (const PrivateDnsEnabled of [false, true]) {
      await ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: id, PrivateDnsEnabled }));
      expect(await endpoint(id)).toMatchObject({ PrivateDnsEnabled });
    }
    const gateway = await ec2.send(
      new CreateVpcEndpointCommand({ VpcId: vpcId, ServiceName: 'com.amazonaws.us-east-1.s3' }),
    );
    expect(await endpoint(gateway.VpcEndpoint?.VpcEndpointId)).toMatchObject({
      VpcEndpointType: 'Gateway',
      PrivateDnsEnabled: false,
    });
  });
});

describe('flow logs', () => {
  it('deliver to a log group that is named by its ARN, and fail where there is none', async () => {
    const logs = new CloudWatchLogsClient(clientOf(sandbox, account));
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/flow' }));
    logs.destroy();
    const arn = (name: string): string => `arn:aws:logs:us-east-1:${account.account}:log-group:${name}`;
    const made = async (LogDestination: string) => {
      const { FlowLogIds = [] } = await ec2.send(
        new CreateFlowLogsCommand({
          ResourceIds: [vpcId],
          ResourceType: 'VPC',
          TrafficType: 'ALL',
          LogDestinationType: 'cloud-watch-logs',
          LogDestination,
          DeliverLogsPermissionArn: `arn:aws:iam::${account.account}:role/flow`,
        }),
      );
      return (await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds }))).FlowLogs?.[0];
    };
    expect(await made(arn('/flow:*'))).toMatchObject({ DeliverLogsStatus: 'SUCCESS', LogGroupName: '/flow' });
    expect(await made(arn('/none'))).toMatchObject({ DeliverLogsStatus: 'FAILED' });
  });
});

describe('entries of network ACLs', () => {
  it('have one number each, and are replaced only where there is one', async () => {
    const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: vpcId }));
    const entry = {
      NetworkAclId: NetworkAcl?.NetworkAclId,
      RuleNumber: 100,
      Protocol: '-1',
      RuleAction: 'allow',
      Egress: true,
      CidrBlock: '0.0.0.0/0',
    } as const;
    await expect(ec2.send(new ReplaceNetworkAclEntryCommand(entry))).rejects.toMatchObject({
      name: 'InvalidNetworkAclEntry.NotFound',
    });
    await ec2.send(new CreateNetworkAclEntryCommand(entry));
    await ec2.send(new CreateNetworkAclEntryCommand({ ...entry, Egress: false }));
    await expect(ec2.send(new CreateNetworkAclEntryCommand(entry))).rejects.toMatchObject({
      name: 'NetworkAclEntryAlreadyExists',
    });
    await ec2.send(new ReplaceNetworkAclEntryCommand({ ...entry, RuleAction: 'deny' }));
  });
});

it('a gateway endpoint is a route of each of its tables, of those added later too, and can be deleted', async () => {
  const table = async () =>
    (await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }))).RouteTable?.RouteTableId ?? '';
  const [first, second] = [await table(), await table()];
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpcId,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      RouteTableIds: [first],
    }),
  );
  const VpcEndpointId = VpcEndpoint?.VpcEndpointId ?? '';
  const leading = async () => {
    const { RouteTables = [] } = await ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: [first, second] }),
    );
    return RouteTables.filter(({ Routes = [] }) =>
      Routes.some(
        (route) =>
          route.GatewayId === VpcEndpointId && route.DestinationPrefixListId?.startsWith('pl-') === true,
      ),
    ).map(({ RouteTableId }) => RouteTableId);
  };
  const change = (changes: { AddRouteTableIds?: string[]; RemoveRouteTableIds?: string[] }) =>
    ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, ...changes }));
  expect(await leading()).toEqual([first]);
  await change({ AddRouteTableIds: [second] });
  expect(new Set(await leading())).toEqual(new Set([first, second]));
  await change({ RemoveRouteTableIds: [first] });
  expect(await leading()).toEqual([second]);
  await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
  expect(await leading()).toEqual([]);
});
