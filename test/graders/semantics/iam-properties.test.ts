/** Laws that every pair of policies and request must obey. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  counterExample,
  evaluate,
  explain,
  explicitlyDenies,
  parsePolicy,
  principalFrom,
  type AccessRequest,
  type Decision,
  type PolicySet,
} from '../../../graders/semantics/iam/index.ts';
import { parseRange, rangeContains } from '../../../graders/semantics/iam/addresses.ts';
import { compileGlob, globMatches } from '../../../graders/semantics/iam/wildcard.ts';
import {
  type Dice,
  dice,
  type Document,
  identityCase,
  randomCondition,
  randomContext,
  resourceCase,
  type ResourceCase,
} from './iam-generator.ts';
import { ACCOUNT, allow, decide, named, policy, USER } from './iam-kit.ts';

type Case = ReturnType<typeof identityCase> & Partial<ResourceCase>;

const RUNS = { numRuns: 200 };
/** Runs a law over generated cases; fast-check prints the seed of the case that breaks it. */
function law(holds: (c: Case, d: Dice) => void): void {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, shared) => {
      const d = dice(seed);
      holds(shared ? resourceCase(d) : identityCase(d), d);
    }),
    RUNS,
  );
}

function request(c: Case): AccessRequest {
  return {
    principal: principalFrom(c.who ?? USER),
    action: c.action,
    resource: c.resource,
    resourceAccount: c.owner ?? ACCOUNT,
    context: c.context,
  };
}

function policies(c: Case): PolicySet {
  const list = (documents: readonly (Document | undefined)[]) =>
    documents.flatMap((document, i) => (document ? [{ name: `p${i}`, policy: policy(document) }] : []));
  return {
    identity: list(c.identity),
    resource: list([c.resourcePolicy]),
    ...(c.boundary ? { boundary: list([c.boundary]) } : {}),
    ...(c.session ? { session: list([c.session]) } : {}),
  };
}

const answer = (c: Case): Decision => evaluate(request(c), policies(c));

function shuffled<T>(d: Dice, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = d.roll(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** Reverses every object's keys and shuffles every list of a document. */
function rearranged(d: Dice, value: unknown): unknown {
  if (Array.isArray(value))
    return shuffled(
      d,
      value.map((item) => rearranged(d, item)),
    );
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, rearranged(d, item)]),
  );
}

describe('monotony', () => {
  const extra = (d: Dice, Effect: string): Document => ({
    Version: '2012-10-17',
    Statement: {
      Effect,
      Action: d.one(['*', 's3:*', 'sqs:Send*', 's3:PutObject']),
      Resource: '*',
      ...(d.chance(50) ? { Condition: randomCondition(d) } : {}),
    },
  });

  test('adding a Deny never allows more', () => {
    law((c, d) => {
      const after = answer({ ...c, identity: [...c.identity, extra(d, 'Deny')] });
      expect(after.allowed && !answer(c).allowed).toBe(false);
    });
  });

  test('adding an Allow never allows less', () => {
    law((c, d) => {
      const after = answer({ ...c, identity: [...c.identity, extra(d, 'Allow')] });
      expect(answer(c).allowed && !after.allowed).toBe(false);
    });
  });

  test('a boundary or a session policy never allows more', () => {
    law(({ boundary: _boundary, session: _session, ...c }, d) => {
      const free = answer(c).allowed;
      expect(!free && answer({ ...c, boundary: extra(d, 'Allow') }).allowed).toBe(false);
      expect(!free && answer({ ...c, session: extra(d, 'Allow') }).allowed).toBe(false);
    });
  });
});

describe('what must not matter', () => {
  test('the order of policies, statements, keys and values', () => {
    law((c, d) => {
      const moved = (document: Document): Document => rearranged(d, document) as Document;
      const other: Case = {
        ...c,
        identity: shuffled(d, c.identity).map(moved),
        ...(c.resourcePolicy ? { resourcePolicy: moved(c.resourcePolicy) } : {}),
        ...(c.boundary ? { boundary: moved(c.boundary) } : {}),
      };
      expect(answer(other).effect).toBe(answer(c).effect);
    });
  });

  test('the case of the action and of condition keys', () => {
    law((c) => {
      const context = Object.fromEntries(
        Object.entries(c.context).map(([key, value]) => [key.toUpperCase(), value]),
      );
      expect(answer({ ...c, action: c.action.toUpperCase(), context }).effect).toBe(answer(c).effect);
    });
  });

  test('repeating a policy', () => {
    law((c) =>
      expect(answer({ ...c, identity: [...c.identity, ...c.identity] }).effect).toBe(answer(c).effect),
    );
  });

  test('a context key that no policy names', () => {
    law((c) =>
      expect(answer({ ...c, context: { ...c.context, 'aws:UserAgent': 'x' } }).effect).toBe(answer(c).effect),
    );
  });
});

