/** Keys of users and sessions of roles: who they are, what their policies let them do, when they end. */
import { createHmac } from 'node:crypto';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetAccountAuthorizationDetailsCommand,
  PutUserPermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  account,
  admin,
  allow,
  become,
  clients,
  deny,
  document,
  type Keys,
  last,
  later,
  newKey,
  newRole,
  newUser,
  ownAccount,
  sandbox,
  useSandbox,
} from './iam-harness.ts';

useSandbox();

describe('a key of a user', () => {
  it('says whose it is', async () => {
    const ana = clients(await newUser('ana'));
    const { User } = await admin.iam.send(new GetUserCommand({ UserName: 'ana' }));
    expect(await ana.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: account.account,
      Arn: `arn:aws:iam::${account.account}:user/ana`,
      UserId: User?.UserId,
    });
    expect(last()).toMatchObject({ who: 'learner', principal: `arn:aws:iam::${account.account}:user/ana` });
  });

  it('may do nothing without a policy, in the words of every protocol', async () => {
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'records' }));
    const arn = `arn:aws:iam::${account.account}:user/ana`;
    const ana = clients(await newUser('ana'));
    const none = (action: string): string => `because no identity-based policy allows the ${action} action`;
    await expect(ana.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
      message: `User: ${arn} is not authorized to perform: s3:ListAllMyBuckets ${none('s3:ListAllMyBuckets')}`,
    });
    await expect(ana.s3.send(new GetObjectCommand({ Bucket: 'records', Key: 'a' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${arn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::records/a" ${none('s3:GetObject')}`,
    });
    await expect(ana.iam.send(new GetUserCommand({ UserName: 'ana' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${arn} is not authorized to perform: iam:GetUser on resource: ${arn} ${none('iam:GetUser')}`,
    });
    await expect(ana.ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeInstances ${none('ec2:DescribeInstances')}`,
    });
    await expect(ana.sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message: `User: ${arn} is not authorized to perform: sagemaker:ListTrainingJobs ${none('sagemaker:ListTrainingJobs')}`,
    });
    expect(last()).toMatchObject({
      errorCode: 'AccessDeniedException',
      principal: arn,
      decision: 'no statement of an identity policy allows it',
      source: 'gateway',
    });
  });

  it('may do what its policy allows, and no more', async () => {
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'records' }));
    await admin.s3.send(new PutObjectCommand({ Bucket: 'records', Key: 'in/a', Body: 'a' }));
    const ana = clients(
      await newUser(
        'ana',
        allow('s3:ListBucket', 'arn:aws:s3:::records', { StringLike: { 's3:prefix': 'in/*' } }),
        allow('s3:GetObject', 'arn:aws:s3:::records/in/*'),
        allow('s3:PutObject', 'arn:aws:s3:::records/out/${aws:username}/*'),
        allow('ec2:Describe*'),
      ),
    );
    const get = (Key: string) => ana.s3.send(new GetObjectCommand({ Bucket: 'records', Key }));
    expect(await (await get('in/a')).Body?.transformToString()).toBe('a');
    await expect(get('out/a')).rejects.toMatchObject({ name: 'AccessDenied' });
    await ana.s3.send(new ListObjectsV2Command({ Bucket: 'records', Prefix: 'in/x' }));
    await expect(ana.s3.send(new ListObjectsV2Command({ Bucket: 'records' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await ana.s3.send(new PutObjectCommand({ Bucket: 'records', Key: 'out/ana/b', Body: 'b' }));
    await expect(
      ana.s3.send(new PutObjectCommand({ Bucket: 'records', Key: 'out/bob/b', Body: 'b' })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(last()?.decision).toContain('Resource arn:aws:s3:::records/out/${aws:username}/* does not cover');
    const copy = (CopySource: string, Key: string) =>
      ana.s3.send(new CopyObjectCommand({ Bucket: 'records', CopySource, Key }));
    await copy('records/in/a', 'out/ana/c');
    await expect(copy('records/out/ana/b', 'out/ana/d')).rejects.toMatchObject({
      message: expect.stringContaining('s3:GetObject'),
    });
    await ana.ec2.send(new DescribeInstancesCommand({}));
  });

  it('is narrowed by a boundary, from its making or later', async () => {
    const ceiling = async (PolicyName: string, action: string): Promise<string> => {
      const PolicyDocument = document(allow(action));
      const { Policy } = await admin.iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
      return Policy?.Arn ?? '';
    };
    const lists = await ceiling('lists', 's3:ListAllMyBuckets');
    await admin.iam.send(new CreateUserCommand({ UserName: 'ana', PermissionsBoundary: lists }));
    const own = { UserName: 'ana', PolicyName: 'own', PolicyDocument: document(allow('*')) };
    await admin.iam.send(new PutUserPolicyCommand(own));
    const ana = clients(await newKey('ana'));
    await ana.s3.send(new ListBucketsCommand({}));
    const denied = { message: expect.stringContaining('no permissions boundary allows the iam:ListUsers') };
    await expect(ana.iam.send(new ListUsersCommand({}))).rejects.toMatchObject(denied);
    const boundary = async () =>
      (await admin.iam.send(new GetUserCommand({ UserName: 'ana' }))).User?.PermissionsBoundary
        ?.PermissionsBoundaryArn;
    expect(await boundary()).toBe(lists);
    const users = await ceiling('users', 'iam:ListUsers');
    await admin.iam.send(
      new PutUserPermissionsBoundaryCommand({ UserName: 'ana', PermissionsBoundary: users }),
    );
    await ana.iam.send(new ListUsersCommand({}));
    await expect(ana.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    const { UserDetailList } = await admin.iam.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ['User'] }),
    );
    expect(UserDetailList?.[0]?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(users);
    await admin.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'ana' }));
    await ana.s3.send(new ListBucketsCommand({}));
    expect(await boundary()).toBeUndefined();
    for (const call of [
      new DeleteUserPermissionsBoundaryCommand({ UserName: 'ana' }),
      new PutUserPermissionsBoundaryCommand({ UserName: 'bob', PermissionsBoundary: users }),
      new PutUserPermissionsBoundaryCommand({ UserName: 'ana', PermissionsBoundary: `${users}-not` }),
    ])
      await expect(admin.iam.send(call as DeleteUserPermissionsBoundaryCommand)).rejects.toMatchObject({
        name: 'NoSuchEntityException',
      });
  });

  it('manages its own keys and nobody else’s, whoever the engine would take', async () => {
    const own = allow('iam:*AccessKey*', `arn:aws:iam::${account.account}:user/\${aws:username}`);
    const keys = await newUser('ana', own);
    const victim = await newUser('victim');
    const ana = clients(keys);
    await ana.iam.send(new UpdateAccessKeyCommand({ AccessKeyId: keys.accessKeyId, Status: 'Active' }));
    const off = { AccessKeyId: victim.accessKeyId, Status: 'Inactive' as const };
    await expect(ana.iam.send(new UpdateAccessKeyCommand(off))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(
      ana.iam.send(new DeleteAccessKeyCommand({ AccessKeyId: victim.accessKeyId })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await clients(victim).sts.send(new GetCallerIdentityCommand({}));
  });

  it('delegates within a boundary', async () => {
    const { Policy } = await admin.iam.send(
      new CreatePolicyCommand({ PolicyName: 'ceiling', PolicyDocument: document(allow('s3:*')) }),
    );
    const within = { StringEquals: { 'iam:PermissionsBoundary': Policy?.Arn } };
    const ana = clients(await newUser('ana', allow(['iam:CreateUser', 'iam:PutUserPolicy'], '*', within)));
    const create = (UserName: string, PermissionsBoundary?: string) =>
      ana.iam.send(
        new CreateUserCommand({ UserName, ...(PermissionsBoundary ? { PermissionsBoundary } : {}) }),
      );
    await expect(create('free')).rejects.toMatchObject({ name: 'AccessDenied' });
    await create('bound', Policy?.Arn);
    const policy = (UserName: string) =>
      ana.iam.send(
        new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: document(allow('*')) }),
      );
    await policy('bound');
    await expect(policy('ana')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('makes links that carry its session', async () => {
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'links' }));
    for (const Key of ['open', 'shut'])
      await admin.s3.send(new PutObjectCommand({ Bucket: 'links', Key, Body: Key }));
    const arn = await newRole('visitor', ownAccount(), allow('s3:GetObject', 'arn:aws:s3:::links/open'));
    const { s3 } = clients(await become(admin, arn));
    const get = async (Key: string): Promise<Response> =>
      fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'links', Key }), { expiresIn: 60 }));
    expect(await (await get('open')).text()).toBe('open');
    expect((await get('shut')).status).toBe(403);
    const forged = (await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'links', Key: 'open' }))).replace(
      /X-Amz-Security-Token=[^&]+/,
      'X-Amz-Security-Token=forged',
    );
    expect((await fetch(forged)).status).toBe(400);
  });

  it('is a group’s and a managed policy’s, and a Deny wins', async () => {
    const keys = await newUser('ana');
    const ana = clients(keys);
    await admin.iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
    await admin.iam.send(
      new PutGroupPolicyCommand({
        GroupName: 'readers',
        PolicyName: 'g',
        PolicyDocument: document(allow('s3:List*')),
      }),
    );
    await admin.iam.send(new AddUserToGroupCommand({ GroupName: 'readers', UserName: 'ana' }));
    await ana.s3.send(new ListBucketsCommand({}));
    await admin.iam.send(
      new AttachUserPolicyCommand({
        UserName: 'ana',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
    await ana.iam.send(new ListUsersCommand({}));
    await admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'ana',
        PolicyName: 'not',
        PolicyDocument: document({ Sid: 'NoLists', ...deny('s3:List*') }),
      }),
    );
    await expect(ana.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
    expect(last()?.decision).toBe('statement "NoLists" of identity policy not denies it');
    await admin.iam.send(new DeleteUserPolicyCommand({ UserName: 'ana', PolicyName: 'not' }));
    await ana.s3.send(new ListBucketsCommand({}));
  });

  it('ends when it is switched off, deleted, or its user is', async () => {
    const keys = await newUser('ana', allow('*'));
    const { iam } = admin;
    const call = () => clients(keys).iam.send(new ListUsersCommand({}));
    const gone = { name: 'InvalidClientTokenId', $metadata: { httpStatusCode: 403 } };
    await call();
    const key = { UserName: 'ana', AccessKeyId: keys.accessKeyId };
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
    await expect(call()).rejects.toMatchObject(gone);
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
    await call();
    await iam.send(new UpdateUserCommand({ UserName: 'ana', NewUserName: 'anna' }));
    await call();
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'anna', AccessKeyId: keys.accessKeyId }));
    await expect(call()).rejects.toMatchObject(gone);
    await expect(clients(keys).s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });

    const second = await newKey('anna');
    await clients(second).iam.send(new ListUsersCommand({}));
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'anna', PolicyName: 'own' }));
    await iam.send(new DeleteUserCommand({ UserName: 'anna' }));
    await newUser('anna', allow('*'));
    await expect(clients(second).iam.send(new ListUsersCommand({}))).rejects.toMatchObject(gone);
  });
});

