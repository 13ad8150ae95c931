import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabManifest } from '../../graders/contract/index.ts';
import { bundleCli, cliProgram, runCli, type CliRun } from '../helpers/cli.ts';
import { awsEnv, clientOf, sharedSandbox } from '../helpers/sandbox.ts';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';

const root = join(import.meta.dirname, '../..');
/** A checkout of one's own, for commands that write and for broken content. */
const copy = mkdtempSync(join(tmpdir(), 'checkout-'));
let program: string;

beforeAll(async () => {
  for (const name of ['package.json', 'lessons', 'labs', 'fixtures', 'server/sandbox/engine'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  for (const name of ['node_modules', '.venv']) symlinkSync(join(root, name), join(copy, name));
  // graders/box holds files that the bundle reads beside itself.
  for (const name of ['graders/box', 'graders/reads/harness'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  program = await bundleCli(join(copy, 'dist'));
}, 300_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const inCopy = (args: string[], env: Record<string, string> = {}): Promise<CliRun> =>
  runCli(args, { program, cwd: copy, env });
const write = (file: string, content: string): void => {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), content);
};
const read = (file: string): string => readFileSync(join(copy, file), 'utf8');

describe('lab new', () => {
  test(
    'makes every file, and lab check lists all that is missing at once',
    { timeout: 600_000 },
    async () => {
      const made = await inCopy(['lab', 'new', 'data-exports']);
      expect([made.code, made.stderr]).toEqual([0, '']);
      const files = [...made.stdout.matchAll(/^Wrote (.+)$/gm)].map(([, file = '']) => file);
      expect(files).toEqual(
        expect.arrayContaining([
          'labs/data-exports/lab.json',
          'labs/data-exports/task.md',
          'labs/data-exports/hints.md',
          'labs/data-exports/setup.yaml',
          'labs/data-exports/solution.yaml',
        ]),
      );
      for (const file of files) expect(existsSync(join(copy, file)), file).toBe(true);
      expect(made.stdout).toMatch(/Next: list "data-exports" in a part of lessons\/course\.json/);

      const checked = await inCopy(['lab', 'check', 'data-exports']);
      expect(checked.stderr).toBe('');
      expect(checked.stdout).toMatch(
        /^- labs\/data-exports\/lab\.json:1:1 no part of lessons\/course\.json lists this lab/m,
      );
      expect(checked.stdout).toMatch(
        /^- labs\/data-exports\/policy\.json is missing\n {4}Run `npx groundschool lab policy data-exports --write`/m,
      );
      expect(checked.stdout).toMatch(
        /^- fixtures\/labs\/data-exports has 0 alternative answers\n {4}Write at least two/m,
      );
      expect(checked.stdout).toMatch(/^3 to repair\.$/m);
      expect(checked.code).toBe(2);

      // Following the advice is enough.
      const written = await inCopy(['lab', 'policy', 'data-exports', '--write']);
      expect(written.stdout).toBe('Wrote labs/data-exports/policy.json\n');
      const course = JSON.parse(read('lessons/course.json')) as { parts: { id: string; labs: string[] }[] };
      course.parts.find(({ id }) => id === 's3')?.labs.push('data-exports');
      write('lessons/course.json', JSON.stringify(course));
      for (const [name, algorithm] of [
        ['a', 'aws:kms'],
        ['b', 'aws:kms:dsse'],
      ]) {
        write(
          `fixtures/labs/data-exports/alternative-${name}.yaml`,
          read('labs/data-exports/solution.yaml')
            .replace(/^#.*\n/, '')
            .replace('aws:kms', algorithm ?? '')
            .replace(/^/, 'title: Another way\nwithout: [create-bucket, encryption]\nadd:\n')
            .replace(/^ {2}step: .*$/gm, '')
            .replace(/^(?!title|without|add)(?=.)/gm, '  '),
        );
      }
      const proved = await inCopy(['lab', 'check', 'data-exports']);
      expect(proved.stdout).toBe('data-exports: proved.\n');
      expect(proved.code).toBe(0);
    },
  );
});

describe('a lab in which something is wrong', () => {
  const good = (): LabManifest =>
    JSON.parse(readFileSync(join(root, 'labs/s3-lifecycle/lab.json'), 'utf8')) as LabManifest;
  const save = (manifest: unknown): void =>
    write(
      'labs/s3-lifecycle/lab.json',
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2),
    );
  afterAll(() => save(good()));

  /** Grading is refused with exit 2 and every problem by file and line; nothing is printed to standard output. */
  const refusal = async (args = ['grade', 's3-lifecycle']): Promise<string> => {
    const { code, stdout, stderr } = await inCopy(args, {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x'.repeat(40),
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(stderr).not.toMatch(/^\s+at |INTERNAL/m);
    expect([code, stdout]).toEqual([2, '']);
    return stderr;
  };

  test.each<[string, () => unknown, RegExp[]]>([
    [
      'malformed JSON',
      () => '{\n  "id": "s3-lifecycle",\n  "title": \n}',
      [
        /^CATALOG_INVALID: One problem in the course content; nothing was loaded\.$/m,
        /^labs\/s3-lifecycle\/lab\.json:4:1 this is not JSON/m,
      ],
    ],
    ['an empty file', () => '', [/^labs\/s3-lifecycle\/lab\.json:1:1 this is not JSON/m]],
    [
      'wrong types, several of them',
      () => ({ ...good(), minutes: 'long', title: 7 }),
      [
        /^CATALOG_INVALID: 2 problems/,
        /lab\.json:3:\d+ \/title must be string/,
        /lab\.json:\d+:\d+ \/minutes must be integer/,
      ],
    ],
    ['an unknown field', () => ({ ...good(), difficulty: 3 }), [/lab\.json:\d+:\d+ .*difficulty/]],
    [
      'points that do not sum to 100, and a task that waits for nobody',
      () => {
        const lab = good();
        const [first, second] = lab.tasks;
        if (first && second)
          lab.tasks.splice(0, 2, { ...first, points: 17 }, { ...second, after: ['nobody'] });
        return lab;
      },
      [
        /^CATALOG_INVALID: 2 problems/,
        /\/tasks the points of the tasks sum to 101\. They have to sum to 100/,
        /there is no task "nobody"\. Tasks: secure-bucket/,
      ],
    ],
    [
      'a check that nobody wrote',
      () => {
        const lab = good();
        const [first] = lab.tasks;
        if (first) lab.tasks[0] = { ...first, checks: [{ use: 's3/secure-buckets', params: {}, weight: 1 }] };
        return lab;
      },
      [/lab\.json:\d+:\d+ \/tasks\/0\/checks\/0\/use .*s3\/secure-buckets.*/],
    ],
    [
      'parameters that a check does not take',
      () => {
        const lab = good();
        const [first] = lab.tasks;
        if (first)
          lab.tasks[0] = {
            ...first,
            checks: [{ use: 's3/secure-bucket', params: { bucket: '{{bukcet}}' }, weight: 1 }],
          };
        return lab;
      },
      [/lab\.json:\d+:\d+ \/tasks\/0\/checks\/0.*/],
    ],
    [
      'the id of another lab',
      () => ({ ...good(), id: 'other' }),
      [/\/id the lab in folder labs\/s3-lifecycle is called "other"/],
    ],
  ])('%s', { timeout: 120_000 }, async (_what, manifest, expected) => {
    save(manifest());
    const said = await refusal();
    for (const pattern of expected) expect(said).toMatch(pattern);
  });

  test('account scripts: all problems of all files, nothing is run', { timeout: 120_000 }, async () => {
    save(good());
    const setup = read('labs/s3-lifecycle/setup.yaml');
    write(
      'labs/s3-lifecycle/setup.yaml',
      '- s3:CreateBucket: { Bucket: b }\n  as: acct\n- ecs:RunTask: {}\n- s3:PutBucketPolicy: {\n',
    );
    write('fixtures/labs/s3-lifecycle/mistake-broken.yaml', 'title: a\nwithuot: [b]\n');
    const said = await refusal(['lab', 'apply', 's3-lifecycle', 'setup']);
    expect(said).toMatch(/^SCRIPT_INVALID: \d problems in account scripts; nothing was run\.$/m);
    expect(said).toMatch(/^labs\/s3-lifecycle\/setup\.yaml:\d+ /m);
    expect(said).toMatch(/^fixtures\/labs\/s3-lifecycle\/mistake-broken\.yaml:1 .*withuot/m);
    rmSync(join(copy, 'fixtures/labs/s3-lifecycle/mistake-broken.yaml'));
    write('labs/s3-lifecycle/setup.yaml', setup);
  });
});

describe('lab policy', () => {
  test('makes no role that is open to more than one principal with one id', { timeout: 60_000 }, async () => {
    const of = (...more: string[]) => runCli(['lab', 'policy', 's3-lifecycle', '--format', 'cli', ...more]);
    const principal = ['--principal', 'arn:aws:iam::123456789012:user/teacher'];
    for (const more of [
      [],
      principal,
      ['--external-id', 'gs-1'],
      ['--principal', '*', '--external-id', 'gs-1'],
    ]) {
      const { code, stdout, stderr } = await of(...more);
      expect([code, stdout, stderr.slice(0, 6)], more.join(' ')).toEqual([2, '', 'USAGE:']);
    }
    const { code, stdout } = await of(
      ...principal,
      '--external-id',
      'gs-1',
      '--account',
      '210987654321',
      '--var',
      'bucket=mine',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('"sts:ExternalId":"gs-1"');
    expect(stdout).toContain('arn:aws:kms:us-east-1:210987654321:key/*');
    expect(stdout).toContain('arn:aws:s3:::mine"');
  });
  test('prints what is committed', async () => {
    const { code, stdout } = await runCli(['lab', 'policy', 's3-lifecycle']);
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(root, 'labs/s3-lifecycle/policy.json'), 'utf8'));
  });
});

describe('lab apply', () => {
  test('shows a script in three forms, with this learner’s names', { timeout: 120_000 }, async () => {
    await cliProgram();
    const show = async (form: string): Promise<string> => {
      const { code, stdout, stderr } = await runCli([
        'lab',
        'apply',
        's3-lifecycle',
        'solution',
        '--as',
        form,
        '--var',
        'bucket=my-own',
      ]);
      expect([code, stderr]).toEqual([0, '']);
      return stdout;
    };
    expect(await show('cli')).toMatch(/^aws s3api create-bucket --bucket my-own$/m);
    expect(await show('cli')).toContain(
      '--body "labs/s3-lifecycle/files/dataset/$item_file"'.replaceAll(
        '"labs/s3-lifecycle/files/dataset/',
        'labs/s3-lifecycle/files/dataset/"',
      ),
    );
    expect(await show('boto3')).toMatch(/^s3\.create_bucket\(Bucket="my-own"\)$/m);
    expect(JSON.parse(await show('api'))).toContainEqual({
      's3:CreateBucket': { Bucket: 'my-own' },
      step: 'create-bucket',
    });
  });

  test(
    'runs a script, says what it did, and writes what it handed in where it is told',
    { timeout: 240_000 },
    async () => {
      const sandbox = await sharedSandbox();
      const account = await sandbox.createAccount('apply');
      const to = join(copy, 'handed-in');
      const env = awsEnv(sandbox, account);
      const setup = await runCli(['lab', 'apply', 's3-lifecycle'], { env });
      expect(setup.stdout).toMatch(
        new RegExp(`^Ran labs/s3-lifecycle/setup\\.yaml: \\d+ calls in account ${account.account}\\.$`, 'm'),
      );
      const solved = await runCli(['lab', 'apply', 's3-lifecycle', 'solution', '--artifacts-to', to], {
        env,
      });
      expect([solved.code, solved.stderr]).toEqual([0, '']);
      expect(readFileSync(join(to, 'presigned-link', 'url.generated.txt'), 'utf8')).toMatch(
        /^http:\/\/127\.0\.0\.1:\d+\/.*X-Amz-Signature=/,
      );
      expect(existsSync(join(to, 'inventory-script', 'inventory.py'))).toBe(true);
      expect(solved.stdout).not.toContain(account.secretAccessKey);
      const client = new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true });
      expect((await client.send(new ListBucketsCommand({}))).Buckets).toHaveLength(2);
      client.destroy();

      const again = await runCli(['lab', 'apply', 's3-lifecycle', 'setup'], { env });
      expect(again.code).toBe(2);
      expect(again.stderr).toMatch(
        /^STEP_FAILED: labs\/s3-lifecycle\/setup\.yaml:\d+ kms:CreateAlias failed: AlreadyExistsException: /,
      );
      expect(again.stderr).not.toMatch(/^\s+at /m);
    },
  );
});
