/** States of `waste-hunt`, each in an account of its own: waste is counted in the whole Region. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { BOX, box, named, type Json } from './kit.ts';

const state = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `waste-hunt: ${name}`,
  alone: true,
  calls,
  expect: { 'waste-hunt': expected },
  ...more,
});
const inherited = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => state(name, calls, expected, { start: 'setup', ...more });
const find = (what: string, name: string, as: string, filter = 'Filters'): Step =>
  call(`ec2:Describe${what}`, { [filter]: [{ Name: 'tag:Name', Values: [`{{prefix}}-cc-${name}`] }] }, as);
const KEPT = find('Volumes', 'season-2024', 'kept');
const KEPT_ID = '{{kept.Volumes.0.VolumeId}}';
const PARTNER = find('Addresses', 'partner', 'partner');
const PARTNER_ID = '{{partner.Addresses.0.AllocationId}}';
const volume = (VolumeType: string, Size: number, tags: Json = {}, more: Json = {}): Step =>
  call(
    'ec2:CreateVolume',
    {
      AvailabilityZone: '{{region}}a',
      VolumeType,
      Size,
      TagSpecifications: [named('volume', 'extra', tags)],
      ...more,
    },
    'extra',
  );
const EXTRA = '{{extra.VolumeId}}';
const address = call('ec2:AllocateAddress', { Domain: 'vpc' }, 'address');
const network: readonly Step[] = [
  call('ec2:CreateVpc', { CidrBlock: '10.90.0.0/16' }, 'vpc'),
  call('ec2:CreateSubnet', { VpcId: '{{vpc.Vpc.VpcId}}', CidrBlock: '10.90.0.0/24' }, 'subnet'),
  call('ec2:CreateRouteTable', { VpcId: '{{vpc.Vpc.VpcId}}' }, 'table'),
];
const nat: readonly Step[] = [
  ...network,
  address,
  call(
    'ec2:CreateNatGateway',
    { SubnetId: '{{subnet.Subnet.SubnetId}}', AllocationId: '{{address.AllocationId}}' },
    'nat',
  ),
];
const NAT = '{{nat.NatGateway.NatGatewayId}}';
const route = call('ec2:CreateRoute', {
  RouteTableId: '{{table.RouteTable.RouteTableId}}',
  DestinationCidrBlock: '0.0.0.0/0',
  NatGatewayId: NAT,
});
const drop = (Resource: string, Key: string): Step =>
  call('ec2:DeleteTags', { Resources: [Resource], Tags: [{ Key }] });

export const wasteHunt: readonly AccountState[] = [
  state('solved', [], 'pass'),
  state('ten gigabytes of gp2 for a dollar', [volume('gp2', 10)], 'pass', { because: 'waste_max is 1.00' }),
  state(
    'an address in use',
    [
      ...box('web'),
      address,
      call('ec2:AssociateAddress', { AllocationId: '{{address.AllocationId}}', InstanceId: BOX }),
    ],
    'pass',
  ),
  state('a gateway that a route leads to', [...nat, route], 'pass'),
  state('another box on gp3', box('web', {}, { VolumeSize: 500 }), 'pass'),
  state('50 gigabytes of gp2 in use', box('web', {}, { VolumeType: 'gp2', VolumeSize: 50 }), 'pass', {
    because: 'the difference is a dollar',
  }),
  state(
    'the keepers without their tags',
    [
      KEPT,
      PARTNER,
      drop(KEPT_ID, 'Keep'),
      drop(KEPT_ID, 'groundschool:keep'),
      drop(PARTNER_ID, 'Keep'),
      drop(PARTNER_ID, 'groundschool:keep'),
    ],
    'pass',
  ),
  state('more may be left', [volume('gp2', 100)], 'pass', { variables: { waste_max: 10 } }),
  state('the keeper deleted', [KEPT, call('ec2:DeleteVolume', { VolumeId: KEPT_ID })], 'fail/keeper-touched'),
  state(
    'the keeper grown',
    [KEPT, call('ec2:ModifyVolume', { VolumeId: KEPT_ID, Size: 200 })],
    'fail/keeper-touched',
  ),
  state(
    'the keeper on gp3',
    [KEPT, call('ec2:ModifyVolume', { VolumeId: KEPT_ID, VolumeType: 'gp3' })],
    'fail/keeper-touched',
  ),
  state(
    'the keeper replaced by its like',
    [KEPT, call('ec2:DeleteVolume', { VolumeId: KEPT_ID }), volume('gp2', 100, { Keep: 'true' })],
    'fail/keeper-touched',
  ),
  state(
    'the address released',
    [PARTNER, call('ec2:ReleaseAddress', { AllocationId: PARTNER_ID })],
    'fail/keeper-touched',
  ),
  state(
    'the address in use',
    [PARTNER, ...box('web'), call('ec2:AssociateAddress', { AllocationId: PARTNER_ID, InstanceId: BOX })],
    'fail/keeper-touched',
  ),
  state(
    'both gone',
    [
      KEPT,
      PARTNER,
      call('ec2:DeleteVolume', { VolumeId: KEPT_ID }),
      call('ec2:ReleaseAddress', { AllocationId: PARTNER_ID }),
    ],
    'fail/keeper-touched',
    {
      because: 'the record stands elsewhere too',
    },
  ),
  inherited('nothing done', [], 'fail/volumes-idle'),
  state('an empty volume', [volume('gp3', 20)], 'fail/volumes-idle'),
  state('tagged Keep afterwards', [volume('gp2', 100, { Keep: 'true' })], 'fail/volumes-idle'),
  state(
    'detached',
    [
      ...box('web'),
      volume('gp3', 100),
      call('ec2:AttachVolume', { VolumeId: EXTRA, InstanceId: BOX, Device: '/dev/sdh' }),
      call('ec2:DetachVolume', { VolumeId: EXTRA }),
    ],
    'fail/volumes-idle',
  ),
  state('many IOPS and few gigabytes', [volume('gp3', 4, {}, { Iops: 8000 })], 'fail/volumes-idle', {
    because: '5,000 IOPS above those that are included',
  }),
  state('an address', [address], 'fail/addresses-idle'),
  state(
    'an address tagged Keep afterwards',
    [
      address,
      call('ec2:CreateTags', {
        Resources: ['{{address.AllocationId}}'],
        Tags: [{ Key: 'Keep', Value: 'true' }],
      }),
    ],
    'fail/addresses-idle',
  ),
  state(
    'the address of a deleted gateway',
    [...nat, call('ec2:DeleteNatGateway', { NatGatewayId: NAT })],
    'fail/addresses-idle',
  ),
  state(
    'a disassociated address',
    [
      ...box('web'),
      address,
      call('ec2:AssociateAddress', { AllocationId: '{{address.AllocationId}}', InstanceId: BOX }, 'link'),
      call('ec2:DisassociateAddress', { AssociationId: '{{link.AssociationId}}' }),
    ],
    'fail/addresses-idle',
  ),
  state('a gateway', nat, 'fail/nat-idle'),
  state(
    'a private gateway',
    [
      ...network,
      call('ec2:CreateNatGateway', { SubnetId: '{{subnet.Subnet.SubnetId}}', ConnectivityType: 'private' }),
    ],
    'fail/nat-idle',
  ),
  state(
    'a gateway whose route was deleted',
    [
      ...nat,
      route,
      call('ec2:DeleteRoute', {
        RouteTableId: '{{table.RouteTable.RouteTableId}}',
        DestinationCidrBlock: '0.0.0.0/0',
      }),
    ],
    'fail/nat-idle',
  ),
  state('a box on gp2', box('web', {}, { VolumeType: 'gp2', VolumeSize: 80 }), 'fail/gp2-left'),
  state(
    'a stopped box on gp2',
    [
      ...box('web', {}, { VolumeType: 'gp2', VolumeSize: 80 }),
      call('ec2:StopInstances', { InstanceIds: [BOX] }),
    ],
    'fail/gp2-left',
  ),
  state('volumes denied', [], 'blocked/denied', { broken: { 'ec2:DescribeVolumes': 'deny' } }),
  state('routes denied and a gateway', [...nat, route], 'blocked/denied', {
    broken: { 'ec2:DescribeRouteTables': 'deny' },
  }),
  state('routes denied and no gateway', [], 'pass', {
    broken: { 'ec2:DescribeRouteTables': 'deny' },
    because: 'without a gateway they mean nothing',
  }),
  state('an address, and volumes denied', [address], 'fail/addresses-idle', {
    broken: { 'ec2:DescribeVolumes': 'deny' },
    because: 'it is too much, whatever the volumes are',
  }),
  state('a volume of a type without a price', [volume('standard', 10)], 'blocked/price-missing'),
];
