/** States of `pod-identity`: each a service account of its own on the reference's cluster, or a cluster of its own. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { cluster, cpu, statesOf, type Json } from './account.ts';

const pods = statesOf('pod-identity', 'service_account');
const ROLE = '{{service_account}}';
const BUCKET = 'arn:aws:s3:::{{bucket}}';
const allow = (Action: unknown, Resource: unknown, more: Json = {}): Json => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const READ = allow('s3:GetObject', `${BUCKET}/models/*`);
const document = (...statements: readonly Json[]): Json => ({
  $json: { Version: '2012-10-17', Statement: statements },
});
const PODS = { Service: 'pods.eks.amazonaws.com' };
const admits = (Action: unknown, Principal: unknown = PODS, Condition?: Json): Json => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});
const BOTH = admits(['sts:AssumeRole', 'sts:TagSession']);
const role = (trust: readonly Json[], statements: readonly Json[], RoleName = ROLE): Step[] => [
  call('iam:CreateRole', { RoleName, AssumeRolePolicyDocument: document(...trust) }, 'role'),
  ...(statements.length === 0
    ? []
    : [call('iam:PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: document(...statements) })]),
];
const associate = (changes: Json = {}): Step =>
  call('eks:CreatePodIdentityAssociation', {
    clusterName: '{{cluster}}',
    namespace: '{{namespace}}',
    serviceAccount: '{{service_account}}',
    roleArn: '{{role.Role.Arn}}',
    ...changes,
  });
/** A role that Pod Identity gives, with these permissions. */
const permits = (name: string, statements: readonly Json[], expected: Expected, more: readonly Step[] = []) =>
  pods(name, [...role([BOTH], statements), ...more, associate()], expected);
/** A role of the reference's permissions with this trust policy. */
const trusts = (name: string, trust: readonly Json[], expected: Expected, changes: Json = {}) =>
  pods(name, [...role(trust, [READ]), associate(changes)], expected);
const asks = (Condition: Json): Json[] => [admits(['sts:AssumeRole', 'sts:TagSession'], PODS, Condition)];
const managed = (name: string): Step =>
  call('iam:AttachRolePolicy', { RoleName: ROLE, PolicyArn: `arn:aws:iam::aws:policy/${name}` });
const TAG = 'aws:RequestTag';

const nodes = statesOf('pod-identity', 'cluster');
/** A cluster of its own whose nodes have a role with these permissions. */
const nodeRole = (
  name: string,
  statements: readonly Json[],
  expected: Expected,
  more: readonly Step[] = [],
) =>
  nodes(
    name,
    [
      ...cluster(),
      ...role([admits('sts:AssumeRole', { Service: 'ec2.amazonaws.com' })], statements, '{{cluster}}-node'),
      ...more,
      cpu({ nodeRole: '{{role.Role.Arn}}' }),
      associate({ roleArn: 'arn:aws:iam::{{acct}}:role/{{prefix}}-model-server' }),
    ],
    expected,
  );

