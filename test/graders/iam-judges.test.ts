/** The IAM judges are total: whatever stands where a policy should be, the verdict is one of theirs and no crash. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import { judgeCheck, type SlotResult } from '../../graders/engine/index.ts';
import type { Observation, ReadSlot, RunFacts } from '../../graders/kit/index.ts';
import type { AccountAuthorization } from '../../graders/reads/iam.ts';

const RUN: RunFacts = {
  account: '111122223333',
  region: 'us-east-1',
  today: '2026-11-25',
  now: '2026-11-25T12:00:00.000Z',
  target: { kind: 'sandbox', endpoint: null },
};
type Reads = Record<string, Observation<unknown> | { args: unknown; observation: Observation<unknown> }[]>;
interface Case {
  params: unknown;
  reads: Reads;
}
const reference = (id: string): Case =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/checks', id, 'pass-reference.json'), 'utf8'),
  ) as Case;

async function judge(id: string, { params, reads }: Case) {
  const check = (await checks[id]?.())?.default;
  if (!check) throw new Error(id);
  const crashes: unknown[] = [];
  const slots = Object.fromEntries(
    Object.entries(check.reads as Record<string, ReadSlot>).map(([name, slot]): [string, SlotResult] => {
      const given = reads[name] as never;
      return 'each' in slot
        ? [name, { kind: 'each', read: slot.each, entries: given }]
        : [name, { kind: 'one', read: slot, args: {}, observation: given }];
    }),
  );
  const verdict = judgeCheck({ check, params, run: RUN, slots, onError: (error) => crashes.push(error) });
  return { verdict, crashes };
}

const statement = { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' };
const JUNK: [string, unknown][] = [
  ['nothing', null],
  ['a number', 42],
  ['an empty text', ''],
  ['a text cut off', '{"Version":"2012-10-17","Statement":[{"Effect":"Al'],
  ['a list', []],
  ['an empty object', {}],
  ['no statement', { Version: '2012-10-17' }],
  ['null as statement', { Version: '2012-10-17', Statement: [null] }],
  ['an effect that is none', { Version: '2012-10-17', Statement: [{ ...statement, Effect: 'allow' }] }],
  ['an element that is none', { Version: '2012-10-17', Statement: [{ ...statement, Sids: 'x' }] }],
  [
    'an operator that is none',
    { Version: '2012-10-17', Statement: [{ ...statement, Condition: { Is: {} } }] },
  ],
  ['a version that is none', { Version: '2013-01-01', Statement: [statement] }],
  ['a condition that is none', { Version: '2012-10-17', Statement: [{ ...statement, Condition: 'x' }] }],
];
const IAM = ['engineer-permissions', 'region-guard', 'trainer-role', 'retire-user', 'admin-trust'];

/** The reference with a document in one place of each role and user. */
function withDocument(id: string, place: 'inline' | 'trust' | 'local', document: unknown): Case {
  const entry = reference(id);
  const { account } = entry.reads;
  if (!account || Array.isArray(account) || account.state !== 'present') throw new Error(id);
  const value = account.value as AccountAuthorization;
  const inline = { PolicyName: 'odd', PolicyDocument: document };
  const local = { PolicyName: 'odd', PolicyArn: 'arn:aws:iam::111122223333:policy/odd' };
  for (const role of value.RoleDetailList) {
    if (place === 'trust') role.AssumeRolePolicyDocument = document;
    if (place === 'inline') role.RolePolicyList.push(inline);
    if (place === 'local') role.AttachedManagedPolicies.push(local);
  }
  for (const user of value.UserDetailList) {
    if (place === 'inline') user.UserPolicyList.push(inline);
    if (place === 'local') user.AttachedManagedPolicies.push(local);
  }
  value.Policies.push({
    PolicyName: 'odd',
    Arn: local.PolicyArn,
    DefaultVersionId: 'v1',
    Document: document,
  });
  return entry;
}

describe.each(IAM)('iam/%s', (name) => {
  const id = `iam/${name}`;
  test.each(JUNK)('a policy that is %s blocks', async (_what, document) => {
    for (const place of ['inline', 'local'] as const) {
      const { verdict, crashes } = await judge(id, withDocument(id, place, document));
      expect(crashes).toEqual([]);
      // What AWSDenyAll denies is denied, whatever another policy says.
      const wanted =
        name === 'retire-user'
          ? { status: 'pass', reason: 'retired' }
          : { status: 'blocked', reason: 'unsupported-construct' };
      expect({ place, status: verdict.status, reason: verdict.reason }).toEqual({ place, ...wanted });
      if (verdict.status === 'blocked') expect(verdict.message).toContain('odd');
    }
  });
});

describe.each(['engineer-trust', 'admin-trust', 'trainer-role'])('iam/%s', (name) => {
  test.each(JUNK)('a trust policy that is %s blocks', async (_what, document) => {
    const { verdict, crashes } = await judge(`iam/${name}`, withDocument(`iam/${name}`, 'trust', document));
    expect(crashes).toEqual([]);
    expect({ status: verdict.status, reason: verdict.reason }).toEqual({
      status: 'blocked',
      reason: 'unsupported-construct',
    });
  });
});

test('a policy of 6,144 characters and a hundred statements is judged, and quickly', async () => {
  const many = Array.from({ length: 100 }, (_, i) => ({
    Effect: 'Allow',
    Action: `ec2:Describe${'*'.repeat(i % 7)}`,
    Resource: `arn:aws:ec2:*:*:*${'a*'.repeat(i % 9)}`,
  }));
  const started = performance.now();
  for (const name of IAM) {
    if (name === 'retire-user') continue;
    const document = { Version: '2012-10-17', Statement: many };
    const { verdict, crashes } = await judge(`iam/${name}`, withDocument(`iam/${name}`, 'inline', document));
    expect(crashes).toEqual([]);
    expect({ name, status: verdict.status }).toEqual({ name, status: 'pass' });
  }
  expect(performance.now() - started).toBeLessThan(5_000);
});