describe('complements', () => {
  const applies = (statement: Record<string, unknown>, c: Case): boolean =>
    evaluate(request(c), { identity: [named('p', statement)] }).statements[0]?.applies === true;

  test('exactly one of Action and NotAction, of Resource and NotResource applies', () => {
    law((c, d) => {
      const actions = d.some(['s3:*', 's3:Get*', '*', 'sqs:SendMessage', 'S3:PUTOBJECT', '*:*t']);
      const resources = d.some(['*', 'arn:aws:s3:::data/*', 'arn:aws:s3:::*/x', 'arn:aws:sqs:*:*:jobs']);
      const base = { Effect: 'Allow', Action: '*', Resource: '*' };
      const { Action: _action, ...noAction } = base;
      const { Resource: _resource, ...noResource } = base;
      expect(applies({ ...base, Action: actions }, c)).toBe(!applies({ ...noAction, NotAction: actions }, c));
      expect(applies({ ...base, Resource: resources }, c)).toBe(
        !applies({ ...noResource, NotResource: resources }, c),
      );
    });
  });

  test('exactly one of Principal and NotPrincipal applies', () => {
    law((c, d) => {
      const principal = { AWS: d.some([USER, ACCOUNT, 'arn:aws:iam::444455556666:root']) };
      const outcome = (element: string): boolean =>
        evaluate(request(c), { resource: [named('p', { ...allow('*'), [element]: principal })] })
          .statements[0]?.applies === true;
      expect(outcome('Principal')).toBe(!outcome('NotPrincipal'));
    });
  });

  const PAIRS = [
    ['StringEquals', 'StringNotEquals', ['red', 'blue', '*']],
    ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', ['RED', 'blue']],
    ['StringLike', 'StringNotLike', ['r*', '?lue', '*']],
    ['NumericEquals', 'NumericNotEquals', ['10', '5']],
    ['DateEquals', 'DateNotEquals', ['2026-01-01', '1700000000']],
    ['IpAddress', 'NotIpAddress', ['10.0.0.0/8', '::/0']],
    ['ArnLike', 'ArnNotLike', ['arn:aws:s3:::*', 'arn:*:*:*:*:*']],
    ['ArnEquals', 'ArnNotEquals', ['arn:aws:s3:::b']],
  ] as const;
  const ACTUAL = [
    'red',
    'blue',
    '10',
    '5.0',
    '2026-01-01T00:00:00Z',
    '10.9.9.9',
    '::1',
    'arn:aws:s3:::b',
    '',
    'x',
  ] as const;
  const holds = (condition: unknown, context: AccessRequest['context']): boolean =>
    decide({ identity: [named('p', allow('*', '*', { Condition: condition }))] }, { context }).allowed;

  test('a negated operator is the negation, present or absent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.option(fc.constantFrom(...ACTUAL)), (pair, actual) => {
        const [positive, negated, wanted] = pair;
        const context = actual === null ? {} : { k: actual };
        expect(holds({ [positive]: { k: wanted } }, context)).toBe(
          !holds({ [negated]: { k: wanted } }, context),
        );
      }),
    );
  });

  test('IfExists changes nothing for a present key and holds for an absent one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.nat(1), fc.constantFrom(...ACTUAL), (pair, which, actual) => {
        const [operator, wanted] = [pair[which as 0 | 1], pair[2]];
        expect(holds({ [`${operator}IfExists`]: { k: wanted } }, { k: actual })).toBe(
          holds({ [operator]: { k: wanted } }, { k: actual }),
        );
        expect(holds({ [`${operator}IfExists`]: { k: wanted } }, {})).toBe(true);
      }),
    );
  });

  test('"all are" is "none is not", and "some is" is "not all are not", for values that are there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAIRS),
        fc.array(fc.constantFrom(...ACTUAL.filter((value) => value !== '')), { minLength: 1 }),
        (pair, k) => {
          const [positive, negated, wanted] = pair;
          expect(holds({ [`ForAllValues:${positive}`]: { k: wanted } }, { k })).toBe(
            !holds({ [`ForAnyValue:${negated}`]: { k: wanted } }, { k }),
          );
          expect(holds({ [`ForAnyValue:${positive}`]: { k: wanted } }, { k })).toBe(
            !holds({ [`ForAllValues:${negated}`]: { k: wanted } }, { k }),
          );
        },
      ),
    );
  });

  test('a block is the AND of its tests', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const d = dice(seed);
        const [block, context] = [randomCondition(d), randomContext(d)];
        const each = Object.entries(block).flatMap(([operator, keys]) =>
          Object.entries(keys).map(([key, wanted]) => holds({ [operator]: { [key]: wanted } }, context)),
        );
        expect(holds(block, context)).toBe(each.every(Boolean));
      }),
      RUNS,
    );
  });
});

