/**
 * The contract with the SDK's semi-internal schemas: what real clients write we read, what we write they read, in every
 * protocol. When a pinned client changes, this fails first.
 */
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient, CreateNodegroupCommand } from '@aws-sdk/client-eks';
import {
  CreateRoleCommand,
  GetAccountSummaryCommand,
  IAMClient,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CopyObjectCommand,
  GetBucketPolicyCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTrainingJobCommand,
  DescribeEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { AwsError, type OverlayOperation } from '../../../server/sandbox/types.ts';
import { overlayClient } from './overlay-harness.ts';

type Input = Record<string, unknown>;

/** An operation that records its input and answers `output`, or fails. */
function stub(service: string, operation: string, output: unknown): OverlayOperation & { inputs: Input[] } {
  const inputs: Input[] = [];
  return {
    service,
    operation,
    inputs,
    answer: (_context, input) => {
      inputs.push(input);
      return output instanceof AwsError ? Promise.reject(output) : Promise.resolve(output);
    },
  };
}

const when = new Date('2026-11-25T10:20:30Z');
const hostile = `<a href="x">&amp; 'q' \u00e9\u4e16 \r\n end`;

function withoutMetadata(output: object): Input {
  const { $metadata: _metadata, ...rest } = output as Input;
  return rest;
}

describe('rest-xml (S3)', () => {
  const tagging = {
    TagSet: [
      { Key: 'a&b', Value: hostile },
      { Key: 'empty', Value: '' },
    ],
  };

  it('reads a body, a label and headers as the client meant them', async () => {
    const put = stub('s3', 'PutBucketTagging', {});
    const { options, seen } = overlayClient([put]);
    await new S3Client({ ...options, forcePathStyle: true }).send(
      new PutBucketTaggingCommand({
        Bucket: 'my-bucket',
        Tagging: tagging,
        ExpectedBucketOwner: '123456789012',
      }),
    );
    expect(seen[0]?.operation).toEqual({ service: 's3', operation: 'PutBucketTagging' });
    expect(put.inputs[0]).toMatchObject({
      Bucket: 'my-bucket',
      Tagging: tagging,
      ExpectedBucketOwner: '123456789012',
    });
  });

  it('writes nested lists, headers and attributes that the client reads back', async () => {
    const output = { TagSet: tagging.TagSet, VersionId: 'v 1' };
    const { options } = overlayClient([stub('s3', 'GetObjectTagging', output)]);
    const client = new S3Client({ ...options, forcePathStyle: true });
    const answer = await client.send(new GetObjectTaggingCommand({ Bucket: 'b-1', Key: 'a/b c+d/é?.txt' }));
    expect(withoutMetadata(answer)).toEqual(output);
  });

  it('keeps every character of a key and of query parameters', async () => {
    const list = stub('s3', 'ListObjectsV2', {
      Name: 'b-1',
      IsTruncated: true,
      KeyCount: 1,
      Contents: [{ Key: hostile, Size: 12, LastModified: when, ETag: '"x"', StorageClass: 'STANDARD' }],
      CommonPrefixes: [{ Prefix: 'p/' }],
      NextContinuationToken: 'a+b/c=',
    });
    const copy = stub('s3', 'CopyObject', {
      CopyObjectResult: { ETag: '"y"', LastModified: when },
      VersionId: 'v',
    });
    const { options } = overlayClient([list, copy]);
    const client = new S3Client({ ...options, forcePathStyle: true });
    const input = { Bucket: 'b-1', Prefix: 'a b+c/&é', Delimiter: '/', MaxKeys: 7, StartAfter: '100%' };
    const answer = await client.send(new ListObjectsV2Command(input));
    expect(list.inputs[0]).toEqual(input);
    expect(answer.Contents?.[0]).toEqual({
      Key: hostile,
      Size: 12,
      LastModified: when,
      ETag: '"x"',
      StorageClass: 'STANDARD',
    });
    expect(answer.NextContinuationToken).toBe('a+b/c=');
    const copied = await client.send(
      new CopyObjectCommand({ Bucket: 'b-1', Key: 'x//y/', CopySource: 'b-2/z', Metadata: { Owner: 'me' } }),
    );
    expect(copy.inputs[0]).toMatchObject({ Key: 'x//y/', CopySource: 'b-2/z', Metadata: { owner: 'me' } });
    expect(copied).toMatchObject({ CopyObjectResult: { ETag: '"y"', LastModified: when }, VersionId: 'v' });
  });

  it('reads XML attributes', async () => {
    const put = stub('s3', 'PutBucketAcl', {});
    const { options } = overlayClient([put]);
    const policy = {
      Owner: { ID: 'me' },
      Grants: [
        {
          Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
          Permission: 'READ' as const,
        },
      ],
    };
    await new S3Client({ ...options, forcePathStyle: true }).send(
      new PutBucketAclCommand({ Bucket: 'b-1', AccessControlPolicy: policy }),
    );
    expect(put.inputs[0]).toMatchObject({ AccessControlPolicy: policy });
  });

  it('gives the client the error by its name, with its members', async () => {
    const error = new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, {
      BucketName: 'b<1',
    });
    const { options } = overlayClient([stub('s3', 'GetBucketPolicy', error)]);
    const client = new S3Client({ ...options, forcePathStyle: true });
    await expect(client.send(new GetBucketPolicyCommand({ Bucket: 'b-1' }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
      message: 'The bucket policy does not exist',
      BucketName: 'b<1',
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9A-F]{16}$/) },
    });
  });
});

