import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliProgram, runCli } from '../helpers/cli.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret-at-all' };
const folder = mkdtempSync(join(tmpdir(), 'cli-'));
let nobody: string;

beforeAll(async () => {
  await cliProgram();
  // A port that was free a moment ago.
  nobody = await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `CODE: what, where, cure` in the first line, no stack, exit 2, nothing on standard output. */
async function refused(
  args: string[],
  expected: RegExp,
  env: Record<string, string> = KEYS,
): Promise<number | null> {
  const { code, stdout, stderr } = await runCli(args, { env, cwd: folder });
  expect(stderr).toMatch(expected);
  expect(stderr).toMatch(/^[A-Z_]+: \S/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
  expect(stdout).toBe('');
  return code;
}

describe('what nobody can mean is refused with exit 2', () => {
  test.concurrent.each<[string, string[], RegExp]>([
    [
      'an unknown command',
      ['grad'],
      /^COMMAND_UNKNOWN: There is no command "grad"\. Commands: start, grade, sandbox/,
    ],
    ['a command from a prototype', ['toString'], /^COMMAND_UNKNOWN/],
    ['an unknown lab', ['grade', 's3'], /^LAB_NOT_FOUND: There is no lab "s3"\. Labs: .*s3-lifecycle/],
    ['a path for a lab', ['grade', '../labs/s3-lifecycle'], /^LAB_NOT_FOUND: .*Labs: .*s3-lifecycle/],
    ['no lab', ['grade'], /^USAGE: Something is missing\.\nUsage: groundschool grade <lab>/],
    ['two labs', ['grade', 's3-lifecycle', 'vpc'], /^USAGE: Too many words: vpc/],
    [
      'an unknown option',
      ['grade', 's3-lifecycle', '--endpoint', 'x'],
      /^USAGE: Unknown option '--endpoint'.*\nUsage: /,
    ],
    ['an option without its value', ['grade', 's3-lifecycle', '--seed'], /^USAGE: .*--seed/],
    [
      'an unknown variable',
      ['grade', 's3-lifecycle', '--var', 'buket=x'],
      /^VARIABLE_UNKNOWN: .*buket\. Known: abort_days, archive_days, attic, bucket/,
    ],
    [
      'a variable that is no number',
      ['grade', 's3-lifecycle', '--var', 'ia_days=soon'],
      /^VARIABLE_INVALID: Variable ia_days is a number, such as 30; got "soon"/,
    ],
    [
      'a variable without a value',
      ['grade', 's3-lifecycle', '--var', 'bucket'],
      /^USAGE: --var takes name=value; got "bucket"/,
    ],
    [
      'an unknown task',
      ['grade', 's3-lifecycle', '--task', 'tier'],
      /^TASK_UNKNOWN: .*no task tier.* Known: secure-bucket, tls-only/,
    ],
    [
      'an artifact for an unknown task',
      ['grade', 's3-lifecycle', '--artifact', 'link=x'],
      /^TASK_UNKNOWN: .*"link"\. Tasks: secure-bucket/,
    ],
    [
      'an artifact without a task',
      ['grade', 's3-lifecycle', '--artifact', 'url.txt'],
      /^USAGE: --artifact takes <task id>=path; got "url\.txt"/,
    ],
    [
      'an artifact that is not there',
      ['grade', 's3-lifecycle', '--artifact', 'presigned-link=none.txt'],
      /^ARTIFACT_UNREADABLE: Artifact none\.txt cannot be read: ENOENT/,
    ],
    [
      'an artifact that is a folder',
      ['grade', 's3-lifecycle', '--artifact', 'presigned-link=.'],
      /^ARTIFACT_UNREADABLE: .*it is a folder/,
    ],
    [
      'a folder of artifacts that is not there',
      ['grade', 's3-lifecycle', '--artifacts-from', 'none'],
      /^ARTIFACT_UNREADABLE: --artifacts-from none cannot be read/,
    ],
    [
      'a day that does not exist',
      ['grade', 's3-lifecycle', '--today', '2026-02-30'],
      /^TODAY_INVALID: "2026-02-30" is no day; write it as 2026-11-25/,
    ],
    ['a day in another order', ['grade', 's3-lifecycle', '--today', '25.11.2026'], /^TODAY_INVALID/],
    [
      'an unknown format',
      ['grade', 's3-lifecycle', '--format', 'xml'],
      /^USAGE: --format is text, json or junit; got "xml"/,
    ],
    [
      'a score that is none',
      ['grade', 's3-lifecycle', '--min-score', '101'],
      /^USAGE: --min-score takes a whole number from 0 to 100; got "101"/,
    ],
    ['half a score', ['grade', 's3-lifecycle', '--min-score', '99.5'], /^USAGE: --min-score/],
    [
      'a time-out of nothing',
      ['grade', 's3-lifecycle', '--call-timeout', '0'],
      /^USAGE: --call-timeout takes a whole number from 1 to 120/,
    ],
    [
      'an address that is none',
      ['grade', 's3-lifecycle', '--endpoint-url', '127.0.0.1:4566'],
      /^USAGE: --endpoint-url takes an http or https address/,
    ],
    [
      'an address with a hole',
      ['grade', 's3-lifecycle', '--endpoint-url', 'http://['],
      /^USAGE: --endpoint-url/,
    ],
    [
      'an address with a password',
      ['grade', 's3-lifecycle', '--endpoint-url', 'http://me:hush@127.0.0.1'],
      /^USAGE: --endpoint-url .*holds a user or a password/,
    ],
    [
      'a region that is none',
      ['grade', 's3-lifecycle', '--region', 'Virginia'],
      /^USAGE: A region is a name such as us-east-1; got "Virginia"/,
    ],
    [
      'an address and a role',
      ['grade', 's3-lifecycle', '--endpoint-url', 'http://x', '--role-arn', 'r', '--external-id', 'e'],
      /^USAGE: Give either/,
    ],
    [
      'a role without an external id',
      ['grade', 's3-lifecycle', '--role-arn', 'arn:aws:iam::123456789012:role/r'],
      /^USAGE: --role-arn and --external-id go together/,
    ],
    [
      'a role that is none',
      ['grade', 's3-lifecycle', '--role-arn', 'grader', '--external-id', 'e'],
      /^USAGE: --role-arn takes the ARN of a role/,
    ],
    ['an unknown sandbox action', ['sandbox', 'stop'], /^USAGE: Say what the sandbox should do/],
    [
      'a port that is none',
      ['sandbox', 'serve', '--port', 'http'],
      /^USAGE: --port takes a whole number from 0 to 65535; got "http"/,
    ],
    [
      'no sandbox here',
      ['sandbox', 'root', '--assign-mfa'],
      /^SANDBOX_NOT_FOUND: No sandbox runs from this folder/,
    ],
    ['nothing to do with the root user', ['sandbox', 'root'], /^USAGE: Say what to do with the root user/],
    [
      'an image without a tag',
      ['sandbox', 'push-image', 'app'],
      /^USAGE: An image is REPOSITORY:TAG; got "app"/,
    ],
    [
      'an account that is none',
      ['sandbox', 'root', '--assign-mfa', '--account', '12'],
      /^USAGE: --account takes 12 digits/,
    ],
    [
      'a shell that nobody has',
      ['sandbox', 'env', '--shell', 'csh'],
      /^USAGE: --shell is bash, fish or powershell/,
    ],
    [
      'no server here',
      ['sandbox', 'env'],
      /^SERVER_NOT_RUNNING: No Groundschool server has its data in .*\.groundschool\. Start it with `npm start`/,
    ],
    [
      'an unknown lab action',
      ['lab', 'prove', 's3-lifecycle'],
      /^USAGE: Say what to do with the lab: new, check, policy, apply/,
    ],
    ['a lab id with capitals', ['lab', 'new', 'My Lab'], /^USAGE: A lab's id is kebab-case/],
    [
      'a lab that is there',
      ['lab', 'new', 's3-lifecycle'],
      /^FILE_EXISTS: .*labs\/s3-lifecycle.*nothing was written/,
    ],
    ['no lab to check', ['lab', 'check'], /^USAGE: Name a lab, or --all\. Labs: .*s3-lifecycle/],
    ['an unknown lab to check', ['lab', 'check', 'none'], /^LAB_NOT_FOUND: There is no lab none/],
    ['the policy of no lab', ['lab', 'policy', 'none'], /^LAB_NOT_FOUND/],
    [
      'a script that is not there',
      ['lab', 'apply', 's3-lifecycle', 'tidy'],
      /^SCRIPT_NOT_FOUND: .*"tidy"\. Scripts: setup, solution, alternative-/,
    ],
    [
      'a form that nobody renders',
      ['lab', 'apply', 's3-lifecycle', '--as', 'terraform'],
      /^USAGE: --as is cli, boto3 or api; got "terraform"/,
    ],
    ['a task without a file', ['submit', 's3-lifecycle', 'presigned-link'], /^USAGE: Something is missing/],
    [
      'a file that is not there',
      ['submit', 's3-lifecycle', 'presigned-link', 'none.txt'],
      /^ARTIFACT_UNREADABLE: none\.txt cannot be handed in: .*Nothing was sent/,
    ],
    [
      'a backup of nothing',
      ['backup', 'copy.sqlite'],
      /^DATABASE_NOT_FOUND: There is no database at .*groundschool\.sqlite\. Set GROUNDSCHOOL_DATA_DIR/,
    ],
  ])('%s', async (_what, args, expected) => {
    expect(await refused(args, expected)).toBe(2);
  });

  test('a file that is no text, and one that is too large, are not handed in', async () => {
    writeFileSync(join(folder, 'binary'), Buffer.from([0xff, 0xfe, 0x00]));
    writeFileSync(join(folder, 'large'), Buffer.alloc(256 * 1024 + 1, 'a'));
    expect(
      await refused(
        ['submit', 's3-lifecycle', 'inventory-script', 'binary'],
        /^ARTIFACT_UNREADABLE: .*it is not UTF-8 text/,
      ),
    ).toBe(2);
    expect(
      await refused(
        ['submit', 's3-lifecycle', 'inventory-script', 'large'],
        /^ARTIFACT_UNREADABLE: .*it has 262145 bytes/,
      ),
    ).toBe(2);
  });

  test('a script is not run where nobody answers', async () => {
    expect(
      await refused(
        ['lab', 'apply', 's3-lifecycle', '--endpoint-url', nobody],
        /^TARGET_UNREACHABLE: http:\/\/127\.0\.0\.1:\d+ does not say .*ECONNREFUSED.* nothing was changed/,
      ),
    ).toBe(2);
  });

  test('a broken record of the server is named', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'server.json'), '{');
    const env = { ...KEYS, GROUNDSCHOOL_DATA_DIR: data };
    expect(
      await refused(['sandbox', 'env'], /^SERVER_RECORD_UNREADABLE: .*server\.json cannot be read/, env),
    ).toBe(2);
    writeFileSync(join(data, 'server.json'), JSON.stringify({ url: nobody, token: 'a-token', pid: 1 }));
    expect(
      await refused(
        ['sandbox', 'env'],
        /^SERVER_NOT_RUNNING: The server at http:\/\/127\.0\.0\.1:\d+ does not answer/,
        env,
      ),
    ).toBe(2);
  });
});

describe('what cannot be checked is exit 3, and says what to do', () => {
  test.each<[string, Record<string, string>, string[], RegExp]>([
    [
      'no credentials',
      {},
      [],
      /credentials-expired: .*Could not load credentials.*Your move: set AWS_ACCESS_KEY_ID/,
    ],
    [
      'an endpoint where nobody answers',
      KEYS,
      [],
      /timeout: sts:GetCallerIdentity could not be checked: .*nothing listens at http:\/\/127\.0\.0\.1:\d+.*Your move: make sure that/,
    ],
  ])('%s', { timeout: 90_000 }, async (_what, env, more, expected) => {
    const args = ['grade', 's3-lifecycle', '--endpoint-url', nobody, ...more];
    const { code, stdout, stderr } = await runCli(args, { env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(expected);
    expect(stdout).toMatch(/Score 0 of 100; 0 of 100 decided/);
    expect(code).toBe(3);
  });
});

describe('help', () => {
  test('the program and each command say how they are used', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name);
    expect(commands).toEqual([
      'start',
      'grade',
      'sandbox',
      'submit',
      'lab',
      'target',
      'account',
      'cohort',
      'privacy',
      'receipt',
      'certificate',
      'backup',
      'restore',
    ]);
    for (const command of commands) {
      const help = await runCli([command, '--help']);
      expect([help.code, help.stderr]).toEqual([0, '']);
      expect(help.stdout).toMatch(new RegExp(`^Usage: groundschool ${command}`));
    }
  });

  test('no command at all is a mistake that is helped', async () => {
    const { code, stdout } = await runCli([]);
    expect([code, stdout.includes('Usage: groundschool <command>')]).toEqual([2, true]);
  });
});
