import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lessonBlocks, notRunBlocks } from '../../server/catalog/lesson-blocks.ts';
import { runLesson, unlike, type LessonPlace, type LessonRun } from '../helpers/lesson-runner.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';
import { readyParts } from './read-content.ts';

const root = join(import.meta.dirname, '../..');

async function run(folder: string, more: Pick<LessonPlace, 'aws' | 'blockMs'> = {}): Promise<LessonRun> {
  const sandbox = await sharedSandbox();
  const account = await sandbox.createAccount(folder);
  const cwd = mkdtempSync(join(tmpdir(), 'lesson-'));
  try {
    const name = `${folder}/lesson.md`;
    return await runLesson({ folder: join(root, folder), name, cwd, sandbox, account, ...more });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
    await sandbox.revokeAccount(account.account);
  }
}

describe('every command of a lesson does what the lesson says', () => {
  const withLesson = readyParts.filter(({ id }) => existsSync(join(root, 'lessons', id, 'lesson.md')));

  test.each(withLesson.map(({ id }) => id))('%s', { timeout: 1_200_000 }, async (part) => {
    // The first lesson with the CLI as a learner starts it, the longer ones with the same code kept loaded.
    const { failures, counts } = await run(`lessons/${part}`, part === 'intro' ? { aws: 'process' } : {});
    expect(failures).toEqual([]);
    expect(counts.executed).toBeGreaterThan(0);
  });

  test('commands that are not run are listed with their reason', () => {
    const listed = notRunBlocks(root);
    const written = withLesson.flatMap(({ id }) =>
      [
        ...readFileSync(join(root, 'lessons', id, 'lesson.md'), 'utf8').matchAll(
          /^ *```bash norun="(.+)"$/gm,
        ),
      ].map(([, reason]) => [id, reason]),
    );
    expect(listed.map(({ part, reason }) => [part, reason])).toEqual(written);
    for (const { line, text } of listed) {
      expect(line).toBeGreaterThan(1);
      expect(text.trim()).not.toBe('');
    }
  });
});

describe('the runner', () => {
  test('finds nothing where everything holds', { timeout: 120_000 }, async () => {
    const { failures, counts } = await run('fixtures/lessons/sound', { aws: 'process' });
    expect(failures).toEqual([]);
    expect(counts).toEqual({ executed: 4, notRun: 1, outputs: 3, validated: 5 });
  });

  test('names everything that does not hold by file and line', { timeout: 120_000 }, async () => {
    const { failures } = await run('fixtures/lessons/broken', { blockMs: 5_000 });
    const file = 'fixtures/lessons/broken/lesson.md';
    const expected: [line: number, message: RegExp][] = [
      [5, /^no block before this one was executed$/],
      [9, /^the block ended with 1:\nbefore$/],
      [15, /^the block ended with 1:\n0\ncat: not-there\.txt/],
      [19, /^the block ended with 1:\n.*UNSET: unbound variable/],
      [27, /^the output differs; it is:\none\ntwo\nthree$/],
      [32, /^the output differs/],
      [36, /^the block succeeded, and NoSuchBucket was expected$/],
      [40, /^the block ended with 1 and does not say NoSuchBucket:\n\(NoSuchKey\)$/],
      [44, /^the block ended with a signal:\n\(stopped after 5 s\)$/],
      [48, /^a bash block that does not say what the tests do with it$/],
      [52, /^unknown word "now" after `bash`$/],
      [56, /^no valid JSON: /],
      [60, /^\$\.Statement\[0\]\.Effect /],
      [64, /^Rules\[0\]\.Id is no member; S3 knows .*ID/],
      [68, /^Rules\[0\]\.Transitions\[0\]\.StorageClass cannot be evaluated/],
      [72, /^Flow sequence in block collection/],
      [76, /^no valid Python: SyntaxError/],
      [80, /^the block never ends$/],
    ];
    expect(failures.map((failure) => failure.split(' ')[0])).toEqual(
      expected.map(([line]) => `${file}:${line}`),
    );
    for (const [index, [, message]] of expected.entries())
      expect(failures[index]?.slice(failures[index].indexOf(' ') + 1)).toMatch(message);
  });

  test.each<[string, string, boolean]>([
    ['a\nb\n', 'x\na\nb\ny\n', true],
    ['a\nb\n', 'a\nx\nb\n', false],
    ['a\n…\nb\n', 'a\nb\n', true],
    ['a\n…\nb\n', 'a\nx\ny\nb\n', true],
    ['a …z\n', 'a bcz  \n', true],
    ['a …z\n', 'a b\nz\n', false],
    ['a\n', 'ab\n', false],
    ['a.b\n', 'axb\n', false],
    ['(a) [b] $c\n', '(a) [b] $c\n', true],
    ['b\n', 'a\rb\r\n', true],
    ['  a\n', 'a\n', false],
  ])('compares %j with the output %j: %s', (wanted, stdout, alike) => {
    expect(unlike(wanted, { stdout, stderr: '' }) === null).toBe(alike);
  });

  test('standard error comes after standard output', () => {
    expect(unlike('out\nerr\n', { stdout: 'out', stderr: 'err' })).toBeNull();
    expect(unlike('err\nout\n', { stdout: 'out', stderr: 'err' })).not.toBeNull();
  });

  test('blocks keep their place and lose their indentation', () => {
    const blocks = lessonBlocks('text\n\n1. list\n\n   ```bash run\n   a\n     b\n   ```\n', () => undefined);
    expect(blocks).toMatchObject([{ line: 5, kind: 'run', text: 'a\n  b\n' }]);
  });
});