export const podIdentity: readonly AccountState[] = [
  trusts('as it should be', [BOTH], 'pass'),
  trusts('a statement for each action', [admits('sts:TagSession'), admits('sts:AssumeRole')], 'pass'),
  trusts(
    'for this account and cluster',
    asks({
      StringEquals: { 'aws:SourceAccount': '{{acct}}' },
      ArnEquals: { 'aws:SourceArn': 'arn:aws:eks:{{region}}:{{acct}}:cluster/{{cluster}}' },
    }),
    'pass',
  ),
  trusts(
    'for this service account by session tags',
    asks({
      StringEquals: {
        [`${TAG}/kubernetes-namespace`]: '{{namespace}}',
        [`${TAG}/kubernetes-service-account`]: '{{service_account}}',
      },
    }),
    'pass',
  ),
  permits('the models of one project', [allow('s3:GetObject', `${BUCKET}/models/x*`)], 'pass'),
  permits('the listing, too', [READ, allow('s3:ListBucket', BUCKET)], 'pass'),
  permits(
    'everything, and a Deny of the rest',
    [allow('s3:GetObject', '*'), { Effect: 'Deny', Action: 's3:*', NotResource: `${BUCKET}/models/*` }],
    'pass',
  ),
  pods('no association', [], 'fail/no-identity'),
  pods(
    'an association for default',
    [...role([BOTH], [READ]), associate({ serviceAccount: 'default' })],
    'fail/no-identity',
    {
      undo: [
        call(
          'eks:ListPodIdentityAssociations',
          { clusterName: '{{cluster}}', serviceAccount: 'default' },
          'left',
        ),
        call('eks:DeletePodIdentityAssociation', {
          clusterName: '{{cluster}}',
          associationId: '{{left.associations.0.associationId}}',
        }),
      ],
    },
  ),
  pods(
    'in another namespace',
    [...role([BOTH], [READ]), associate({ namespace: 'batch' })],
    'fail/no-identity',
  ),
  pods(
    'the role was deleted',
    [...role([BOTH], []), associate(), call('iam:DeleteRole', { RoleName: ROLE })],
    'fail/no-identity',
  ),
  trusts('no session tags', [admits('sts:AssumeRole')], 'fail/trust-wrong'),
  trusts(
    'the nodes',
    [admits(['sts:AssumeRole', 'sts:TagSession'], { Service: 'ec2.amazonaws.com' })],
    'fail/trust-wrong',
  ),
  trusts(
    'the control plane',
    [admits(['sts:AssumeRole', 'sts:TagSession'], { Service: 'eks.amazonaws.com' })],
    'fail/trust-wrong',
  ),
  trusts(
    'for another account',
    asks({ StringEquals: { 'aws:SourceAccount': '210987654321' } }),
    'fail/trust-wrong',
  ),
  trusts(
    'for another namespace',
    asks({ StringEquals: { [`${TAG}/kubernetes-namespace`]: 'default' } }),
    'fail/trust-wrong',
  ),
  trusts(
    'asks for tags that are switched off',
    asks({ StringEquals: { [`${TAG}/kubernetes-namespace`]: '{{namespace}}' } }),
    'fail/trust-wrong',
    { disableSessionTags: true },
  ),
  trusts('a Deny for tags', [BOTH, { ...admits('sts:TagSession', '*'), Effect: 'Deny' }], 'fail/trust-wrong'),
  permits('no policy', [], 'fail/cannot-read-model'),
  permits('the bucket without its objects', [allow('s3:*', BUCKET)], 'fail/cannot-read-model'),
  permits('the data sets', [allow('s3:GetObject', `${BUCKET}/datasets/*`)], 'fail/cannot-read-model'),
  permits('all of S3', [allow('s3:*', '*')], 'fail/too-wide'),
  permits('writing models', [allow(['s3:GetObject', 's3:PutObject'], `${BUCKET}/models/*`)], 'fail/too-wide'),
  permits('the whole bucket', [allow('s3:GetObject', `${BUCKET}/*`)], 'fail/too-wide'),
  permits('models of every bucket', [allow('s3:GetObject', 'arn:aws:s3:::*/models/*')], 'fail/too-wide'),
  permits('AWS’s policy for reading everything', [], 'fail/too-wide', [managed('AmazonS3ReadOnlyAccess')]),
  nodeRole(
    'nodes with a bucket of their own',
    [allow('s3:GetObject', 'arn:aws:s3:::bm-bootstrap/*')],
    'pass',
  ),
  nodeRole('nodes that read the models', [READ], 'fail/node-role-has-s3'),
  nodeRole('nodes that read everything', [allow('s3:Get*', '*')], 'fail/node-role-has-s3'),
  nodeRole(
    'nodes that would, and a Deny',
    [allow('s3:Get*', '*'), { Effect: 'Deny', Action: 's3:GetObject', Resource: `${BUCKET}/*` }],
    'pass',
  ),
  pods('associations denied', [...role([BOTH], [READ]), associate()], 'blocked/denied', {
    broken: { 'eks:ListPodIdentityAssociations': 'deny' },
  }),
];