describe('query (IAM, STS)', () => {
  const role = {
    Path: '/',
    RoleName: 'engineer',
    RoleId: 'AROAEXAMPLE',
    Arn: 'arn:aws:iam::123456789012:role/engineer',
    CreateDate: when,
    AssumeRolePolicyDocument: encodeURIComponent('{"Version":"2012-10-17"}'),
    Tags: [{ Key: 'team', Value: hostile }],
  };

  it('round-trips structures, lists and dates', async () => {
    const create = stub('iam', 'CreateRole', { Role: role });
    const list = stub('iam', 'ListRoles', {
      Roles: [role, { ...role, RoleName: 'other', Tags: [] }],
      IsTruncated: false,
    });
    const { options } = overlayClient([create, list]);
    const client = new IAMClient(options);
    const input = {
      RoleName: 'engineer',
      AssumeRolePolicyDocument: '{"a": "b&c=d+e"}',
      MaxSessionDuration: 3600,
      Tags: [
        { Key: 'k 1', Value: hostile },
        { Key: 'k2', Value: '' },
      ],
    };
    const created = await client.send(new CreateRoleCommand(input));
    expect(create.inputs[0]).toEqual(input);
    expect(created.Role).toEqual(role);
    const listed = await client.send(new ListRolesCommand({}));
    expect(listed.Roles?.map(({ RoleName }) => RoleName)).toEqual(['engineer', 'other']);
  });

  it('round-trips maps', async () => {
    const summary = { SummaryMap: { AccountMFAEnabled: 1, Users: 3 } };
    const { options } = overlayClient([stub('iam', 'GetAccountSummary', summary)]);
    const answer = await new IAMClient(options).send(new GetAccountSummaryCommand({}));
    expect(withoutMetadata(answer)).toEqual(summary);
  });

  it('knows an error by its code and by its shape', async () => {
    for (const code of ['NoSuchEntity', 'NoSuchEntityException']) {
      const { options } = overlayClient([stub('iam', 'CreateRole', new AwsError(code, 'no <role>', 404))]);
      const send = new IAMClient(options).send(
        new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}' }),
      );
      await expect(send).rejects.toMatchObject({
        name: 'NoSuchEntityException',
        message: 'no <role>',
        Code: 'NoSuchEntity',
      });
    }
  });

  it('round-trips STS', async () => {
    const identity = {
      UserId: 'AIDA',
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/learner',
    };
    const assumed = {
      Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's/+=', SessionToken: 't', Expiration: when },
      AssumedRoleUser: { AssumedRoleId: 'AROA:me', Arn: 'arn:aws:sts::123456789012:assumed-role/r/me' },
    };
    const assume = stub('sts', 'AssumeRole', assumed);
    const { options } = overlayClient([stub('sts', 'GetCallerIdentity', identity), assume]);
    const client = new STSClient(options);
    expect(withoutMetadata(await client.send(new GetCallerIdentityCommand({})))).toEqual(identity);
    const input = {
      RoleArn: 'arn:aws:iam::1:role/r',
      RoleSessionName: 'me',
      PolicyArns: [{ arn: 'arn:x' }],
      DurationSeconds: 900,
    };
    expect(withoutMetadata(await client.send(new AssumeRoleCommand(input)))).toEqual(assumed);
    expect(assume.inputs[0]).toEqual(input);
  });

  it('refuses what lacks a required member', async () => {
    const { options } = overlayClient([stub('iam', 'CreateRole', {})]);
    const send = new IAMClient(options).send(new CreateRoleCommand({ RoleName: 'r' } as never));
    await expect(send).rejects.toMatchObject({
      name: 'ValidationError',
      message: /AssumeRolePolicyDocument/,
    });
  });
});

