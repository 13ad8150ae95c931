/** Laws that every network and question must obey, and a second implementation that must agree. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cidrPeer,
  covers,
  parseCidr,
  portsBetween,
  reach,
  readNetwork,
  routeFor,
  settles,
  type Answer,
  type Outcome,
} from '../../../graders/semantics/network/index.ts';
import {
  dice,
  randomEntry,
  randomNetwork,
  randomPermission,
  randomQuestion,
  withoutMiddleboxes,
  type Dice,
  type RandomQuestion,
} from './network-generator.ts';
import { ask, read, type Draft } from './network-kit.ts';
import { bits, oracle, within } from './network-oracle.ts';

interface Case {
  readonly draft: Draft;
  readonly q: RandomQuestion;
  readonly d: Dice;
}

/** Runs a law over generated cases; fast-check prints the seed of the case that breaks it. */
function law(holds: (c: Case) => void, numRuns = 150): void {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const d = dice(seed);
      holds({ draft: withoutMiddleboxes(randomNetwork(d)), q: randomQuestion(d), d });
    }),
    { numRuns },
  );
}

const answerTo = (draft: unknown, { from, to, question, options }: RandomQuestion): Answer =>
  ask(draft, from, to, question, options);

/** How much gets through; an unknown is none of these. */
const AMOUNT: Partial<Record<Outcome, number>> = { 'no-reach': 0, mixed: 1, reach: 2 };
function amount({ outcome }: Answer): number {
  const found = AMOUNT[outcome];
  if (found === undefined) throw new Error('the generator made a doubt');
  return found;
}

const copy = <T>(value: T): T => structuredClone(value);

function shuffled<T>(d: Dice, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = d.roll(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** Shuffles every list, however deep. */
function rearranged(d: Dice, value: unknown): unknown {
  if (Array.isArray(value))
    return shuffled(
      d,
      value.map((item) => rearranged(d, item)),
    );
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rearranged(d, item)]));
}

describe('network: laws', () => {
  test('agrees with a second implementation that sends single packets', () => {
    const seen: Partial<Record<Outcome, number>> = {};
    law(({ draft, q }) => {
      const { outcome } = answerTo(draft, q);
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      expect(outcome).toBe(oracle(draft, q.from, q.to, q.question, q.options));
    }, 300);
    // A generator that only makes walls would prove nothing.
    for (const outcome of ['reach', 'no-reach', 'mixed'] as const) expect(seen[outcome]).toBeGreaterThan(0);
  }, 120_000);

  test('a deny entry never opens a path', () => {
    law(({ draft, q, d }) => {
      const after = copy(draft);
      const acl = d.pick(after.NetworkAcls);
      acl.Entries = [...(acl.Entries ?? []), { ...randomEntry(d, 1 + d.roll(300)), RuleAction: 'deny' }];
      expect(amount(answerTo(after, q))).toBeLessThanOrEqual(amount(answerTo(draft, q)));
    });
  });

  test('taking a group rule away never opens a path', () => {
    law(({ draft, q, d }) => {
      const after = copy(draft);
      const group = d.pick(after.SecurityGroups);
      group.IpPermissions = (group.IpPermissions ?? []).slice(1);
      expect(amount(answerTo(after, q))).toBeLessThanOrEqual(amount(answerTo(draft, q)));
    });
  });

  test('a group rule more never closes a path', () => {
    law(({ draft, q, d }) => {
      const after = copy(draft);
      const group = d.pick(after.SecurityGroups);
      group.IpPermissions = [...(group.IpPermissions ?? []), randomPermission(d)];
      expect(amount(answerTo(draft, q))).toBeLessThanOrEqual(amount(answerTo(after, q)));
    });
  });

  test('a zone down never opens a path', () => {
    law(({ draft, q, d }) => {
      const { down: _down, ...options } = q.options;
      const before = answerTo(draft, { ...q, options });
      expect(
        amount(answerTo(draft, { ...q, options: { ...options, down: d.pick(['za', 'zb', 'zc']) } })),
      ).toBeLessThanOrEqual(amount(before));
    });
  });

  test('a zone that nothing stands in changes nothing', () => {
    law(({ draft, q }) => {
      const { down: _down, ...options } = q.options;
      const before = answerTo(draft, { ...q, options });
      expect(answerTo(draft, { ...q, options: { ...options, down: 'zc' } })).toEqual(before);
    }, 100);
  });

  test('asking about more levels never opens a path', () => {
    law(({ draft, q }) => {
      const at = (level: 'route' | 'acl' | 'groups'): Answer =>
        answerTo(draft, { ...q, options: { ...q.options, level } });
      expect(amount(at('acl'))).toBeLessThanOrEqual(amount(at('route')));
      expect(amount(at('groups'))).toBeLessThanOrEqual(amount(at('acl')));
    });
  });

  test('the order of any list changes nothing, down to the evidence', () => {
    law(({ draft, q, d }) => {
      expect(answerTo(rearranged(d, draft), q)).toEqual(answerTo(draft, q));
    });
  });

  test('another VPC changes nothing', () => {
    law(({ draft, q, d }) => {
      const other = JSON.parse(
        JSON.stringify(randomNetwork(d))
          .replaceAll('"vpc-1"', '"vpc-9"')
          .replaceAll(/"(s[0-3]|sg-\d|rtb-\w+|acl-\w+|nat-\d|igw-\d|eigw-\d|pl-\d)"/g, '"$1-9"'),
      ) as Draft;
      const both = Object.fromEntries(
        Object.entries(draft).map(([key, items]) => [key, [...other[key as keyof Draft], ...items]]),
      );
      expect(answerTo(both, q)).toEqual(answerTo(draft, q));
    });
  });

  test('what stops the traffic is on a path, and a reach has nothing that stops it', () => {
    law(({ draft, q }) => {
      const { outcome, broken, paths, possible } = answerTo(draft, q);
      expect(possible).toEqual([outcome]);
      if (outcome === 'reach') expect(broken).toBeUndefined();
      else if (paths.length > 0) expect(paths.flatMap(({ hops }) => hops)).toContain(broken);
      for (const path of paths)
        if (path.outcome === 'reach') expect(path.hops.every(({ result }) => result === 'pass')).toBe(true);
    });
  });

  test('not having read something never gives a false answer', () => {
    law(({ draft, q, d }) => {
      const truth = answerTo(draft, q);
      const part: Partial<Draft> = copy(draft);
      delete part[d.pick(Object.keys(draft) as (keyof Draft)[])];
      const { outcome } = answerTo(part, q);
      expect(['unknown', truth.outcome]).toContain(outcome);
    });
  });

  test('settles follows the outcome', () => {
    law(({ draft, q }) => {
      const answer = answerTo(draft, q);
      for (const wanted of ['reach', 'no-reach', 'mixed'] as const)
        expect(settles(answer, wanted)).toBe(answer.outcome === wanted);
    }, 50);
  });
});

