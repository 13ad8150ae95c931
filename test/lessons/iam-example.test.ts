import { describe, expect, it } from 'vitest';
import {
  defaultContext,
  evaluate,
  parsePolicy,
  principalFrom,
  trustAdmits,
  type NamedPolicy,
  type PolicySet,
  type RequestContext,
} from '../../graders/semantics/iam/index.ts';
import { lessons } from './read-content.ts';

// What the IAM lesson says about its own policies, asked of the model that grades the lab.

const account = '111122223333';
const bucket = `arn:aws:s3:::bm-survey-${account}`;
const analystArn = `arn:aws:iam::${account}:role/survey-analyst`;
const session = principalFrom(`arn:aws:sts::${account}:assumed-role/survey-analyst/ada`);
const fences = lessons.find(({ part }) => part === 'iam')?.fences ?? [];

/** The policy that the lesson writes to a file, or a document of this test. */
function policy(source: string | object): NamedPolicy {
  const body =
    typeof source === 'object'
      ? source
      : (fences.find(({ info }) => info === `json policy file=${source}`)?.body ?? '');
  const parsed = parsePolicy(body);
  if (!parsed.ok) throw new Error(`${JSON.stringify(source)}: ${parsed.problems[0]?.message ?? 'no policy'}`);
  return { name: typeof source === 'string' ? source : 'test', policy: parsed.policy };
}

const allow = (action: string, more: object = {}) =>
  policy({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*', ...more }] });

function effect(policies: PolicySet, action: string, resource: string, context: RequestContext = {}): string {
  const base = defaultContext(session, { region: 'us-east-1', now: '2026-11-26T10:00:00Z' });
  const request = { principal: session, action, resource, resourceAccount: account };
  return evaluate({ ...request, context: { ...base, ...context } }, policies).effect;
}

describe('the trust policy of the IAM lesson', () => {
  const trust = policy('trust.json').policy;
  const mfa = (value?: string): RequestContext =>
    value === undefined ? {} : { 'aws:MultiFactorAuthPresent': value };

  it.each<[string, string, string | undefined, boolean]>([
    ['Ada with MFA', `arn:aws:iam::${account}:user/ada`, 'true', true],
    ['Ada at the console without MFA', `arn:aws:iam::${account}:user/ada`, 'false', false],
    ['Ada with a key only', `arn:aws:iam::${account}:user/ada`, undefined, false],
    ['a stranger with MFA', 'arn:aws:iam::999988887777:user/x', 'true', false],
    ['a service', 'ec2.amazonaws.com', undefined, false],
  ])('%s', (_, who, present, admitted) => {
    const probe = { principal: principalFrom(who), roleArn: analystArn, context: mfa(present) };
    expect(trustAdmits(trust, probe).allowed).toBe(admitted);
  });

  it('would admit a key without MFA if it said BoolIfExists', () => {
    const loose = policy({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'sts:AssumeRole',
          Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
      ],
    }).policy;
    const probe = { principal: principalFrom(`arn:aws:iam::${account}:user/ada`), roleArn: analystArn };
    expect(trustAdmits(loose, { ...probe, context: mfa() }).allowed).toBe(true);
    expect(trustAdmits(loose, { ...probe, context: mfa('false') }).allowed).toBe(false);
  });

  it('admits whoever knows an external id where the principal is everybody', () => {
    const open = policy({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'bm-7731' } },
        },
      ],
    }).policy;
    const probe = { principal: principalFrom('arn:aws:iam::999988887777:user/x'), roleArn: analystArn };
    expect(trustAdmits(open, { ...probe, context: { 'sts:ExternalId': 'bm-7731' } }).allowed).toBe(true);
    expect(trustAdmits(open, { ...probe, context: {} }).allowed).toBe(false);
  });
});

