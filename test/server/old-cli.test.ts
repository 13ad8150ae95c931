import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shellExports } from '../../server/grading/connection.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'groundschool-old-cli-'));
let exports: { bash: string; fish: string };
let account = '';

beforeAll(async () => {
  const sandbox = await sharedSandbox();
  const made = await sandbox.createAccount('old-cli');
  account = made.account;
  exports = shellExports({
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: made.accessKeyId,
    AWS_SECRET_ACCESS_KEY: made.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A CLI that only says its version, and then which arguments it got. */
function fakeCli(version: string): string {
  const file = join(folder, 'aws');
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo "aws-cli/${version} Python/3.11.2"; else echo "$@"; fi\n`,
  );
  chmodSync(file, 0o755);
  return folder;
}

const OLD = ['1.9.0', '1.18.223', '1.28.99', '2.0.61', '2.9.19', '2.12.7'];
const NEW = ['1.29.0', '1.45.11', '2.13.0', '2.33.2'];

test.each([
  ...OLD.map((version) => [version, true] as const),
  ...NEW.map((version) => [version, false] as const),
])('CLI %s is pointed at the sandbox by hand: %s', async (version, wrapped) => {
  const PATH = `${fakeCli(version)}:/usr/bin:/bin`;
  const { stdout } = await run('bash', ['-c', `${exports.bash}aws s3 ls`], { env: { PATH } });
  expect(stdout.trim()).toBe(wrapped ? `--endpoint-url ${(await sharedSandbox()).endpoint} s3 ls` : 's3 ls');
});

// .ci/run installs Debian's own CLI (2.9 on Debian 12) and fish; elsewhere they may be missing.
const debian = existsSync('/usr/bin/aws') && existsSync('/usr/bin/fish');
test('CI has the distribution’s own AWS CLI and fish', () => {
  expect(debian || process.env['GROUNDSCHOOL_REQUIRE_BROWSER'] === undefined).toBe(true);
});

test.runIf(debian).each(['bash', 'fish'] as const)(
  'the distribution’s own CLI works in the sandbox from %s',
  { timeout: 120_000 },
  async (shell) => {
    const bucket = `old-cli-${shell}`;
    writeFileSync(join(folder, 'model.pth'), Buffer.alloc(100_000, 7));
    const script = [
      exports[shell],
      'aws sts get-caller-identity --query Account --output text',
      `aws s3 mb s3://${bucket}`,
      `aws s3 cp ${join(folder, 'model.pth')} s3://${bucket}/models/model.pth --only-show-errors`,
      `aws s3api head-object --bucket ${bucket} --key models/model.pth --query ContentLength`,
      `aws s3api get-public-access-block --bucket ${bucket} --query PublicAccessBlockConfiguration.BlockPublicPolicy`,
      `aws s3api put-bucket-lifecycle-configuration --bucket ${bucket} --lifecycle-configuration '{"Rules":[{"ID":"a","Status":"Enabled","Filter":{"Prefix":"models/"},"Expiration":{"Days":9}}]}'`,
      `aws s3api get-bucket-lifecycle-configuration --bucket ${bucket} --query Rules[0].Expiration.Days`,
      'aws cloudwatch describe-alarms --query MetricAlarms --output json',
      'aws ec2 describe-vpcs --query "length(Vpcs)"',
    ].join('\n');
    const { stdout } = await run(shell, ['-c', script], {
      env: { PATH: '/usr/bin:/bin', HOME: folder, AWS_PAGER: '' },
    });
    expect(stdout.trim().split('\n')).toEqual([
      account,
      `make_bucket: ${bucket}`,
      '100000',
      'true',
      '9',
      '[]',
      '1',
    ]);
  },
);
