import { afterEach, expect, it, vi } from 'vitest';
import { rateOf } from '../../../graders/engine/pace.ts';
import { assumedRole } from '../../../server/targets/credentials.ts';
import { startDouble } from '../../helpers/http-double.ts';

afterEach(() => vi.unstubAllEnvs());

it('roles of a cohort are assumed no faster than our own account may', async () => {
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWN');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  const times: number[] = [];
  const double = await startDouble(() => {
    times.push(performance.now());
    const expiration = new Date(Date.now() + 900_000).toISOString();
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>r</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/groundschool/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
    };
  });
  const { burst, perSecond } = rateOf('sts:AssumeRole');
  const roles = burst + perSecond;
  const providers = Array.from({ length: roles }, (_one, index) =>
    assumedRole({
      roleArn: `arn:aws:iam::${String(index).padStart(12, '0')}:role/groundschool`,
      externalId: `id-${index}`,
      region: 'us-east-1',
      stsEndpoint: double.endpoint,
      policy: undefined,
      sessionName: 'groundschool',
    }),
  );
  const started = performance.now();
  await Promise.all(providers.map((keys) => keys()));
  await double.close();
  expect(times).toHaveLength(roles);
  expect(Math.max(...times) - started, 'the last after the burst waits a second').toBeGreaterThan(950);
});