describe('a session of a role', () => {
  it('says who became whom, and is judged by the role’s policies of this moment', async () => {
    const arn = await newRole('visitor', ownAccount(), allow('s3:ListAllMyBuckets'));
    const ada = clients(await become(admin, arn));
    const identity = await ada.sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${account.account}:assumed-role/visitor/ada`);
    expect(identity.UserId).toMatch(/^AROA[A-Z0-9]+:ada$/);
    await ada.s3.send(new ListBucketsCommand({}));
    await admin.iam.send(new DeleteRolePolicyCommand({ RoleName: 'visitor', PolicyName: 'own' }));
    await expect(ada.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    await admin.iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'visitor',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      }),
    );
    await ada.s3.send(new ListBucketsCommand({}));
  });

  it('needs what the trust policy asks for', async () => {
    const arn = await newRole('partner', {
      ...ownAccount(),
      Condition: {
        StringEquals: { 'sts:ExternalId': 'bm-7731' },
        StringLike: { 'sts:RoleSessionName': 'a*' },
      },
    });
    await become(admin, arn, { ExternalId: 'bm-7731' });
    for (const wrong of [{}, { ExternalId: 'bm-7732' }, { ExternalId: 'bm-7731', RoleSessionName: 'bob' }]) {
      await expect(become(admin, arn, wrong)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${account.account}:user/learner is not authorized to perform: sts:AssumeRole on resource: ${arn} because no role trust policy allows the sts:AssumeRole action`,
      });
    }
    expect(last()?.decision).toContain('StringLike sts:RoleSessionName wants a*; the request has bob');
    const withMfa = await newRole('mfa', {
      ...ownAccount(),
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    });
    await expect(become(admin, withMfa)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      become(admin, withMfa, { SerialNumber: `arn:aws:iam::${account.account}:mfa/x`, TokenCode: '123456' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('MultiFactorAuthentication failed'),
    });
    await expect(become(admin, `${arn}-nobody`)).rejects.toMatchObject({
      message: `User: arn:aws:iam::${account.account}:user/learner is not authorized to perform: sts:AssumeRole on resource: ${arn}-nobody`,
    });
  });

  it('needs the caller’s permission, too, unless the trust policy names the caller', async () => {
    const ana = clients(await newUser('ana'));
    const arn = await newRole('visitor', ownAccount());
    await expect(become(ana, arn)).rejects.toMatchObject({
      message: expect.stringContaining('because no identity-based policy allows the sts:AssumeRole action'),
    });
    await become(
      ana,
      await newRole('hers', { Principal: { AWS: `arn:aws:iam::${account.account}:user/ana` } }),
    );
    await admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'ana',
        PolicyName: 'p',
        PolicyDocument: document(allow('sts:AssumeRole', arn)),
      }),
    );
    await become(ana, arn);
  });

  it('is narrowed by a session policy and by a boundary', async () => {
    const arn = await newRole('wide', ownAccount(), allow('s3:*'), allow('iam:ListUsers'));
    const narrow = clients(await become(admin, arn, { Policy: document(allow('s3:ListAllMyBuckets')) }));
    await narrow.s3.send(new ListBucketsCommand({}));
    await expect(narrow.s3.send(new CreateBucketCommand({ Bucket: 'more' }))).rejects.toMatchObject({
      message: expect.stringContaining('because no session policy allows the s3:CreateBucket action'),
    });
    const { Policy } = await admin.iam.send(
      new CreatePolicyCommand({
        PolicyName: 'ceiling',
        PolicyDocument: document(allow('s3:ListAllMyBuckets')),
      }),
    );
    await admin.iam.send(
      new CreateRoleCommand({
        RoleName: 'bounded',
        PermissionsBoundary: Policy?.Arn,
        AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', ...ownAccount() }),
      }),
    );
    await admin.iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'bounded',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
    const bounded = clients(await become(admin, arn.replace('wide', 'bounded')));
    await bounded.s3.send(new ListBucketsCommand({}));
    await expect(bounded.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('because no permissions boundary allows the iam:ListUsers action'),
    });
    await expect(become(admin, arn, { Policy: '{"Version":"2012-10-17"' })).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  });

  it('ends in the words of every protocol', async () => {
    const arn = await newRole('visitor', ownAccount(), allow('*'));
    const first = await become(admin, arn, { DurationSeconds: 900 });
    const second = await become(clients(first), arn, { DurationSeconds: 900 });
    await clients(second).s3.send(new ListBucketsCommand({}));
    await expect(become(clients(first), arn, { DurationSeconds: 7_200 })).rejects.toMatchObject({
      message: expect.stringContaining('role chaining'),
    });
    await expect(become(admin, arn, { DurationSeconds: 7_200 })).rejects.toMatchObject({
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
    later(899_000);
    await clients(first).s3.send(new ListBucketsCommand({}));
    later(901_000);
    for (const { s3, iam, ec2, sagemaker } of [clients(first), clients(second)]) {
      await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
      await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
        name: 'ExpiredToken',
        $metadata: { httpStatusCode: 403 },
      });
      await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
        name: 'RequestExpired',
      });
      await expect(sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
        name: 'ExpiredTokenException',
      });
    }
  });

  it('ends with its role', async () => {
    const arn = await newRole('visitor', ownAccount());
    const ada = clients(await become(admin, arn));
    await admin.iam.send(new DeleteRoleCommand({ RoleName: 'visitor' }));
    await newRole('visitor', ownAccount(), allow('*'));
    await expect(ada.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });
});

