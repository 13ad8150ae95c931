import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../graders/checks/index.ts';
import type { PolicyDocument } from '../../../graders/contract/index.ts';
import {
  labPolicy,
  labSessions,
  resolveVariables,
  sessionPolicies,
  SESSION_POLICY_CHARACTERS,
  type SessionPolicy,
} from '../../../graders/engine/index.ts';
import { labIds, loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';

const root = join(import.meta.dirname, '../../..');

interface Written {
  Statement: { Effect: string; Action: string | string[]; Resource: string | string[] }[];
}
const list = (one: string | string[]): string[] => (typeof one === 'string' ? [one] : one);
/** What a session allows, as `action resource`. */
const pairsOf = ({ document }: Pick<SessionPolicy, 'document'>): string[] =>
  (JSON.parse(document) as Written).Statement.flatMap(({ Effect, Action, Resource }) =>
    list(Action).flatMap((action) => list(Resource).map((resource) => `${Effect} ${action} ${resource}`)),
  );
const pairsOfPolicy = ({ Statement }: PolicyDocument): string[] =>
  Statement.flatMap(({ Effect, Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => `${Effect} ${action} ${resource}`)),
  );

/** Policies as the generator writes them: an action stands in one statement, which is of one service. */
const policies = fc
  .uniqueArray(
    fc.record({
      service: fc.constantFrom('s3', 'ec2', 'iam', 'eks', 'kms', 'logs', 'ecr'),
      name: fc.stringMatching(/^(Get|List|Describe)[A-Z][a-z]{2,24}$/),
      resources: fc.uniqueArray(fc.stringMatching(/^arn:aws:[a-z]{2,8}:::[a-z]{1,60}$/), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { selector: ({ service, name }) => `${service}:${name}`, minLength: 1, maxLength: 60, size: 'max' },
  )
  .map((actions): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: actions.map(({ service, name, resources }, at) => ({
      Sid: `Read${at}`,
      Effect: 'Allow',
      Action: [`${service}:${name}`],
      Resource: resources,
    })),
  }));

describe('the sessions of a policy', () => {
  it('fit, hold together exactly what the policy allows, each service in one of them', () => {
    let split = 0;
    fc.assert(
      fc.property(policies, (policy) => {
        let sessions: SessionPolicy[];
        try {
          sessions = sessionPolicies(policy);
        } catch (error) {
          // One service alone is too long: nothing else may be refused.
          expect(error).toMatchObject({ code: 'SESSION_POLICY_TOO_LONG' });
          expect(longestService(policy)).toBeGreaterThan(SESSION_POLICY_CHARACTERS / 2);
          return;
        }
        if (sessions.length > 1) split += 1;
        for (const { document } of sessions)
          expect(document.length).toBeLessThanOrEqual(SESSION_POLICY_CHARACTERS);
        expect(sessions.flatMap(pairsOf).toSorted()).toEqual(pairsOfPolicy(policy).toSorted());
        const services = sessions.flatMap((one) => one.services);
        expect(new Set(services).size).toBe(services.length);
        for (const session of sessions)
          for (const pair of pairsOf(session))
            expect(session.services).toContain(/^Allow ([a-z0-9]+):/.exec(pair)?.[1]);
        expect(sessionPolicies(policy)).toEqual(sessions);
      }),
      { numRuns: 100 },
    );
    expect(split).toBeGreaterThan(10);
  });

  it('keep clients that need the same action together', () => {
    const of = (action: string): PolicyDocument['Statement'][number] => ({
      Sid: action.replace(':', ''),
      Effect: 'Allow',
      Action: [action],
      Resource: [`arn:aws:s3:::${'b'.repeat(900)}`, `arn:aws:s3:::${'c'.repeat(60)}`],
    });
    const policy: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [of('a:GetOne'), { ...of('b:GetTwo'), Resource: [`arn:${'d'.repeat(1_200)}`] }],
    };
    const apart = sessionPolicies(policy);
    expect(apart.map(({ services }) => services)).toEqual([['b'], ['a']]);
    const shared = sessionPolicies(policy, new Map([['a:GetOne', new Set(['x', 'y'])]]));
    expect(shared.map(({ services }) => services)).toEqual([['b'], ['x', 'y']]);
  });

  it('refuse a service that does not fit by itself', () => {
    const policy: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'A', Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`arn:${'x'.repeat(2_100)}`] },
      ],
    };
    expect(() => sessionPolicies(policy)).toThrow(
      expect.objectContaining({ code: 'SESSION_POLICY_TOO_LONG' }),
    );
  });

  it.each(labIds(root))('of %s are within the limit for an account and a long prefix', async (id) => {
    const { manifest: lab, common } = loadLabForGrading(root, id);
    const variables = resolveVariables({ lab, common, seed: 'a-learner-with-values-of-their-own' });
    const input = { lab, checks, variables, account: '123456789012', region: 'ap-southeast-2' };
    const sessions = await labSessions(input);
    for (const { document } of sessions)
      expect(document.length).toBeLessThanOrEqual(SESSION_POLICY_CHARACTERS);
    expect(sessions.flatMap(pairsOf).toSorted()).toEqual(pairsOfPolicy(await labPolicy(input)).toSorted());
    expect(sessions).toHaveLength(id === 'capstone-ml-system' ? 2 : 1);
  });
});

function longestService({ Statement }: PolicyDocument): number {
  const lengths = new Map<string, number>();
  for (const { Action, Resource } of Statement) {
    const service = Action[0]?.split(':')[0] ?? '';
    const length = JSON.stringify({ Effect: 'Allow', Action, Resource }).length;
    lengths.set(service, (lengths.get(service) ?? 0) + length);
  }
  return Math.max(...lengths.values());
}
