/** What GET …/identities answers: a role that reads too little and may too much, one that is gone, one nobody may read. */
import type { IdentitiesReply, PolicySubject } from '../../../server/contract/index.ts';

type Node = IdentitiesReply['roles'][number]['who'][number];
type Request = PolicySubject['groups'][number]['requests'][number];

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/bm-sm-exec`;
const BUCKET = 'bm-sm-4f09c1';
const principal = {
  type: 'aws',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/bm-sm-exec/probe`,
  roleArn: ROLE,
};
const context = {
  'aws:RequestedRegion': 'us-east-1',
  'aws:PrincipalArn': ROLE,
  'aws:PrincipalAccount': ACCOUNT,
};

const asks = (wanted: Request['wanted'], who: string, caller: object): Request => ({
  wanted,
  who,
  action: 'sts:AssumeRole',
  resource: ROLE,
  given: {},
  tries: [{ principal: caller, context: {} }],
});
const reach = (wanted: Request['wanted'], action: string, resource: string): Request => ({
  wanted,
  who: null,
  action,
  resource,
  given: {},
  tries: [{ principal, context }],
});
const node = (
  kind: Node['kind'],
  title: string,
  detail: string,
  links: Node['links'],
  usedBy: string[] = [],
): Node => ({
  id: title,
  kind,
  title,
  detail,
  links,
  usedBy,
});
const link = (verb: string, wanted: Request['wanted'], requests: string[], asked = true) => ({
  verb,
  wanted,
  requests,
  asked,
});
const s3 = (key: string): string => `arn:aws:s3:::${BUCKET}${key}`;
const bare = {
  task: 'exec-role',
  title: 'Who reads the data?',
  kind: 'role' as const,
  arn: null,
  own: null,
  identity: [],
  boundary: null,
  trust: null,
  unread: [],
  groups: [],
};

const subject = (): PolicySubject => ({
  ...bare,
  name: 'bm-sm-exec',
  state: 'read',
  message: '',
  arn: ROLE,
  own: { principal, context },
  identity: [
    {
      name: 'train-and-serve (inline)',
      document: {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'Data', Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource: s3('') },
          {
            Sid: 'Keep',
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:PutObject'],
            Resource: [s3('/models/*'), s3('/checkpoints/*')],
          },
          { Sid: 'Logs', Effect: 'Allow', Action: 'logs:*', Resource: '*' },
          { Sid: 'Images', Effect: 'Allow', Action: 'ecr:*', Resource: '*' },
          { Sid: 'Everything', Effect: 'Allow', Action: ['sagemaker:*', 'iam:PassRole'], Resource: '*' },
        ],
      },
    },
  ],
  trust: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' },
    ],
  },
  groups: [
    {
      title: 'Who may assume it',
      layer: 'trust',
      requests: [
        asks('allow', 'sagemaker.amazonaws.com', { type: 'service', name: 'sagemaker.amazonaws.com' }),
        asks('deny', 'ec2.amazonaws.com', { type: 'service', name: 'ec2.amazonaws.com' }),
        asks('deny', 'lambda.amazonaws.com', { type: 'service', name: 'lambda.amazonaws.com' }),
        asks('deny', 'Somebody of this account', {
          type: 'aws',
          arn: `arn:aws:iam::${ACCOUNT}:user/anybody`,
        }),
        asks('deny', 'Anybody, unsigned', { type: 'anonymous' }),
      ],
    },
    {
      title: 'What it reaches',
      layer: 'all',
      requests: [
        reach('allow', 's3:ListBucket', s3('')),
        reach('allow', 's3:GetObject', s3('/datasets/x')),
        reach('deny', 's3:PutObject', s3('/datasets/x')),
        reach('allow', 's3:GetObject', s3('/models/x')),
        reach('allow', 's3:PutObject', s3('/models/x')),
        reach('allow', 's3:PutObject', s3('/checkpoints/x')),
        reach('deny', 's3:GetObject', 'arn:aws:s3:::my-sagemaker-x/y'),
        reach(
          'allow',
          'logs:PutLogEvents',
          `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/sagemaker/x:log-stream:x`,
        ),
        reach('allow', 'ecr:BatchGetImage', 'arn:aws:ecr:us-east-1:763104351884:repository/pytorch-training'),
        reach('deny', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/bm-any-other`),
        reach('deny', 'sagemaker:CreateEndpoint', `arn:aws:sagemaker:us-east-1:${ACCOUNT}:endpoint/bm-1`),
        reach('deny', 'ec2:RunInstances', `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`),
        reach('allow', 's3:GetObject', 'arn:aws:s3:::bm-elsewhere/birds/x'),
      ],
    },
  ],
});

export const identitiesReply = (): IdentitiesReply => ({
  account: ACCOUNT,
  region: 'us-east-1',
  roles: [
    {
      subject: subject(),
      who: [
        node('service', 'SageMaker AI', 'sagemaker.amazonaws.com', [link('become it', 'allow', ['0.0'])]),
        node('service', 'Other services', 'ec2, lambda', [link('become it', 'deny', ['0.1', '0.2'])]),
        node('people', 'This account', 'its users and roles', [link('become it', 'deny', ['0.3'])]),
        node('outside', 'Everybody else', 'other accounts, unsigned requests', [
          link('become it', 'deny', ['0.4']),
        ]),
      ],
      reaches: [
        node(
          'data',
          `s3://${BUCKET}/datasets/`,
          'what jobs learn from',
          [link('list', 'allow', ['1.0']), link('read', 'allow', ['1.1']), link('write', 'deny', ['1.2'])],
          ['bm-birdsong-1'],
        ),
        node(
          'data',
          `s3://${BUCKET}/models/`,
          'what jobs make and endpoints serve',
          [link('write', 'allow', ['1.4']), link('read', 'allow', ['1.3'])],
          ['bm-birdsong-1', 'bm-birdsong'],
        ),
        node('data', `s3://${BUCKET}/checkpoints/`, 'what an interrupted job goes on from', [
          link('write', 'allow', ['1.5']),
        ]),
        node('data', 's3://my-sagemaker-x/', 'another bucket', [link('read', 'deny', ['1.6'])]),
        node(
          'data',
          's3://bm-elsewhere/birds/',
          'another bucket',
          [link('read', 'allow', ['1.12'], false)],
          ['bm-birdsong-1'],
        ),
        node('logs', '/aws/sagemaker/…', 'log groups', [link('write', 'allow', ['1.7'])]),
        node('image', 'Deep Learning Containers', 'images of AWS', [link('pull', 'allow', ['1.8'])]),
        node('power', 'Other roles', 'to become more than it is', [link('pass on', 'deny', ['1.9'])]),
        node('power', 'Endpoints', 'that bill by the hour', [link('create', 'deny', ['1.10'])]),
        node('power', 'EC2 instances', 'that bill by the hour', [link('start', 'deny', ['1.11'])]),
      ],
    },
    {
      subject: {
        ...bare,
        name: 'bm-gone',
        state: 'missing',
        message: 'There is no role bm-gone in your account.',
      },
      who: [],
      reaches: [],
    },
  ],
  workloads: [
    { kind: 'training', name: 'bm-birdsong-1', status: 'Failed', detail: 'AccessDenied', role: 'bm-sm-exec' },
    {
      kind: 'serving',
      name: 'bm-birdsong',
      status: 'InService',
      detail: 'model bm-birdsong-1',
      role: 'bm-sm-exec',
    },
    {
      kind: 'serving',
      name: 'resnet-endpoint',
      status: 'InService',
      detail: 'model resnet',
      role: 'bm-gone',
    },
  ],
  unread: [],
});
