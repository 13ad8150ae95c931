import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';

const root = join(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const isText = (file: string): boolean =>
  /\.(ts|js|cjs|mjs|json|ya?ml|md|py|html|css|svg|txt|sh)$|^\.ci\/run$|^Dockerfile$/.test(file);

describe('READMEs', () => {
  const rooms = ['graders', 'server', 'web', 'labs', 'lessons', 'fixtures', 'test', 'bench'];
  const inner = ['graders', 'server'].flatMap((top) =>
    readdirSync(join(root, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${top}/${entry.name}`),
  );

  test.each([...rooms, ...inner])('%s says what belongs there', (room) => {
    expect(existsSync(join(root, room, 'README.md')), `${room}/README.md`).toBe(true);
  });

  test('are short: 40 lines, and 120 for the page of a model', () => {
    const long = tracked
      .filter((file) => /(^|\/)README\.md$/.test(file) && file !== 'README.md')
      .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
      .filter(({ file, lines }) => lines > (/^graders\/semantics\/[^/]+\//.test(file) ? 120 : 42));
    expect(long).toEqual([]);
  });
});

test('every dependency is pinned exactly', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('the lock names no registry and no download address', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/registry\./);
});

test('no file names a path of somebody’s machine or a registry host', () => {
  const own = 'test/structure/house.test.ts';
  const pattern = new RegExp(
    ['/(?:home|Users)/(?!student)[a-z]+/', '(^|[^a-z.])/(ro[o]t|wor[k])/', 'https?://registry\\.'].join('|'),
  );
  const found = tracked.filter(
    (file) => isText(file) && file !== own && file !== 'package-lock.json' && pattern.test(read(file)),
  );
  expect(found).toEqual([]);
});

test('source files stay small; those past 300 lines are listed here with their reason', () => {
  const allowed: Record<string, string> = {
    'server/errors.ts': 'a list: every error with its words',
    'web/gallery/entries.ts': 'a list: every element in every state',
    'web/pages/lab.ts': 'one page, its template in one piece',
    'web/pages/lab/store.ts': 'one state machine, its transitions in one place',
    'web/router.ts': 'a list: every address with its page',
    'web/styles/shared.ts': 'a style sheet',
  };
  const long = tracked
    .filter((file) => /^(server|web|graders)\/.*\.ts$/.test(file))
    .filter((file) => read(file).split('\n').length > 301 && !Object.hasOwn(allowed, file));
  expect(long).toEqual([]);
});

test('checks: folder and index agree', () => {
  const files = tracked
    .map((file) => /^graders\/checks\/([a-z0-9-]+\/[a-z0-9-]+)\.ts$/.exec(file)?.[1])
    .filter((id): id is string => id !== undefined && !id.startsWith('shared/'));
  expect(files.toSorted()).toEqual(Object.keys(checks).toSorted());
});

test('no timeout stands inside AbortSignal.any, where Node.js 20 forgets it: `deadline` of graders/kit does both', () => {
  const found = tracked.filter(
    (file) =>
      /^(graders|server)\/.*\.ts$/.test(file) &&
      /AbortSignal\.any\([^;]*AbortSignal\.timeout/.test(read(file).replace(/\/\*[^]*?\*\//g, '')),
  );
  expect(found).toEqual([]);
});

test('no test is skipped or focused', () => {
  const marker = new RegExp(`\\b(it|test|describe)\\.(${['skip', 'only', 'todo'].join('|')})\\b`);
  expect(tracked.filter((file) => /^test\/.*\.ts$/.test(file) && marker.test(read(file)))).toEqual([]);
});

test('the arrows are really looked at', { timeout: 60_000 }, () => {
  const output = execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      'graders',
      'server',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(output) as { summary: { totalCruised: number; error: number } };
  expect(summary.totalCruised).toBeGreaterThan(200);
  expect(summary.error).toBe(0);
});
