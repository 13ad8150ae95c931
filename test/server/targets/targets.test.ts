import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallRecord, Target } from '../../../graders/engine/index.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import {
  assumedRole,
  ownCredentials,
  roleCredentials,
  sessionName,
} from '../../../server/targets/credentials.ts';
import { resolveTarget } from '../../../server/targets/index.ts';
import { makeAuthority } from '../../helpers/certificates.ts';
import { startDouble } from '../../helpers/http-double.ts';
import { testSession, TEST_KEYS } from '../../helpers/session.ts';

afterEach(() => vi.unstubAllEnvs());

const keysOf = (target: Target): Promise<unknown> =>
  typeof target.credentials === 'function' ? target.credentials() : Promise.resolve(target.credentials);

/** No credentials from this machine, whatever it has. */
function bareEnvironment(more: Record<string, string> = {}): void {
  const nothing = join(tmpdir(), 'groundschool-no-such-file');
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  const env = {
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...more,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

describe('a target', () => {
  it('of the sandbox uses the key that the sandbox issued', async () => {
    const options = {
      kind: 'sandbox',
      endpoint: 'http://127.0.0.1:4566',
      region: 'us-east-1',
      credentials: TEST_KEYS,
    } as const;
    expect(resolveTarget(options)).toEqual(options);
  });

  it('of an endpoint takes given keys, else those of the environment', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' });
    const place = { kind: 'endpoint', endpoint: 'http://127.0.0.1:4566', region: 'eu-west-1' } as const;
    expect(await keysOf(resolveTarget({ ...place, credentials: TEST_KEYS }))).toEqual(TEST_KEYS);
    expect(await keysOf(resolveTarget(place))).toEqual({
      accessKeyId: 'AKIAENV',
      secretAccessKey: 's',
      sessionToken: 't',
    });
  });

  it('of AWS has no endpoint', () => {
    const target = resolveTarget({ kind: 'aws', region: 'eu-west-1' });
    expect(target).toMatchObject({ kind: 'aws', endpoint: null, region: 'eu-west-1' });
  });
});

describe('own credentials', () => {
  it('come from a profile when AWS_PROFILE names one, before plain keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundschool-aws-'));
    writeFileSync(
      join(folder, 'credentials'),
      '[learner]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = p\n',
    );
    bareEnvironment({
      AWS_ACCESS_KEY_ID: 'AKIAENV',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_PROFILE: 'learner',
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    });
    const keys = await ownCredentials('us-east-1')();
    rmSync(folder, { recursive: true });
    expect(keys).toMatchObject({ accessKeyId: 'AKIAPROFILE', secretAccessKey: 'p' });
  });

  it('that do not exist block the run and say so', async () => {
    bareEnvironment();
    const double = await startDouble(() => ({ status: 500 }));
    const target = resolveTarget({ kind: 'endpoint', endpoint: double.endpoint, region: 'us-east-1' });
    const session = testSession({ target, reads: [callerIdentity] });
    const observation = await session.ask(callerIdentity, {});
    session.close();
    await double.close();
    expect(observation).toMatchObject({
      state: 'blocked',
      reason: 'credentials-expired',
      detail: 'Could not load credentials from any providers',
    });
    expect(double.requests).toEqual([]);
  });
});

