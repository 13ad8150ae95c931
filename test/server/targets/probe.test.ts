import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Check, Errors } from 'typebox/value';
import { checks } from '../../../graders/checks/index.ts';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { labIds, loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';
import { identifyEndpoint } from '../../../server/targets/identify.ts';
import { coverageOf, readsOfTasks } from '../../../server/targets/lab-coverage.ts';
import { gapsOf, Manifest, manifestFor, MANIFESTS } from '../../../server/targets/manifests.ts';
import { probeReads, type ProbedRead } from '../../../server/targets/probe.ts';
import { startDouble, type DoubleReply } from '../../helpers/http-double.ts';
import { startMoto, type BareMoto } from '../../helpers/moto.ts';
import { sharedSandbox } from '../../helpers/sandbox.ts';
import { endpointTarget, TEST_KEYS } from '../../helpers/session.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { listBuckets, bucketPolicy } from '../../../graders/reads/s3-bucket.ts';
import { vpcs } from '../../../graders/reads/ec2-vpc.ts';

const root = join(import.meta.dirname, '../../..');
const never = new AbortController().signal;

async function readsOfAllLabs(): Promise<AnyRead[]> {
  const all: AnyRead[] = [];
  for (const id of labIds(root))
    for (const reads of (await readsOfTasks(loadLabForGrading(root, id).manifest, checks)).values())
      all.push(...reads);
  return all;
}

describe('moto itself, without our gateway', () => {
  let moto: BareMoto;
  let probed: readonly ProbedRead[];
  beforeAll(async () => {
    moto = await startMoto();
    const client = new S3Client({
      endpoint: moto.endpoint,
      region: 'us-east-1',
      credentials: TEST_KEYS,
      forcePathStyle: true,
    });
    await client.send(new CreateBucketCommand({ Bucket: 'somebodys' }));
    client.destroy();
    const probe = await probeReads(endpointTarget(moto.endpoint), await readsOfAllLabs(), never);
    expect(probe.account).toBe('123456789012');
    probed = probe.reads;
  }, 120_000);
  afterAll(() => moto.stop());

  test('is known by what it says of itself, which is no version', async () => {
    expect(await identifyEndpoint(moto.endpoint)).toMatchObject({ program: 'moto', version: null });
  });

  test('has the reads that its manifest names: after an upgrade of moto, take them from here', () => {
    const seen = Object.fromEntries(probed.map(({ operation, status }) => [operation, status]));
    expect(manifestFor({ program: 'moto', version: '5.2.1' })?.reads).toEqual(seen);
  });

  test('no operation answered for another one, and what is absent was said to be', () => {
    expect(probed.filter(({ status }) => status === 'misrouted')).toEqual([]);
    for (const { status, why } of probed) expect(why === '').toBe(status === 'supported');
  });
});

describe('an endpoint', () => {
  test('of ours is known, with the version of its engine', async () => {
    const { endpoint } = await sharedSandbox();
    const identity = await identifyEndpoint(endpoint);
    expect(identity).toMatchObject({ program: 'groundschool', version: expect.stringMatching(/^\d+\.\d+/) });
    expect(gapsOf(identity, 's3-lifecycle')).toEqual({ reads: {}, tasks: {} });
  });

  test('of LocalStack is known with its version, and one that answers nonsense is not', async () => {
    const double = await startDouble(({ path }) =>
      path === '/_localstack/health'
        ? {
            status: 200,
            body: JSON.stringify({ services: { s3: 'running' }, edition: 'pro', version: '2026.4.0' }),
          }
        : { status: 404, body: '<Error/>' },
    );
    expect(await identifyEndpoint(double.endpoint)).toMatchObject({
      program: 'localstack',
      version: '2026.4.0',
    });
    double.answer(() => ({ status: 200, body: '<html>' }));
    expect((await identifyEndpoint(double.endpoint)).program).toBe('unknown');
    await double.close();
    expect((await identifyEndpoint(double.endpoint)).program).toBe('unknown');
    expect((await identifyEndpoint('https://127.0.0.1:9297')).program).toBe('aws-emulator');
  });
});

/** What a target may answer to DescribeVpcs, and what that says about it. */
const ANSWERS: [string, DoubleReply, ProbedRead['status'], RegExp][] = [
  ['an AWS error', { status: 400, body: error('InvalidParameterValue') }, 'supported', /^$/],
  ['an absence', { status: 400, body: error('InvalidVpcID.NotFound') }, 'supported', /^$/],
  ['501', { status: 501, body: error('NotImplemented') }, 'absent', /501/],
  ['an unknown action', { status: 400, body: error('InvalidAction') }, 'absent', /InvalidAction/],
  ['a 404 page', { status: 404, body: '<!doctype html>\n<html lang=en>' }, 'absent', /404 with an HTML page/],
  [
    'a 500 page',
    { status: 500, body: '<!doctype html>\n<html lang=en>' },
    'unknown',
    /500 with an HTML page/,
  ],
  [
    'a foreign document',
    { status: 200, body: '<ListAllMyBucketsResult/>' },
    'misrouted',
    /ListAllMyBucketsResult/,
  ],
  ['another protocol', { status: 200, body: '{"Vpcs":[]}' }, 'misrouted', /does not parse/],
  ['a denial', { status: 403, body: error('UnauthorizedOperation') }, 'unknown', /^denied/],
  ['a throttle', { status: 503, body: error('RequestLimitExceeded') }, 'unknown', /^throttled/],
  ['trouble of its own', { status: 500, body: error('InternalError') }, 'unknown', /^timeout/],
];
function error(code: string): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors><RequestID>1</RequestID></Response>`;
}
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const NO_BUCKETS = '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>';

describe('a probe', () => {
  test.each(ANSWERS)('makes of %s what it is', { timeout: 20_000 }, async (_name, reply, status, why) => {
    const double = await startDouble(({ body, method }) => {
      if (method === 'GET') return { status: 200, body: NO_BUCKETS };
      return body.includes('GetCallerIdentity') ? { status: 200, body: IDENTITY } : reply;
    });
    const { account, reads } = await probeReads(endpointTarget(double.endpoint), [vpcs, bucketPolicy], never);
    const asked = double.requests.map(({ method, url, body }) => `${method} ${url} ${body}`).join('\n');
    await double.close();
    expect(account).toBe('000000000000');
    expect(reads).toEqual([
      { operation: 'ec2:DescribeVpcs', status, why: expect.stringMatching(why) },
      { operation: 's3:GetBucketPolicy', status: 'unknown', why: expect.stringContaining('no bucket') },
    ]);
    expect(asked, 'it asks nothing that could change something').not.toMatch(/Action=(?!Describe|Get|List)/);
  });

  test('tries nothing where it is not said whose keys these are', async () => {
    const double = await startDouble(() => ({ status: 403, body: error('InvalidClientTokenId') }));
    const { account, reads } = await probeReads(endpointTarget(double.endpoint), [vpcs], never);
    await double.close();
    expect({ account, reads, requests: double.requests.length }).toEqual({
      account: null,
      reads: [
        {
          operation: 'ec2:DescribeVpcs',
          status: 'unknown',
          why: expect.stringContaining('credentials-expired'),
        },
      ],
      requests: 1,
    });
  });

  test('says of each task what stands in its way', () => {
    const tasks = new Map([
      ['one', [vpcs]],
      ['two', [listBuckets, callerIdentity]],
    ]);
    const probe: ProbedRead[] = [
      { operation: 'ec2:DescribeVpcs', status: 'supported', why: '' },
      { operation: 's3:ListBuckets', status: 'absent', why: 'it answered 501' },
    ];
    expect(coverageOf('a-lab', tasks, probe, null)).toEqual([
      { lab: 'a-lab', task: 'one', obstacles: [] },
      {
        lab: 'a-lab',
        task: 'two',
        obstacles: [
          { operation: 's3:ListBuckets', kind: 'absent', why: 'it answered 501' },
          { operation: 'sts:GetCallerIdentity', kind: 'unknown', why: 'it was not tried' },
        ],
      },
    ]);
  });
});

describe('manifests', () => {
  test.each(MANIFESTS)('$program $version: sound, and names operations and tasks that exist', async (one) => {
    expect(Check(Manifest, one) ? [] : Errors(Manifest, one)).toEqual([]);
    const reads = new Set((await readsOfAllLabs()).map(({ id }) => id));
    for (const operation of [...Object.keys(one.reads), ...one.gaps.map((gap) => gap.operation)])
      expect(reads, operation).toContain(operation);
    for (const key of Object.keys(one.tasks)) {
      const [lab = '', task = ''] = key.split('/');
      expect(loadLabForGrading(root, lab).manifest.tasks.map(({ id }) => id)).toContain(task);
    }
  });

  test('of another version of a program stands in for one that is missing', () => {
    expect(manifestFor({ program: 'moto', version: '6.0.0' })?.program).toBe('moto');
    expect(manifestFor({ program: 'unknown', version: null })).toBeNull();
    const gaps = gapsOf({ program: 'moto', version: null, how: '' }, 's3-lifecycle');
    expect(Object.keys(gaps.tasks).toSorted()).toEqual(['dataset-sync', 'presigned-link']);
    expect(Object.keys(gaps.reads)).toContain('iam:GetAccountSummary');
  });
});
