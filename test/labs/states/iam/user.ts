import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import {
  allow,
  awsPolicy,
  roleArn,
  ADMIN,
  deny,
  ENGINEER,
  statesOf,
  USER,
  userInline,
  type Json,
} from './account.ts';

const state = statesOf('retire-user');
const attach = (name: string): Step =>
  call('iam:AttachUserPolicy', { UserName: USER, PolicyArn: awsPolicy(name) });
const detach = (name: string): Step =>
  call('iam:DetachUserPolicy', { UserName: USER, PolicyArn: awsPolicy(name) });
/** The reference leaves a Deny behind; without it, what else the user has counts. */
const BARE = detach('AWSDenyAll');
const may = (...statements: readonly Json[]): Step[] => [BARE, userInline(USER, statements)];
const group = (...calls: readonly Step[]): Step[] => [
  BARE,
  call('iam:CreateGroup', { GroupName: 'labelers' }),
  ...calls,
  call('iam:AddUserToGroup', { GroupName: 'labelers', UserName: USER }),
];

export const retireUser: readonly AccountState[] = [
  state('nothing attached at all', [BARE], 'pass'),
  state(
    'all policies back, under the Deny',
    [attach('AmazonS3FullAccess'), attach('AmazonEC2FullAccess')],
    'pass',
  ),
  state(
    'a group that allows other things',
    group(
      call('iam:PutGroupPolicy', {
        GroupName: 'labelers',
        PolicyName: 'p',
        PolicyDocument: { $json: { Version: '2012-10-17', Statement: [allow('sqs:*')] } },
      }),
    ),
    'pass',
  ),
  state('a third policy kept', [BARE, attach('AmazonS3FullAccess')], 'fail/still-permitted'),
  state('read only is still permitted', [BARE, attach('ReadOnlyAccess')], 'fail/still-permitted'),
  state(
    'administrator by a group',
    group(
      call('iam:AttachGroupPolicy', { GroupName: 'labelers', PolicyArn: awsPolicy('AdministratorAccess') }),
    ),
    'fail/still-permitted',
  ),
  state(
    'an inline policy of a group',
    group(
      call('iam:PutGroupPolicy', {
        GroupName: 'labelers',
        PolicyName: 'p',
        PolicyDocument: { $json: { Version: '2012-10-17', Statement: [allow('s3:List*')] } },
      }),
    ),
    'fail/still-permitted',
  ),
  state('lists endpoints', may(allow('sagemaker:List*')), 'fail/still-permitted'),
  state('lists users', may(allow('iam:ListUsers')), 'fail/still-permitted'),
  state('becomes the admin', may(allow('sts:AssumeRole', roleArn(ADMIN))), 'fail/still-permitted'),
  state('becomes an engineer', may(allow('sts:*', roleArn(ENGINEER))), 'fail/still-permitted'),
  state('reads the bucket', may(allow('s3:GetObject', 'arn:aws:s3:::{{bucket}}/*')), 'fail/still-permitted'),
  state(
    'everything but one action',
    may({ Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: '*' }),
    'fail/still-permitted',
  ),
  state(
    'a Deny of most',
    may(allow('*'), deny(['s3:*', 'ec2:*', 'sagemaker:*', 'sts:*'])),
    'fail/still-permitted',
  ),
  state('a Deny of all beside everything', may(allow('*'), deny('*')), 'pass'),
  state(
    'a key is on again',
    [
      call('iam:ListAccessKeys', { UserName: USER }, 'again'),
      call('iam:UpdateAccessKey', {
        UserName: USER,
        AccessKeyId: '{{again.AccessKeyMetadata.0.AccessKeyId}}',
        Status: 'Active',
      }),
    ],
    'fail/key-active',
  ),
  state(
    'a password again',
    [call('iam:CreateLoginProfile', { UserName: USER, Password: 'Harrow-Ridge-2026' })],
    'fail/password-active',
  ),
];
