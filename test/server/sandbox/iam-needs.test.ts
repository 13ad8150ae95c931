/** The permission tables: which actions, resources and keys a call needs. Pages: the Service Authorization Reference. */
import { describe, expect, it } from 'vitest';
import { parsePolicy, type Policy } from '../../../graders/semantics/iam/index.ts';
import { iamAction, s3Action } from '../../../server/sandbox/iam/actions.ts';
import { Call } from '../../../server/sandbox/iam/call.ts';
import type { Directory } from '../../../server/sandbox/iam/directory.ts';
import { failClosed } from '../../../server/sandbox/iam/fail-closed.ts';
import { needsOf, type Need, type World } from '../../../server/sandbox/iam/needs/index.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/batch`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'X.Y' };

const roles = [
  {
    Arn: ROLE,
    RoleName: 'batch',
    RoleId: 'AROA1',
    AssumeRolePolicyDocument: '{}',
    Tags: [{ Key: 'a', Value: 'b' }],
  },
];
const users = [{ Arn: `arn:aws:iam::${ACCOUNT}:user/team/ana`, UserName: 'ana', UserId: 'AIDA1' }];
const directory = {
  users,
  user: (name: string) => users.find(({ UserName }) => UserName === name),
  role: (name: string) => roles.find(({ RoleName }) => RoleName === name),
  roleByArn: (arn: string) => roles.find(({ Arn }) => Arn === arn),
  group: () => undefined,
  profileRoles: (profile: string) => (profile.endsWith('box') ? [ROLE] : []),
} as unknown as Directory;

const world: World = {
  caller: {
    key: {
      accessKeyId: 'AKIA1',
      secret: '',
      account: ACCOUNT,
      state: 'alive',
      holder: { type: 'user', userId: 'AIDA1', keyId: 'AKIA1' },
      session: null,
    },
    principal: { kind: 'learner', accessKeyId: 'AKIA1', arn: `arn:aws:iam::${ACCOUNT}:user/team/ana` },
    userId: 'AIDA1',
    subject: {
      principal: { type: 'aws', arn: `arn:aws:iam::${ACCOUNT}:user/team/ana` },
      policies: {},
      problems: [],
      context: { 'aws:username': 'ana' },
    },
  },
  directory,
  mfaShown: false,
  keyOwner: (id) => (id === 'AKIAANA' ? 'AIDA1' : undefined),
  bucketPolicy: (bucket) => (bucket === 'open' ? '{}' : undefined),
  ec2Tags: (ids) => Promise.resolve(new Map(ids.map((id) => [id, { Project: 'survey' }]))),
  launchTemplate: () => Promise.resolve({ instanceType: 'g5.xlarge', profile: 'box' }),
};

interface Sent {
  method?: string;
  path?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string;
}

const callOf = (
  name: string,
  { method = 'POST', path = '/', query = '', headers = {}, body }: Sent,
): Call => {
  const [service = '', operation = ''] = name.split(':');
  const request = { method, path, query, headers };
  return new Call({ service, operation }, request, body === undefined ? null : Buffer.from(body), {
    region: 'us-east-1',
    account: ACCOUNT,
  });
};
const needs = (name: string, sent: Sent): Promise<Need[]> => needsOf(callOf(name, sent), world);
/** `action on resource`, with a question mark where the resource is not certain. */
const shown = (list: readonly Need[]): string[] =>
  list.map(({ action, resource, exact }) => `${action} ${exact ? '' : '? '}${resource}`);