describe('ec2 query', () => {
  it('round-trips flat lists and lower-case names', async () => {
    const describeVpcs = stub('ec2', 'DescribeVpcs', {
      Vpcs: [
        {
          VpcId: 'vpc-1',
          IsDefault: false,
          Tags: [{ Key: 'Name', Value: hostile }],
          CidrBlock: '10.0.0.0/16',
        },
      ],
      NextToken: 'n',
    });
    const run = stub('ec2', 'RunInstances', {
      Instances: [{ InstanceId: 'i-1', LaunchTime: when, Monitoring: { State: 'disabled' } }],
    });
    const { options } = overlayClient([describeVpcs, run]);
    const client = new EC2Client(options);
    const filters = {
      Filters: [
        { Name: 'tag:Name', Values: ['a b', 'c&d'] },
        { Name: 'is-default', Values: ['false'] },
      ],
    };
    const answer = await client.send(new DescribeVpcsCommand({ ...filters, MaxResults: 5 }));
    expect(describeVpcs.inputs[0]).toEqual({ ...filters, MaxResults: 5 });
    expect(answer.Vpcs).toEqual([
      { VpcId: 'vpc-1', IsDefault: false, Tags: [{ Key: 'Name', Value: hostile }], CidrBlock: '10.0.0.0/16' },
    ]);
    const input = {
      MinCount: 1,
      MaxCount: 2,
      ImageId: 'ami-1',
      ClientToken: 'once',
      SecurityGroupIds: ['sg-1', 'sg-2'],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 100, Encrypted: true } }],
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'k', Value: 'v' }] }],
    };
    const ran = await client.send(new RunInstancesCommand(input));
    expect(run.inputs[0]).toEqual(input);
    expect(ran.Instances).toEqual([
      { InstanceId: 'i-1', LaunchTime: when, Monitoring: { State: 'disabled' } },
    ]);
  });

  it('gives errors their names', async () => {
    const { options } = overlayClient([
      stub('ec2', 'DescribeVpcs', new AwsError('InvalidVpcID.NotFound', 'no vpc & co', 400)),
    ]);
    await expect(new EC2Client(options).send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
      message: 'no vpc & co',
    });
  });
});

