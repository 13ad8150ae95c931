import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import type { GradeReport, LabManifest } from '../../graders/contract/index.ts';
import { grade } from '../../graders/engine/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import { runLesson } from '../helpers/lesson-runner.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';

// The lesson's commands are what its lab asks for, under other names: the account that the lesson leaves behind is graded,
// and what the lesson leaves undone on purpose is found.

const ASKED: Record<string, { use: string; params: Record<string, unknown>; is: string }> = {
  'the alarm on 50 dollars': { use: 'cost/billing-alarm', params: { threshold: 50 }, is: 'rings' },
  'the same alarm, where 10 were asked for': {
    use: 'cost/billing-alarm',
    params: { threshold: 10 },
    is: 'threshold-high',
  },
  'the budget with both alerts': {
    use: 'cost/monthly-budget',
    params: { budget_name: 'owl-monthly', budget_limit: 60 },
    is: 'warns',
  },
  'the alarm on an idle hour': { use: 'cost/idle-stop', params: { devbox: 'owl-devbox' }, is: 'stops' },
  'an evening without a morning': {
    use: 'cost/office-hours',
    params: { devbox: 'owl-devbox', tz: 'Europe/Dublin', startHour: 8, stopHour: 17 },
    is: 'no-start',
  },
  'the disk that nobody owns': { use: 'cost/waste-hunt', params: { wasteMax: 1 }, is: 'volumes-idle' },
};

let report: GradeReport;
beforeAll(async () => {
  const sandbox = await sharedSandbox();
  const account = await sandbox.createAccount('cost lesson');
  const cwd = mkdtempSync(join(tmpdir(), 'lesson-'));
  try {
    const folder = join(import.meta.dirname, '../../lessons/cost');
    const { failures } = await runLesson({ folder, name: 'lesson.md', cwd, sandbox, account });
    expect(failures).toEqual([]);
    const tasks = Object.values(ASKED).map(({ use, params }, index) => ({
      id: `asked-${index}`,
      title: use,
      kind: 'build' as const,
      points: 25,
      after: [],
      covers: [],
      checks: [{ use, params, weight: 1 }],
    }));
    const lab: LabManifest = {
      id: 'cost-lesson',
      title: 'The account of the lesson',
      summary: 'What the lesson has made.',
      lesson: 'cost',
      minutes: 1,
      costNote: 'Nothing.',
      variables: {},
      tasks,
    };
    const crashes: unknown[] = [];
    ({ report } = await grade({
      lab,
      version: 'lesson',
      variables: {},
      target: {
        kind: 'endpoint',
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: {
          accessKeyId: account.readerAccessKeyId,
          secretAccessKey: account.readerSecretAccessKey,
        },
      },
      checks,
      identity: callerIdentity,
      onError: (error) => crashes.push(error),
    }));
    expect(crashes).toEqual([]);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
    await sandbox.revokeAccount(account.account);
  }
}, 600_000);

it.each(Object.entries(ASKED))('%s: $is', (name, { is }) => {
  const task = report.tasks[Object.keys(ASKED).indexOf(name)];
  expect(task?.reason).toBe(is);
});
