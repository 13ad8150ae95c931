import { call, type AccountState } from '../state.ts';
import {
  acl,
  byGateway,
  byNat,
  ENDPOINT,
  HALF,
  halfAcl,
  HALF_GATEWAY,
  NAT,
  reroute,
  route,
  statesOf,
  SUBNET,
  TABLE,
  tag,
  tcp,
  udp,
} from './network.ts';

const half = statesOf('broken-vpc');
const endpoint = (changes: Record<string, unknown>) =>
  call('ec2:ModifyVpcEndpoint', { VpcEndpointId: ENDPOINT.half, ...changes });
const HTTPS = [100, 'out', 'allow', tcp(443)] as const;
/** Replies and databases, to the network alone. */
const INSIDE = { ...tcp(1024, 65535), CidrBlock: '10.90.0.0/16' };

export const brokenVpc: readonly AccountState[] = [
  half(
    'what leaves the ACL besides 443 stays in the network',
    halfAcl([HTTPS, [110, 'out', 'allow', INSIDE]]),
    'pass',
  ),
  half('an ACL that lets everything out', halfAcl([[10, 'out', 'allow']]), 'pass'),
  half(
    'a Deny for SSH before everything',
    halfAcl([
      [10, 'out', 'deny', tcp(22)],
      [20, 'out', 'allow'],
    ]),
    'pass',
  ),
  half(
    'a regional NAT gateway for both',
    [
      call('ec2:CreateNatGateway', { VpcId: HALF, AvailabilityMode: 'regional' }, 'one'),
      ...[TABLE.halfA, TABLE.halfB].map((table) => reroute(table, byNat('{{one.NatGateway.NatGatewayId}}'))),
    ],
    'pass',
  ),
  half(
    'an endpoint for each table',
    [
      endpoint({ RemoveRouteTableIds: [TABLE.halfB] }),
      call('ec2:CreateVpcEndpoint', {
        VpcId: HALF,
        ServiceName: 'com.amazonaws.{{region}}.s3',
        RouteTableIds: [TABLE.halfB],
      }),
    ],
    'pass',
  ),
  half('the VPC has another name', [tag(HALF, 'Name', 'whole')], 'fail/vpc-missing'),
  half('a subnet has another name', [tag(SUBNET.halfPrivateA, 'Name', 'private-a')], 'fail/vpc-missing'),
  half(
    'the second public subnet has no way',
    [
      call('ec2:CreateRouteTable', { VpcId: HALF }, 'bare'),
      call(
        'ec2:DescribeRouteTables',
        { Filters: [{ Name: 'association.subnet-id', Values: [SUBNET.halfPublicB] }] },
        'old',
      ),
      {
        ...call('ec2:DisassociateRouteTable', { AssociationId: '{{item.RouteTableAssociationId}}' }),
        forEach: { of: 'old.RouteTables.0.Associations' },
      },
    ],
    'fail/public-b-dark',
  ),
  half(
    'crossed',
    [reroute(TABLE.halfA, byNat(NAT.halfB)), reroute(TABLE.halfB, byNat(NAT.halfA))],
    'fail/zone-dependent',
  ),
  half('both by the new one', [reroute(TABLE.halfA, byNat(NAT.halfB))], 'fail/zone-dependent'),
  half(
    'the new one was deleted',
    [call('ec2:DeleteNatGateway', { NatGatewayId: NAT.halfB })],
    'fail/zone-dependent',
  ),
  half('databases out and no replies', halfAcl([HTTPS, [110, 'out', 'allow', tcp(5432)]]), 'fail/acl-blocks'),
  half(
    'replies by datagram',
    halfAcl([HTTPS, [110, 'out', 'allow', udp(1024, 65535)], [120, 'out', 'allow', tcp(5432)]]),
    'fail/acl-blocks',
  ),
  half(
    'databases denied first',
    halfAcl([
      [10, 'out', 'deny', tcp(5432)],
      [20, 'out', 'allow'],
    ]),
    'fail/acl-blocks',
  ),
  half(
    'the other subnets behind an ACL for HTTPS',
    acl(HALF, [
      [100, 'in', 'allow', tcp(443)],
      [100, 'out', 'allow', tcp(443)],
      [110, 'in', 'allow', tcp(32768, 65535)],
      [110, 'out', 'allow', tcp(32768, 65535)],
    ]),
    'fail/acl-blocks',
  ),
  half(
    'the endpoint is off one table',
    [endpoint({ RemoveRouteTableIds: [TABLE.halfA] })],
    'fail/s3-over-nat',
  ),
  half(
    'the endpoint is on the public table',
    [endpoint({ AddRouteTableIds: [TABLE.halfPublic], RemoveRouteTableIds: [TABLE.halfA, TABLE.halfB] })],
    'fail/s3-over-nat',
  ),
  half(
    'no endpoint',
    [call('ec2:DeleteVpcEndpoints', { VpcEndpointIds: [ENDPOINT.half] })],
    'fail/s3-over-nat',
  ),
  half(
    'a private table leads to the gateway as well',
    [route(TABLE.halfA, '198.51.100.0/24', byGateway(HALF_GATEWAY))],
    'fail/private-exposed',
  ),
];
