import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBox } from '../../graders/box/index.ts';
import { checks } from '../../graders/checks/index.ts';
import type { ReasonSpec } from '../../graders/kit/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';
import { dailyStates, S3_STATES } from './states/index.ts';
import { FIRST_ANSWERS } from './states/first-answers.ts';
import { StateRunner } from './states/runner.ts';

const root = join(import.meta.dirname, '../..');
const lab = loadLabForGrading(root, 's3-lifecycle');
const all = Object.values(S3_STATES).flat();
const daily = Object.entries(S3_STATES).map(([task, states]) => [task, dailyStates(states)] as const);

let runner: StateRunner;

beforeAll(async () => {
  runner = new StateRunner(root, await sharedSandbox(), createBox());
});

// The catalogue decides what each state deserves, not the code: a disagreement is a defect of the grader until proven otherwise.
for (const [task, states] of daily) {
  describe(task, () => {
    test.each(states.map((state) => [state.name, state] as const))(
      '%s',
      { timeout: 180_000 },
      async (_name, state) => {
        const { got, report } = await runner.judge(state);
        const messages = report.tasks.map(({ id, message }) => `${id}: ${message}`).join('\n');
        expect(got, messages).toEqual(state.expect);
      },
    );
  });
}

test('names are unique, and every first answer belongs to a state that is tried daily', () => {
  const names = all.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const tried = new Set(daily.flatMap(([, states]) => states.map(({ name }) => name)));
  expect(Object.keys(FIRST_ANSWERS).filter((name) => !tried.has(name))).toEqual([]);
  expect(tried.size).toBeGreaterThanOrEqual(40);
});

test('every reason of every task is among the expected ones', async () => {
  const reached = new Set(
    all.flatMap(({ expect: expected }) =>
      Object.entries(expected).map(([task, verdict]) => `${task} ${verdict}`),
    ),
  );
  for (const task of lab.manifest.tasks) {
    for (const { use } of task.checks) {
      const check = (await checks[use]?.())?.default;
      const reasons = Object.entries((check?.reasons ?? {}) as Record<string, ReasonSpec>);
      const failures = reasons
        .filter(([, { status }]) => status === 'fail')
        .map(([reason]) => `${task.id} fail/${reason}`);
      expect([`${task.id} pass`, ...failures].filter((verdict) => !reached.has(verdict))).toEqual([]);
    }
  }
});
