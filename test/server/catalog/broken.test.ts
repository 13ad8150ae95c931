import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CatalogError, formatProblem, loadCatalog, loadUsedChecks } from '../../../server/catalog/index.ts';
import { repositoryRoot } from '../../../server/root.ts';
import { fixtureChecks } from '../../helpers/server/fixture-checks.ts';

const courses = join(repositoryRoot(), 'fixtures', 'courses');

async function load(course: string): Promise<unknown> {
  const root = join(courses, course);
  try {
    return loadCatalog({ root, checks: await loadUsedChecks(root, fixtureChecks) });
  } catch (error) {
    return error;
  }
}

test('a course with every mistake: all of them at once, each with file, line, field and remedy', async () => {
  const error = await load('broken');
  expect(error).toBeInstanceOf(CatalogError);
  const { problems, message } = error as CatalogError;
  // Written by hand beside the mistakes; change both together.
  const expected = readFileSync(join(courses, 'broken', 'problems.txt'), 'utf8')
    .trim()
    .split('\n');
  expect(problems.map(formatProblem)).toEqual(expected);
  expect(message.split('\n')[0]).toBe(
    `${expected.length} problems in the course content; nothing was loaded.`,
  );
  for (const { line, column, remedy } of problems) {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    expect(remedy).toMatch(/\.$/);
  }
});

test('a folder without a course', async () => {
  const error = await load('nowhere');
  expect((error as CatalogError).problems.map(({ file, message }) => `${file} ${message}`)).toEqual([
    'labs/variables.json the file is missing',
    'lessons/course.json the file is missing',
    'lessons/data/facts.json the file is missing',
    'lessons/data/prices.json the file is missing',
    'lessons/inventory.json the file is missing',
  ]);
});
