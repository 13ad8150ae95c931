import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Environment, isLoopback, readConfig } from '../../server/config.ts';
import { CodedError, ERRORS, fill } from '../../server/errors.ts';

const problem = (env: Record<string, string>): CodedError => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
};

describe('configuration', () => {
  test('without variables: loopback, 4780, .groundschool in the working directory', () => {
    expect(readConfig({}, '/somewhere')).toMatchObject({
      development: false,
      host: '127.0.0.1',
      port: 4780,
      dataDir: resolve('/somewhere/.groundschool'),
      sandboxPort: 4566,
      today: null,
      allowedHosts: [],
    });
  });
  test('every bad value at once, each with its variable, its value and what it takes', () => {
    const error = problem({
      GROUNDSCHOOL_PORT: 'abc',
      GROUNDSCHOOL_SANDBOX_PORT: '70000',
      GROUNDSCHOOL_TODAY: '2026-02-30',
      GROUNDSCHOOL_LOG_LEVEL: 'loud',
      GROUNDSCHOOL_ALLOW_REMOTE: 'maybe',
      GROUNDSCHOOL_WORKERS: '0',
      GROUNDSCHOOL_PRINCIPAL: '*',
    });
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.details.toSorted()).toEqual([
      'GROUNDSCHOOL_ALLOW_REMOTE="maybe" must be true or false',
      'GROUNDSCHOOL_LOG_LEVEL="loud" must be one of fatal, error, warn, info, debug, trace, silent',
      'GROUNDSCHOOL_PORT="abc" must be a whole number from 0 to 65535',
      'GROUNDSCHOOL_PRINCIPAL="*" must be the ARN of a user, a role or an account',
      'GROUNDSCHOOL_SANDBOX_PORT="70000" must be a whole number from 0 to 65535',
      'GROUNDSCHOOL_TODAY="2026-02-30" must be a day as YYYY-MM-DD',
      'GROUNDSCHOOL_WORKERS="0" must be a whole number from 1 to 32',
    ]);
  });
  test('an empty variable counts as not set', () => {
    expect(readConfig({ GROUNDSCHOOL_PORT: '', GROUNDSCHOOL_TODAY: '' })).toMatchObject({
      port: 4780,
      today: null,
    });
  });
  test.each(['0.0.0.0', '::', '192.168.1.5', 'myhost', '127.0.0.1.evil.example'])(
    '%s is refused unless it is allowed',
    (host) => {
      expect(problem({ GROUNDSCHOOL_HOST: host }).code).toBe('HOST_NOT_LOOPBACK');
      expect(readConfig({ GROUNDSCHOOL_HOST: host, GROUNDSCHOOL_ALLOW_REMOTE: 'true' }).host).toBe(host);
    },
  );
  test.each(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])('%s is loopback', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  test.each(['localhost.evil.example', 'xlocalhost', '127.0.0.1x', '127.0.0', '1.127.0.0.1', ''])(
    '%s is not',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
  test('every variable says what it is, or its name does', () => {
    for (const name of Object.keys(Environment.properties))
      expect(name).toMatch(/^(NODE_ENV|GROUNDSCHOOL_[A-Z_]+)$/);
  });
});

describe('errors', () => {
  test.each(Object.entries(ERRORS))(
    '%s says what happened and what to do, in whole sentences',
    (code, spec) => {
      expect(code).toMatch(/^[A-Z][A-Z_]+$/);
      expect(spec.status).toBeGreaterThanOrEqual(400);
      expect(spec.message).toMatch(/^[A-Z{].*[.}]$/);
      expect(spec.cure).toMatch(/^[A-Z{].*[.}]$/);
      for (const text of [spec.message, spec.cure])
        expect(text).not.toMatch(/!|\b(simply|just|please|sorry|oops)\b/i);
    },
  );
  test('placeholders are filled; one without a value stays to be seen', () => {
    expect(fill('{a} and {b} and {a}', { a: 1 })).toBe('1 and {b} and 1');
    const error = new CodedError('LAB_NOT_FOUND', { lab: 'x', known: 'a, b' });
    expect([error.message, error.cure, error.statusCode]).toEqual([
      'There is no lab "x".',
      'Labs: a, b.',
      404,
    ]);
  });
});
