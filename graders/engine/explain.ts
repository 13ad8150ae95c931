import type { Evidence, GradeReport, TaskResult, TaskStatus } from '../contract/index.ts';

const WORDS: Record<TaskStatus, string> = {
  pass: 'passed',
  partial: 'partly',
  fail: 'failed',
  blocked: 'blocked',
  skipped: 'skipped',
};
const STATUS_WIDTH = Math.max(...Object.values(WORDS).map((word) => word.length));
const LONGEST_VALUE = 200;

/** A report as text for the terminal: one line per task, then its reason, its message and what was read. */
export function explain(report: GradeReport): string {
  const { target } = report;
  const place = target.endpoint ?? 'AWS';
  const idWidth = Math.max(0, ...report.tasks.map((task) => task.id.length));
  const lines = [
    `${report.lab} ${report.version}`,
    `account ${target.account ?? 'unknown'} in ${target.region} on ${place}`,
    '',
    ...report.tasks.flatMap((task) => taskLines(task, idWidth)),
    '',
    `Score ${report.score} of ${report.maxScore}; ${report.checkable} of ${report.maxScore} decided.`,
    `${report.awsCalls} AWS calls in ${(report.durationMs / 1000).toFixed(1)} s.`,
  ];
  return `${lines.join('\n')}\n`;
}

function taskLines(task: TaskResult, idWidth: number): string[] {
  const points = `${task.points}/${task.maxPoints}`.padStart(7);
  const head = `${WORDS[task.status].padEnd(STATUS_WIDTH)}  ${task.id.padEnd(idWidth)}  ${points}  ${task.title}`;
  const indent = ' '.repeat(STATUS_WIDTH + 2);
  if (task.status === 'pass') return [head];
  const shown = task.checks.filter((check) => check.status !== 'pass');
  if (shown.length === 0) return [head, `${indent}${task.message}`];
  return [
    head,
    ...shown.flatMap((check) => [
      `${indent}${check.reason}: ${check.message}`,
      ...check.evidence.map((evidence) => `${indent}  ${evidenceLine(evidence)}`),
    ]),
  ];
}

function evidenceLine({ read, path, expected, actual }: Evidence): string {
  return `${path ? `${read} ${path}` : read}: expected ${show(expected)}, read ${show(actual)}`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)} …` : text;
}
