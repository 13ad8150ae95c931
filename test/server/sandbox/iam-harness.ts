/** Users, roles and keys in a fresh account of a running sandbox, for the tests of IAM in the sandbox. */
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, freshSandbox } from '../../helpers/sandbox.ts';

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** One of its own for each test file, because its clock is turned. */
export let sandbox: Sandbox;
/** A fresh one for each test. */
export let account: SandboxAccount;
/** Clients with the account's first key. */
export let admin: Clients;
let offset = 0;

export type Clients = ReturnType<typeof clients>;

export function useSandbox(): void {
  vi.setConfig({ testTimeout: 60_000 });
  beforeAll(async () => {
    sandbox = await freshSandbox({ now: () => new Date(Date.now() + offset) });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    offset = 0;
    account = await sandbox.createAccount('enforcement');
    admin = clients({ accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey });
  });
}

/** Turns the clock of the sandbox, and of the clients that are made from now on. */
export function later(milliseconds: number): void {
  offset = milliseconds;
}

const keysByClient = new WeakMap<object, Keys>();
export function keysOf(client: object): Required<Pick<Keys, 'accessKeyId' | 'secretAccessKey'>> {
  const { accessKeyId, secretAccessKey } = keysByClient.get(client) ?? {
    accessKeyId: '',
    secretAccessKey: '',
  };
  return { accessKeyId, secretAccessKey };
}

export function clients(credentials: Keys, region = 'us-east-1') {
  const options = {
    ...clientOf(sandbox, account),
    region,
    credentials,
    maxAttempts: 1,
    systemClockOffset: offset,
  };
  const made = {
    s3: new S3Client({ ...options, forcePathStyle: true }),
    iam: new IAMClient(options),
    ec2: new EC2Client(options),
    sts: new STSClient(options),
    sagemaker: new SageMakerClient(options),
  };
  keysByClient.set(made, credentials);
  return made;
}

export const allow = (
  Action: string | string[],
  Resource: string | string[] = '*',
  Condition?: object,
): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});
export const deny = (
  Action: string | string[],
  Resource: string | string[] = '*',
  Condition?: object,
): object => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});
export const document = (...Statement: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

export async function newUser(UserName: string, ...statements: object[]): Promise<Keys> {
  await admin.iam.send(new CreateUserCommand({ UserName }));
  if (statements.length > 0)
    await admin.iam.send(
      new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: document(...statements) }),
    );
  return newKey(UserName);
}

export async function newKey(UserName: string): Promise<Keys> {
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

export async function newRole(RoleName: string, trust: object, ...statements: object[]): Promise<string> {
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }),
    }),
  );
  if (statements.length > 0)
    await admin.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(...statements) }),
    );
  return Role?.Arn ?? '';
}

export const ownAccount = (): object => ({ Principal: { AWS: `arn:aws:iam::${account.account}:root` } });

export async function become(from: Clients, RoleArn: string, more: object = {}): Promise<Keys> {
  const { Credentials } = await from.sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ada', ...more }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

export const last = () => sandbox.journal(account.account, { limit: 1_000 }).at(-1);
