// The map's own reasoning: what is drawn follows from the model, and never says more than it does.
import { describe, expect, test } from 'vitest';
import type { NetworkDescription } from '../../graders/semantics/network/index.ts';
import { layoutOf } from '../../web/elements/vpc-map-layout.ts';
import type { Scene } from '../../web/elements/vpc-map-scene.ts';
import { journeyOf, movedTo, type Choice } from '../../web/pages/vpc-map/journey.ts';
import { readingOf, type Reading } from '../../web/pages/vpc-map/reading.ts';
import { sceneOf } from '../../web/pages/vpc-map/scene.ts';
import { description, networkReply } from '../helpers/web/network-fixture.ts';

const read = (change: (given: NetworkDescription) => NetworkDescription = (given) => given): Reading =>
  readingOf({ ...networkReply(), description: { ...change(description()) } });
const reading = read();
const choice = (more: Partial<Choice> = {}): Choice => ({
  vpcId: 'vpc-ml',
  from: 'subnet-private-a',
  fromGroup: '',
  to: 'internet',
  toGroup: '',
  protocol: 'tcp',
  port: 443,
  down: undefined,
  ...more,
});
const sceneIn = (down?: string, from = reading): Scene => {
  const scene = sceneOf(from, 'vpc-ml', down);
  if (!scene) throw new Error('no scene');
  return scene;
};
const boxes = (scene: Scene) =>
  Object.fromEntries(scene.zones.flatMap(({ subnets }) => subnets.map((box) => [box.title, box])));
const stops = (stations: readonly { place: string; label: string }[] | undefined) =>
  stations?.map(({ place, label }) => `${place} ${label}`.trim());

describe('subnets', () => {
  test('are what their routes make of them, and a tag that says otherwise is marked', () => {
    const found = boxes(sceneIn());
    expect(Object.entries(found).map(([title, { tier, claims }]) => [title, tier, claims])).toEqual([
      ['private-a', 'private', null],
      ['public-a', 'public', null],
      ['vault-a', 'isolated', null],
      ['data-b', 'public', 'private'],
      ['private-b', 'private', null],
      ['public-b', 'public', null],
    ]);
  });

  test('a route to the internet gateway for a few addresses is no private subnet', () => {
    const leaky = read((given) => ({
      ...given,
      RouteTables: (given.RouteTables ?? []).map((table) =>
        table.RouteTableId === 'rtb-private-b'
          ? {
              ...table,
              Routes: [
                ...(table.Routes ?? []),
                { DestinationCidrBlock: '192.0.2.0/24', GatewayId: 'igw-ml', State: 'active' },
              ],
            }
          : table,
      ),
    }));
    expect(boxes(sceneIn(undefined, leaky))['private-b']).toMatchObject({
      tier: 'private',
      claims: 'private',
    });
  });

  test('a dark zone takes its subnets away, and the way out of those that relied on it', () => {
    const found = boxes(sceneIn('us-east-1a'));
    expect(found['private-a']).toMatchObject({ tier: 'down', was: 'private' });
    expect(found['private-b']).toMatchObject({ tier: 'isolated', was: 'private' });
    expect(found['public-b']).toMatchObject({ tier: 'public', was: null });
    expect(found['public-a']?.chips).toMatchObject([{ id: 'nat-a', alive: false }]);
  });

  test('what was not read makes a tier unknown, not private', () => {
    const blind = read((given) => ({ ...given, NatGateways: undefined }));
    expect(boxes(sceneIn(undefined, blind))['private-a']?.tier).toBe('unknown');
  });
});

