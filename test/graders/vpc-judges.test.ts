/** What the judges of the VPC lab must never do: crash, depend on the order of a list, or change for other people's resources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, infiniteStream, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../graders/contract/index.ts';
import { checks } from '../../graders/checks/index.ts';
import { judgeCheck, type SlotResult } from '../../graders/engine/index.ts';
import type { AnyCheck, Observation, ReadSlot, RunFacts } from '../../graders/kit/index.ts';

const RUN: RunFacts = {
  account: '111122223333',
  region: 'us-east-1',
  today: '2026-11-26',
  now: '2026-11-26T12:00:00.000Z',
  target: { kind: 'aws', endpoint: null },
};

type Entry = { args: unknown; observation: Observation<unknown> };
type Reads = Record<string, Observation<unknown> | Entry[]>;
interface Reference {
  params: Record<string, unknown>;
  reads: Reads;
}

const VPC_CHECKS = Object.keys(checks).filter((id) => id.startsWith('vpc/'));
const reference = (id: string): Reference =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/checks', id, 'pass-reference.json'), 'utf8'),
  ) as Reference;
const checkOf = async (id: string): Promise<AnyCheck> => {
  const load = checks[id];
  if (!load) throw new Error(id);
  return (await load()).default;
};

function judge(check: AnyCheck, { params, reads }: Reference): { verdict: Verdict; errors: unknown[] } {
  const slots = Object.fromEntries(
    Object.entries(check.reads as Record<string, ReadSlot>).map(([name, slot]): [string, SlotResult] => {
      const given = reads[name];
      if ('each' in slot) return [name, { kind: 'each', read: slot.each, entries: given as Entry[] }];
      return [name, { kind: 'one', read: slot, args: {}, observation: given as Observation<unknown> }];
    }),
  );
  const errors: unknown[] = [];
  const verdict = judgeCheck({ check, params, run: RUN, slots, onError: (error) => errors.push(error) });
  return { verdict, errors };
}

/** Every place in the values that were read, as a path. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  const inner = Array.isArray(value)
    ? value.flatMap((item, i) => placesOf(item, [...path, i]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))
      : [];
  return [[...path], ...inner];
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? replaced(item, rest, by) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [
      key,
      key === step ? replaced(item, rest, by) : item,
    ]),
  );
}

/** What no answer of AWS holds at that place, or only a broken one; of the same type, which is what the SDK sees to. */
const ODD: Readonly<Record<string, readonly unknown[]>> = {
  string: [
    '',
    'nonsense',
    '10.20.0.0/99',
    '::/0',
    'fe80::1%eth0',
    '65536',
    '__proto__',
    '\u0000\ud800',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Act',
    '{"Version":"2012-10-17","Statement":"*"}',
    'x'.repeat(6_144),
  ],
  number: [-1, 0, 65_536, Number.MAX_SAFE_INTEGER],
  boolean: [true, false],
  object: [null],
};
const oddFor = (value: unknown, n: number): unknown => {
  const odd = ODD[typeof value] ?? [];
  return odd[n % odd.length];
};

function leaves(value: unknown): (string | number)[][] {
  return placesOf(value).filter((path) => {
    const at = path.reduce<unknown>((one, step) => (one as Record<string | number, unknown>)[step], value);
    return typeof at !== 'object' || at === null;
  });
}

function lists(value: unknown): (string | number)[][] {
  return placesOf(value).filter((path) =>
    Array.isArray(
      path.reduce<unknown>((one, step) => (one as Record<string | number, unknown>)[step], value),
    ),
  );
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((one, step) => (one as Record<string | number, unknown>)[step], value);
}

/** Places inside what was read, not in the envelope of an observation. */
const inside = (path: readonly (string | number)[]): boolean =>
  path.includes('value') && !['state', 'args'].includes(String(path.at(-1))) && !path.includes('args');

