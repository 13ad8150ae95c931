/** The wire formats by themselves: XML text, forms, CBOR, errors in every protocol. */
import { cbor, tag } from '@smithy/core/cbor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOverlay } from '../../../server/sandbox/overlay/index.ts';
import { loadModel } from '../../../server/sandbox/overlay/model.ts';
import { readQuery } from '../../../server/sandbox/overlay/wire/query.ts';
import { escapeXml, parseXml, XmlSyntaxError } from '../../../server/sandbox/overlay/wire/xml.ts';
import { AwsError, type OverlayOperation, type WireRequest } from '../../../server/sandbox/types.ts';
import { contextWithoutEngine } from './overlay-harness.ts';

const post: WireRequest = { method: 'POST', path: '/', query: '', headers: {} };

describe('parseXml', () => {
  it('reads elements, attributes, entities, CDATA, comments and prefixes', () => {
    const root = parseXml(
      `\uFEFF<?xml version="1.0"?><!-- c --><a:A xmlns:a="u" xsi:type='T &amp; U'><B/>x&lt;&#65;&#x42;<![CDATA[<&>]]><B>y</B></a:A>\n`,
    );
    expect(root.name).toBe('A');
    expect(root.attributes).toEqual({ 'xmlns:a': 'u', 'xsi:type': 'T & U' });
    expect(root.text).toBe('x<AB<&>');
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['B', ''],
      ['B', 'y'],
    ]);
  });

  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a>&nope;</a>',
    '<a>&</a>',
    '<a b></a>',
    '<a b="<"></a>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a>&#x110000;</a>',
    `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`,
  ])('refuses %j', (source) => {
    expect(() => parseXml(source)).toThrow(XmlSyntaxError);
  });

  it('gives back every text that was escaped', () => {
    const anyText = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const root = parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
      expect(root).toMatchObject({ text, attributes: { b: text } });
    });
    fc.assert(anyText);
  });

  it('gives up on hostile input without going over it again and again (the test would time out)', () => {
    expect(() => parseXml('<a '.repeat(100_000))).toThrow(XmlSyntaxError);
    expect(() => parseXml(`<a>${'<!--'.repeat(100_000)}`)).toThrow(XmlSyntaxError);
  });
});

describe('readQuery', () => {
  it('keeps order whatever the numbers, and allows gaps', async () => {
    const shape = (await loadModel('iam'))?.operations.get('TagRole')?.input;
    if (shape === undefined) throw new Error('IAM has no TagRole');
    const parameters: [string, string][] = [
      ['RoleName', 'r'],
      ['Tags.member.10.Key', 'last'],
      ['Tags.member.10.Value', '1'],
      ['Tags.member.2.Key', 'first'],
      ['Tags.member.2.Value', '2'],
    ];
    expect(readQuery(shape, parameters, false)).toEqual({
      RoleName: 'r',
      Tags: [
        { Key: 'first', Value: '2' },
        { Key: 'last', Value: '1' },
      ],
    });
  });

  it('reaches no prototype and no great depth', async () => {
    const shape = (await loadModel('iam'))?.operations.get('TagRole')?.input;
    if (shape === undefined) throw new Error('IAM has no TagRole');
    expect(
      readQuery(
        shape,
        [
          ['__proto__.polluted', '1'],
          ['constructor', '2'],
        ],
        false,
      ),
    ).toEqual({});
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(() => readQuery(shape, [['a.'.repeat(50), '1']], false)).toThrow(/fewer levels/);
  });
});

describe('CBOR', () => {
  const stamp = new Date('2026-11-25T10:20:30Z');
  const seen: Record<string, unknown>[] = [];
  const alarms: OverlayOperation = {
    service: 'cloudwatch',
    operation: 'DescribeAlarmHistory',
    answer: (_context, input) => {
      seen.push(input);
      if (input['AlarmName'] === 'none') throw new AwsError('InvalidNextToken', 'bad token', 400);
      return Promise.resolve({ AlarmHistoryItems: [{ AlarmName: 'a', Timestamp: stamp }], NextToken: 'n' });
    },
  };
  const request: WireRequest = {
    method: 'POST',
    path: '/service/GraniteServiceVersion20100801/operation/DescribeAlarmHistory',
    query: '',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  };
  const ask = async (input: object | Buffer) => {
    const overlay = createOverlay([alarms]);
    const operation = await overlay.identify(request, 'monitoring', null);
    if (operation === null) throw new Error('not identified');
    const body = Buffer.isBuffer(input) ? input : Buffer.from(cbor.serialize(input));
    return overlay.run(operation, request, body, contextWithoutEngine());
  };

  it('round-trips dates and numbers', async () => {
    const reply = await ask({
      AlarmName: 'a',
      MaxRecords: 5,
      StartDate: tag({ tag: 1, value: stamp.getTime() / 1000 }),
    });
    expect(seen.at(-1)).toEqual({ AlarmName: 'a', MaxRecords: 5, StartDate: stamp });
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    });
    expect(cbor.deserialize(reply.body)).toMatchObject({
      AlarmHistoryItems: [{ AlarmName: 'a', Timestamp: { tag: 1, value: stamp.getTime() / 1000 } }],
      NextToken: 'n',
    });
  });

  it('tells errors by type', async () => {
    const reply = await ask({ AlarmName: 'none' });
    expect(reply.status).toBe(400);
    expect(cbor.deserialize(reply.body)).toMatchObject({ __type: 'InvalidNextToken', message: 'bad token' });
    const garbage = await ask(Buffer.from([0xff, 0x00, 0x9b]));
    expect(garbage.status).toBe(400);
    expect(cbor.deserialize(garbage.body)).toMatchObject({ __type: 'SerializationException' });
  });
});

