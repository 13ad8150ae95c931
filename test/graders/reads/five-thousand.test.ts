import { describe, expect, it } from 'vitest';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { instances } from '../../../graders/reads/ec2-instances.ts';
import { vpcs } from '../../../graders/reads/ec2-vpc.ts';
import { clusters } from '../../../graders/reads/eks.ts';
import { listObjects } from '../../../graders/reads/s3-objects.ts';
import { trainingJobs } from '../../../graders/reads/sagemaker-training.ts';
import { startDouble, type DoubleReply, type DoubleRequest } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

const ITEMS = 5_000;

/** A service that answers with `size` items a page; the token is the number of the next one. */
interface Paged {
  read: AnyRead;
  args: object;
  size: number;
  tokenOf(request: DoubleRequest): string | null;
  page(from: number, to: number, next: number | null): DoubleReply;
}
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_one, index) => from + index);
const xml = (body: string): DoubleReply => ({ status: 200, headers: { 'content-type': 'text/xml' }, body });
const json = (body: unknown): DoubleReply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const ec2Token = ({ body }: DoubleRequest): string | null => new URLSearchParams(body).get('NextToken');
const ec2Next = (next: number | null): string => (next === null ? '' : `<nextToken>${next}</nextToken>`);

const PAGED: readonly [string, Paged][] = [
  [
    'ec2 VPCs',
    {
      read: vpcs,
      args: {},
      size: 1_000,
      tokenOf: ec2Token,
      page: (from, to, next) =>
        xml(
          `<DescribeVpcsResponse><vpcSet>${numbers(from, to)
            .map((n) => `<item><vpcId>vpc-${n}</vpcId></item>`)
            .join('')}</vpcSet>${ec2Next(next)}</DescribeVpcsResponse>`,
        ),
    },
  ],
  [
    'ec2 instances',
    {
      read: instances,
      args: {},
      size: 1_000,
      tokenOf: ec2Token,
      page: (from, to, next) =>
        xml(
          `<DescribeInstancesResponse><reservationSet>${numbers(from, to)
            .map(
              (n) => `<item><instancesSet><item><instanceId>i-${n}</instanceId></item></instancesSet></item>`,
            )
            .join('')}</reservationSet>${ec2Next(next)}</DescribeInstancesResponse>`,
        ),
    },
  ],
  [
    's3 objects',
    {
      read: listObjects,
      args: { bucket: 'b', prefix: '' },
      size: 1_000,
      tokenOf: ({ query }) => query.get('continuation-token'),
      page: (from, to, next) =>
        xml(
          `<ListBucketResult><IsTruncated>${String(next !== null)}</IsTruncated>${next === null ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}${numbers(
            from,
            to,
          )
            .map((n) => `<Contents><Key>k${n}</Key><Size>1</Size></Contents>`)
            .join('')}</ListBucketResult>`,
        ),
    },
  ],
  [
    'eks clusters',
    {
      read: clusters,
      args: {},
      size: 100,
      tokenOf: ({ query }) => query.get('nextToken'),
      page: (from, to, next) =>
        json({
          clusters: numbers(from, to).map((n) => `c${n}`),
          ...(next === null ? {} : { nextToken: String(next) }),
        }),
    },
  ],
  [
    'sagemaker training jobs',
    {
      read: trainingJobs,
      args: { nameContains: '' },
      size: 100,
      tokenOf: ({ body }) => (JSON.parse(body) as { NextToken?: string }).NextToken ?? null,
      page: (from, to, next) =>
        json({
          TrainingJobSummaries: numbers(from, to).map((n) => ({
            TrainingJobName: `j${n}`,
            TrainingJobArn: `a${n}`,
            TrainingJobStatus: 'Completed',
            CreationTime: 1,
          })),
          ...(next === null ? {} : { NextToken: String(next) }),
        }),
    },
  ],
];

function serve({ size, tokenOf, page }: Paged, request: DoubleRequest): DoubleReply {
  const from = Number(tokenOf(request) ?? 0);
  const to = Math.min(ITEMS, from + size);
  return page(from, to, to < ITEMS ? to : null);
}

async function ask(paged: Paged, reply: (request: DoubleRequest) => DoubleReply) {
  const double = await startDouble(reply);
  const session = testSession({
    target: endpointTarget(double.endpoint),
    reads: [paged.read],
    limits: { callMs: 10_000 },
  });
  const seen = await session.ask(paged.read, paged.args);
  session.close();
  await double.close();
  return { seen, requests: double.requests.length };
}

describe.each(PAGED)('5,000 %s', (_name, paged) => {
  it('are all read, each once', { timeout: 60_000 }, async () => {
    const { seen, requests } = await ask(paged, (request) => serve(paged, request));
    expect(seen.state).toBe('present');
    const items = (seen as { value: unknown[] }).value.map((item) => JSON.stringify(item));
    expect(new Set(items).size).toBe(ITEMS);
    expect(requests).toBe(ITEMS / paged.size);
  });

  it.each<[string, DoubleReply, string]>([
    ['denied', { status: 403 }, 'denied'],
    ['trouble', { status: 500, body: '<Error><Code>InternalError</Code></Error>' }, 'timeout'],
    ['a page of HTML', { status: 200, body: '<!doctype html><html></html>' }, 'unsupported-by-target'],
    ['broken off', 'reset', 'timeout'],
  ])(
    'are blocked, never fewer, when a later page is %s',
    { timeout: 60_000 },
    async (_what, fault, reason) => {
      const last = ITEMS - paged.size;
      const { seen } = await ask(paged, (request) =>
        Number(paged.tokenOf(request) ?? 0) >= last ? fault : serve(paged, request),
      );
      expect(seen).toMatchObject({ state: 'blocked', reason });
    },
  );
});
