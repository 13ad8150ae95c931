import { GetBucketVersioningCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wellFormedRoot } from '../../../graders/engine/replies.ts';
import { defineLocalRead, defineRead, type AnyRead, type ClientSpec } from '../../../graders/kit/index.ts';
import { describeKey } from '../../../graders/reads/kms.ts';
import { s3 } from '../../../graders/reads/s3-client.ts';
import {
  bucketAcl,
  bucketLifecycle,
  bucketVersioning,
  headBucket,
  listMultipartUploads,
  listObjects,
  publicAccessBlock,
} from '../../../graders/reads/s3.ts';
import { startDouble, type DoubleRequest, type HttpDouble } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

let double: HttpDouble;
beforeAll(async () => {
  double = await startDouble(() => ({ status: 500 }));
});
afterAll(() => double.close());

const bucket = { bucket: 'b' };
const XML = { 'content-type': 'application/xml' };
const OK = {
  status: 200,
  headers: XML,
  body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
};
const error = (status: number, code: string) => ({
  status,
  headers: XML,
  body: `<Error><Code>${code}</Code></Error>`,
});

describe('the read cache', () => {
  it('shares one call among equal questions, whatever the order of the arguments', async () => {
    double.answer(() => ({
      status: 200,
      headers: XML,
      body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
    }));
    const session = testSession({ target: endpointTarget(double.endpoint), reads: [listObjects] });
    const answers = await Promise.all([
      session.ask(listObjects, { bucket: 'b', prefix: 'x/' }),
      session.ask(listObjects, { prefix: 'x/', bucket: 'b' }),
      session.ask(listObjects, { bucket: 'b', prefix: '' }),
    ]);
    session.close();
    expect(answers[0]).toBe(answers[1]);
    expect(double.requests.map((one) => one.query.get('prefix') ?? '-').toSorted()).toEqual(['', 'x/']);
    expect(session.requests()).toBe(2);
    expect((await session.stored()).map((one) => one.args)).toEqual([
      { bucket: 'b', prefix: '' },
      { bucket: 'b', prefix: 'x/' },
    ]);
  });

  it('gives frozen values, so that one judge cannot disturb another', async () => {
    double.answer(() => OK);
    const session = testSession({ target: endpointTarget(double.endpoint), reads: [bucketVersioning] });
    const observation = await session.ask(bucketVersioning, bucket);
    session.close();
    expect(Object.isFrozen((observation as { value: unknown }).value)).toBe(true);
  });
});

describe('a run that can wait', () => {
  it('asks before each call whether it may go on, and a call has its whole time after that', async () => {
    double.answer(() => OK);
    let letGo: () => void = () => undefined;
    let asked = 0;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [bucketVersioning],
      limits: { callMs: 400 },
      standAside: () => {
        asked += 1;
        return gate;
      },
    });
    const answer = session.ask(bucketVersioning, bucket);
    const other = session.ask(bucketVersioning, { bucket: 'other' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([asked, double.requests.length]).toEqual([2, 0]);
    letGo();
    expect([(await answer).state, (await other).state]).toEqual(['present', 'present']);
    session.close();
  });
});

