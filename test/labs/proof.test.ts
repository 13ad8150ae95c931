import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBox } from '../../graders/box/index.ts';
import { labIds } from '../../server/catalog/lab-manifest.ts';
import { proveLab } from '../../server/proof/prove.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../..');

// The same proof as `groundschool lab check`: start state, reference, alternatives, mistakes, denied reads, reasons, policy.
test.each(labIds(root))('lab %s proves itself', { timeout: 600_000 }, async (lab) => {
  const cases: string[] = [];
  const problems = await proveLab({
    root,
    lab,
    sandbox: await sharedSandbox(),
    box: createBox(),
    onCase: (title) => cases.push(title),
  });
  expect(problems.map(({ where, message, remedy }) => `${where} ${message} (${remedy})`)).toEqual([]);
  expect(cases.length).toBeGreaterThan(10);
});
