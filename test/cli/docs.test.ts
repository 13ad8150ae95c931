import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../helpers/command-line.ts';
import { SESSION_SECONDS } from '../../server/targets/credentials.ts';

const root = join(import.meta.dirname, '../..');
const PAGES = [
  'docs/account-owners.md',
  'docs/choosing-a-target.md',
  'docs/security.md',
  'docs/emulators.md',
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Commands of ours in a page: in blocks, and in the text between backquotes. */
function commandsOf(page: string): string[] {
  const found = [...textOf(page).matchAll(/npx groundschool ([^\n`]+)/g)];
  return [...new Set(found.map(([, words = '']) => words.trim()))];
}
const COMMANDS = PAGES.flatMap((page) => commandsOf(page).map((words) => [page, words] as const));

describe('commands in the pages', () => {
  test('are many, so that this test looks at something', () => expect(COMMANDS.length).toBeGreaterThan(12));

  test.each(COMMANDS)('%s: groundschool %s is a command with these options', async (_page, words) => {
    const [command = '', action = '', ...rest] = words.split(/\s+/);
    const { code, out } = await commandLine(command, '--help');
    expect(code).toBe(0);
    // Usages of a command with several actions have a line for each.
    const line = out.split('\n').find((one) => one.includes(`groundschool ${command} ${action} `)) ?? out;
    if (!action.startsWith('-') && command !== 'grade') expect(out).toContain(action);
    for (const option of [action, ...rest].filter((word) => word.startsWith('--')))
      expect(line, words).toContain(option);
  });

  test('about policies and costs run as they stand', async () => {
    const offline = COMMANDS.map(([, words]) => words).filter((words) => /^lab (policy|cost) /.test(words));
    expect(offline.length).toBeGreaterThan(2);
    for (const words of new Set(offline)) {
      const { code, out } = await commandLine(...words.split(/\s+/));
      expect([words, code]).toEqual([words, 0]);
      expect(out.length).toBeGreaterThan(100);
    }
  });
});

test.each([...PAGES, 'README.md'])('links of %s lead to files that are there', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path);
  const missing = links.filter((path) => !existsSync(join(root, dirname(page), path)));
  expect(missing).toEqual([]);
});

test('the pages say how long a session lives', () => {
  expect(SESSION_SECONDS).toBe(15 * 60);
  for (const page of ['docs/account-owners.md', 'docs/security.md'])
    expect(textOf(page)).toContain(`${SESSION_SECONDS / 60} minutes`);
});
