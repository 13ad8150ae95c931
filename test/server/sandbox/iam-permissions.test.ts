/** What calls of single services need, and what the sandbox cannot judge. */
import http from 'node:http';
import {
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  DescribeInstancesCommand,
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateUserCommand,
  GetUserCommand,
  ListRolePoliciesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { sendSigned, signHeaders, type SignOptions } from '../../helpers/signed-request.ts';
import {
  account,
  admin,
  allow,
  become,
  clients,
  deny,
  document,
  keysOf,
  last,
  newRole,
  newUser,
  ownAccount,
  sandbox,
  useSandbox,
} from './iam-harness.ts';

useSandbox();

describe('EC2, SageMaker AI and the handing over of roles', () => {
  const run = (client: EC2Client, InstanceType: 't3.micro' | 'p5.48xlarge', more: object = {}) =>
    client.send(
      new RunInstancesCommand({
        ImageId: 'ami-0abcdef1234567890',
        InstanceType,
        MinCount: 1,
        MaxCount: 1,
        ...more,
      }),
    );

  it('is asked about every resource of a launch, and about tags', async () => {
    const arn = (type: string): string => `arn:aws:ec2:us-east-1:${account.account}:${type}/*`;
    const ana = clients(
      await newUser(
        'ana',
        allow('ec2:RunInstances', arn('instance'), { StringEquals: { 'ec2:InstanceType': 't3.micro' } }),
        allow('ec2:RunInstances', [
          'arn:aws:ec2:us-east-1::image/*',
          ...['image', 'subnet', 'security-group', 'network-interface', 'volume'].map(arn),
        ]),
        allow('ec2:CreateTags', arn('instance'), { StringEquals: { 'ec2:CreateAction': 'RunInstances' } }),
        allow(['ec2:TerminateInstances', 'ec2:StopInstances'], '*', {
          StringEquals: { 'aws:ResourceTag/Project': 'survey' },
        }),
      ),
    );
    const tagged = (value: string) => ({
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Project', Value: value }] }],
    });
    const ids = async (more: object = {}): Promise<string[]> =>
      (await run(ana.ec2, 't3.micro', more)).Instances?.map(({ InstanceId = '' }) => InstanceId) ?? [];
    const mine = await ids(tagged('survey'));
    const other = await ids();
    await expect(run(ana.ec2, 'p5.48xlarge')).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(`ec2:RunInstances on resource: ${arn('instance')} because`),
    });
    await expect(
      ana.ec2.send(new CreateTagsCommand({ Resources: other, Tags: [{ Key: 'Project', Value: 'survey' }] })),
    ).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await ana.ec2.send(new TerminateInstancesCommand({ InstanceIds: mine }));
    await expect(ana.ec2.send(new TerminateInstancesCommand({ InstanceIds: other }))).rejects.toMatchObject({
      message: expect.stringContaining(`instance/${other[0]}`),
    });
    await expect(
      ana.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...mine, ...other] })),
    ).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('takes iam:PassRole for a training job and for an instance profile, also out of a launch template', async () => {
    const trust = { Principal: { Service: ['sagemaker.amazonaws.com', 'ec2.amazonaws.com'] } };
    const good = await newRole('survey-batch', trust);
    const bad = await newRole('survey-admin', trust);
    for (const [InstanceProfileName, RoleName] of [
      ['good', 'survey-batch'],
      ['bad', 'survey-admin'],
    ]) {
      await admin.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
      await admin.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    }
    const ana = clients(
      await newUser(
        'ana',
        allow(['sagemaker:*', 'ec2:*', 'iam:AddRoleToInstanceProfile']),
        allow('iam:PassRole', good, {
          StringEquals: { 'iam:PassedToService': ['sagemaker.amazonaws.com', 'ec2.amazonaws.com'] },
        }),
        {
          Sid: 'Small',
          ...deny('sagemaker:CreateTrainingJob', '*', {
            'ForAnyValue:StringNotEquals': { 'sagemaker:InstanceTypes': ['ml.g5.xlarge'] },
          }),
        },
      ),
    );
    const train = (RoleArn: string, InstanceType: 'ml.g5.xlarge' | 'ml.p5.48xlarge' = 'ml.g5.xlarge') =>
      ana.sagemaker.send(
        new CreateTrainingJobCommand({
          TrainingJobName: `survey-${Math.random().toString(36).slice(2)}`,
          RoleArn,
          AlgorithmSpecification: {
            TrainingImage: '1.dkr.ecr.us-east-1.amazonaws.com/i:1',
            TrainingInputMode: 'File',
          },
          OutputDataConfig: { S3OutputPath: 's3://b/o' },
          ResourceConfig: { InstanceType, InstanceCount: 1, VolumeSizeInGB: 10 },
          StoppingCondition: { MaxRuntimeInSeconds: 60 },
        }),
      );
    await train(good);
    await expect(train(bad)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`iam:PassRole on resource: ${bad} because no identity-based policy`),
    });
    await expect(train(good, 'ml.p5.48xlarge')).rejects.toMatchObject({
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
    expect(last()?.decision).toBe('statement "Small" of identity policy own denies it');
    await run(ana.ec2, 't3.micro', { IamInstanceProfile: { Name: 'good' } });
    for (const more of [
      { IamInstanceProfile: { Name: 'bad' } },
      { IamInstanceProfile: { Arn: `arn:aws:iam::${account.account}:instance-profile/bad` } },
    ])
      await expect(run(ana.ec2, 't3.micro', more)).rejects.toMatchObject({
        message: expect.stringContaining(bad),
      });
    await admin.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'lt',
        LaunchTemplateData: { InstanceType: 't3.micro', IamInstanceProfile: { Name: 'bad' } },
      }),
    );
    await expect(
      run(ana.ec2, 't3.micro', { LaunchTemplate: { LaunchTemplateName: 'lt' } }),
    ).rejects.toMatchObject({ message: expect.stringContaining(`iam:PassRole on resource: ${bad}`) });
    await expect(
      ana.iam.send(
        new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'good', RoleName: 'survey-admin' }),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining('iam:PassRole') });
  });

  it('is fenced into a Region, with the services that have none', async () => {
    const keys = await newUser(
      'ana',
      allow('*'),
      deny('*', '*', { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
    );
    await clients(keys, 'eu-west-1').ec2.send(new DescribeInstancesCommand({}));
    await expect(clients(keys).ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    await expect(clients(keys, 'eu-west-1').iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('resource policies', () => {
  it('of a bucket allow, and deny', async () => {
    const keys = await newUser('ana');
    const ana = clients(keys);
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'shared' }));
    await admin.s3.send(new PutObjectCommand({ Bucket: 'shared', Key: 'a', Body: 'a' }));
    const get = () => ana.s3.send(new GetObjectCommand({ Bucket: 'shared', Key: 'a' }));
    await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
    const policy = (...statements: object[]) =>
      admin.s3.send(new PutBucketPolicyCommand({ Bucket: 'shared', Policy: document(...statements) }));
    const anaMay = {
      ...allow('s3:GetObject', 'arn:aws:s3:::shared/*'),
      Principal: { AWS: `arn:aws:iam::${account.account}:user/ana` },
    };
    await policy(anaMay);
    await get();
    await policy(anaMay, {
      Sid: 'OnlyTls',
      ...deny('s3:*', ['arn:aws:s3:::shared', 'arn:aws:s3:::shared/*'], {
        Bool: { 'aws:SecureTransport': 'false' },
      }),
      Principal: '*',
    });
    await get(); // loopback counts as TLS
    await policy(anaMay, { ...deny('s3:GetObject', 'arn:aws:s3:::shared/a'), Principal: '*' });
    await expect(get()).rejects.toMatchObject({
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    });
    await admin.s3.send(new GetObjectCommand({ Bucket: 'shared', Key: 'a' })); // the first key stays an administrator's
  });

  it('hide what a bucket lacks from whoever may not list it', async () => {
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'quiet' }));
    const keys = await newUser('ana', allow('s3:GetObject', 'arn:aws:s3:::quiet/*'));
    const ana = clients(keys);
    const [get, head] = [GetObjectCommand, HeadObjectCommand].map(
      (Command) => () => ana.s3.send(new Command({ Bucket: 'quiet', Key: 'none' })),
    );
    await expect(get?.()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::quiet"'),
    });
    await expect(head?.()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    const own = { UserName: 'ana', PolicyName: 'list', PolicyDocument: document(allow('s3:ListBucket')) };
    await admin.iam.send(new PutUserPolicyCommand(own));
    await expect(get?.()).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(head?.()).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('count for every key of a DeleteObjects', async () => {
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'many' }));
    const ana = clients(await newUser('ana', allow('s3:DeleteObject', 'arn:aws:s3:::many/mine/*')));
    const remove = (...keys: string[]) =>
      ana.s3.send(
        new DeleteObjectsCommand({ Bucket: 'many', Delete: { Objects: keys.map((Key) => ({ Key })) } }),
      );
    await remove('mine/a', 'mine/<b>&');
    await expect(remove('mine/a', 'yours/a')).rejects.toMatchObject({
      message: expect.stringContaining('arn:aws:s3:::many/yours/a'),
    });
  });
});

