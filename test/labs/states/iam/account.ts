/** What the states of `iam-foundations` are made of: roles, policies and users, changed after the reference answer. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

export type Json = Record<string, unknown>;

export const ENGINEER = '{{engineer_role}}';
export const TRAINER = '{{trainer_role}}';
export const FREELANCER = '{{freelance_role}}';
export const ADMIN = '{{admin_role}}';
export const USER = '{{old_user}}';
export const OWN_ACCOUNT = { AWS: 'arn:aws:iam::{{acct}}:root' };
export const roleArn = (name: string): string => `arn:aws:iam::{{acct}}:role/${name}`;
export const awsPolicy = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

const documentOf = (statements: readonly Json[]): Json => ({
  $json: { Version: '2012-10-17', Statement: statements },
});
export const allow = (Action: unknown, Resource: unknown = '*', Condition?: Json): Json => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
export const deny = (Action: unknown, Resource: unknown = '*', Condition?: Json): Json => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});

export const trust = (RoleName: string, statements: readonly Json[]): Step =>
  call('iam:UpdateAssumeRolePolicy', { RoleName, PolicyDocument: documentOf(statements) });
export const inline = (RoleName: string, PolicyName: string, statements: readonly Json[]): Step =>
  call('iam:PutRolePolicy', { RoleName, PolicyName, PolicyDocument: documentOf(statements) });
export const noInline = (RoleName: string, PolicyName: string): Step =>
  call('iam:DeleteRolePolicy', { RoleName, PolicyName });
export const attach = (RoleName: string, name: string): Step =>
  call('iam:AttachRolePolicy', { RoleName, PolicyArn: awsPolicy(name) });
export const detach = (RoleName: string, name: string): Step =>
  call('iam:DetachRolePolicy', { RoleName, PolicyArn: awsPolicy(name) });
export const boundary = (RoleName: string, name: string): Step =>
  call('iam:PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: awsPolicy(name) });
/** A customer managed policy of the state, and the role's boundary made of it. */
export const ownBoundary = (RoleName: string, statements: readonly Json[]): Step[] => [
  managed('state-boundary', statements),
  call('iam:PutRolePermissionsBoundary', {
    RoleName,
    PermissionsBoundary: 'arn:aws:iam::{{acct}}:policy/state-boundary',
  }),
];
export const managed = (PolicyName: string, statements: readonly Json[]): Step =>
  call('iam:CreatePolicy', { PolicyName, PolicyDocument: documentOf(statements) });
export const version = (PolicyName: string, statements: readonly Json[], SetAsDefault: boolean): Step =>
  call('iam:CreatePolicyVersion', {
    PolicyArn: `arn:aws:iam::{{acct}}:policy/${PolicyName}`,
    PolicyDocument: documentOf(statements),
    SetAsDefault,
  });
export const attachOwn = (RoleName: string, PolicyName: string): Step =>
  call('iam:AttachRolePolicy', { RoleName, PolicyArn: `arn:aws:iam::{{acct}}:policy/${PolicyName}` });
export const userInline = (UserName: string, statements: readonly Json[]): Step =>
  call('iam:PutUserPolicy', { UserName, PolicyName: 'state', PolicyDocument: documentOf(statements) });

/** States of one task, each in an account of its own: IAM has too many places to put all of them back. */
export const statesOf =
  (task: string) =>
  (
    name: string,
    calls: readonly Step[],
    expected: Expected,
    more: Partial<AccountState> = {},
  ): AccountState => ({
    name: `${task}: ${name}`,
    calls,
    alone: true,
    expect: { [task]: expected },
    ...more,
  });
