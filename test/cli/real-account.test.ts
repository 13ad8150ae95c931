import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliProgram, runCli, type CliRun } from '../helpers/cli.ts';
import { startDouble, type HttpDouble } from '../helpers/http-double.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret-at-all' };
const ACCOUNT = '111122223333';
let program = '';
let account = ACCOUNT;
let double: HttpDouble;

/** What a proxy or a tunnel in front of AWS looks like: a host name of its own, an account of somebody. */
beforeAll(async () => {
  await cliProgram();
  double = await startDouble(({ body, path }) => {
    if (path === program) return { status: 200, body: JSON.stringify({ services: {}, version: '4.14.0' }) };
    return body.includes('GetCallerIdentity')
      ? {
          status: 200,
          body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        }
      : { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' };
  });
}, 120_000);
afterAll(() => double.close());

/** Applies a script; says what came of it and whether anything was asked that could change something. */
async function apply(args: string[]): Promise<CliRun & { changed: boolean }> {
  double.requests.length = 0;
  const at = ['--endpoint-url', double.endpoint];
  const run = await runCli(['lab', 'apply', 'vpc-two-az', ...args, ...at], { env: KEYS });
  return { ...run, changed: double.requests.some(({ body }) => /Action=(?!GetCallerIdentity)/.test(body)) };
}

describe('an account that may be real, whatever its address is called', () => {
  test.each([
    ['without its number', [], /^REAL_ACCOUNT: .*111122223333.*--confirm-account 111122223333/],
    [
      'with another number',
      ['--confirm-account', '111122223334'],
      /^REAL_ACCOUNT: .*confirmed is 111122223334/,
    ],
    ['with the number as --account', ['--account', ACCOUNT], /^REAL_ACCOUNT/],
    [
      'in another Region',
      ['--confirm-account', ACCOUNT, '--region', 'eu-west-1'],
      /^REGION_REFUSED: .*us-east-1.*--confirm-region eu-west-1/,
    ],
    [
      'for more than the budget',
      ['--confirm-account', ACCOUNT, '--most-per-hour', '0.1'],
      /^BUDGET_EXCEEDED: .*\$0\.19 an hour/,
    ],
    [
      'for a budget that is none',
      ['--confirm-account', ACCOUNT, '--most-per-hour', 'none'],
      /^USAGE: --most-per-hour/,
    ],
  ])('is not touched %s', async (_how, args, words) => {
    const { code, stdout, stderr, changed } = await apply(['solution', ...args]);
    expect([code, stdout, changed]).toEqual([2, '', false]);
    expect(stderr).toMatch(words);
  });

  test('is refused with what the lab costs and how to find what is left', async () => {
    const { stderr } = await apply(['solution']);
    expect(stderr).toMatch(/solution: \$0\.19 an hour while it stands/);
    expect(stderr).toMatch(/\$0\.045\/h {2}ec2:CreateNatGateway bm-ml-nat-a/);
    expect(stderr).toContain('groundschool target leftovers --lab vpc-two-az');
  });

  test('is changed once its number was typed, and in another Region once that was typed too', async () => {
    const here = await apply(['solution', '--confirm-account', ACCOUNT]);
    expect(here.stderr).toMatch(/^STEP_FAILED/);
    expect(here.changed).toBe(true);
    const there = ['--region', 'eu-west-1', '--confirm-region', 'eu-west-1'];
    expect((await apply(['solution', '--confirm-account', ACCOUNT, ...there])).changed).toBe(true);
  });
});

describe('an emulator is not asked for a number', () => {
  test('when it says who it is', async () => {
    program = '/_localstack/health';
    const { changed } = await apply(['setup']);
    program = '';
    expect(changed).toBe(true);
  });

  test('when its account is one that AWS gives to nobody', async () => {
    account = '000000000000';
    const { changed } = await apply(['setup']);
    account = ACCOUNT;
    expect(changed).toBe(true);
  });
});