describe('explanations', () => {
  test('the deciding statement applies, and every statement that does not apply says why', () => {
    law((c) => {
      const decision = answer(c);
      expect(decision.deciding?.applies ?? true).toBe(true);
      expect(decision.deciding === undefined).toBe(decision.effect === 'implicit-deny');
      expect(
        decision.statements.every((outcome) => outcome.applies === (outcome.mismatches.length === 0)),
      ).toBe(true);
      const { summary, statements } = explain(decision);
      expect(summary).toContain(decision.allowed ? 'is allowed' : 'is denied');
      expect(statements).toHaveLength(decision.statements.length);
    });
  });

  test('explicitlyDenies agrees with the decision of the same resource policy', () => {
    law((c) => {
      if (!c.resourcePolicy) return;
      const parsed = policy(c.resourcePolicy);
      const alone = evaluate(request(c), { resource: [{ name: 'p', policy: parsed }] });
      expect(explicitlyDenies(parsed, request(c)) !== undefined).toBe(alone.effect === 'explicit-deny');
    });
  });

  test('a counter-example still contradicts, and no key of it can go', () => {
    law((c) => {
      const wanted = answer(c).allowed ? 'deny' : 'allow';
      const found = counterExample(request(c), policies(c), wanted);
      expect(found?.decision.allowed).toBe(wanted === 'deny');
      for (const key of Object.keys(found?.request.context ?? {})) {
        const { [key]: _gone, ...context } = found?.request.context ?? {};
        const smaller = evaluate({ ...(found?.request ?? request(c)), context }, policies(c));
        expect(smaller.effect).not.toBe(found?.decision.effect);
      }
    });
  });
});

describe('totality', () => {
  test('no JSON value makes the parser throw, and every refusal has a problem', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = parsePolicy(value);
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('nor does a policy in which one value was replaced, or which was cut off', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), fc.nat(), (seed, junk, at) => {
        const document = identityCase(dice(seed)).identity[0];
        const text = JSON.stringify(document);
        const paths = [...text.matchAll(/"[^"]*"(?=[,\]}])/g)];
        const spot = paths[at % Math.max(paths.length, 1)];
        const broken = spot
          ? text.slice(0, spot.index) + JSON.stringify(junk) + text.slice(spot.index + spot[0].length)
          : text;
        const result = parsePolicy(broken);
        const policies = { identity: result.ok ? [{ name: 'p', policy: result.policy }] : [] };
        expect(decide(policies).statements.length > 0).toBe(result.ok);
        expect(parsePolicy(text.slice(0, at % text.length)).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('any context value is compared without a throw', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))),
        fc.string(),
        (seed, context, text) => {
          const c = identityCase(dice(seed));
          const odd = Object.fromEntries(Object.keys(c.context).map((key) => [key, text]));
          expect(typeof answer({ ...c, context: { ...context, ...odd }, resource: text }).allowed).toBe(
            'boolean',
          );
        },
      ),
      RUNS,
    );
  });
});

describe('parts', () => {
  const small = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 8 });

  test('globs agree with regular expressions', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 7 }),
        small,
        (pattern, text) => {
          const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(
            text,
          );
          expect(globMatches(compileGlob(pattern), text)).toBe(expected);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('a pattern of many stars stays fast', () => {
    const started = performance.now();
    expect(globMatches(compileGlob('*a'.repeat(60) + 'b'), 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('IPv4 ranges agree with arithmetic', () => {
    const octet = fc.nat(255);
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.nat(32), fc.nat(0xffffffff), (a, b, c, d, prefix, other) => {
        const base = ((a * 256 + b) * 256 + c) * 256 + d;
        const address = [24, 16, 8, 0].map((shift) => Math.floor(other / 2 ** shift) % 256).join('.');
        const size = 2 ** (32 - prefix);
        const [outer, inner] = [parseRange(`${a}.${b}.${c}.${d}/${prefix}`), parseRange(address)];
        expect(outer && inner && rangeContains(outer, inner)).toBe(
          Math.floor(base / size) === Math.floor(other / size),
        );
      }),
    );
  });

  test.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['2001:DB8::5', (0x20010db8n << 96n) + 5n],
    ['::ffff:1.2.3.4', (0xffffn << 32n) + 0x01020304n],
    ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
  ])('IPv6 %s', (text, address) => {
    expect(parseRange(text)).toEqual({ version: 6, address, prefix: 128 });
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/-1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    'g::',
    '12345::',
    '::1/129',
    '::1.2.3',
  ])('%s is no range', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});