describe('json 1.1 (SageMaker, KMS)', () => {
  it('round-trips', async () => {
    const create = stub('sagemaker', 'CreateTrainingJob', { TrainingJobArn: 'arn:x' });
    const endpoint = {
      EndpointName: 'e',
      EndpointArn: 'arn:e',
      EndpointStatus: 'InService',
      CreationTime: when,
      LastModifiedTime: when,
      ProductionVariants: [{ VariantName: hostile, CurrentWeight: 0.5 }],
    };
    const { options } = overlayClient([create, stub('sagemaker', 'DescribeEndpoint', endpoint)]);
    const client = new SageMakerClient(options);
    const input = {
      TrainingJobName: 'job',
      RoleArn: 'arn:aws:iam::1:role/r',
      AlgorithmSpecification: { TrainingInputMode: 'File' as const },
      OutputDataConfig: { S3OutputPath: 's3://b/' },
      ResourceConfig: { VolumeSizeInGB: 30, InstanceCount: 1, InstanceType: 'ml.g5.xlarge' as const },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      HyperParameters: { __proto__x: '1', lr: '0.1' },
    };
    await client.send(new CreateTrainingJobCommand(input));
    expect(create.inputs[0]).toEqual(input);
    expect(withoutMetadata(await client.send(new DescribeEndpointCommand({ EndpointName: 'e' })))).toEqual(
      endpoint,
    );
  });

  it('carries blobs, and errors by name', async () => {
    const encrypt = stub('kms', 'Encrypt', { CiphertextBlob: Buffer.from([0, 255, 7]), KeyId: 'k' });
    const missing = stub('kms', 'DescribeKey', new AwsError('NotFoundException', 'no key', 400));
    const { options } = overlayClient([encrypt, missing]);
    const client = new KMSClient(options);
    const answer = await client.send(new EncryptCommand({ KeyId: 'k', Plaintext: Buffer.from('hi') }));
    expect(Buffer.from(encrypt.inputs[0]?.['Plaintext'] as Uint8Array).toString()).toBe('hi');
    expect([...(answer.CiphertextBlob ?? [])]).toEqual([0, 255, 7]);
    await expect(client.send(new DescribeKeyCommand({ KeyId: 'k' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

describe('rest-json (EKS)', () => {
  it('round-trips labels, bodies and errors', async () => {
    const cluster = { cluster: { name: 'c 1', createdAt: when, version: '1.34', tags: { a: 'b' } } };
    const nodegroup = stub(
      'eks',
      'CreateNodegroup',
      new AwsError('ResourceInUseException', 'taken', 409, { clusterName: 'c' }),
    );
    const describeCluster = stub('eks', 'DescribeCluster', cluster);
    const { options } = overlayClient([nodegroup, describeCluster]);
    const client = new EKSClient(options);
    expect(withoutMetadata(await client.send(new DescribeClusterCommand({ name: 'c 1/é' })))).toEqual(
      cluster,
    );
    expect(describeCluster.inputs[0]).toEqual({ name: 'c 1/é' });
    const input = {
      clusterName: 'c',
      nodegroupName: 'n',
      nodeRole: 'arn:r',
      subnets: ['subnet-1'],
      scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 0 },
      clientRequestToken: 'once',
    };
    await expect(client.send(new CreateNodegroupCommand(input))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: 'taken',
      clusterName: 'c',
    });
    expect(nodegroup.inputs[0]).toEqual(input);
  });
});

describe.each([
  ['json 1.0, as the SDK speaks', undefined],
  ['query, as CLI 2.9 speaks', AwsQueryProtocol],
  ['CBOR, as today’s botocore speaks', AwsSmithyRpcV2CborProtocol],
])('CloudWatch: %s', (_name, protocol) => {
  const alarm = {
    AlarmName: 'bill',
    ComparisonOperator: 'GreaterThanThreshold' as const,
    EvaluationPeriods: 1,
    Threshold: 10.5,
    Dimensions: [{ Name: 'Currency', Value: 'USD' }],
  };
  const client = (operations: readonly OverlayOperation[]): CloudWatchClient =>
    new CloudWatchClient({
      ...overlayClient(operations).options,
      ...(protocol === undefined ? {} : { protocol }),
    });

  it('round-trips', async () => {
    const put = stub('cloudwatch', 'PutMetricAlarm', {});
    const list = stub('cloudwatch', 'DescribeAlarms', {
      MetricAlarms: [{ ...alarm, StateUpdatedTimestamp: when }],
    });
    const cloudwatch = client([put, list]);
    await cloudwatch.send(new PutMetricAlarmCommand(alarm));
    expect(put.inputs[0]).toEqual(alarm);
    expect((await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['bill'] }))).MetricAlarms).toEqual(
      [{ ...alarm, StateUpdatedTimestamp: when }],
    );
    expect(list.inputs[0]).toEqual({ AlarmNames: ['bill'] });
  });

  it('tells errors by name', async () => {
    const failing = stub('cloudwatch', 'DescribeAlarms', new AwsError('InvalidNextToken', 'bad', 400));
    await expect(client([failing]).send(new DescribeAlarmsCommand({}))).rejects.toMatchObject({
      name: 'InvalidNextToken',
      message: 'bad',
    });
  });
});