describe('the guard', () => {
  const rogue = (send: (client: S3Client) => Promise<unknown>): AnyRead =>
    defineLocalRead({ id: 's3:GetRogue', source: 'link', call: ({ client }) => send(client(s3)) });

  it.each([
    [
      'an operation that changes something',
      (client: S3Client) =>
        client.send(
          new PutBucketVersioningCommand({ Bucket: 'b', VersioningConfiguration: { Status: 'Enabled' } }),
        ),
      /s3:PutBucketVersioning was refused before it left: graders only read/,
    ],
    [
      'an operation that no read of the run declares',
      (client: S3Client) => client.send(new GetBucketVersioningCommand({ Bucket: 'b' })),
      /s3:GetBucketVersioning was refused before it left: no read of this run declares it/,
    ],
  ])('refuses %s', async (_name, send, message) => {
    double.answer(() => OK);
    const errors: unknown[] = [];
    const read = rogue(send);
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [read, bucketAcl],
      errors,
    });
    expect(await session.ask(read, {})).toMatchObject({ state: 'blocked', reason: 'check-crashed' });
    session.close();
    expect((errors[0] as Error).message).toMatch(message);
    expect(double.requests).toHaveLength(0);
    expect(session.requests()).toBe(0);
  });

  it('refuses to declare such a read at all', () => {
    const declare = (id: `${string}:${string}`) => () =>
      defineRead({ id, resources: () => [], call: () => Promise.resolve(1) });
    for (const name of [
      's3:PutObject',
      's3:DeleteBucket',
      'ec2:RunInstances',
      's3:Getaway',
      'sts:AssumeRole',
    ]) {
      expect(declare(name as `${string}:${string}`)).toThrow(/graders only read/);
    }
    expect(declare('s3:GetObject')).not.toThrow();
  });
});

describe('time and pressure', () => {
  it('ends a call at its limit, and only that one', async () => {
    double.answer((request) =>
      request.query.has('versioning') ? 'hang' : error(404, 'NoSuchLifecycleConfiguration'),
    );
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [bucketVersioning, bucketLifecycle],
      limits: { callMs: 300 },
    });
    const started = Date.now();
    const [slow, quick] = await Promise.all([
      session.ask(bucketVersioning, bucket),
      session.ask(bucketLifecycle, bucket),
    ]);
    session.close();
    expect(slow).toMatchObject({
      state: 'blocked',
      reason: 'timeout',
      detail: `no answer from ${double.endpoint} within 0.3 s`,
    });
    expect(quick).toEqual({ state: 'absent', code: 'NoSuchLifecycleConfiguration' });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it('ends all reads when the time of the lab is up, also those that wait for their turn or ignore the signal', async () => {
    double.answer(() => 'hang');
    const deaf = defineLocalRead({
      id: 'toy:Deaf',
      source: 'box',
      call: () => new Promise(() => undefined),
    }) as AnyRead;
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [bucketVersioning],
      limits: { labMs: 300, concurrency: 1 },
    });
    const answers = await Promise.all([
      session.ask(bucketVersioning, { bucket: 'a' }),
      session.ask(deaf, {}),
      session.ask(bucketVersioning, bucket),
    ]);
    session.close();
    for (const answer of answers) {
      expect(answer).toMatchObject({
        state: 'blocked',
        reason: 'timeout',
        detail: 'the 0.3 s for the whole lab were up',
      });
    }
  });

  it('says throttled, not timed out, when the time runs out between two attempts', async () => {
    double.answer(() => error(503, 'SlowDown'));
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [bucketVersioning],
      limits: { callMs: 200 },
    });
    const observations = await Promise.all(
      ['a', 'b', 'c'].map((name) => session.ask(bucketVersioning, { bucket: name })),
    );
    session.close();
    expect(observations.map((one) => one.state === 'blocked' && one.reason)).toEqual([
      'throttled',
      'throttled',
      'throttled',
    ]);
  });

  it('says throttled too of a call that was held back all the time because others were throttled', async () => {
    double.answer(() => error(503, 'SlowDown'));
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [bucketVersioning],
      limits: { callMs: 900 },
    });
    const names = Array.from({ length: 12 }, (_, i) => ({ bucket: `b${i}` }));
    await session.ask(bucketVersioning, { bucket: 'first' });
    const before = double.requests.length;
    const observations = await Promise.all(names.map((one) => session.ask(bucketVersioning, one)));
    session.close();
    expect(double.requests.length - before, 'some calls were never sent').toBeLessThan(names.length);
    expect(observations.map((one) => (one.state === 'blocked' ? one.reason : one.state))).toEqual(
      names.map(() => 'throttled'),
    );
  });

  it('tries again after a fault that passes, and counts every request', async () => {
    let left = 1;
    double.answer(() => (left-- > 0 ? error(500, 'InternalError') : OK));
    const session = testSession({ target: endpointTarget(double.endpoint), reads: [bucketVersioning] });
    expect(await session.ask(bucketVersioning, bucket)).toEqual({
      state: 'present',
      value: { Status: 'Enabled' },
    });
    session.close();
    expect(session.requests()).toBe(2);
  });

  it('keeps to the number of calls in flight', async () => {
    double.answer(() => ({ ...OK, delayMs: 50 }));
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [bucketVersioning],
      limits: { concurrency: 3 },
    });
    const names = Array.from({ length: 9 }, (_one, index) => `b${index}`);
    await Promise.all(names.map((name) => session.ask(bucketVersioning, { bucket: name })));
    session.close();
    expect(double.requests).toHaveLength(9);
    expect(double.peak()).toBe(3);
  });
});

