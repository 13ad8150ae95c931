import { expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import {
  CatalogError,
  formatProblem,
  loadCatalog,
  loadUsedChecks,
  type Catalog,
} from '../../server/catalog/index.ts';
import { coverageReply } from '../../server/grading/coverage.ts';
import { repositoryRoot } from '../../server/root.ts';
import { inQuizzes, inSections, inTasks, inventory, readyParts } from './read-content.ts';

// What `npm start` does first. Every problem is named with file, line and remedy.
test('the course loads whole, and its page shows the coverage that the files have', async () => {
  const root = repositoryRoot();
  const used = await loadUsedChecks(root, checks);
  const load = (): Catalog | readonly string[] => {
    try {
      return loadCatalog({ root, checks: used });
    } catch (error) {
      if (error instanceof CatalogError) return error.problems.map(formatProblem);
      throw error;
    }
  };
  const catalog = load();
  if (!('quizzes' in catalog)) return expect(catalog).toEqual([]);
  expect([...catalog.quizzes.keys()]).toEqual(readyParts.filter(({ quiz }) => quiz).map(({ id }) => id));

  const shown = coverageReply(catalog);
  expect(shown.items).toBe(inventory.length);
  const ways = { section: inSections, task: inTasks, quiz: inQuizzes } as const;
  for (const { id, places } of shown.parts.flatMap(({ items }) => items))
    for (const kind of ['section', 'task', 'quiz'] as const)
      expect(
        places.some((place) => place.kind === kind),
        `${id} ${kind}`,
      ).toBe(ways[kind].has(id));
  // Each section that is named is one of its page.
  const sections = shown.parts
    .flatMap(({ items }) => items)
    .flatMap(({ places }) => places.filter(({ kind }) => kind === 'section'));
  for (const { href } of sections) {
    const [, part = '', heading = ''] = /^\/lessons\/([^#]+)#(.+)$/.exec(href) ?? [];
    expect(catalog.lessons.get(part)?.html, href).toContain(`id="${heading}"`);
  }
});
