/** The overlay behind the real gateway, called by the real AWS CLI: the sandbox as a learner meets it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOverlay } from '../../../server/sandbox/overlay/index.ts';
import { operations } from '../../../server/sandbox/overlay/operations.ts';
import { AwsError, type OverlayOperation } from '../../../server/sandbox/types.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { runAws } from '../../helpers/aws-cli.ts';
import { awsEnv, freshSandbox } from '../../helpers/sandbox.ts';

const when = new Date('2026-11-25T10:20:30Z');

/** One stand-in per protocol that the CLI speaks, beside or in place of the real operations. */
const standIns: readonly OverlayOperation[] = [
  { service: 'cloudwatch', operation: 'DescribeAlarms', answer: (_context, input) => cloudwatch(input) },
  { service: 'ec2', operation: 'DescribeSpotPriceHistory', answer: (_context, input) => spot(input) },
  {
    service: 'iam',
    operation: 'GetAccountSummary',
    answer: () => Promise.resolve({ SummaryMap: { AccountMFAEnabled: 1 } }),
  },
  { service: 'eks', operation: 'DescribeClusterVersions', answer: () => eks() },
  { service: 'sagemaker', operation: 'UpdateEndpoint', answer: (_context, input) => sagemaker(input) },
];

function cloudwatch(input: Record<string, unknown>): Promise<unknown> {
  const [AlarmName] = input['AlarmNames'] as string[];
  return Promise.resolve({ MetricAlarms: [{ AlarmName, Threshold: 10.5, StateUpdatedTimestamp: when }] });
}

function spot(input: Record<string, unknown>): Promise<unknown> {
  const [InstanceType] = input['InstanceTypes'] as string[];
  return Promise.resolve({ SpotPriceHistory: [{ InstanceType, SpotPrice: '0.35', Timestamp: when }] });
}

function eks(): Promise<unknown> {
  return Promise.resolve({ clusterVersions: [{ clusterVersion: '1.34', endOfStandardSupportDate: when }] });
}

function sagemaker(input: Record<string, unknown>): Promise<unknown> {
  throw new AwsError(
    'ValidationException',
    `Could not find endpoint "${String(input['EndpointName'])}".`,
    400,
  );
}

let sandbox: Sandbox;
let account: SandboxAccount;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'overlay-cli-'));
  writeFileSync(join(folder, 'config'), '[default]\ncli_timestamp_format = iso8601\n');
  const names = new Set(standIns.map(({ service, operation }) => `${service}:${operation}`));
  const others = operations.filter(({ service, operation }) => !names.has(`${service}:${operation}`));
  sandbox = await freshSandbox({ overlay: createOverlay([...others, ...standIns]) });
  account = await sandbox.createAccount('cli');
}, 300_000);

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Version 1 prints dates as they came over the wire, unless told otherwise. */
function environment(): Record<string, string> {
  return awsEnv(sandbox, account, { AWS_CONFIG_FILE: join(folder, 'config') });
}

async function aws(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runAws(args, environment(), folder);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout === '' ? null : JSON.parse(stdout);
}

async function refused(...args: string[]): Promise<string> {
  const { code, stderr } = await runAws(args, environment(), folder);
  expect(code).not.toBe(0);
  return stderr;
}

function file(name: string, content: object): string {
  writeFileSync(join(folder, name), JSON.stringify(content));
  return `file://${name}`;
}

describe('AWS CLI', { timeout: 120_000 }, () => {
  it('S3: policy and lifecycle as in the lab', async () => {
    await aws('s3api', 'create-bucket', '--bucket', 'bm-cli');
    expect(await aws('s3api', 'get-public-access-block', '--bucket', 'bm-cli')).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
    });
    const rule = {
      ID: 'models',
      Filter: { And: { Prefix: 'models/', ObjectSizeGreaterThan: 131072 } },
      Status: 'Enabled',
      Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
      Expiration: { Date: '2027-01-01T00:00:00+00:00' },
    };
    const dated = file('mixed.json', { Rules: [rule] });
    expect(
      await refused(
        's3api',
        'put-bucket-lifecycle-configuration',
        '--bucket',
        'bm-cli',
        '--lifecycle-configuration',
        dated,
      ),
    ).toMatch(/\(InvalidRequest\).*Found mixed 'Date' and 'Days'/);
    const { Transitions: _transitions, ...kept } = rule;
    const good = file('lifecycle.json', { Rules: [kept] });
    await aws(
      's3api',
      'put-bucket-lifecycle-configuration',
      '--bucket',
      'bm-cli',
      '--lifecycle-configuration',
      good,
    );
    expect(await aws('s3api', 'get-bucket-lifecycle-configuration', '--bucket', 'bm-cli')).toEqual({
      TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
      Rules: [kept],
    });
    await aws('s3api', 'delete-bucket-lifecycle', '--bucket', 'bm-cli');
    const policy = file('policy.json', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bm-cli/*' },
      ],
    });
    expect(await refused('s3api', 'put-bucket-policy', '--bucket', 'bm-cli', '--policy', policy)).toMatch(
      /\(AccessDenied\).*BlockPublicPolicy/,
    );
    expect(await refused('s3api', 'get-bucket-policy', '--bucket', 'bm-cli')).toMatch(
      /\(NoSuchBucketPolicy\)/,
    );
  });

  it('CloudWatch, in whichever protocol this CLI prefers', async () => {
    expect(await aws('cloudwatch', 'describe-alarms', '--alarm-names', 'bill')).toMatchObject({
      MetricAlarms: [
        { AlarmName: 'bill', Threshold: 10.5, StateUpdatedTimestamp: '2026-11-25T10:20:30+00:00' },
      ],
    });
  });

  it('EC2, IAM, EKS', async () => {
    expect(await aws('ec2', 'describe-spot-price-history', '--instance-types', 'g6.xlarge')).toEqual({
      SpotPriceHistory: [
        { InstanceType: 'g6.xlarge', SpotPrice: '0.35', Timestamp: '2026-11-25T10:20:30+00:00' },
      ],
    });
    expect(await aws('iam', 'get-account-summary')).toEqual({ SummaryMap: { AccountMFAEnabled: 1 } });
    expect(await aws('eks', 'describe-cluster-versions')).toMatchObject({
      clusterVersions: [{ clusterVersion: '1.34' }],
    });
  });

  it('SageMaker: the error with its code', async () => {
    const said = await refused(
      'sagemaker',
      'update-endpoint',
      '--endpoint-name',
      'e-1',
      '--endpoint-config-name',
      'c-1',
    );
    expect(said).toMatch(
      /\(ValidationException\) when calling the UpdateEndpoint operation: Could not find endpoint "e-1"/,
    );
  });

  it('leaves its calls in the journal by the names of the model', () => {
    const names = sandbox.journal(account.account).map(({ service, operation }) => `${service}:${operation}`);
    expect(names).toEqual(
      expect.arrayContaining([
        's3:PutBucketLifecycleConfiguration',
        's3:DeleteBucketLifecycle',
        'eks:DescribeClusterVersions',
      ]),
    );
  });
});