describe('a role', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/groundschool';
  const assume = (stsEndpoint: string, policy?: string) =>
    assumedRole({
      roleArn: ROLE,
      externalId: 'ext-1',
      policy,
      sessionName: sessionName('s3-lifecycle', '20261127T090000Z'),
      region: 'us-east-1',
      stsEndpoint,
    });
  /** Answers AssumeRole with keys that are numbered and end after so many seconds. */
  const startSts = (seconds: number) => {
    let number = 0;
    return startDouble(() => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body:
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
        `<AccessKeyId>ASIAROLE${++number}</AccessKeyId><SecretAccessKey>r</SecretAccessKey><SessionToken>t</SessionToken>` +
        `<Expiration>${new Date(Date.now() + seconds * 1_000).toISOString()}</Expiration></Credentials>` +
        '<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/groundschool/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>' +
        '</AssumeRoleResult></AssumeRoleResponse>',
    }));
  };

  it('is assumed through an authority between us and AWS, when its certificates are given', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's', AWS_MAX_ATTEMPTS: '1' });
    const authority = makeAuthority();
    const double = await startDouble(
      () => ({
        status: 403,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' },
        body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>',
      }),
      authority.issue('127.0.0.1'),
    );
    const calls: CallRecord[] = [];
    const open = (ca?: string) =>
      assumedRole({
        roleArn: ROLE,
        externalId: 'ext-1',
        policy: undefined,
        sessionName: 'groundschool-x',
        region: 'us-east-1',
        stsEndpoint: double.endpoint,
        onCall: (call) => calls.push(call),
        ...(ca === undefined ? {} : { ca }),
      })();
    await expect(open()).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    await expect(open(authority.ca)).rejects.toMatchObject({ name: 'AccessDenied' });
    await double.close();
    // The owner's CloudTrail has both, or would have; so has our list, and the external id is in neither.
    expect(calls.map(({ operation, status, error }) => `${operation} ${status} ${error}`)).toEqual([
      expect.stringMatching(/^sts:AssumeRole 0 /),
      'sts:AssumeRole 403 AccessDenied',
    ]);
    expect(calls[1]).toMatchObject({
      input: { RoleArn: ROLE, RoleSessionName: 'groundschool-x' },
      requestId: 'r-1',
    });
    expect(JSON.stringify(calls)).not.toContain('ext-1');
  });

  it('is assumed with external id, policy and the shortest session, and its keys are used', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's' });
    const double = await startSts(900);
    const keys = await assume(double.endpoint, '{"Version":"2012-10-17","Statement":[]}')();
    await double.close();
    expect(keys).toMatchObject({ accessKeyId: 'ASIAROLE1', secretAccessKey: 'r', sessionToken: 't' });
    const asked = new URLSearchParams(double.requests[0]?.body);
    expect(Object.fromEntries(asked)).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: ROLE,
      ExternalId: 'ext-1',
      DurationSeconds: '900',
      RoleSessionName: 'groundschool-s3-lifecycle-20261127T090000Z',
      Policy: '{"Version":"2012-10-17","Statement":[]}',
    });
    expect(double.requests[0]?.headers.authorization).toContain('Credential=AKIAOWN/');
  });

  it('is one session for all clients that share it, and a new one five minutes before that ends', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's' });
    const [long, short] = [await startSts(900), await startSts(299)];
    const [lasting, ending] = [assume(long.endpoint), assume(short.endpoint)];
    const all = await Promise.all([lasting(), lasting(), lasting()]);
    const later = await lasting();
    const before = await ending();
    const after = await ending();
    await Promise.all([long.close(), short.close()]);
    expect([...all, later].map(({ accessKeyId }) => accessKeyId)).toEqual(Array(4).fill('ASIAROLE1'));
    expect(long.requests).toHaveLength(1);
    expect([before.accessKeyId, after.accessKeyId]).toEqual(['ASIAROLE1', 'ASIAROLE2']);
  });

  it('that was not there is asked for again by the next call', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's' });
    const denied = await startDouble(() => ({
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
    }));
    const keys = assume(denied.endpoint);
    await expect(keys()).rejects.toThrow('no');
    await expect(keys()).rejects.toThrow('no');
    await denied.close();
    expect(denied.requests).toHaveLength(2);
  });

  it('gives each client the session of its reads', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's' });
    const double = await startSts(900);
    const { credentials, credentialsOf } = roleCredentials({
      roleArn: ROLE,
      externalId: 'ext-1',
      region: 'us-east-1',
      stsEndpoint: double.endpoint,
      sessions: {
        name: 'groundschool-x-1',
        policies: [
          { services: ['ec2', 'iam'], document: '{"first":1}' },
          { services: ['s3'], document: '{"second":2}' },
        ],
      },
    });
    const provider = (service: string) => credentialsOf?.(service);
    expect(provider('ec2')).toBe(credentials);
    expect(provider('iam')).toBe(credentials);
    expect(provider('sts')).toBe(credentials);
    expect(provider('s3')).not.toBe(credentials);
    for (const one of [credentials, provider('s3')]) if (typeof one === 'function') await one();
    await double.close();
    const asked = double.requests.map(({ body }) => new URLSearchParams(body).get('Policy'));
    expect(asked).toEqual(['{"first":1}', '{"second":2}']);
  });

  it('has a session name of at most 64 characters that AWS takes and that tells attempts apart', () => {
    const names = [
      sessionName('capstone-ml-system', '01890a5d-ac96-774b-bcce-b302099a8057'),
      sessionName('a'.repeat(80), 'attempt 7/ü'),
      sessionName('vpc-two-az', '7'),
    ];
    for (const name of names) expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(names[0]).toBe('groundschool-capstone-ml-system-4b-bcce-b302099a8057');
    expect(names[1]?.endsWith('-attempt-7--')).toBe(true);
    expect(names[2]).toBe('groundschool-vpc-two-az-7');
  });

  it('that may not be assumed blocks the run and names the action', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's' });
    const message = `User: arn:aws:iam::1:user/a is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
    const double = await startDouble(() => ({
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
    }));
    const target: Target = {
      kind: 'aws',
      endpoint: null,
      region: 'us-east-1',
      credentials: assume(double.endpoint),
    };
    const session = testSession({ target, reads: [callerIdentity], limits: { absenceMs: 1 } });
    const observation = await session.ask(callerIdentity, {});
    session.close();
    await double.close();
    expect(observation).toMatchObject({
      state: 'blocked',
      reason: 'denied',
      action: 'sts:AssumeRole',
      operation: 'sts:GetCallerIdentity',
    });
  });
});