describe.each(VPC_CHECKS)('%s', async (id) => {
  const check = await checkOf(id);
  const whole = reference(id);

  test('any value may be odd: a verdict, never a crash', () => {
    const places = leaves(whole.reads).filter(inside);
    for (const [n, place] of places.entries()) {
      for (const odd of [0, 1, 2].map((k) => oddFor(valueAt(whole.reads, place), 3 * n + k))) {
        const reads = replaced(whole.reads, place, odd) as Reads;
        const { errors } = judge(check, { ...whole, reads });
        expect({ place, odd, errors }).toEqual({ place, odd, errors: [] });
      }
    }
  });

  test('several odd values at once', () => {
    const places = leaves(whole.reads).filter(inside);
    assert(
      property(array(tuple(nat(places.length - 1), nat(20)), { minLength: 2, maxLength: 6 }), (changes) => {
        const reads = changes.reduce<unknown>(
          (value, [n, k]) =>
            replaced(value, places[n] ?? [], oddFor(valueAt(whole.reads, places[n] ?? []), k)),
          whole.reads,
        ) as Reads;
        expect(judge(check, { ...whole, reads }).errors).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('an empty list anywhere: a verdict, and never a pass for an empty account', () => {
    for (const place of lists(whole.reads).filter(inside)) {
      const reads = replaced(whole.reads, place, []) as Reads;
      expect(judge(check, { ...whole, reads }).errors).toEqual([]);
    }
    const empty = Object.fromEntries(
      Object.entries(whole.reads).map(([name, read]) => [
        name,
        Array.isArray(read) ? [] : { state: 'present' as const, value: [] },
      ]),
    );
    expect(judge(check, { ...whole, reads: empty }).verdict.status).toBe('fail');
  });

  test('the order of lists changes nothing', () => {
    const places = lists(whole.reads).filter(inside);
    assert(
      property(nat(places.length - 1), infiniteStream(nat(1_000)), (n, noise) => {
        const place = places[n] ?? [];
        const list = valueAt(whole.reads, place) as unknown[];
        const shuffled = list
          .map((item) => ({ item, key: noise.next().value as number }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ item }) => item);
        const reads = replaced(whole.reads, place, shuffled) as Reads;
        expect(judge(check, { ...whole, reads }).verdict.status).toBe('pass');
      }),
      { numRuns: 60 },
    );
  });
});

describe('vpc/sg-chain with hundreds of rules', async () => {
  const check = await checkOf('vpc/sg-chain');
  const whole = reference('vpc/sg-chain');
  type Group = { GroupId: string; IpPermissions: unknown[] };
  const tcp = (port: number, CidrIp: string): unknown => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    IpRanges: [{ CidrIp }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  });
  /** The reference with further inbound rules; `keep` says whether a group's own rules stay. */
  const withRules = (groupId: string, rules: unknown[], keep = true): Reference => {
    const groups = (whole.reads['groups'] as { state: 'present'; value: Group[] }).value;
    const value = groups.map((group) =>
      group.GroupId === groupId
        ? { ...group, IpPermissions: [...(keep ? group.IpPermissions : []), ...rules] }
        : group,
    );
    return { ...whole, reads: { ...whole.reads, groups: { state: 'present', value } } };
  };
  const reasonOf = (state: Reference): string => judge(check, state).verdict.reason;
  /** Addresses of the VPC in which no subnet is. */
  const nobody = Array.from({ length: 499 }, (_, i) =>
    tcp(10_000 + i, `10.20.${100 + (i % 100)}.${i % 250}/32`),
  );
  const pieces = Array.from({ length: 512 }, (_, i) => tcp(443, `${i >> 1}.${(i & 1) * 128}.0.0/9`));

  test('the Internet in 512 pieces is the Internet', () => {
    expect(reasonOf(withRules('sg-alb', pieces, false))).toBe('chained');
  });
  test('and in 511 it is not', () => {
    expect(reasonOf(withRules('sg-alb', pieces.toSpliced(400, 1), false))).toBe('alb-closed');
  });
  test('one open door in five hundred', () => {
    expect(reasonOf(withRules('sg-app', nobody))).toBe('chained');
    const { verdict } = judge(check, withRules('sg-app', nobody.toSpliced(250, 0, tcp(22, '10.20.81.7/32'))));
    expect(verdict).toMatchObject({
      reason: 'app-too-open',
      data: { port: 'tcp 22', source: 'An address of subnet ml-private-b' },
    });
  });
});