describe('an absence', () => {
  it.each([
    ['aws' as const, 2],
    ['endpoint' as const, 1],
    ['sandbox' as const, 1],
  ])('on %s counts after %d reads', async (kind, reads) => {
    double.answer(() => error(404, 'NoSuchLifecycleConfiguration'));
    const session = testSession({
      target: endpointTarget(double.endpoint, kind),
      reads: [bucketLifecycle],
      limits: { absenceMs: 50 },
    });
    expect(await session.ask(bucketLifecycle, bucket)).toEqual({
      state: 'absent',
      code: 'NoSuchLifecycleConfiguration',
    });
    session.close();
    expect(double.requests).toHaveLength(reads);
  });

  it('that AWS takes back does not count', async () => {
    let asked = 0;
    double.answer(() => (asked++ === 0 ? error(404, 'NoSuchBucket') : OK));
    const session = testSession({
      target: endpointTarget(double.endpoint, 'aws'),
      reads: [bucketVersioning],
      limits: { absenceMs: 10 },
    });
    expect(await session.ask(bucketVersioning, bucket)).toEqual({
      state: 'present',
      value: { Status: 'Enabled' },
    });
    session.close();
  });
});

describe('lists', () => {
  it('are followed to the end', async () => {
    double.answer(({ query }: DoubleRequest) => {
      if (query.has('uploads')) {
        const second = query.get('key-marker') === 'a' && query.get('upload-id-marker') === 'u1';
        const more = second
          ? ''
          : '<NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker>';
        const name = second ? 'b' : 'a';
        return {
          status: 200,
          headers: XML,
          body: `<ListMultipartUploadsResult><IsTruncated>${String(!second)}</IsTruncated>${more}<Upload><Key>${name}</Key><UploadId>u</UploadId></Upload></ListMultipartUploadsResult>`,
        };
      }
      const page = Number(query.get('continuation-token') ?? '0');
      const more = page < 2 ? `<NextContinuationToken>${page + 1}</NextContinuationToken>` : '';
      return {
        status: 200,
        headers: XML,
        body: `<ListBucketResult><IsTruncated>${String(page < 2)}</IsTruncated>${more}<Contents><Key>k${page}</Key><Size>${page}</Size></Contents></ListBucketResult>`,
      };
    });
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [listObjects, listMultipartUploads],
    });
    const objects = await session.ask(listObjects, { ...bucket, prefix: '' });
    const uploads = await session.ask(listMultipartUploads, bucket);
    session.close();
    expect(objects).toEqual({
      state: 'present',
      value: [0, 1, 2].map((page) => ({ Key: `k${page}`, Size: page })),
    });
    expect((uploads as { value: { Key: string }[] }).value.map((one) => one.Key)).toEqual(['a', 'b']);
  });
});