describe('a change', () => {
  it('is never judged by what was before, even when its client hung up', async () => {
    const arn = await newRole('visitor', ownAccount());
    const visitor = clients(await become(admin, arn));
    const policy = encodeURIComponent(document(allow('s3:ListAllMyBuckets')));
    const { hostname: host, port } = new URL(sandbox.endpoint);
    const call = { endpoint: sandbox.endpoint, service: 'iam', method: 'POST', ...keysOf(admin) };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const put = `Action=PutRolePolicy&Version=2010-05-08&RoleName=visitor&PolicyName=own&PolicyDocument=${policy}`;
    const remove = 'Action=DeleteRolePolicy&Version=2010-05-08&RoleName=visitor&PolicyName=own';
    for (let round = 0; round < 12; round += 1) {
      expect((await sendSigned({ ...call, headers: form, body: put })).status).toBe(200);
      await visitor.s3.send(new ListBucketsCommand({}));
      const { headers } = signHeaders({ ...call, headers: form, body: remove });
      await new Promise<void>((resolve) => {
        const request = http.request({
          host,
          port,
          method: 'POST',
          path: '/',
          headers: { ...headers, 'content-length': remove.length },
        });
        request.on('error', () => resolve());
        request.on('response', (reply) => reply.resume().on('end', () => resolve()));
        request.end(remove, () => setTimeout(() => request.destroy(), round));
        request.on('close', () => resolve());
      });
      const allowed = () =>
        visitor.s3.send(new ListBucketsCommand({})).then(
          () => true,
          () => false,
        );
      const { PolicyNames = [] } = await admin.iam.send(new ListRolePoliciesCommand({ RoleName: 'visitor' }));
      if (PolicyNames.length === 0) expect([round, await allowed()]).toEqual([round, false]);
      // Whatever became of the removal, in the end both agree.
      await expect
        .poll(async () => {
          const now = await admin.iam.send(new ListRolePoliciesCommand({ RoleName: 'visitor' }));
          return (now.PolicyNames?.length === 1) === (await allowed());
        })
        .toBe(true);
    }
  });
});