describe('paths', () => {
  test('out by a NAT gateway: through its subnet and the internet gateway, and back', () => {
    const { verdict, paths } = journeyOf(reading, choice());
    expect(verdict.outcome).toBe('reach');
    expect(stops(paths[0]?.trail.request)).toEqual([
      'subnet-private-a 1–3',
      'subnet-public-a 4–8',
      'igw-ml 9',
      'internet',
    ]);
    expect(stops(paths[0]?.trail.reply)?.slice(0, 2)).toEqual(['internet', 'igw-ml']);
    expect(stops(paths[0]?.trail.reply)?.at(-1)).toMatch(/^subnet-private-a/);
  });

  test('with the NAT’s zone down there is a wall at its subnet, and no reply', () => {
    const { verdict, paths } = journeyOf(reading, choice({ from: 'subnet-private-b', down: 'us-east-1a' }));
    expect(verdict).toMatchObject({ outcome: 'no-reach', title: 'A wall.' });
    expect(verdict.text).toContain('is gone with its zone us-east-1a');
    expect(journeyOf(reading, choice({ from: 'subnet-public-a', down: 'us-east-1a' })).verdict.notes).toEqual(
      [],
    );
    expect(paths[0]?.trail.request.at(-1)).toMatchObject({ place: 'subnet-public-a', result: 'stop' });
    expect(paths[0]?.trail.reply).toEqual([]);
  });

  test('S3 by the gateway endpoint where the endpoint lists the table, else by the NAT gateway', () => {
    const near = journeyOf(reading, choice({ to: 's3' }));
    expect(near.verdict.outcome).toBe('reach');
    expect(stops(near.paths[0]?.trail.request)?.slice(-2)).toEqual([expect.stringMatching(/^vpce-s3/), 's3']);
    const far = journeyOf(reading, choice({ to: 's3', from: 'subnet-private-b' }));
    expect(far.paths[0]?.label).toBe('IPv4 by NAT gateway');
    expect(stops(far.paths[0]?.trail.request)?.at(-1)).toBe('s3');
  });

  test('a route that an emulator left behind does not lead to an endpoint whose list has no such table', () => {
    const left = read((given) => ({
      ...given,
      VpcEndpoints: (given.VpcEndpoints ?? []).map((one) => ({ ...one, RouteTableIds: [] })),
    }));
    expect(journeyOf(left, choice({ to: 's3' })).paths[0]?.label).toBe('IPv4 by NAT gateway');
  });

  test('S3 cannot be told while endpoints were not read, nor past an interface endpoint with private DNS', () => {
    const blind = read((given) => ({ ...given, VpcEndpoints: undefined }));
    const asked = journeyOf(blind, choice({ to: 's3', from: 'subnet-vault-a' }));
    expect(asked.verdict.outcome).toBe('unknown');
    expect(asked.paths).toEqual([]);
    const named = read((given) => ({
      ...given,
      VpcEndpoints: (given.VpcEndpoints ?? []).map((one) =>
        one.VpcEndpointId === 'vpce-ssm' ? { ...one, ServiceName: 'com.amazonaws.us-east-1.s3' } : one,
      ),
    }));
    expect(journeyOf(named, choice({ to: 's3' })).verdict.text).toContain('private DNS');
    const dark = choice({ to: 's3', down: 'us-east-1a' });
    expect(journeyOf(named, dark).verdict.outcome).toBe('no-reach');
  });

  test('the reply alone can meet the wall', () => {
    const half = choice({ vpcId: 'vpc-half', from: 'subnet-half-private-a' });
    const { verdict, paths } = journeyOf(reading, half);
    expect(verdict).toMatchObject({ outcome: 'no-reach', title: 'The reply meets a wall.' });
    expect(paths[0]?.trail.request.at(-1)).toMatchObject({ place: 'internet', result: 'pass' });
    expect(paths[0]?.trail.reply.at(-1)).toMatchObject({ place: 'subnet-half-private-a', result: 'stop' });
    expect(paths[0]?.steps.at(-1)?.text).toContain('stops the reply, tcp 1024');
  });

  test('two hops that each let half of it through are a wall together, and no path is drawn to the goal', () => {
    const half = (RuleNumber: number, Egress: boolean, CidrBlock: string) => ({
      RuleNumber,
      Egress,
      Protocol: '-1',
      RuleAction: 'allow',
      CidrBlock,
    });
    const halves = read((given) => ({
      ...given,
      NetworkAcls: [
        ...(given.NetworkAcls ?? []),
        {
          NetworkAclId: 'acl-halves',
          VpcId: 'vpc-ml',
          Entries: [half(100, true, '10.20.80.0/21'), half(100, false, '10.20.88.0/21')],
          Associations: [{ SubnetId: 'subnet-private-a' }],
        },
      ],
    }));
    const { verdict, paths } = journeyOf(halves, choice({ to: 'subnet-private-b' }));
    expect(verdict.outcome).toBe('no-reach');
    expect(verdict.notes.join(' ')).toContain('together they let nothing pass');
    const results = [...(paths[0]?.trail.request ?? []), ...(paths[0]?.trail.reply ?? [])].map(
      ({ result }) => result,
    );
    expect(results.at(-1)).toBe('stop');
    expect(paths[0]?.steps.at(-1)?.result).toBe('stop');
  });

  test('groups are asked for when an end holds one', () => {
    const to = { to: 'subnet-private-b', toGroup: 'sg-app', port: 8080 };
    expect(journeyOf(reading, choice(to)).verdict.outcome).toBe('no-reach');
    expect(journeyOf(reading, choice({ ...to, fromGroup: 'sg-alb' })).verdict.outcome).toBe('reach');
  });

  test('from the Internet by the internet gateway into a public subnet, and not into a private one', () => {
    const inward = journeyOf(reading, choice({ from: 'internet', to: 'subnet-data-b' }));
    expect(stops(inward.paths[0]?.trail.request)).toEqual([
      'internet',
      expect.stringMatching(/^igw-ml 1/),
      expect.stringMatching(/^subnet-data-b/),
    ]);
    expect(stops(inward.paths[0]?.trail.reply)?.slice(1)).toEqual(['igw-ml', 'internet']);
    expect(inward.verdict.notes.join(' ')).toContain('public IPv4 address');
    expect(journeyOf(reading, choice({ from: 'internet', to: 'subnet-private-a' })).verdict.outcome).toBe(
      'no-reach',
    );
  });

  test('behind a peering connection nothing is known, and nothing is drawn past it', () => {
    const peered = read((given) => ({
      ...given,
      RouteTables: (given.RouteTables ?? []).map((table) => ({
        ...table,
        Routes: (table.Routes ?? []).map((route) =>
          route.NatGatewayId
            ? { DestinationCidrBlock: '0.0.0.0/0', VpcPeeringConnectionId: 'pcx-1', State: 'active' }
            : route,
        ),
      })),
    }));
    const { verdict, paths } = journeyOf(peered, choice());
    expect(verdict).toMatchObject({ outcome: 'unknown', title: 'This cannot be told.' });
    expect(verdict.text).toContain('what is behind the peering connection (pcx-1)');
    expect(stops(paths[0]?.trail.request)).toEqual([expect.stringMatching(/^subnet-private-a/)]);
    expect(paths[0]?.trail.request.at(-1)?.result).toBe('unknown');
    expect(paths[0]?.trail.reply).toEqual([]);
  });
});

