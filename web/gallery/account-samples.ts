import type {
  AccountCall,
  AccountLabReply,
  AccountRegistration,
  AccountReply,
  RoleOfferReply,
  RoleTestReply,
} from '../../server/contract/index.ts';

const AT = '2026-11-28T09:30:00.000Z';
const EXTERNAL_ID = 'gs-5f3b0c62a9d14e7788aa01b2c3d4e5f6';
const PRINCIPAL = 'arn:aws:iam::111122223333:role/groundschool-server';

const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Ec2Read1',
      Effect: 'Allow',
      Action: ['ec2:DescribeRouteTables', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
      Resource: ['*'],
    },
  ],
};
const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: PRINCIPAL },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
    },
  ],
};

export const role: RoleOfferReply = {
  principal: PRINCIPAL,
  policy,
  policies: [{ lab: 'vpc-two-az', title: 'A network that loses a zone', policy }],
  trust,
  cloudformation: `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  GraderRole:\n    Type: 'AWS::IAM::Role'\n    Properties:\n      RoleName: 'groundschool-grader'\n`,
  terraform: 'resource "aws_iam_role" "groundschool_grader" {\n  name = "groundschool-grader"\n}\n',
  cli: `aws iam create-role --role-name groundschool-grader \\\n  --assume-role-policy-document '${JSON.stringify(trust)}' > /dev/null\n`,
  removal: [
    'aws iam delete-role-policy --role-name groundschool-grader --policy-name read-only',
    'aws iam delete-role --role-name groundschool-grader',
  ],
  notes: ['Tasks about Kubernetes objects judge the manifest that was handed in.'],
};

export const goodTest: RoleTestReply = {
  at: AT,
  verdict: 'CONFIRMED',
  steps: [
    { step: 'without-id', outcome: 'good', detail: 'AccessDenied' },
    { step: 'wrong-id', outcome: 'good', detail: 'AccessDenied' },
    { step: 'right-id', outcome: 'good', detail: 'AWS gave a session' },
    { step: 'identity', outcome: 'good', detail: 'the session is of account 123456789012' },
  ],
};
export const openTest: RoleTestReply = {
  at: AT,
  verdict: 'ROLE_OPENS_WITHOUT_ID',
  steps: [
    { step: 'without-id', outcome: 'bad', detail: 'AWS gave a session' },
    { step: 'wrong-id', outcome: 'bad', detail: 'AWS gave a session' },
    ...goodTest.steps.slice(2),
  ],
};
export const silentTest: RoleTestReply = {
  at: AT,
  verdict: 'ROLE_NOT_TESTED',
  steps: goodTest.steps.map(({ step }) => ({ step, outcome: 'untested', detail: 'Throttling, HTTP 400' })),
};

export const pending: AccountRegistration = {
  id: 'registration-0001',
  account: '123456789012',
  region: 'us-east-1',
  labs: ['vpc-two-az', 's3-lifecycle'],
  externalId: EXTERNAL_ID,
  status: 'pending',
  roleArn: null,
  createdAt: AT,
  testedAt: null,
  test: null,
  role,
};
export const confirmed: AccountRegistration = {
  ...pending,
  status: 'confirmed',
  roleArn: 'arn:aws:iam::123456789012:role/groundschool-grader',
  testedAt: AT,
  test: goodTest,
};

export const account = (registration: AccountRegistration | null): AccountReply => ({
  problem: null,
  labs: [
    { id: 'vpc-two-az', title: 'A network that loses a zone', region: 'us-east-1' },
    { id: 's3-lifecycle', title: 'Recordings that age well', region: 'us-east-1' },
  ],
  registration,
});

export const labFacts: AccountLabReply = {
  lab: 'vpc-two-az',
  title: 'A network that loses a zone',
  account: '123456789012',
  region: 'us-east-1',
  session: { id: 'session-of-vpc-01', kind: 'sandbox' },
  covered: true,
  costNote: 'Two NAT gateways cost $0.09 an hour, and each gigabyte through them $0.045.',
  costs: [
    { script: 'setup', usdPerHour: 0, lines: [], missing: [], pricesOf: '2026-11-20' },
    {
      script: 'solution',
      usdPerHour: 0.11,
      lines: [
        { what: 'ec2:CreateNatGateway bm-ml-nat-a', usd: '0.045' },
        { what: 'ec2:CreateVpcEndpoint ssm', usd: '0.02' },
      ],
      missing: ['flow logs: price by the gigabyte'],
      pricesOf: '2026-11-20',
    },
  ],
  start: 'npx groundschool lab apply vpc-two-az setup --region us-east-1 --confirm-account 123456789012',
  leftovers: 'npx groundschool target leftovers --lab vpc-two-az --region us-east-1',
};

const call = (over: Partial<AccountCall>): AccountCall => ({
  at: AT,
  account: '123456789012',
  lab: 'vpc-two-az',
  run: 'attempt-of-vpc-0001',
  operation: 'ec2:DescribeVpcs',
  region: 'us-east-1',
  resource: '',
  result: 'answered',
  status: 200,
  error: null,
  requestId: '4b1d6c2e-3f3c-4a57-8f1e-7d8b0e4f5a61',
  durationMs: 31,
  sessionName: 'groundschool-vpc-two-az-attempt-of-vpc-0001',
  version: '0.1.0+3f1c9a',
  ...over,
});
export const calls: AccountCall[] = [
  call({}),
  call({
    operation: 'logs:DescribeLogGroups',
    result: 'denied',
    status: 400,
    error: 'AccessDeniedException',
    resource: 'logGroupNamePrefix=/vpc/flow',
  }),
  call({
    operation: 'ec2:DescribeFlowLogs',
    result: 'throttled',
    status: 503,
    error: 'RequestLimitExceeded',
  }),
  call({
    operation: 's3:GetBucketPolicy',
    result: 'absent',
    status: 404,
    error: 'NoSuchBucketPolicy',
    resource: 'bm-ml-data-000000',
  }),
  call({
    operation: 'ec2:DescribeSubnets',
    result: 'no-answer',
    status: 0,
    error: 'ECONNRESET',
    requestId: null,
  }),
  call({
    operation: 'eks:DescribeCluster',
    result: 'failed',
    status: 500,
    error: 'ServerException',
    resource: 'name=bm-serving',
  }),
  call({
    operation: 'sts:AssumeRole',
    resource: 'RoleArn=arn:aws:iam::123456789012:role/groundschool-grader',
    requestId: null,
  }),
];