describe('the narrow policy of the IAM lesson', () => {
  const identity = [policy('analyst.json')];
  const job = `arn:aws:sagemaker:us-east-1:${account}:training-job/survey-42`;
  const pass = (service: string): RequestContext => ({ 'iam:PassedToService': service });

  it.each<[string, string, RequestContext, string]>([
    ['s3:ListBucket', bucket, { 's3:prefix': 'recordings/' }, 'allow'],
    ['s3:ListBucket', bucket, {}, 'implicit-deny'],
    ['s3:ListBucket', bucket, { 's3:prefix': 'payroll/' }, 'implicit-deny'],
    ['s3:GetObject', `${bucket}/recordings/night1.wav`, {}, 'allow'],
    ['s3:PutObject', `${bucket}/reports/may.pdf`, {}, 'allow'],
    ['s3:GetObject', `${bucket}/payroll/november.csv`, {}, 'implicit-deny'],
    ['s3:DeleteObject', `${bucket}/recordings/night1.wav`, {}, 'implicit-deny'],
    ['sagemaker:CreateTrainingJob', job, { 'sagemaker:InstanceTypes': ['ml.g5.xlarge'] }, 'allow'],
    ['sagemaker:CreateTrainingJob', job, { 'sagemaker:InstanceTypes': ['ml.p5.48xlarge'] }, 'implicit-deny'],
    ['sagemaker:CreateTrainingJob', job, {}, 'implicit-deny'],
    ['iam:PassRole', `arn:aws:iam::${account}:role/survey-batch`, pass('sagemaker.amazonaws.com'), 'allow'],
    ['iam:PassRole', `arn:aws:iam::${account}:role/survey-batch`, pass('ec2.amazonaws.com'), 'implicit-deny'],
    [
      'iam:PassRole',
      `arn:aws:iam::${account}:role/survey-admin`,
      pass('sagemaker.amazonaws.com'),
      'implicit-deny',
    ],
  ])('%s on %s with %o: %s', (action, resource, context, expected) => {
    expect(effect({ identity }, action, resource, context)).toBe(expected);
  });

  it('downloads and cannot list, where only the ARN of the objects is named', () => {
    const objects = [allow('s3:*', { Resource: `${bucket}/*` })];
    expect(effect({ identity: objects }, 's3:GetObject', `${bucket}/a`)).toBe('allow');
    expect(effect({ identity: objects }, 's3:ListBucket', bucket)).toBe('implicit-deny');
  });

  it('launches nothing where one condition on the type covers every resource of a launch', () => {
    const typed = [
      allow('ec2:RunInstances', { Condition: { StringEquals: { 'ec2:InstanceType': 'g6.xlarge' } } }),
    ];
    const ec2 = `arn:aws:ec2:us-east-1:${account}`;
    const on = (resource: string, context: RequestContext = {}) =>
      effect({ identity: typed }, 'ec2:RunInstances', `${ec2}:${resource}`, context);
    expect(on('instance/*', { 'ec2:InstanceType': 'g6.xlarge' })).toBe('allow');
    expect(on('subnet/subnet-1')).toBe('implicit-deny');
  });
});

describe('the ceiling and the fence of the IAM lesson', () => {
  const admin = [allow('*')];

  it.each([
    ['s3:GetObject', `${bucket}/recordings/night1.wav`, 'allow'],
    ['iam:CreateUser', `arn:aws:iam::${account}:user/x`, 'implicit-deny'],
    ['iam:DeleteRolePermissionsBoundary', `arn:aws:iam::${account}:role/survey-batch`, 'implicit-deny'],
    ['s3:GetObject', 'arn:aws:s3:::other/x', 'implicit-deny'],
  ])('an administrator under the boundary: %s on %s is %s', (action, resource, expected) => {
    expect(effect({ identity: admin, boundary: [policy('boundary.json')] }, action, resource)).toBe(expected);
    expect(effect({ boundary: [policy('boundary.json')] }, action, resource)).toBe('implicit-deny');
  });

  it('a bucket policy that names the session itself goes past the boundary, one that names the account does not', () => {
    const boundary = [allow('ec2:*')];
    const naming = (AWS: string) =>
      policy({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: `${bucket}/*` }],
      });
    const read = (resource: NamedPolicy) =>
      effect({ identity: [], boundary, resource: [resource] }, 's3:GetObject', `${bucket}/a`);
    expect(read(naming(`arn:aws:sts::${account}:assumed-role/survey-analyst/ada`))).toBe('allow');
    expect(read(naming(`arn:aws:iam::${account}:root`))).toBe('implicit-deny');
    expect(read(naming(analystArn))).toBe('implicit-deny');
  });

  it.each([
    ['ec2:RunInstances', 'eu-west-1', 'allow'],
    ['ec2:RunInstances', 'us-east-1', 'explicit-deny'],
    ['iam:ListRoles', 'us-east-1', 'allow'],
    ['route53:ListHostedZones', 'us-east-1', 'allow'],
    ['sts:GetCallerIdentity', 'ap-south-1', 'allow'],
  ])('behind the fence %s in %s is %s', (action, region, expected) => {
    const identity = [...admin, policy('region-fence.json')];
    expect(effect({ identity }, action, '*', { 'aws:RequestedRegion': region })).toBe(expected);
  });

  it('a fence without a gate takes IAM away, and an Allow with a condition fences nothing', () => {
    const outside = { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    const inside = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    const gateless = allow('*', { Effect: 'Deny', Condition: outside });
    expect(effect({ identity: [...admin, gateless] }, 'iam:ListRoles', '*')).toBe('explicit-deny');
    const narrowed = allow('*', { Condition: inside });
    expect(effect({ identity: [...admin, narrowed] }, 'ec2:RunInstances', '*')).toBe('allow');
  });

  it('a Deny without TLS ends a delete over plain HTTP and not one over HTTPS', () => {
    const resource = [
      policy({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: `${bucket}/*`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    ];
    const identity = [allow('s3:DeleteObject')];
    const over = (tls: string) =>
      effect({ identity, resource }, 's3:DeleteObject', `${bucket}/a`, { 'aws:SecureTransport': tls });
    expect([over('false'), over('true')]).toEqual(['explicit-deny', 'allow']);
  });
});
