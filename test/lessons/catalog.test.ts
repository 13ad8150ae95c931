import { expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import { CatalogError, formatProblem, loadCatalog, loadUsedChecks } from '../../server/catalog/index.ts';
import { repositoryRoot } from '../../server/root.ts';

// What `npm start` does first. Every problem is named with file, line and remedy.
test('the course loads whole', async () => {
  const root = repositoryRoot();
  const used = await loadUsedChecks(root, checks);
  const load = (): readonly string[] => {
    try {
      return [...loadCatalog({ root, checks: used }).quizzes.keys()];
    } catch (error) {
      if (error instanceof CatalogError) return error.problems.map(formatProblem);
      throw error;
    }
  };
  expect(load()).toEqual(['intro', 'iam', 'ec2', 's3', 'sagemaker', 'vpc']);
});
