import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../../graders/checks/index.ts';
import { defineRead, type AnyRead, type ReadSlot } from '../../../graders/kit/index.ts';
import { s3 } from '../../../graders/reads/s3-client.ts';
import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { startDouble, type HttpDouble } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

/**
 * Operations that AWS charges for by the call, each with the page that says so. S3's requests ($0.0004 for a thousand) are left out:
 * a lab makes a few dozen. The price list service (`pricing:`) and Service Quotas are free.
 */
const CHARGED: Readonly<Record<string, RegExp>> = {
  'https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/': /^ce:/,
  'https://aws.amazon.com/cloudwatch/pricing/':
    /^cloudwatch:(GetMetricData|GetMetricStatistics|GetMetricWidgetImage|GetInsightRuleReport|ListMetrics)$/,
  'https://aws.amazon.com/athena/pricing/': /^athena:(GetQueryResults|StartQueryExecution)$/,
  'https://aws.amazon.com/s3/pricing/': /^s3:SelectObjectContent$/,
  'https://aws.amazon.com/config/pricing/': /^config:SelectResourceConfig$/,
};

async function awsReads(): Promise<AnyRead[]> {
  const found = new Set<AnyRead>();
  for (const load of Object.values(checks))
    for (const slot of Object.values((await load()).default.reads as Record<string, ReadSlot>)) {
      const read = 'each' in slot ? slot.each : slot;
      if (read.source === 'aws') found.add(read);
    }
  return [...found];
}

const price = { usd: 0.01, source: 'https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/' };
const paid = defineRead<{ bucket: string }, { Status: string | null }>({
  id: 's3:GetBucketVersioning',
  resources: () => ['*'],
  price,
  call: async ({ client }, { bucket }) => {
    const { Status } = await client(s3).send(new GetBucketVersioningCommand({ Bucket: bucket }));
    return { Status: Status ?? null };
  },
});

let double: HttpDouble;
beforeAll(async () => {
  double = await startDouble(() => ({
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  }));
});
afterAll(() => double.close());

/** What becomes of a paid read of each of these buckets, and how many requests were sent. */
async function read(buckets: string[], acceptedCost: number | undefined, kind: 'aws' | 'endpoint' = 'aws') {
  double.requests.length = 0;
  const session = testSession({
    target: endpointTarget(double.endpoint, kind),
    reads: [paid],
    ...(acceptedCost === undefined ? {} : { acceptedCost }),
  });
  const seen = [];
  for (const bucket of buckets) seen.push(await session.ask(paid, { bucket }));
  session.close();
  return {
    states: seen.map((one) => (one.state === 'blocked' ? one.reason : one.state)),
    sent: double.requests.length,
    seen,
  };
}

describe('reads that AWS charges for', () => {
  it('are no reads of today’s checks; one that is added says its price', async () => {
    const reads = await awsReads();
    expect(reads.length).toBeGreaterThan(50);
    const charged = reads.filter(({ id }) =>
      Object.values(CHARGED).some((operations) => operations.test(id)),
    );
    expect(charged.filter((one) => one.price === undefined).map(({ id }) => id)).toEqual([]);
    expect(
      reads.filter((one) => one.price !== undefined).map(({ id }) => id),
      'none needs consent',
    ).toEqual([]);
    for (const operation of ['ce:GetCostAndUsage', 'cloudwatch:GetMetricData'])
      expect(Object.values(CHARGED).some((one) => one.test(operation))).toBe(true);
  });

  it('are not asked without consent, and the reason says what one costs', async () => {
    for (const accepted of [undefined, 0, 0.009]) {
      const { states, sent, seen } = await read(['a'], accepted);
      expect([states, sent]).toEqual([['costs-money'], 0]);
      expect(JSON.stringify(seen)).toContain('USD 0.01');
    }
  });

  it('are asked as long as the amount lasts, one question once', async () => {
    const { states, sent } = await read(['a', 'a', 'b', 'c'], 0.02);
    expect([states, sent]).toEqual([['present', 'present', 'present', 'costs-money'], 2]);
  });

  it('cost nothing on an emulator', async () => {
    expect((await read(['a', 'b'], undefined, 'endpoint')).states).toEqual(['present', 'present']);
  });

  it('cannot be ones that are asked again and again', () => {
    const spec = {
      id: 'ce:GetTags',
      resources: () => ['*'],
      price,
      call: () => Promise.resolve([]),
    } as const;
    expect(() => defineRead({ ...spec, consistencySeconds: 15 })).toThrow('costs money');
    expect(defineRead(spec).price).toEqual(price);
  });
});