const form = (parameters: Record<string, string>): Sent => ({
  headers: FORM,
  body: new URLSearchParams(parameters).toString(),
});
const json = (value: object): Sent => ({ headers: JSON_1_1, body: JSON.stringify(value) });
const arn = (service: string, rest: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`;

describe('names of actions', () => {
  it.each([
    ['s3', 'GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'],
    ['s3', 'DeleteBucketEncryption', 's3:PutEncryptionConfiguration'],
    ['s3', 'ListBucketInventoryConfigurations', 's3:GetInventoryConfiguration'],
    ['s3', 'GetBucketPolicy', 's3:GetBucketPolicy'],
    ['ec2', 'DescribeVpcs', 'ec2:DescribeVpcs'],
    ['budgets', 'DescribeBudget', 'budgets:ViewBudget'],
    ['budgets', 'CreateBudget', 'budgets:ModifyBudget'],
  ])('%s %s is %s', (service, operation, action) => {
    expect(iamAction({ service, operation })).toBe(action);
  });

  it('differ for versions of objects', () => {
    expect([s3Action('HeadObject', true), s3Action('PutObject', true)]).toEqual([
      's3:GetObjectVersion',
      's3:PutObject',
    ]);
  });
});

describe('what a call needs', () => {
  it.each<[string, string, Sent, string[]]>([
    ['the list of buckets', 's3:ListBuckets', { method: 'GET' }, ['s3:ListAllMyBuckets *']],
    ['a bucket', 's3:HeadBucket', { method: 'HEAD', path: '/b' }, ['s3:ListBucket arn:aws:s3:::b']],
    [
      'an object',
      's3:GetObject',
      { method: 'GET', path: '/b/a%20b/c' },
      ['s3:GetObject arn:aws:s3:::b/a b/c'],
    ],
    [
      'a version',
      's3:DeleteObject',
      { method: 'DELETE', path: '/b/k', query: 'versionId=1' },
      ['s3:DeleteObjectVersion arn:aws:s3:::b/k'],
    ],
    [
      'an upload with a tag and an ACL',
      's3:PutObject',
      { method: 'PUT', path: '/b/k', headers: { 'x-amz-tagging': 'a=b', 'x-amz-acl': 'private' } },
      [
        's3:PutObject arn:aws:s3:::b/k',
        's3:PutObjectAcl arn:aws:s3:::b/k',
        's3:PutObjectTagging arn:aws:s3:::b/k',
      ],
    ],
    [
      'a copy',
      's3:CopyObject',
      { method: 'PUT', path: '/b/k', headers: { 'x-amz-copy-source': '/from/a%2Fb?versionId=3' } },
      ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObjectVersion arn:aws:s3:::from/a/b'],
    ],
    [
      'deletions',
      's3:DeleteObjects',
      {
        path: '/b',
        query: 'delete',
        body: '<Delete><!-- <Object><Key>no</Key></Object> --><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><VersionId>1</VersionId></Object></Delete>',
      },
      ['s3:DeleteObject arn:aws:s3:::b/a&b', 's3:DeleteObjectVersion arn:aws:s3:::b/c'],
    ],
    [
      'deletions that cannot be read',
      's3:DeleteObjects',
      { path: '/b', body: '<Delete>' },
      ['s3:DeleteObject arn:aws:s3:::b/*'],
    ],
    [
      'replication',
      's3:PutBucketReplication',
      { method: 'PUT', path: '/b' },
      ['s3:PutReplicationConfiguration arn:aws:s3:::b', 'iam:PassRole ? *'],
    ],
    [
      'a user under a path',
      'iam:GetUser',
      form({ UserName: 'ana' }),
      [`iam:GetUser arn:aws:iam::${ACCOUNT}:user/team/ana`],
    ],
    [
      'one’s own user',
      'iam:CreateAccessKey',
      form({}),
      [`iam:CreateAccessKey arn:aws:iam::${ACCOUNT}:user/team/ana`],
    ],
    [
      'the owner of a key',
      'iam:UpdateAccessKey',
      form({ AccessKeyId: 'AKIAANA', Status: 'Inactive' }),
      [`iam:UpdateAccessKey arn:aws:iam::${ACCOUNT}:user/team/ana`],
    ],
    ['nobody’s key', 'iam:DeleteAccessKey', form({ AccessKeyId: 'AKIAX' }), ['iam:DeleteAccessKey *']],
    [
      'a role by its name',
      'ecs:RegisterTaskDefinition',
      json({ family: 'f', taskRoleArn: 'batch' }),
      ['ecs:RegisterTaskDefinition ? *', `iam:PassRole ${ROLE}`],
    ],
    ['nobody in particular', 'iam:ListUsers', form({}), ['iam:ListUsers *']],
    [
      'a user to be',
      'iam:CreateUser',
      form({ UserName: 'bob', Path: '/new/' }),
      [`iam:CreateUser arn:aws:iam::${ACCOUNT}:user/new/bob`],
    ],
    [
      'a policy',
      'iam:CreatePolicyVersion',
      form({ PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/p` }),
      [`iam:CreatePolicyVersion arn:aws:iam::${ACCOUNT}:policy/p`],
    ],
    [
      'a role, not the policy it gets',
      'iam:AttachRolePolicy',
      form({ RoleName: 'batch', PolicyArn: 'arn:aws:iam::aws:policy/X' }),
      [`iam:AttachRolePolicy ${ROLE}`],
    ],
    [
      'an instance profile and a role',
      'iam:AddRoleToInstanceProfile',
      form({ InstanceProfileName: 'p', RoleName: 'batch' }),
      [`iam:AddRoleToInstanceProfile arn:aws:iam::${ACCOUNT}:instance-profile/p`, `iam:PassRole ${ROLE}`],
    ],
    ['nothing', 'sts:GetCallerIdentity', form({}), []],
    [
      'a role and its tags',
      'sts:AssumeRole',
      form({ RoleArn: ROLE, 'Tags.member.1.Key': 'a', 'Tags.member.1.Value': 'b', SourceIdentity: 'x' }),
      [`sts:AssumeRole ${ROLE}`, `sts:TagSession ${ROLE}`, `sts:SetSourceIdentity ${ROLE}`],
    ],
    ['a list of EC2', 'ec2:DescribeInstances', form({}), ['ec2:DescribeInstances *']],
    [
      'instances',
      'ec2:StopInstances',
      form({ 'InstanceId.1': 'i-0123456789abcdef0' }),
      [`ec2:StopInstances ${arn('ec2', 'instance/i-0123456789abcdef0')}`],
    ],
    [
      'what is made, and where',
      'ec2:CreateSubnet',
      form({ VpcId: 'vpc-0123456789abcdef0', CidrBlock: '10.0.0.0/24' }),
      [
        `ec2:CreateSubnet ${arn('ec2', 'subnet/*')}`,
        `ec2:CreateSubnet ${arn('ec2', 'vpc/vpc-0123456789abcdef0')}`,
      ],
    ],
    ['an unknown resource', 'ec2:EnableFastLaunch', form({}), ['ec2:EnableFastLaunch ? *']],
    [
      'a launch by template: type and role stand in it',
      'ec2:RunInstances',
      form({ 'LaunchTemplate.LaunchTemplateName': 'lt', ImageId: 'ami-0123456789abcdef0' }),
      [
        `ec2:RunInstances ${arn('ec2', 'instance/*')}`,
        'ec2:RunInstances arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0',
        ...['subnet', 'security-group', 'network-interface', 'volume', 'launch-template'].map(
          (type) => `ec2:RunInstances ${arn('ec2', `${type}/*`)}`,
        ),
        `iam:PassRole ${ROLE}`,
      ],
    ],
    [
      'a training job and its role',
      'sagemaker:CreateTrainingJob',
      json({ TrainingJobName: 'Survey-1', RoleArn: ROLE, Environment: { other: 'arn:aws:iam::1:role/x' } }),
      [`sagemaker:CreateTrainingJob ${arn('sagemaker', 'training-job/survey-1')}`, `iam:PassRole ${ROLE}`],
    ],
    [
      'an endpoint and its configuration',
      'sagemaker:CreateEndpoint',
      json({ EndpointName: 'e', EndpointConfigName: 'c', Tags: [{ Key: 'a', Value: 'b' }] }),
      [
        `sagemaker:CreateEndpoint ${arn('sagemaker', 'endpoint/e')}`,
        `sagemaker:CreateEndpoint ${arn('sagemaker', 'endpoint-config/c')}`,
        `sagemaker:AddTags ${arn('sagemaker', 'endpoint/e')}`,
      ],
    ],
    [
      'a log stream',
      'logs:PutLogEvents',
      json({ logGroupName: 'g', logStreamName: 's' }),
      [`logs:PutLogEvents ${arn('logs', 'log-group:g:log-stream:s')}`],
    ],
    [
      'a cluster',
      'eks:DescribeCluster',
      { method: 'GET', path: '/clusters/c' },
      [`eks:DescribeCluster ${arn('eks', 'cluster/c')}`],
    ],
    [
      'a node group',
      'eks:DescribeNodegroup',
      { method: 'GET', path: '/clusters/c/node-groups/n' },
      ['eks:DescribeNodegroup ? *'],
    ],
    [
      'an association of a cluster',
      'eks:DescribePodIdentityAssociation',
      { method: 'GET', path: '/clusters/c/pod-identity-associations/a-1' },
      [`eks:DescribePodIdentityAssociation ${arn('eks', 'podidentityassociation/c/a-1')}`],
    ],
    [
      'an update of a cluster',
      'eks:DescribeUpdate',
      { method: 'GET', path: '/clusters/c/updates/u-1' },
      [`eks:DescribeUpdate ${arn('eks', 'cluster/c')}`],
    ],
    [
      'an update of a node group',
      'eks:DescribeUpdate',
      { method: 'GET', path: '/clusters/c/updates/u-1', query: 'nodegroupName=n' },
      ['eks:DescribeUpdate ? *'],
    ],
    [
      'tags by ARN',
      'eks:TagResource',
      { path: `/tags/${encodeURIComponent(arn('eks', 'cluster/c'))}` },
      [`eks:TagResource ${arn('eks', 'cluster/c')}`],
    ],
    [
      'a listener and its balancer',
      'elasticloadbalancing:CreateListener',
      form({ LoadBalancerArn: 'arn:lb', 'DefaultActions.member.1.TargetGroupArn': 'arn:tg' }),
      ['elasticloadbalancing:CreateListener arn:lb'],
    ],
    [
      'a new balancer',
      'elasticloadbalancing:CreateLoadBalancer',
      form({ Name: 'b' }),
      ['elasticloadbalancing:CreateLoadBalancer ? *'],
    ],
    [
      'tags of two balancers',
      'elasticloadbalancing:AddTags',
      form({ 'ResourceArns.member.1': 'arn:a', 'ResourceArns.member.2': 'arn:b' }),
      ['elasticloadbalancing:AddTags arn:a', 'elasticloadbalancing:AddTags arn:b'],
    ],
    [
      'all balancers',
      'elasticloadbalancing:DescribeRules',
      form({}),
      ['elasticloadbalancing:DescribeRules *'],
    ],
    [
      'a classic balancer',
      'elb:DescribeLoadBalancers',
      form({}),
      ['elasticloadbalancing:DescribeLoadBalancers *'],
    ],
    [
      'a certificate',
      'acm:DescribeCertificate',
      json({ CertificateArn: 'arn:cert' }),
      ['acm:DescribeCertificate arn:cert'],
    ],
    [
      'a new certificate',
      'acm:RequestCertificate',
      json({ DomainName: 'a.example' }),
      [`acm:RequestCertificate ${arn('acm', 'certificate/*')}`],
    ],
    [
      'scanning of the registry',
      'ecr:GetRegistryScanningConfiguration',
      json({}),
      ['ecr:GetRegistryScanningConfiguration *'],
    ],
    [
      'a group by template',
      'autoscaling:CreateAutoScalingGroup',
      form({ 'LaunchTemplate.LaunchTemplateId': 'lt-1' }),
      ['autoscaling:CreateAutoScalingGroup ? *', 'iam:PassRole ? *'],
    ],
    [
      'a new budget, with tags',
      'budgets:CreateBudget',
      json({
        AccountId: ACCOUNT,
        Budget: { BudgetName: 'm' },
        ResourceTags: [{ Key: 'Project', Value: 'x' }],
      }),
      [
        `budgets:ModifyBudget arn:aws:budgets::${ACCOUNT}:budget/m`,
        `budgets:TagResource arn:aws:budgets::${ACCOUNT}:budget/m`,
      ],
    ],
    [
      'a change of a budget',
      'budgets:UpdateBudget',
      json({ AccountId: ACCOUNT, NewBudget: { BudgetName: 'm' } }),
      [`budgets:ModifyBudget arn:aws:budgets::${ACCOUNT}:budget/m`],
    ],
    [
      'who hears of a budget',
      'budgets:DescribeSubscribersForNotification',
      json({ AccountId: ACCOUNT, BudgetName: 'm' }),
      [`budgets:ViewBudget arn:aws:budgets::${ACCOUNT}:budget/m`],
    ],
    [
      'every budget',
      'budgets:DescribeBudgets',
      json({ AccountId: ACCOUNT }),
      [`budgets:ViewBudget arn:aws:budgets::${ACCOUNT}:budget/*`],
    ],
    [
      'the tags of a budget',
      'budgets:ListTagsForResource',
      json({ ResourceARN: `arn:aws:budgets::${ACCOUNT}:budget/m` }),
      [`budgets:ListTagsForResource arn:aws:budgets::${ACCOUNT}:budget/m`],
    ],
    [
      'a topic',
      'sns:Subscribe',
      form({ TopicArn: arn('sns', 'alerts'), Protocol: 'email' }),
      [`sns:Subscribe ${arn('sns', 'alerts')}`],
    ],
    [
      'a rule and its role',
      'events:PutTargets',
      json({ Rule: 'r', Targets: [{ Id: '1', RoleArn: ROLE }] }),
      [`events:PutTargets ${arn('events', 'rule/r')}`, `iam:PassRole ${ROLE}`],
    ],
    [
      'a parameter',
      'ssm:GetParameter',
      json({ Name: 'a/b' }),
      [`ssm:GetParameter ${arn('ssm', 'parameter/a/b')}`],
    ],
  ])('%s', async (_what, name, sent, expected) => {
    expect(shown(await needs(name, sent))).toEqual(expected);
  });

  it('is impossible: another account’s role, AWS’s own policies, what CloudFormation would do', async () => {
    for (const [name, sent] of [
      ['sts:AssumeRole', form({ RoleArn: 'arn:aws:iam::999988887777:role/x' })],
      ['iam:CreatePolicyVersion', form({ PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })],
      ['cloudformation:CreateStack', form({ StackName: 's' })],
      ['tag:TagResources', json({})],
    ] as const)
      expect((await needs(name, sent))[0]?.impossible).toEqual(expect.any(String));
  });
});

describe('condition keys of a call', () => {
  const context = async (name: string, sent: Sent): Promise<object> =>
    (await needs(name, sent))[0]?.context ?? {};

  it('are those of the request', async () => {
    expect(
      await context('s3:ListObjectsV2', { method: 'GET', path: '/b', query: 'prefix=a%2F&delimiter=/' }),
    ).toMatchObject({
      's3:prefix': 'a/',
      's3:delimiter': '/',
      's3:authType': 'REST-HEADER',
    });
    expect(
      await context(
        'sagemaker:CreateTrainingJob',
        json({ TrainingJobName: 'a', ResourceConfig: { InstanceType: 'ml.g5.xlarge' } }),
      ),
    ).toMatchObject({ 'sagemaker:InstanceTypes': ['ml.g5.xlarge'] });
    expect(await context('ec2:StopInstances', form({ 'InstanceId.1': 'i-0123456789abcdef0' }))).toMatchObject(
      {
        'ec2:ResourceTag/Project': 'survey',
        'aws:ResourceTag/Project': 'survey',
      },
    );
    expect(
      await context(
        'ec2:RunInstances',
        form({
          'TagSpecification.1.ResourceType': 'instance',
          'TagSpecification.1.Tag.1.Key': 'a',
          'TagSpecification.1.Tag.1.Value': 'b',
        }),
      ),
    ).toMatchObject({ 'ec2:InstanceType': 'm1.small', 'aws:RequestTag/a': 'b', 'aws:TagKeys': ['a'] });
    expect(
      await context('sts:AssumeRole', form({ RoleArn: ROLE, ExternalId: 'e', RoleSessionName: 's' })),
    ).toMatchObject({
      'sts:ExternalId': 'e',
      'sts:RoleSessionName': 's',
      'iam:ResourceTag/a': 'b',
    });
  });
});

describe('what is not known', () => {
  const policy = (...Statement: object[]): Policy => {
    const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }));
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    return parsed.policy;
  };
  const left = (statement: object, exact = true): object[] => {
    const identity = [{ name: 'p', policy: policy({ Action: '*', Resource: '*', ...statement }) }];
    const { policies } = failClosed({ identity }, /^s3:prefix$/, exact);
    return (policies.identity?.[0]?.policy.statements ?? []).map(({ effect, resource, conditions }) => ({
      effect,
      resource: resource?.patterns.map(({ source }) => source),
      conditions: conditions.map(({ key }) => key),
    }));
  };
  const condition = (key: string, value = 'x'): object => ({
    Condition: { StringNotEquals: { [key]: value } },
  });

  it('allows nothing', () => {
    expect(left({ Effect: 'Allow', ...condition('s3:ExistingObjectTag/a') })).toEqual([]);
    expect(left({ Effect: 'Allow', ...condition('s3:prefix', '${saml:sub}') })).toEqual([]);
    expect(left({ Effect: 'Allow', Resource: 'arn:aws:s3:::${saml:sub}/*' })).toEqual([]);
    expect(left({ Effect: 'Allow', Resource: undefined, NotResource: 'arn:aws:s3:::b' }, false)).toEqual([]);
    for (const known of ['s3:prefix', 'aws:SourceIp', 'AWS:PrincipalTag/team', 'aws:SourceVpce'])
      expect(left({ Effect: 'Allow', ...condition(known) })).toHaveLength(1);
  });

  it('takes nothing from a Deny', () => {
    expect(left({ Effect: 'Deny', ...condition('s3:ExistingObjectTag/a') })).toEqual([
      { effect: 'Deny', resource: ['*'], conditions: [] },
    ]);
    const both = { Condition: { StringEquals: { 's3:prefix': 'a', 's3:ExistingObjectTag/a': 'b' } } };
    expect(left({ Effect: 'Deny', ...both })).toEqual([
      { effect: 'Deny', resource: ['*'], conditions: ['s3:prefix'] },
    ]);
    expect(left({ Effect: 'Deny', Resource: 'arn:aws:kms:::x' }, false)).toEqual([
      { effect: 'Deny', resource: undefined, conditions: [] },
    ]);
    expect(left({ Effect: 'Deny', Resource: 'arn:aws:s3:::${saml:sub}' })).toMatchObject([
      { resource: undefined },
    ]);
    expect(left({ Effect: 'Deny', Resource: 'arn:aws:kms:::x' })).toMatchObject([
      { resource: ['arn:aws:kms:::x'] },
    ]);
  });
});