describe('what cannot be judged', () => {
  it('is denied, and the journal says why', async () => {
    const ana = clients(await newUser('ana', allow('*'), deny('kms:*', 'arn:aws:kms:us-east-1:1:key/x')));
    const raw = (options: Partial<SignOptions>) =>
      sendSigned({ endpoint: sandbox.endpoint, service: 'lambda', ...keysOf(ana), ...options });
    const lambda = await raw({ path: '/2015-03-31/functions/' });
    expect(lambda).toMatchObject({ status: 403, code: 'AccessDeniedException' });
    expect(last()).toMatchObject({ decision: 'the sandbox does not know which operation this request is' });
    const all = clients(await newUser('boss', allow('*')));
    expect((await raw({ path: '/2015-03-31/functions/', ...keysOf(all) })).status).toBe(200);
    const narrow = clients(await newUser('bob', allow('lambda:*')));
    expect((await raw({ path: '/2015-03-31/functions/', ...keysOf(narrow) })).status).toBe(403);
    const json = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.CreateKey' };
    await raw({ service: 'kms', method: 'POST', headers: json, body: '{}' });
    expect(last()?.decision).toBe(
      'the sandbox does not know the resource of this request, which statement 2 of identity policy own asks for',
    );
    await admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'ana',
        PolicyName: 'own',
        PolicyDocument: document(
          allow('*'),
          deny('s3:*', '*', { StringEquals: { 's3:DataAccessPointArn': 'x' } }),
        ),
      }),
    );
    await expect(ana.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('the sandbox does not know the value of s3:DataAccessPointArn'),
    });
  });

  it('is no JSON text that only looks like a form', async () => {
    const ana = clients(await newUser('ana', allow('sagemaker:*')));
    const list = (NameContains: string) => ana.sagemaker.send(new ListTrainingJobsCommand({ NameContains }));
    await list('a&b=c&D=1');
    await expect(list('a&StatusEquals=Failed&x')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is a request that two readers read differently', async () => {
    const ana = clients(
      await newUser(
        'ana',
        allow(['iam:Get*', 'sagemaker:List*', 's3:*', 'lambda:List*', 'eks:*', 'ec2:*', 'logs:*']),
      ),
    );
    await admin.iam.send(new CreateUserCommand({ UserName: 'victim' }));
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'bbb' }));
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const json = { 'content-type': 'application/x-amz-json-1.1' };
    await admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'ana',
        PolicyName: 'mine',
        PolicyDocument: document(allow('iam:*', `arn:aws:iam::${account.account}:role/mine`)),
      }),
    );
    const remove = 'Action=DeleteUser&Version=2010-05-08&UserName=victim';
    const post = { method: 'POST', service: 'iam', body: remove };
    const attempts: Partial<SignOptions>[] = [
      { ...post, headers: form, path: '/?Action=GetUser&Version=2010-05-08' },
      {
        ...post,
        headers: { 'content-type': 'Application/X-WWW-Form-Urlencoded' },
        path: '/?Action=GetUser&Version=2010-05-08',
      },
      {
        ...post,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        path: '/?Action=GetUser&Version=2010-05-08',
      },
      { ...post, headers: { ...form, 'x-amz-target': 'X.GetUser' } },
      { ...post, headers: { ...json, 'x-amz-target': 'X.GetUser' } },
      { ...post, headers: { ...form, 'x-amz-target': 'SageMaker.ListModels' } },
      { ...post, headers: form, body: `${remove}&Action=GetUser` },
      { ...post, headers: form, body: 'Action=DeleteUser&Version=2010-05-08&UserName=ana&UserName=victim' },
      { ...post, service: 'IAM', headers: form },
      { ...post, headers: form, body: `${remove}&RoleName=mine` },
      { ...post, headers: form, body: 'Action=DELETEUser&Version=2010-05-08&UserName=victim' },
      {
        ...post,
        headers: form,
        body: 'Action=AddROLEToInstanceProfile&Version=2010-05-08&InstanceProfileName=p&RoleName=r',
      },
      {
        ...post,
        service: 'ec2',
        headers: form,
        body: 'Action=RUNInstances&Version=2016-11-15&ImageId=ami-12c6146b&MinCount=1&MaxCount=1',
      },
      {
        ...post,
        service: 'logs',
        headers: { ...json, 'x-amz-target': 'Logs_20140328.PutRetentionPolicy' },
        body: '{"logGroupName":"victim","resourceArn":"arn:aws:logs:us-east-1:1:log-group:mine:*","retentionInDays":1}',
      },
      {
        method: 'POST',
        service: 'sagemaker',
        headers: { ...json, 'x-amz-target': 'SageMaker.ListModels' },
        body: '{"NameContains":"&Action=DeleteModel&ModelName=m"}',
      },
      {
        method: 'POST',
        service: 'sagemaker',
        headers: { ...json, 'x-amz-target': 'SageMaker.ListModels' },
        path: '/endpoints/x/invocations',
        body: '{}',
      },
      { method: 'PUT', service: 's3', path: '/bbb/k', headers: { 'x-amz-target': 'X.GetObject' }, body: 'x' },
      { method: 'GET', service: 's3', path: '/bbb?acl&policy&tagging' },
      {
        method: 'DELETE',
        service: 'lambda',
        path: '/2015-03-31/functions/f',
        headers: { 'x-amz-target': 'X.ListFunctions' },
      },
      { method: 'GET', service: 's3', path: '/bbb%2Fk' },
      { method: 'GET', service: 's3', path: '/bbb%2F%20/k' },
      { method: 'GET', service: 's3', path: '/bbb%3F%20/k' },
      { method: 'GET', service: 's3', path: '//bbb/k' },
      { method: 'DELETE', service: 's3', path: '/bbb/k?tagging', headers: form, body: 'x=1' },
      ...['x:/bbb/k', '//bbb/k', 'bbb/k#x', 'bbb/k;x', 'bbb%2Fk'].map((source): Partial<SignOptions> => ({
        method: 'PUT',
        service: 's3',
        path: '/bbb/copy',
        headers: { 'x-amz-copy-source': source },
      })),
      {
        method: 'POST',
        service: 'sagemaker',
        headers: { ...json, 'x-amz-target': 'SageMaker.ListModels' },
        path: '/?NameContains=x',
        body: '{}',
      },
      {
        method: 'POST',
        service: 'sagemaker',
        headers: { ...json, 'x-amz-target': 'SageMaker.ListModels' },
        body: '{"NameContains":"a&NameContains=b&c"}',
      },
      { ...post, headers: form, path: '/?UserName=ana', body: 'Action=GetUser&Version=2010-05-08' },
      { method: 'GET', service: 'eks', path: '/clusters/mine?name=victim' },
      { method: 'GET', service: 'eks', path: '/clusters/mine%2Fnode-groups' },
      { method: 'GET', service: 'eks', path: '/clusters/mine', headers: json, body: '{"name":"victim"}' },
    ];
    for (const attempt of attempts) {
      const reply = await sendSigned({
        endpoint: sandbox.endpoint,
        service: 'iam',
        ...keysOf(ana),
        ...attempt,
      });
      expect([reply.status, JSON.stringify(attempt)]).toEqual([
        /AccessDenied|UnauthorizedOperation/.test(reply.code ?? '') ? reply.status : -1,
        JSON.stringify(attempt),
      ]);
    }
    await admin.iam.send(new GetUserCommand({ UserName: 'victim' }));
  });
});
