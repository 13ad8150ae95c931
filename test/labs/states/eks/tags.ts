/** States of `subnet-tags`: each a network of its own, without gateways. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import { statesOf } from './account.ts';

const tags = statesOf('subnet-tags', 'vpc_name');
const ELB = 'kubernetes.io/role/elb';
const INTERNAL = 'kubernetes.io/role/internal-elb';
const OWN = 'kubernetes.io/cluster/{{cluster}}';
const OLD = 'kubernetes.io/cluster/bm-old';
type Tags = Readonly<Record<string, string>>;

interface Place {
  tier?: string;
  zone: string;
  tags?: Tags;
}
const list = (all: Tags) => Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
/** A VPC of the state's name with subnets of these tags. */
const network = (...places: readonly Place[]): Step[] => [
  call(
    'ec2:CreateVpc',
    {
      CidrBlock: '10.60.0.0/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: '{{vpc_name}}' }] }],
    },
    'net',
  ),
  ...places.map(({ tier, zone, tags: more = {} }, index) =>
    call('ec2:CreateSubnet', {
      VpcId: '{{net.Vpc.VpcId}}',
      CidrBlock: `10.60.${index}.0/24`,
      AvailabilityZone: `{{region}}${zone}`,
      TagSpecifications: [
        { ResourceType: 'subnet', Tags: list({ ...(tier === undefined ? {} : { Tier: tier }), ...more }) },
      ],
    }),
  ),
];
const four = (changes: Readonly<Record<number, Partial<Place>>> = {}, ...more: readonly Place[]): Step[] => {
  const places: Place[] = [
    { tier: 'public', zone: 'a', tags: { [ELB]: '1' } },
    { tier: 'public', zone: 'b', tags: { [ELB]: '1' } },
    { tier: 'private', zone: 'a', tags: { [INTERNAL]: '1' } },
    { tier: 'private', zone: 'b', tags: { [INTERNAL]: '1' } },
  ];
  return network(...places.map((place, index) => ({ ...place, ...changes[index] })), ...more);
};

export const subnetTags: readonly AccountState[] = [
  tags('as it should be', four(), 'pass'),
  tags('empty values', four({ 0: { tags: { [ELB]: '' } }, 3: { tags: { [INTERNAL]: '' } } }), 'pass'),
  tags('with the tag of this cluster', four({ 0: { tags: { [ELB]: '1', [OWN]: 'shared' } } }), 'pass'),
  tags(
    'shared with another cluster',
    four({ 2: { tags: { [INTERNAL]: '1', [OWN]: 'shared', [OLD]: 'shared' } } }),
    'pass',
  ),
  tags('a tier for data', four({}, { tier: 'data', zone: 'a', tags: { [OLD]: 'owned' } }), 'pass'),
  tags('a third zone', four({}, { tier: 'public', zone: 'c', tags: { [ELB]: '1' } }), 'pass'),
  tags('no such network', [], 'fail/subnets-missing'),
  tags('no subnets', network(), 'fail/subnets-missing'),
  tags('public subnets in one zone', four({ 1: { zone: 'a' } }), 'fail/subnets-missing'),
  tags('no tiers', four({ 0: { tier: 'web' }, 1: { tier: 'web' } }), 'fail/subnets-missing'),
  tags(
    'the wrong way round',
    four({ 0: { tags: { [INTERNAL]: '1' } }, 1: { tags: { [INTERNAL]: '1' } }, 2: { tags: { [ELB]: '1' } } }),
    'fail/tags-swapped',
  ),
  tags(
    'both tags on a public subnet',
    four({ 1: { tags: { [ELB]: '1', [INTERNAL]: '1' } } }),
    'fail/tags-swapped',
  ),
  tags('a private subnet for public balancers', four({ 3: { tags: { [ELB]: '1' } } }), 'fail/tags-swapped'),
  tags('one without', four({ 3: { tags: {} } }), 'fail/tag-missing'),
  tags('the value true', four({ 0: { tags: { [ELB]: 'true' } } }), 'fail/tag-missing'),
  tags(
    'the key in capitals',
    four({ 2: { tags: { 'kubernetes.io/role/Internal-ELB': '1' } } }),
    'fail/tag-missing',
  ),
  tags('a third zone without', four({}, { tier: 'private', zone: 'c' }), 'fail/tag-missing'),
  tags(
    'left by a cluster that is gone',
    four({ 1: { tags: { [ELB]: '1', [OLD]: 'owned' } } }),
    'fail/foreign-cluster',
  ),
  tags('subnets denied', four(), 'blocked/denied', { broken: { 'ec2:DescribeSubnets': 'deny' } }),
];
