import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Target } from '../../../graders/engine/index.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { assumedRole, ownCredentials } from '../../../server/targets/credentials.ts';
import { resolveTarget } from '../../../server/targets/index.ts';
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
  const assume = (stsEndpoint: string, sessionPolicy?: object) =>
    assumedRole({ roleArn: ROLE, externalId: 'ext-1', sessionPolicy, region: 'us-east-1', stsEndpoint });

  it('is assumed with external id, policy and the shortest session, and its keys are used', async () => {
    bareEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 's' });
    const double = await startDouble(() => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body:
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
        '<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>r</SecretAccessKey><SessionToken>t</SessionToken>' +
        `<Expiration>${new Date(Date.now() + 900_000).toISOString()}</Expiration></Credentials>` +
        '<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/groundschool/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>' +
        '</AssumeRoleResult></AssumeRoleResponse>',
    }));
    const keys = await assume(double.endpoint, { Version: '2012-10-17', Statement: [] })();
    await double.close();
    expect(keys).toMatchObject({ accessKeyId: 'ASIAROLE', secretAccessKey: 'r', sessionToken: 't' });
    const asked = new URLSearchParams(double.requests[0]?.body);
    expect(Object.fromEntries(asked)).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: ROLE,
      ExternalId: 'ext-1',
      DurationSeconds: '900',
      RoleSessionName: 'groundschool-grader',
      Policy: '{"Version":"2012-10-17","Statement":[]}',
    });
    expect(double.requests[0]?.headers.authorization).toContain('Credential=AKIAOWN/');
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
