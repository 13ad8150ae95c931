/** Contexts that probes start from: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
import { expect, test } from 'vitest';
import {
  callerContext,
  defaultContext,
  principalFrom,
  principalText,
} from '../../../graders/semantics/iam/index.ts';
import { ACCOUNT, allow, decide, named, ROLE, ROOT, SESSION, USER } from './iam-kit.ts';

const environment = { region: 'eu-west-1', now: '2026-11-25T10:00:00Z' };
const everyRequest = {
  'aws:RequestedRegion': 'eu-west-1',
  'aws:SecureTransport': 'true',
  'aws:CurrentTime': '2026-11-25T10:00:00Z',
};

test('a user brings account and ARN, and nothing else', () => {
  expect(defaultContext(principalFrom(USER), environment)).toEqual({
    ...everyRequest,
    'aws:PrincipalAccount': ACCOUNT,
    'aws:PrincipalArn': USER,
  });
});

test.each(['anonymous', 'ec2.amazonaws.com'])('%s has neither', (who) => {
  expect(defaultContext(principalFrom(who), environment)).toEqual(everyRequest);
});

test('aws:PrincipalArn of a session is its role, with the path when it is known', () => {
  const arnOf = (roleArn?: string) =>
    defaultContext({ type: 'aws', arn: SESSION, ...(roleArn === undefined ? {} : { roleArn }) }, environment)[
      'aws:PrincipalArn'
    ];
  expect(arnOf()).toBe(ROLE);
  expect(arnOf(`arn:aws:iam::${ACCOUNT}:role/team/trainer`)).toBe(
    `arn:aws:iam::${ACCOUNT}:role/team/trainer`,
  );
});

test.each([
  ['anonymous', { 'aws:PrincipalType': 'Anonymous', 'aws:PrincipalIsAWSService': 'false' }],
  ['ec2.amazonaws.com', { 'aws:PrincipalIsAWSService': 'true' }],
  [ROOT, { 'aws:PrincipalType': 'Account', 'aws:PrincipalIsAWSService': 'false' }],
  [
    `arn:aws:iam::${ACCOUNT}:user/team/alice`,
    { 'aws:PrincipalType': 'User', 'aws:username': 'alice', 'aws:PrincipalIsAWSService': 'false' },
  ],
  [SESSION, { 'aws:PrincipalType': 'AssumedRole', 'aws:PrincipalIsAWSService': 'false' }],
  [
    `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
    { 'aws:PrincipalType': 'FederatedUser', 'aws:PrincipalIsAWSService': 'false' },
  ],
])('what AWS derives from the caller %s', (who, expected) => {
  expect(callerContext(principalFrom(who))).toEqual(expected);
});

test('undefined and an empty list both mean that a key is absent', () => {
  const identity = [named('p', allow('*', '*', { Condition: { Null: { k: 'true' } } }))];
  expect(decide({ identity }, { context: { k: undefined } }).allowed).toBe(true);
  expect(decide({ identity }, { context: { k: [] } }).allowed).toBe(true);
  expect(decide({ identity }, { context: { k: 0 } }).allowed).toBe(false);
});

test.each([
  [principalFrom('anonymous'), 'anonymous'],
  [principalFrom(USER), USER],
  [principalFrom('ec2.amazonaws.com'), 'ec2.amazonaws.com'],
  [principalFrom(`arn:aws:iam::${ACCOUNT}:oidc-provider/x`), `arn:aws:iam::${ACCOUNT}:oidc-provider/x`],
  [{ type: 'canonical', id: '79a5' } as const, '79a5'],
])('%j is written %s', (principal, text) => {
  expect(principalText(principal)).toBe(text);
});
