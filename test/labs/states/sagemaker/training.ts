/** States of `spot-training` and `model-registered`. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import {
  channels,
  DATA,
  GOOD,
  namedChannels,
  on,
  reads,
  runs,
  SERVING_IMAGE,
  statesOf,
  train,
  type Json,
} from './account.ts';

const training = statesOf('spot-training', 'job_prefix');
const JOB = '{{job_prefix}}x';
const roomy = on('{{train_type}}', 240);
/** A state with one job. */
const one = (name: string, changes: Json, expected: AccountState['expect'][string]): AccountState =>
  training(name, [train(JOB, changes)], expected);

export const spotTraining: readonly AccountState[] = [
  training('no job', [], 'fail/job-missing'),
  training('a job of another name', [train('other-{{job_prefix}}x')], 'fail/job-missing'),
  one('as the reference', {}, 'pass'),
  one('all of the data on the volume', { ...reads('File'), ...roomy }, 'pass'),
  one('exactly 1.2 times the data', { ...reads('File'), ...on('{{train_type}}', 180) }, 'pass'),
  one('a Pipe', reads('Pipe'), 'pass'),
  one(
    'channels that stream in a job that does not',
    { ...reads('File'), ...channels(undefined, undefined, 'FastFile') },
    'pass',
  ),
  one('waits exactly as long as it runs', runs(3600, 3600), 'pass'),
  one('prefixes without a slash at the end', channels(`${DATA}/train`, `${DATA}/val`), 'pass'),
  one(
    'a third channel',
    namedChannels(['training', `${DATA}/train/`], ['validation', `${DATA}/val/`], ['extra', `${DATA}/val/`]),
    'pass',
  ),
  one('checkpoints at the top of the bucket', { CheckpointConfig: { S3Uri: 's3://{{bucket}}/' } }, 'pass'),
  one(
    'a folder below models',
    { OutputDataConfig: { S3OutputPath: 's3://{{bucket}}/models/birdsong/v2' } },
    'pass',
  ),
  one('two instances', on('{{train_type}}', 50, { InstanceCount: 2 }), 'pass'),
  one(
    'instance groups of the type',
    {
      ResourceConfig: {
        VolumeSizeInGB: 50,
        InstanceGroups: [
          { InstanceType: '{{train_type}}', InstanceCount: 1, InstanceGroupName: 'a' },
          { InstanceType: '{{train_type}}', InstanceCount: 2, InstanceGroupName: 'b' },
        ],
      },
    },
    'pass',
  ),
  training(
    'a bad one and a good one',
    [train('{{job_prefix}}a', { CheckpointConfig: null }), train('{{job_prefix}}b')],
    'pass',
  ),
  training(
    'a good one and a failed one',
    [train('{{job_prefix}}a'), train('{{job_prefix}}b', channels(`${DATA}/nothing/`))],
    'pass',
  ),
  one('failed for want of data', channels(`${DATA}/nothing/`), 'fail/unhealthy'),
  training('under way', [train(JOB)], 'fail/not-yet', { pace: 'gradual' }),
  training(
    'stopped',
    [train(JOB), call('sagemaker:StopTrainingJob', { TrainingJobName: JOB })],
    'fail/not-completed',
    { pace: 'gradual' },
  ),
  one('no Spot', { EnableManagedSpotTraining: false, ...runs(3600) }, 'fail/not-spot'),
  one('Spot left out', { EnableManagedSpotTraining: null, ...runs(3600) }, 'fail/not-spot'),
  one('no checkpoints', { CheckpointConfig: null }, 'fail/no-checkpoints'),
  one(
    'checkpoints in a bucket with a longer name',
    { CheckpointConfig: { S3Uri: 's3://{{bucket}}-2/checkpoints/' } },
    'fail/no-checkpoints',
  ),
  one('30 GiB in File mode', { ...reads('File'), ...on('{{train_type}}', 30) }, 'fail/data-wont-fit'),
  one(
    'room for the data and no more',
    { ...reads('File'), ...on('{{train_type}}', 150) },
    'fail/data-wont-fit',
  ),
  one('one GiB short', { ...reads('File'), ...on('{{train_type}}', 179) }, 'fail/data-wont-fit'),
  one(
    'one channel copied in a job that streams',
    namedChannels(['training', `${DATA}/train/`, 'File'], ['validation', `${DATA}/val/`]),
    'fail/data-wont-fit',
  ),
  one(
    'validation copied',
    {
      ...reads('File'),
      ...namedChannels(['training', `${DATA}/train/`, 'Pipe'], ['validation', `${DATA}/val/`]),
    },
    'fail/data-wont-fit',
  ),
  one('one channel', namedChannels(['training', `${DATA}/train/`]), 'fail/channels-wrong'),
  one(
    'channels called train and test',
    namedChannels(['train', `${DATA}/train/`], ['test', `${DATA}/val/`]),
    'fail/channels-wrong',
  ),
  one('the same data twice', channels(`${DATA}/train/`, `${DATA}/train/`), 'fail/channels-wrong'),
  one(
    'the same data with and without a slash',
    channels(`${DATA}/train/`, `${DATA}/train`),
    'fail/channels-wrong',
  ),
  one('data that lies elsewhere', channels('s3://{{bucket}}/models/'), 'fail/channels-wrong'),
  one('another type', on('ml.m5.xlarge'), 'fail/wrong-type-or-role'),
  one(
    'one group of another type',
    {
      ResourceConfig: {
        VolumeSizeInGB: 50,
        InstanceGroups: [
          { InstanceType: '{{train_type}}', InstanceCount: 1, InstanceGroupName: 'a' },
          { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, InstanceGroupName: 'b' },
        ],
      },
    },
    'fail/wrong-type-or-role',
  ),
  training(
    'another role',
    [
      call('iam:CreateRole', {
        RoleName: '{{job_prefix}}role',
        AssumeRolePolicyDocument: {
          $json: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'sagemaker.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
        },
      }),
      train(JOB, { RoleArn: 'arn:aws:iam::{{acct}}:role/{{job_prefix}}role' }),
    ],
    'fail/wrong-type-or-role',
  ),
  one(
    'the model at the top of the bucket',
    { OutputDataConfig: { S3OutputPath: 's3://{{bucket}}/' } },
    'fail/artifact-missing-in-s3',
  ),
  one(
    'the model in a folder that begins alike',
    { OutputDataConfig: { S3OutputPath: 's3://{{bucket}}/models-old/' } },
    'fail/artifact-missing-in-s3',
  ),
  training(
    'the model deleted',
    [train(JOB), call('s3:DeleteObject', { Bucket: '{{bucket}}', Key: `models/${JOB}/output/model.tar.gz` })],
    'fail/artifact-missing-in-s3',
  ),
  training(
    'the model emptied',
    [
      train(JOB),
      call('s3:PutObject', {
        Bucket: '{{bucket}}',
        Key: `models/${JOB}/output/model.tar.gz`,
        Body: { $text: '' },
      }),
    ],
    'fail/artifact-missing-in-s3',
  ),
  training(
    'several defects: the first in the list',
    [
      train(JOB, {
        EnableManagedSpotTraining: false,
        ...runs(60),
        CheckpointConfig: null,
        ...on('ml.m5.xlarge'),
      }),
    ],
    'fail/not-spot',
  ),
  training(
    'the nearest of two bad ones',
    [train('{{job_prefix}}a', { CheckpointConfig: null }), train('{{job_prefix}}b', on('ml.m5.xlarge'))],
    'fail/wrong-type-or-role',
  ),
  training('jobs cannot be listed', [train(JOB)], 'blocked/denied', {
    broken: { 'sagemaker:ListTrainingJobs': 'deny' },
  }),
];

