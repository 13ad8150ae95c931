import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import { proveLab } from '../../../server/proof/prove.ts';
import { sharedSandbox } from '../../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../../..');

/**
 * Declares the proof of a lab, the same as `groundschool lab check`: start state, reference, alternatives, mistakes, denied reads,
 * reasons, policy. A file for each lab lets several run at a time.
 */
export function testProofOf(lab: string): void {
  test(`lab ${lab} proves itself`, { timeout: 600_000 }, async () => {
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
}
