import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PolicyDocument } from '../../graders/contract/index.ts';
import { labIds } from '../../server/catalog/lab-manifest.ts';

const root = join(import.meta.dirname, '../..');
const READS = /^[a-z0-9-]+:(Get|List|Describe|BatchGet|Head)[A-Za-z0-9]+$/;
/**
 * Read by its access level in spite of its name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgets.html
 */
const READS_BY_ANOTHER_NAME = new Set(['budgets:ViewBudget']);

test.each(labIds(root))('the policy of %s reads and changes nothing', (id) => {
  const { Statement } = JSON.parse(
    readFileSync(join(root, 'labs', id, 'policy.json'), 'utf8'),
  ) as PolicyDocument;
  const actions = Statement.flatMap(({ Action }) => Action);
  expect(actions.length).toBeGreaterThan(3);
  expect(actions.filter((action) => !READS.test(action) && !READS_BY_ANOTHER_NAME.has(action))).toEqual([]);
  expect(new Set(actions).size).toBe(actions.length);
  // What a resource begins with is known; only its end or the account may be left open.
  const resources = Statement.flatMap(({ Resource }) => Resource).filter((one) => one !== '*');
  expect(resources.filter((one) => !/^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[\d*]*:\S+$/.test(one))).toEqual([]);
});
