import type { Scene, SubnetBox, Trail } from '../elements/vpc-map-scene.ts';
import type { PathStep, PathVerdict } from '../elements/vpc-path.ts';

const subnet = (id: string, more: Partial<SubnetBox> = {}): SubnetBox => ({
  id,
  title: `larkfield-${id}`,
  block: '10.20.64.0/20',
  tier: 'private',
  was: null,
  claims: null,
  table: `larkfield-${id}`,
  chips: [],
  ...more,
});

export const scene: Scene = {
  id: 'vpc-1',
  title: 'larkfield-ml',
  block: '10.20.0.0/16',
  zones: [
    {
      name: 'us-east-1a',
      down: false,
      subnets: [
        subnet('public-a', {
          tier: 'public',
          chips: [{ id: 'nat-a', text: 'NAT larkfield-nat-a', alive: true }],
        }),
        subnet('private-a', { chips: [{ id: 'e-a', text: 'Endpoints ssm, ssmmessages', alive: true }] }),
      ],
    },
    {
      name: 'us-east-1b',
      down: false,
      subnets: [
        subnet('public-b', { tier: 'public', claims: 'private' }),
        subnet('private-b', { tier: 'unknown' }),
        subnet('database-b', { tier: 'isolated', table: 'rtb-0f00 (main)' }),
      ],
    },
  ],
  gateways: [
    { id: 'igw-1', kind: 'Internet gw', text: 'igw-0a1b2c3d', to: 'internet', alive: true },
    { id: 'vpce-1', kind: 's3 gateway', text: 'larkfield-s3', to: 's3', alive: true },
  ],
};

export const sceneWithoutZone: Scene = {
  ...scene,
  zones: scene.zones.map((zone, index) =>
    index > 0
      ? {
          ...zone,
          subnets: zone.subnets.map((box, at) =>
            at === 1 ? { ...box, tier: 'isolated', was: 'private' } : box,
          ),
        }
      : {
          ...zone,
          down: true,
          subnets: zone.subnets.map((box) => ({ ...box, tier: 'down', was: box.tier })),
        },
  ),
};

export const through: Trail = {
  request: [
    { place: 'private-a', label: '1–2', result: 'pass' },
    { place: 'public-a', label: '3–7', result: 'pass' },
    { place: 'igw-1', label: '8', result: 'pass' },
    { place: 'internet', label: '', result: 'pass' },
  ],
  reply: [
    { place: 'internet', label: '', result: 'pass' },
    { place: 'igw-1', label: '', result: 'pass' },
    { place: 'public-a', label: '9–11', result: 'pass' },
    { place: 'private-a', label: '12', result: 'pass' },
  ],
};

export const wall: Trail = {
  request: [
    { place: 'private-a', label: '1–3', result: 'pass' },
    { place: 'database-b', label: '4–5', result: 'stop' },
  ],
  reply: [],
};

const step = (number: number, more: Partial<PathStep>): PathStep => ({
  number,
  leg: 'request',
  result: 'pass',
  text: 'Route table larkfield-private-a (rtb-0a) sends it by the route 0.0.0.0/0 to nat-0a1b.',
  page: 'https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html',
  ...more,
});
const verdict = (outcome: PathVerdict['outcome'], title: string, text = ''): PathVerdict => ({
  outcome,
  title,
  text,
  notes: [],
});

export const paths: readonly (readonly [
  name: string,
  verdict: PathVerdict | null,
  steps: readonly PathStep[],
])[] = [
  ['nothing chosen', null, []],
  [
    'through',
    {
      ...verdict('reach', 'It gets through, and the reply comes back.'),
      notes: ['S3 is asked for at 52.216.0.10, one of its IPv4 addresses.'],
    },
    [
      step(1, {}),
      step(2, {
        leg: 'reply',
        text: 'Network ACL acl-0a lets tcp 1024 in from 18.0.0.10 by rule 100 (0.0.0.0/0).',
      }),
    ],
  ],
  [
    'a wall',
    verdict(
      'no-reach',
      'A wall.',
      'Network ACL acl-0a stops tcp 5432 in from 10.20.64.4 at rule 90 (10.20.64.0/20).',
    ),
    [
      step(1, {}),
      step(2, { result: 'stop', text: 'Network ACL acl-0a stops tcp 5432 in from 10.20.64.4 at rule 90.' }),
    ],
  ],
  [
    'some of it',
    verdict('mixed', 'Only some of it gets through.', 'A rule covers half of the subnet.'),
    [step(1, { result: 'partial', text: 'A rule covers half of the subnet.' })],
  ],
  [
    'not known',
    verdict(
      'unknown',
      'This cannot be told.',
      'It depends on what is behind the peering connection (pcx-0a1b).',
    ),
    [step(1, { result: 'unknown', text: 'It depends on what is behind the peering connection (pcx-0a1b).' })],
  ],
];