test('one end always stays in the VPC', () => {
  expect(movedTo('from', 'internet', choice())).toEqual({
    from: 'internet',
    to: 'subnet-private-a',
    toGroup: '',
  });
  expect(movedTo('to', 's3', choice({ from: 'internet', to: 'subnet-vault-a' }))).toMatchObject({
    from: 'subnet-vault-a',
    to: 's3',
  });
  expect(movedTo('to', 's3', choice())).toEqual({ to: 's3' });
});

describe('layout', () => {
  const scene = sceneIn();
  const trail = journeyOf(reading, choice()).paths[0]?.trail ?? null;

  test.each([328, 700, 1400])('nothing overlaps and nothing sticks out at %i pixels', (available) => {
    const layout = layoutOf(scene, trail, available);
    const inside = [...layout.subnets, ...layout.gateways];
    for (const one of [...inside, layout.internet, layout.s3, layout.vpc]) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(layout.width);
      expect(one.y + one.height).toBeLessThanOrEqual(layout.height);
    }
    for (const [index, a] of inside.entries())
      for (const b of inside.slice(index + 1))
        expect(
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
        ).toBe(true);
    expect(layout.request).toMatch(/^M/);
    expect(layout.reply).toMatch(/^M/);
  });

  test('subnets stay in their place when a zone goes dark', () => {
    const order = (of: Scene) => layoutOf(of, null, 900).subnets.map(({ box }) => box.id);
    expect(order(sceneIn('us-east-1a'))).toEqual(order(scene));
  });
});
