import type { GradeReport } from '../../graders/contract/index.ts';

/** Text for an attribute or an element; XML 1.0 has no way to write most control characters, nor half a character. */
export const xmlText = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A grade report as JUnit XML: a task is a test case; blocked is an error, skipped is skipped. */
export function junit(report: GradeReport): string {
  const count = (...status: string[]): number =>
    report.tasks.filter((task) => status.includes(task.status)).length;
  const cases = report.tasks.map((task) => {
    const open = `    <testcase classname="${xmlText(report.lab)}" name="${xmlText(task.id)}">`;
    const attributes = `type="${xmlText(task.reason)}" message="${xmlText(task.message)}"`;
    if (task.status === 'pass') return open.replace(/>$/, '/>');
    const body = task.checks
      .flatMap((check) => check.evidence)
      .map(
        (entry) =>
          `${entry.read} ${entry.path}: expected ${JSON.stringify(entry.expected)}, got ${JSON.stringify(entry.actual)}`,
      )
      .join('\n');
    const element = task.status === 'skipped' ? 'skipped' : task.status === 'blocked' ? 'error' : 'failure';
    const inner =
      element === 'skipped'
        ? `<skipped message="${xmlText(task.message)}"/>`
        : `<${element} ${attributes}>${xmlText(body)}</${element}>`;
    return `${open}\n      ${inner}\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xmlText(report.lab)}" tests="${report.tasks.length}" failures="${count('fail', 'partial')}" errors="${count('blocked')}" skipped="${count('skipped')}" time="${(report.durationMs / 1000).toFixed(3)}" timestamp="${xmlText(report.startedAt)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