describe('a bucket of somebody else', () => {
  const reply = (allowed: (owner: string | undefined) => boolean) => (request: DoubleRequest) =>
    allowed(request.headers['x-amz-expected-bucket-owner'] as string | undefined)
      ? { status: 200, headers: { 'x-amz-bucket-region': 'us-east-1' } }
      : { status: 403 };
  const head = async (): Promise<unknown> => {
    const session = testSession({ target: endpointTarget(double.endpoint), reads: [headBucket] });
    const observation = await session.ask(headBucket, bucket);
    session.close();
    return observation;
  };

  it('is observed where anybody may list it', async () => {
    double.answer(reply((owner) => owner === undefined));
    expect(await head()).toEqual({ state: 'present', value: { region: 'us-east-1', owned: false } });
  });

  it('is not confused with a refusal', async () => {
    double.answer(reply(() => false));
    expect(await head()).toMatchObject({ state: 'blocked', reason: 'denied', action: 's3:ListBucket' });
    let first = true;
    double.answer(reply(() => !first || ((first = false), false)));
    expect(await head()).toEqual({ state: 'present', value: { region: 'us-east-1', owned: true } });
  });

  it('or of another region names its region', async () => {
    double.answer(() => ({ status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } }));
    expect(await head()).toEqual({ state: 'present', value: { region: 'eu-west-1', owned: true } });
  });
});

describe('an answer', () => {
  it('to another operation is not an empty configuration', async () => {
    double.answer(() => ({
      status: 200,
      headers: XML,
      body: '<ListBucketResult><Name>b</Name></ListBucketResult>',
    }));
    const session = testSession({ target: endpointTarget(double.endpoint), reads: [publicAccessBlock] });
    expect(await session.ask(publicAccessBlock, bucket)).toMatchObject({
      state: 'blocked',
      reason: 'unsupported-by-target',
      detail: 'it answered with ListBucketResult, the answer to another operation',
    });
    session.close();
  });

  it.each([
    ['<a/>', 'a'],
    ['<?xml version="1.0"?>\n<!-- note --><a x="1"><b>t &lt; u</b><c/></a>\n', 'a'],
    ['<s:a xmlns:s="x"><![CDATA[<b>]]></s:a>', 'a'],
    ['', undefined],
    ['text', undefined],
    ['<a>', undefined],
    ['<a><b></a></b>', undefined],
    ['<a></a><b></b>', undefined],
    ['<a></a>text', undefined],
    ['<a><b>cut', undefined],
    ['<a><b></b></', undefined],
    ['<<<', undefined],
  ])('%j has the root %s', (xml, root) => {
    expect(wellFormedRoot(xml)).toBe(root);
  });
});

describe('credentials', () => {
  it('that cannot be had are named, with the action when a role is the reason', async () => {
    const failing = async (thrown: Error): Promise<unknown> => {
      const credentials = (): Promise<never> => Promise.reject(thrown);
      const session = testSession({
        target: { ...endpointTarget(double.endpoint), credentials },
        reads: [describeKey],
      });
      const observation = await session.ask(describeKey, { keyId: 'k' });
      session.close();
      return observation;
    };
    const none = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    expect(await failing(none)).toMatchObject({ reason: 'credentials-expired', detail: none.message });
    const refused = Object.assign(
      new Error('User: x is not authorized to perform: sts:AssumeRole on resource: y'),
      {
        name: 'AccessDenied',
        $metadata: { httpStatusCode: 403 },
      },
    );
    expect(await failing(refused)).toMatchObject({ reason: 'denied', action: 'sts:AssumeRole' });
  });

  it('make one client per service', async () => {
    double.answer(() => OK);
    const made: ClientSpec<S3Client>[] = [];
    const spec: ClientSpec<S3Client> = {
      service: 's3',
      create: (config) => (made.push(spec), s3.create(config)),
    };
    const read = {
      ...bucketVersioning,
      call: ({ client }) => client(spec).send(new GetBucketVersioningCommand({ Bucket: 'b' })),
    } as typeof bucketVersioning;
    const session = testSession({ target: endpointTarget(double.endpoint), reads: [read] });
    await Promise.all(['a', 'b', 'c'].map((name) => session.ask(read, { bucket: name })));
    session.close();
    expect(made).toHaveLength(1);
  });
});
