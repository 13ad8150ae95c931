import { describe, expect, test } from 'vitest';
import { isPublicAddress, urlProblem } from '../../../server/webhooks/address.ts';
import { post } from '../../../server/webhooks/post.ts';
import { MOST_TRIES, waitAfter } from '../../../server/webhooks/schedule.ts';
import { newSecret, signatureHeaders } from '../../../server/webhooks/signing.ts';

describe('addresses of the internet', () => {
  test.each(['1.1.1.1', '93.184.215.14', '172.32.0.1', '169.253.255.255', '2606:4700::1111', '2a00:1450::1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  test.each([
    '127.0.0.1',
    '127.255.0.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.170',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:1.1.1.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a9fe:a9fe',
    '100::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('what may be entered', () => {
  test.each(['https://hooks.example/a?b=c', 'https://1.1.1.1/x', 'https://[2606:4700::1111]:8443/'])(
    '%s',
    (url) => expect(urlProblem(url, false)).toBeUndefined(),
  );
  test.each([
    'http://hooks.example/',
    'ftp://hooks.example/',
    'file:///etc/passwd',
    'https://user:word@hooks.example/',
    'https://hooks.example/#part',
    'https://localhost/',
    'https://a.localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://169.254.169.254/latest/meta-data/',
    'not an address',
  ])('not %s', (url) => expect(urlProblem(url, false)).toBeDefined());

  test('this machine, without encryption, where the configuration says so, and nothing else by that', () => {
    expect(urlProblem('http://127.0.0.1:9000/x', true)).toBeUndefined();
    expect(urlProblem('http://localhost:9000/x', true)).toBeUndefined();
    expect(urlProblem('http://hooks.example/', true)).toBeDefined();
    expect(urlProblem('http://169.254.169.254/', true)).toBeDefined();
    expect(urlProblem('https://10.0.0.1/', true)).toBeDefined();
  });
});

describe('a name that means something else (DNS rebinding)', () => {
  const options = {
    headers: {},
    body: '{}',
    loopback: false,
    timeoutMs: 2_000,
    signal: new AbortController().signal,
  };
  /** A resolver that answers these, whatever it is asked. */
  const answering = (...addresses: string[]) =>
    ((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as unknown as NonNullable<Parameters<typeof post>[1]['lookup']>;
  test.each([
    ['169.254.169.254'],
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    // One good address does not cover for a bad one.
    ['1.1.1.1', '10.0.0.1'],
  ])('%s is not connected to', async (...addresses) => {
    const outcome = await post('https://hooks.example/', { ...options, lookup: answering(...addresses) });
    expect(outcome.status).toBeNull();
    expect(outcome.problem).toContain(addresses.at(-1));
    expect(outcome.problem).toMatch(/^Refused/);
  });
});

test('the waits between the tries of one delivery span about a day, whatever chance says', () => {
  const span = (random: number): number =>
    Array.from({ length: MOST_TRIES - 1 }, (_, index) => waitAfter(index + 1, random)).reduce(
      (sum, wait) => sum + wait,
      0,
    ) / 3_600_000;
  expect(span(0)).toBeGreaterThan(20);
  expect(span(1)).toBeLessThan(31);
  expect(waitAfter(1, 0.5)).toBe(5_000);
  expect(waitAfter(2, 0.5)).toBe(20_000);
});

test('signatures are those of Standard Webhooks: its published example', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  expect(signatureHeaders(secret, message, 1_614_265_330_000)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});