describe('errorReply', () => {
  const overlay = createOverlay([]);
  const scope = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261125/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  });
  const error = new AwsError('AccessDenied', 'no <way>', 403, { Resource: '/b' });
  const ask = (change: Partial<WireRequest>) => {
    const reply = overlay.errorReply(error, { ...post, ...change }, null, 'ID-1');
    return { ...reply, text: reply.body.toString() };
  };

  it('S3: bare Error with the ids', () => {
    for (const headers of [scope('s3'), {}]) {
      const reply = ask({ method: 'GET', path: '/b', headers });
      expect(reply.status).toBe(403);
      expect(reply.headers).toMatchObject({ 'content-type': 'application/xml', 'x-amz-request-id': 'ID-1' });
      expect(reply.text).toMatch(
        /<Error><Code>AccessDenied<\/Code><Message>no &lt;way&gt;<\/Message><Resource>\/b<\/Resource><RequestId>ID-1<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/,
      );
    }
  });

  it('S3, HEAD: no body', () => {
    expect(ask({ method: 'HEAD', path: '/b', headers: scope('s3') })).toMatchObject({
      status: 403,
      text: '',
    });
  });

  it('S3, presigned: the scope in the query string', () => {
    const query = 'X-Amz-Credential=AKIA%2F20261125%2Fus-east-1%2Fs3%2Faws4_request&Action=x';
    expect(ask({ method: 'GET', query }).text).toContain('<Error><Code>AccessDenied');
  });

  it('query: ErrorResponse', () => {
    const headers = { ...scope('iam'), 'content-type': 'application/x-www-form-urlencoded' };
    expect(ask({ headers }).text).toMatch(
      /<ErrorResponse[^>]*><Error><Type>Sender<\/Type><Code>AccessDenied<\/Code><Message>no &lt;way&gt;<\/Message>.*<RequestId>ID-1<\/RequestId><\/ErrorResponse>$/,
    );
  });

  it('EC2: Response with Errors', () => {
    const headers = { ...scope('ec2'), 'content-type': 'application/x-www-form-urlencoded' };
    expect(ask({ headers }).text).toMatch(
      /<Response><Errors><Error><Code>AccessDenied<\/Code><Message>no &lt;way&gt;<\/Message><\/Error><\/Errors><RequestID>ID-1<\/RequestID><\/Response>$/,
    );
  });

  it('JSON: type in body and header, content type as asked', () => {
    const headers = {
      ...scope('monitoring'),
      'x-amz-target': 'X.Y',
      'content-type': 'application/x-amz-json-1.0',
    };
    const reply = ask({ headers });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': 'AccessDenied',
      'x-amzn-requestid': 'ID-1',
    });
    expect(JSON.parse(reply.text)).toEqual({ __type: 'AccessDenied', message: 'no <way>', Resource: '/b' });
  });

  it('rest-json: type in the header', () => {
    const reply = ask({ method: 'GET', path: '/clusters', headers: scope('eks') });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-errortype': 'AccessDenied',
    });
    expect(JSON.parse(reply.text)).toEqual({ message: 'no <way>', Resource: '/b' });
  });
});

describe('createOverlay', () => {
  const answer = (output: unknown) => () => Promise.resolve(output);

  it('refuses two operations of one name, by alias too', () => {
    const one: OverlayOperation = { service: 's3', operation: 'A', aliases: ['B'], answer: answer({}) };
    expect(() => createOverlay([one, { service: 's3', operation: 'B', answer: answer({}) }])).toThrow(/s3:B/);
    expect(createOverlay([one]).covers({ service: 's3', operation: 'B' })).toBe(true);
    expect(createOverlay([one]).covers({ service: 'ec2', operation: 'B' })).toBe(false);
  });

  it('tells a handler whose answer does not fit its shape', async () => {
    const request = { ...post, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    for (const output of [{ Acount: '1' }, { Account: 1n, Arn: { a: 1 } }, [], 'text']) {
      const overlay = createOverlay([
        { service: 'sts', operation: 'GetCallerIdentity', answer: answer(output) },
      ]);
      const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
      const run = overlay.run(
        { service: 'sts', operation: 'GetCallerIdentity' },
        request,
        body,
        contextWithoutEngine(),
      );
      await expect(run).rejects.toThrow(TypeError);
    }
  });
});
