import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GradeReport } from '../../graders/contract/index.ts';
import { makeAuthority, type Authority } from '../helpers/certificates.ts';
import { cliProgram, runCli } from '../helpers/cli.ts';
import { startDouble, type HttpDouble } from '../helpers/http-double.ts';

const folder = mkdtempSync(join(tmpdir(), 'trust-'));
const bundle = join(folder, 'ca.pem');
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret-at-all' };
let authority: Authority;
let double: HttpDouble;

/** An emulator that takes the account from the access key id, and knows nothing else. */
beforeAll(async () => {
  await cliProgram();
  authority = makeAuthority();
  writeFileSync(bundle, authority.ca);
  double = await startDouble(({ headers, body }) => {
    const key = /Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
    const account = /^\d{12}$/.test(key) ? key : '000000000000';
    return body.includes('GetCallerIdentity')
      ? {
          status: 200,
          body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        }
      : { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' };
  }, authority.issue('127.0.0.1'));
}, 120_000);
afterAll(async () => {
  await double.close();
  rmSync(folder, { recursive: true, force: true });
});

async function grade(args: string[], env: Record<string, string> = {}): Promise<GradeReport> {
  const at = ['--endpoint-url', double.endpoint, '--format', 'json', '--task', 'vpc-plan'];
  const run = await runCli(['grade', 'vpc-two-az', ...at, ...args], { env: { ...KEYS, ...env } });
  return JSON.parse(run.stdout) as GradeReport;
}

describe('an endpoint with an authority of its own', () => {
  test('is blocked without its certificate, and the cure names the option', { timeout: 60_000 }, async () => {
    const { tasks, checkable } = await grade([]);
    expect(checkable).toBe(0);
    expect(tasks[0]).toMatchObject({ status: 'blocked', reason: 'timeout' });
    expect(tasks[0]?.message).toMatch(
      /TLS certificate of https:.* cannot be verified: [A-Z_]+.*--ca-bundle FILE.*AWS_CA_BUNDLE/,
    );
  });

  test('is reached with --ca-bundle and with AWS_CA_BUNDLE', { timeout: 60_000 }, async () => {
    const reports = [await grade(['--ca-bundle', bundle]), await grade([], { AWS_CA_BUNDLE: bundle })];
    for (const { target, tasks } of reports) {
      expect(target.account).toBe('000000000000');
      expect(tasks[0]).toMatchObject({ status: 'blocked', reason: 'unsupported-by-target' });
    }
  });

  test('is applied to and probed with the same option', { timeout: 60_000 }, async () => {
    const at = ['--endpoint-url', double.endpoint];
    const apply = ['lab', 'apply', 'vpc-two-az', 'setup', ...at];
    const blind = await runCli(apply, { env: KEYS });
    expect(blind.stderr).toMatch(/^TARGET_UNREACHABLE: .*certificate/);
    const seen = await runCli([...apply, '--ca-bundle', bundle], { env: KEYS });
    expect(seen.stderr).toMatch(/^STEP_FAILED: .*ec2:CreateVpc failed/);
    const probe = await runCli(
      ['target', 'probe', ...at, '--ca-bundle', bundle, '--lab', 'vpc-two-az', '--format', 'json'],
      { env: KEYS },
    );
    expect(probe.code).toBe(0);
    const { account, reads, identity } = JSON.parse(probe.stdout) as Record<string, unknown> & {
      reads: { status: string }[];
    };
    expect({ account, identity }).toMatchObject({
      account: '000000000000',
      identity: { program: 'unknown' },
    });
    expect([...new Set(reads.map(({ status }) => status))]).toEqual(['absent']);
  });
});

describe('--account', () => {
  test('chooses the account where an endpoint takes it from the key', { timeout: 60_000 }, async () => {
    const { target } = await grade(['--ca-bundle', bundle, '--account', '112233445566']);
    expect(target.account).toBe('112233445566');
  });

  test('refuses another account than the one named', { timeout: 60_000 }, async () => {
    double.answer(() => ({
      status: 200,
      body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>999999999999</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    }));
    const { checkable, tasks } = await grade(['--ca-bundle', bundle, '--account', '112233445566']);
    expect(checkable).toBe(0);
    expect(tasks[0]).toMatchObject({ status: 'blocked', reason: 'credentials-expired' });
  });
});

describe('what nobody can mean', () => {
  test.each([
    [
      'a bundle that is not there',
      ['--ca-bundle', join(folder, 'none.pem')],
      /^CA_BUNDLE: .*none\.pem, which cannot be read \(ENOENT\)/,
    ],
    [
      'a bundle without a certificate',
      ['--ca-bundle', join(import.meta.dirname, 'trust.test.ts')],
      /^CA_BUNDLE: .* holds no certificate/,
    ],
    ['an account that is none', ['--account', '12345'], /^USAGE: --account takes the 12 digits/],
  ])('%s is refused', async (_what, args, words) => {
    const run = await runCli(['grade', 'vpc-two-az', '--endpoint-url', double.endpoint, ...args], {
      env: KEYS,
    });
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(words);
  });

  test('a probe of AWS, or of no known format, is refused', async () => {
    const aws = await runCli(['target', 'probe'], { env: KEYS });
    const format = await runCli(['target', 'probe', '--endpoint-url', double.endpoint, '--format', 'xml'], {
      env: KEYS,
    });
    const action = await runCli(['target', 'prob'], { env: KEYS });
    for (const run of [aws, format, action])
      expect([run.code, run.stderr.slice(0, 6)]).toEqual([2, 'USAGE:']);
  });
});