describe('network: routes and ports by brute force', () => {
  const block = fc
    .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 0, max: 32 }))
    .map(([a, b, length]) => `10.${a}.${b}.0/${length}`);

  test('the longest prefix agrees with trying every route', () => {
    fc.assert(
      fc.property(fc.uniqueArray(block, { maxLength: 12 }), fc.nat(255), fc.nat(255), (blocks, x, y) => {
        const table = {
          RouteTableId: 'rtb',
          VpcId: 'vpc-9',
          Routes: blocks.map((DestinationCidrBlock, i) => ({
            DestinationCidrBlock,
            TransitGatewayId: `tgw-${i}`,
          })),
        };
        const [parsed] = [...readNetwork({ RouteTables: [table] }).routeTables.values()];
        const address = `10.${x}.${y}.77`;
        const cidr = parseCidr(address);
        if (parsed === undefined || cidr === undefined) throw new Error('unreadable');
        const best = Math.max(
          ...blocks.filter((one) => within(address, one)).map((one) => Number(one.split('/')[1])),
        );
        const found = routeFor(parsed, cidr);
        expect(found?.destination.length ?? -Infinity).toBe(best);
        if (found)
          expect(bits(found.destination.text.split('/')[0] ?? '').slice(0, best)).toBe(
            bits(address).slice(0, best),
          );
      }),
    );
  });

  test('port sets agree with asking port by port', () => {
    law(({ draft, d }) => {
      const network = read(draft);
      const [from, to] = [d.pick(['sg-0', 'sg-1']), 'sg-2'];
      const peer = { addresses: cidrPeer('10.0.0.0/24').addresses ?? { 4: [], 6: [] } };
      const found = portsBetween(network, { ...peer, groupIds: [from] }, { ...peer, groupIds: [to] }, 'tcp');
      for (const port of [0, 1, 22, 442, 443, 444, 1023, 1024, 32767, 32768, 32769, 65534, 65535]) {
        const { outcome } = reach(
          network,
          { kind: 'groups', groupIds: [from], subnetIds: [] },
          { kind: 'groups', groupIds: [to], subnetIds: [] },
          { protocol: 'tcp', port },
          { family: 4 },
        );
        const at = [{ first: port, last: port }];
        expect([covers(found.every, at), covers(found.some, at), covers(found.possible, at)]).toEqual([
          outcome === 'reach',
          outcome !== 'no-reach',
          outcome !== 'no-reach',
        ]);
      }
    }, 60);
  });
});