describe('forged credentials', () => {
  let arn: string;
  let good: Required<Keys>;
  beforeEach(async () => {
    arn = await newRole('visitor', ownAccount(), allow('*'));
    good = (await become(admin, arn)) as Required<Keys>;
  });
  const expectRefused = async (keys: Keys): Promise<void> => {
    const { sts, s3, sagemaker } = clients(keys);
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(/^(InvalidToken|InvalidAccessKeyId)$/),
    });
    await expect(sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  };

  it('are refused: an altered, cut, foreign or missing token', async () => {
    const bytes = Buffer.from(good.sessionToken, 'base64');
    for (const at of [0, 13, 30, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await expectRefused({ ...good, sessionToken: altered.toString('base64') });
    }
    await expectRefused({ ...good, sessionToken: bytes.subarray(0, -4).toString('base64') });
    await expectRefused({
      ...good,
      sessionToken: Buffer.from(JSON.stringify({ account: account.account })).toString('base64'),
    });
    await expectRefused({ accessKeyId: good.accessKeyId, secretAccessKey: good.secretAccessKey });
    const other = await become(admin, arn);
    await expectRefused({ ...good, sessionToken: other.sessionToken ?? '' });
  });

  it('are refused: a wrong secret, and a token beside a long-lived key', async () => {
    await expect(
      clients({ ...good, secretAccessKey: account.secretAccessKey }).sts.send(
        new GetCallerIdentityCommand({}),
      ),
    ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const { accessKeyId, secretAccessKey } = account;
    await expectRefused({ accessKeyId, secretAccessKey, sessionToken: good.sessionToken });
  });

  it('stay in their account, and die with it', async () => {
    const other = await sandbox.createAccount('other');
    const foreign = clients({ accessKeyId: other.accessKeyId, secretAccessKey: other.secretAccessKey });
    await expect(become(foreign, arn)).rejects.toMatchObject({ name: 'AccessDenied' });
    const keys = await newUser('ana', allow('*'));
    expect((await clients(good).sts.send(new GetCallerIdentityCommand({}))).Account).toBe(account.account);
    await sandbox.resetAccount(account.account);
    await expectRefused(good);
    await expectRefused(keys);
  });
});

describe('sessions of a user', () => {
  it('have the user’s rights, without IAM until MFA was shown', async () => {
    const keys = await newUser('ana', allow('*'));
    const { Credentials } = await clients(keys).sts.send(new GetSessionTokenCommand({}));
    const session = clients({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/:user\/ana$/);
    await session.s3.send(new ListBucketsCommand({}));
    await expect(session.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(session.sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await admin.iam.send(new DeleteAccessKeyCommand({ UserName: 'ana', AccessKeyId: keys.accessKeyId }));
    await expect(session.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('of the first key are an administrator’s', async () => {
    const { Credentials } = await admin.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    const keys = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const { iam, sts } = clients(keys);
    await iam.send(new ListUsersCommand({}));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/:user\/learner$/);
    later(901_000);
    await expect(clients(keys).iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
  });

  it('show the code of a device, as a role may ask for', async () => {
    const code = async (seed: string): Promise<string> => {
      const digits = Array.from(seed, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
      const bits = digits.map((value) => value.toString(2).padStart(5, '0')).join('');
      const bytes = bits.match(/.{8}/g)?.map((octet) => Number.parseInt(octet, 2)) ?? [];
      const counter = Buffer.alloc(8);
      counter.writeUInt32BE(Math.floor(Date.now() / 30_000), 4);
      const digest = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
      const at = (digest[19] ?? 0) & 15;
      return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
    };
    const arn = await newRole(
      'mfa',
      { ...ownAccount(), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      allow('s3:ListAllMyBuckets'),
    );
    const device = async (name: string): Promise<{ serial: string; seed: string }> => {
      const { VirtualMFADevice } = await admin.iam.send(
        new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }),
      );
      return {
        serial: VirtualMFADevice?.SerialNumber ?? '',
        seed: Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString(),
      };
    };
    const first = await device('phone');
    const TokenCode = await code(first.seed);
    const shown = { SerialNumber: first.serial, TokenCode };
    const wrong = { ...shown, TokenCode: TokenCode === '000000' ? '111111' : '000000' };
    await expect(become(admin, arn, wrong)).rejects.toMatchObject({ name: 'AccessDenied' });
    await clients(await become(admin, arn, shown)).s3.send(new ListBucketsCommand({}));

    const ana = clients(await newUser('ana', allow('*')));
    await expect(become(ana, arn, shown)).rejects.toMatchObject({ name: 'AccessDenied' });
    const hers = await device('ana');
    const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '123457' };
    await admin.iam.send(
      new EnableMFADeviceCommand({ UserName: 'ana', SerialNumber: hers.serial, ...codes }),
    );
    const { Credentials } = await ana.sts.send(
      new GetSessionTokenCommand({ SerialNumber: hers.serial, TokenCode: await code(hers.seed) }),
    );
    const session = clients({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    await session.iam.send(new ListUsersCommand({}));
    await become(session, arn);
  });
});

describe('the switch', () => {
  it('lets users and roles do everything, and takes it back; their keys stay theirs', async () => {
    const keys = await newUser('ana');
    const ana = clients(keys);
    const arn = await newRole('closed', { Principal: { Service: 'ec2.amazonaws.com' } });
    await expect(ana.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    const url = `${sandbox.endpoint}/_groundschool/accounts/${account.account}/iam`;
    const headers = { authorization: `Bearer ${sandbox.adminToken}` };
    const set = async (body: unknown) => {
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return [reply.status, await reply.json()];
    };
    expect(await (await fetch(url, { headers })).json()).toEqual({ enforced: true });
    expect(await set({ enforced: false })).toEqual([200, { enforced: false }]);
    await ana.s3.send(new ListBucketsCommand({}));
    const role = clients(await become(ana, arn));
    await role.iam.send(new ListUsersCommand({}));
    await expect(become(ana, `${arn}-nobody`)).rejects.toMatchObject({ name: 'AccessDenied' });
    await admin.iam.send(
      new UpdateAccessKeyCommand({ UserName: 'ana', AccessKeyId: keys.accessKeyId, Status: 'Inactive' }),
    );
    await expect(ana.s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    expect(await set({ enforced: 'no' })).toMatchObject([400, { error: { code: 'SANDBOX_BAD_REQUEST' } }]);
    expect(await set({ enforced: true })).toEqual([200, { enforced: true }]);
    await expect(role.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