const registered = statesOf('model-registered', 'group');
const group = call('sagemaker:CreateModelPackageGroup', { ModelPackageGroupName: '{{group}}' });
const artifactOf = (job: string): string => `s3://{{bucket}}/models/${job}/output/model.tar.gz`;
const version = (approval: string, url = artifactOf(GOOD.job)): Step =>
  call('sagemaker:CreateModelPackage', {
    ModelPackageGroupName: '{{group}}',
    ModelApprovalStatus: approval,
    InferenceSpecification: {
      Containers: [{ Image: SERVING_IMAGE, ModelDataUrl: url }],
      SupportedContentTypes: ['application/json'],
      SupportedResponseMIMETypes: ['application/json'],
    },
  });
const judge = (number: number, status: string): Step =>
  call('sagemaker:UpdateModelPackage', {
    ModelPackageArn: `arn:aws:sagemaker:{{region}}:{{acct}}:model-package/{{group}}/${number}`,
    ModelApprovalStatus: status,
  });
const OLD = 's3://{{bucket}}/models/resnet/model.tar.gz';

export const modelRegistered: readonly AccountState[] = [
  registered('no group', [], 'fail/group-missing'),
  registered('an empty group', [group], 'fail/group-missing'),
  registered('approved from the start', [group, version('Approved')], 'pass'),
  registered('approved later', [group, version('PendingManualApproval'), judge(1, 'Approved')], 'pass'),
  registered(
    'a newer version that waits',
    [group, version('Approved'), version('PendingManualApproval', OLD)],
    'pass',
  ),
  registered(
    'a newer version that was rejected',
    [group, version('Approved'), version('Approved', OLD), judge(2, 'Rejected')],
    'pass',
  ),
  registered(
    'an older version of something else',
    [group, version('Approved', OLD), version('Approved')],
    'pass',
  ),
  registered('waits', [group, version('PendingManualApproval')], 'fail/not-approved'),
  registered('rejected', [group, version('Approved'), judge(1, 'Rejected')], 'fail/not-approved'),
  registered('something else, approved', [group, version('Approved', OLD)], 'fail/wrong-artifact'),
  registered(
    'a newer version of something else, approved',
    [group, version('Approved'), version('Approved', OLD)],
    'fail/wrong-artifact',
  ),
  registered(
    'the model of a job without checkpoints',
    [train('st-poor-job', { CheckpointConfig: null }), group, version('Approved', artifactOf('st-poor-job'))],
    'fail/wrong-artifact',
  ),
  registered(
    'the model of another good job',
    [train('{{job_prefix}}second'), group, version('Approved', artifactOf('{{job_prefix}}second'))],
    'pass',
  ),
  registered(
    'the object is gone',
    [
      train('{{job_prefix}}third'),
      group,
      version('Approved', artifactOf('{{job_prefix}}third')),
      call('s3:DeleteObject', {
        Bucket: '{{bucket}}',
        Key: 'models/{{job_prefix}}third/output/model.tar.gz',
      }),
    ],
    'fail/artifact-gone',
  ),
  registered('versions cannot be listed', [group, version('Approved')], 'blocked/denied', {
    broken: { 'sagemaker:ListModelPackages': 'deny' },
  }),
];
