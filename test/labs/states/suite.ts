import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import { checks } from '../../../graders/checks/index.ts';
import type { ReasonSpec } from '../../../graders/kit/index.ts';
import { loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';
import { sharedSandbox } from '../../helpers/sandbox.ts';
import { FIRST_ANSWERS } from './first-answers.ts';
import { dailyStates, LAB_STATES } from './index.ts';
import { StateRunner } from './runner.ts';
import type { AccountState } from './state.ts';

const root = join(import.meta.dirname, '../../..');

/** Verdicts that the task before it says first. */
const HIDDEN: ReadonlySet<string> = new Set(['safe-update fail/endpoint-missing']);

/**
 * Declares the daily tests of a lab's states. The catalogue decides what each state deserves, not the code: a disagreement
 * is a defect of the grader until proven otherwise.
 */
export function testStatesOf(id: keyof typeof LAB_STATES, atLeast: number): void {
  const lab = loadLabForGrading(root, id);
  const byTask: Readonly<Record<string, readonly AccountState[]>> = LAB_STATES[id];
  const all = Object.values(byTask).flat();
  const daily = Object.entries(byTask).map(([task, states]) => [task, dailyStates(states)] as const);
  let runner: StateRunner;

  beforeAll(async () => {
    runner = new StateRunner(root, await sharedSandbox(), createBox(), id);
  });

  for (const [task, states] of daily) {
    describe(task, () => {
      test.each(states.map((state) => [state.name, state] as const))(
        '%s',
        { timeout: 180_000 },
        async (_name, state) => {
          const { got, report } = await runner.judge(state);
          const messages = report.tasks.map((one) => `${one.id}: ${one.message}`).join('\n');
          expect(got, messages).toEqual(state.expect);
        },
      );
    });
  }

  test('names are unique, and every first answer belongs to a state that is tried daily', () => {
    const names = all.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const tried = new Set(daily.flatMap(([, states]) => states.map(({ name }) => name)));
    const own = Object.keys(FIRST_ANSWERS).filter((name) => Object.hasOwn(byTask, name.split(':')[0] ?? ''));
    expect(own.filter((name) => !tried.has(name))).toEqual([]);
    expect(tried.size).toBeGreaterThanOrEqual(atLeast);
  });

  test('every reason of every task with states is among the expected ones', async () => {
    const reached = new Set(
      all.flatMap(({ expect: expected }) =>
        Object.entries(expected).map(([task, verdict]) => `${task} ${verdict}`),
      ),
    );
    for (const task of lab.manifest.tasks.filter((one) => Object.hasOwn(byTask, one.id))) {
      for (const { use } of task.checks) {
        const check = (await checks[use]?.())?.default;
        const reasons = Object.entries((check?.reasons ?? {}) as Record<string, ReasonSpec>);
        const failures = reasons
          // What the sandbox does not get into; fixtures/checks hold these.
          .filter(
            ([reason, { status }]) =>
              status === 'fail' && !['not-yet', 'unhealthy', 'not-in-service'].includes(reason),
          )
          .map(([reason]) => `${task.id} fail/${reason}`)
          .filter((verdict) => !HIDDEN.has(verdict));
        expect([`${task.id} pass`, ...failures].filter((verdict) => !reached.has(verdict))).toEqual([]);
      }
    }
  });
}
