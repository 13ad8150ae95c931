/** The AWS CLI that tests keep loaded prints and does what the program itself prints and does. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { venvBin, type Sandbox, type SandboxAccount } from '../../../server/sandbox/index.ts';
import { residentAws, runAws } from '../../helpers/aws-cli.ts';
import { awsEnv, runProgram, runVenv, sharedSandbox, type Ran } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let folder: string;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('resident');
  folder = mkdtempSync(join(tmpdir(), 'resident-'));
  writeFileSync(join(folder, 'tags.json'), '{"TagSet":[{"Key":"größe","Value":"7 µm"}]}');
  writeFileSync(join(folder, 'ü.txt'), 'äöü\n');
  const setUp = 'aws s3 mb s3://twin && aws s3 cp ü.txt s3://twin/ü.txt';
  expect(await shell(setUp, dirname(venvBin('aws')))).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = (extra: Record<string, string> = {}): Record<string, string> =>
  awsEnv(sandbox, account, { HOME: folder, ...extra });

function shell(script: string, aws: string, extra: Record<string, string> = {}): Promise<Ran> {
  const PATH = `${aws}:${process.env['PATH'] ?? ''}`;
  return runProgram('/bin/bash', ['-o', 'pipefail', '-c', script], env({ ...extra, PATH }), folder);
}

async function both(script: string, extra: Record<string, string> = {}): Promise<[Ran, Ran]> {
  return [
    await shell(script, dirname(venvBin('aws')), extra),
    await shell(script, await residentAws(), extra),
  ];
}

describe('the resident AWS CLI is the AWS CLI', { timeout: 60_000 }, () => {
  it.each<[string, string, number, Record<string, string>?]>([
    ['its version', 'aws --version', 0],
    ['JSON', 'aws s3api list-buckets --query Buckets[].Name', 0],
    ['text', 'aws ec2 describe-subnets --output text --query "Subnets[].[CidrBlock,State]"', 0],
    ['a table', 'aws ec2 describe-vpcs --output table --query "Vpcs[].[CidrBlock]"', 0],
    ['the format of a configuration', 'aws sts get-caller-identity', 0, { AWS_DEFAULT_OUTPUT: 'text' }],
    ['a model read twice', 'aws ec2 describe-vpcs --query "Vpcs[].State" --output text', 0],
    ['an error of a service', 'aws s3api get-object-tagging --bucket twin --key none', 255],
    ['an error of the command line', 'aws s3api get-object --bucket twin', 2],
    ['a command that does not exist', 'aws s3api get-nothing', 2],
    ['a service that cannot be reached', 'aws s3 ls', 255, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }],
    ['no credentials', 'env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY aws sts get-caller-identity', 255],
    ['a name with blanks and umlauts', 'aws s3api head-object --bucket twin --key "ü x.txt" 2>&1', 255],
    [
      'a file of the working directory',
      'aws s3api put-object-tagging --bucket twin --key ü.txt --tagging file://tags.json; echo $?',
      0,
    ],
    ['what it changed', 'aws s3api get-object-tagging --bucket twin --key ü.txt', 0],
    ['standard input', 'printf "a\\nb" | aws s3 cp - s3://twin/in && aws s3 cp s3://twin/in -', 0],
    [
      'bytes',
      'head -c 9000000 /dev/urandom > r; aws s3 cp r s3://twin/r --quiet && aws s3 cp s3://twin/r - | cmp - r; echo $?',
      0,
    ],
    [
      'a reader that goes early',
      'for i in $(seq 2000); do echo $i; done | aws s3 cp - s3://twin/l; aws s3 cp s3://twin/l - | head -2',
      0,
    ],
    [
      'a folder',
      'mkdir -p d && touch d/a && aws s3 sync d s3://twin/d && aws s3 rm --recursive s3://twin/d',
      0,
    ],
    ['its own settings', 'aws configure set region eu-west-9 && aws configure list && cat .aws/config', 0],
    ['help without a pager', 'aws s3 presign help | head -5', 0, { MANPAGER: 'cat', PAGER: 'cat' }],
  ])('%s', async (_what, script, code, extra = {}) => {
    const [program, resident] = await both(script, extra);
    expect(resident).toEqual(program);
    expect(program.code).toBe(code);
    expect(program.stdout + program.stderr).not.toBe('');
  });

  it('reads models of AWS_DATA_PATH at each call', async () => {
    const place = join(folder, 'models', 's3', '2006-03-01');
    mkdirSync(place, { recursive: true });
    const waiter = (delay: number): void =>
      writeFileSync(
        join(place, 'waiters-2.json'),
        JSON.stringify({
          version: 2,
          waiters: { Twin: { operation: 'HeadBucket', delay, maxAttempts: 1, acceptors: [] } },
        }),
      );
    const extra = { AWS_DATA_PATH: join(folder, 'models') };
    waiter(1);
    const [program, resident] = await both('aws s3api wait twin --bucket twin', extra);
    expect(resident).toEqual(program);
    expect(program.stderr).toContain('Max attempts exceeded');
    rmSync(join(place, 'waiters-2.json'));
    const [, without] = await both('aws s3api wait twin --bucket twin', extra);
    expect(without).toMatchObject({ code: 2 });
  });

  it('keeps calls apart that run at the same time', async () => {
    const others = await Promise.all(['a', 'b', 'c'].map((name) => sandbox.createAccount(name)));
    const asked = await Promise.all(
      [...others, ...others].map((other) =>
        runAws(
          ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'],
          awsEnv(sandbox, other),
        ),
      ),
    );
    expect(asked.map(({ stdout }) => stdout.trim())).toEqual(
      [...others, ...others].map((other) => other.account),
    );
  });

  it('ends a call whose caller is killed', async () => {
    const args = ['s3', 'cp', '-', 's3://twin/never'];
    const child = spawn(join(await residentAws(), 'aws'), args, {
      env: env(),
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const running = async (): Promise<number> =>
      (await promisify(execFile)('ps', ['-eo', 'args'])).stdout
        .split('\n')
        .filter((line) => line.includes(dirname(child.spawnfile)) && line.includes('resident.py')).length;
    await expect.poll(running, { timeout: 20_000 }).toBe(2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    expect(await runVenv('aws', ['s3', 'ls', 's3://twin/never'], env())).toMatchObject({ code: 1 });
  });
});
