import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { keyParameters, resourceOf } from '../../../server/sandbox/gateway/describe.ts';
import { engineGap, errorCodeOf } from '../../../server/sandbox/gateway/gaps.ts';
import { arrivalOf } from '../../../server/sandbox/gateway/wire.ts';
import type { WireReply, WireRequest } from '../../../server/sandbox/types.ts';

const reply = (status: number, body: string, headers: Record<string, string> = {}): WireReply => ({
  status,
  headers,
  body: Buffer.from(body),
});
const eks = { service: 'eks', operation: 'ListAddons' };
const s3 = { service: 's3', operation: 'GetBucketPolicy' };

describe('what the engine does not have', () => {
  it.each([
    ['a Flask page', reply(404, '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>'), {}],
    ['a werkzeug page', reply(500, '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">'), {}],
    ['a bare page', reply(405, '\n<html><body>Method Not Allowed</body></html>'), {}],
    ['a text', reply(404, 'Not yet implemented'), {}],
    ['another text', reply(500, 'The list_addons action has not been implemented'), {}],
    ['nothing', reply(404, ''), {}],
    ['an exception', reply(500, 'x'), { 'x-groundschool-engine-failure': 'NotImplementedError' }],
    ['a missing module', reply(500, 'x'), { 'x-groundschool-engine-failure': 'ModuleNotFoundError' }],
  ])('is told from %s', (_name, answer, headers) => {
    expect(engineGap(answer, headers, eks, 'GET')).toBe(
      "eks:ListAddons is not implemented by the sandbox's engine.",
    );
  });

  it('a crash is named as such', () => {
    const why = engineGap(reply(500, 'x'), { 'x-groundschool-engine-failure': 'KeyError' }, s3, 'GET');
    expect(why).toBe("s3:GetBucketPolicy fails in the sandbox's engine when called like this (KeyError).");
  });

  it.each([
    [
      'an S3 error',
      reply(404, '<?xml version="1.0"?><Error><Code>NoSuchBucketPolicy</Code></Error>'),
      s3,
      'GET',
    ],
    ['a JSON error', reply(400, '{"__type":"ResourceNotFoundException"}'), eks, 'GET'],
    ["AWS's own 501", reply(501, '<Error><Code>NotImplemented</Code></Error>'), s3, 'PUT'],
    [
      'an HTML object',
      reply(200, '<!doctype html><html></html>'),
      { service: 's3', operation: 'GetObject' },
      'GET',
    ],
    ['a HEAD without a body', reply(404, ''), { service: 's3', operation: 'HeadObject' }, 'HEAD'],
    ['an empty S3 answer', reply(404, ''), s3, 'GET'],
    ['an error about something not implemented', reply(400, '{"message":"not implemented"}'), eks, 'GET'],
  ])('%s is a genuine answer', (_name, answer, operation, method) => {
    expect(engineGap(answer, {}, operation, method)).toBeNull();
  });
});

describe('error codes', () => {
  it.each([
    [reply(404, '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>'), 'NoSuchEntity'],
    [reply(400, '{"__type":"com.amazonaws.ssm#ParameterNotFound","message":""}'), 'ParameterNotFound'],
    [
      reply(400, '{}', { 'x-amzn-errortype': 'ResourceNotFoundException:http://internal/' }),
      'ResourceNotFoundException',
    ],
    [reply(500, 'text'), null],
    [reply(200, '<Code>x</Code>'), null],
  ])('are found in every protocol', (answer, code) => {
    expect(errorCodeOf(answer)).toBe(code);
  });
});

const request = (path: string, query = '', headers: Record<string, string> = {}): WireRequest => ({
  method: 'POST',
  path,
  query,
  headers,
});

describe('key parameters', () => {
  it('of S3 are bucket, key and what the query says, without the signature', () => {
    const link = 'versionId=3&X-Amz-Signature=abc&X-Amz-Credential=AKIA&x-id=GetObject';
    expect(keyParameters('s3', request('/bucket/a%20b/c', link), Buffer.from('content'))).toEqual({
      bucket: 'bucket',
      key: 'a b/c',
      versionId: '3',
    });
  });

  it('hide secrets by name and by look, at any depth', () => {
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    const body = {
      Name: 'x',
      SecretString: 'hidden',
      Nested: { Password: 'hidden', Deep: [{ PrivateKey: 'hidden' }], Note: 'AKIAABCDEFGHIJKLMNOP' },
      Value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const shown = keyParameters('ssm', request('/', '', headers), Buffer.from(JSON.stringify(body)));
    expect(shown).toEqual({
      Name: 'x',
      SecretString: '[redacted]',
      Nested: '{"Password":"[redacted]","Deep":[{"PrivateKey":"[redacted]"}],"Note":"[redacted]"}',
      Value: '[redacted]',
    });
  });

  it('are few and short', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const many = Array.from({ length: 50 }, (_, i) => `Name.${i}=${'x'.repeat(500)}`).join('&');
    const shown = keyParameters('iam', request('/', '', headers), Buffer.from(`Action=A&Version=1&${many}`));
    expect(Object.keys(shown)).toHaveLength(33);
    expect(shown['…']).toBe('18 more');
    expect(shown['Name.0']).toHaveLength(257);
  });

  it('survive a body that is no JSON', () => {
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    expect(keyParameters('ssm', request('/', '', headers), Buffer.from('{'))).toEqual({});
  });
});

describe('the resource of a call', () => {
  it('is what S3 calls touch', () => {
    expect(resourceOf(s3, request('/b'))).toBe('arn:aws:s3:::b');
    expect(resourceOf(s3, request('/b/k%20k'))).toBe('arn:aws:s3:::b/k k');
    expect(resourceOf(s3, request('/'))).toBe('*');
    expect(resourceOf(eks, request('/clusters'))).toBe('*');
  });
});

describe('the host of a request', () => {
  it.each([
    ['bucket.localhost:4566', '/bucket/key'],
    ['my.dotted.bucket.s3.localhost.localstack.cloud:4566', '/my.dotted.bucket/key'],
    ['bucket.s3.us-east-1.localhost.localstack.cloud', '/bucket/key'],
    ['bucket.s3.eu-west-1.amazonaws.com', '/bucket/key'],
    ['bucket.s3.amazonaws.com', '/bucket/key'],
    ['BUCKET.s3.localhost', '/bucket/key'],
    ['localhost:4566', '/key'],
    ['127.0.0.1:4566', '/key'],
    ['[::1]:4566', '/key'],
    ['s3.localhost.localstack.cloud', '/key'],
    ['s3.us-east-1.amazonaws.com', '/key'],
    ['example.com', '/key'],
  ])('%s makes it %s', (host, path) => {
    const incoming = {
      method: 'GET',
      url: '/key?x=1',
      rawHeaders: ['Host', host],
    } as unknown as IncomingMessage;
    const arrival = arrivalOf(incoming);
    expect([arrival.request.path, arrival.sentPath, arrival.sentQuery]).toEqual([path, '/key', 'x=1']);
    expect(arrival.virtualHosted).toBe(path !== '/key');
  });

  it('is not confused by an absolute request target or repeated headers', () => {
    const rawHeaders = ['Host', 'h', 'X-Amz-Meta-A', '1', 'x-amz-meta-a', '2'];
    const incoming = { method: 'GET', url: 'http://h/p?q', rawHeaders } as unknown as IncomingMessage;
    const arrival = arrivalOf(incoming);
    expect([arrival.sentPath, arrival.sentQuery]).toEqual(['/p', 'q']);
    expect(arrival.headerValues.get('x-amz-meta-a')).toEqual(['1', '2']);
  });
});
