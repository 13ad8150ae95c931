import type { RunItemReply, RunReply, RunSummary } from '../contract/index.ts';
import { xmlText } from './junit.ts';
import { bar } from './progress.ts';
import { EXIT } from './usage.ts';

const count = (run: RunSummary, ...states: (keyof RunSummary['counts'])[]): number =>
  states.reduce((sum, state) => sum + (run.counts[state] ?? 0), 0);

/** How far a run is, in one line; with a bar for terminals. */
export function progressLine(run: RunSummary, withBar: boolean): string {
  const left = count(run, 'waiting', 'queued');
  const done = run.total - left;
  const parts = [`${done} of ${run.total}`];
  for (const [state, number] of Object.entries(run.counts)) {
    if (state !== 'waiting' && state !== 'queued' && number > 0) parts.push(`${number} ${state}`);
  }
  const text = parts.join(', ');
  return withBar ? `${bar(done, run.total)} ${text}` : text;
}

/** A run that nothing happens to any more. */
export function hasEnded({ run }: RunReply): boolean {
  return run.status === 'done' || (run.status !== 'running' && count(run, 'queued') === 0);
}

/** Every learner in a line, then the sum. */
export function runText({ run, items }: RunReply): string {
  const lines = items.map((item) => {
    const score = item.status === 'graded' || item.score !== null ? `${item.score ?? 0} points` : '';
    return [item.name, item.status, score, item.problem ?? ''].filter((part) => part !== '').join('\t');
  });
  return `${[...lines, `${run.title}: ${progressLine(run, false)} (${run.status})`].join('\n')}\n`;
}

/** A run as JUnit XML, a learner a test case: below the minimum fails, blocked is an error, not started is skipped. */
export function runJunit({ run, items }: RunReply, minimum: number): string {
  const cases = items.map((item) => {
    const open = `    <testcase classname="${xmlText(run.lab)}" name="${xmlText(nameOf(item))}"`;
    const inner = outcome(item, minimum);
    return inner === null ? `${open}/>` : `${open}>\n      ${inner}\n    </testcase>`;
  });
  const of = (element: string): number => cases.filter((text) => text.includes(`<${element} `)).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xmlText(run.lab)}" tests="${items.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}" timestamp="${xmlText(run.createdAt)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Two learners may have one name; the number, or else the id, tells them apart. */
function nameOf({ name, studentNumber, learner }: RunItemReply): string {
  return `${name} (${studentNumber ?? learner})`;
}

function outcome({ status, score, problem }: RunItemReply, minimum: number): string | null {
  const message = xmlText(problem ?? status);
  if (status === 'graded') {
    if ((score ?? 0) >= minimum) return null;
    return `<failure type="score" message="${score ?? 0} points of ${minimum}"></failure>`;
  }
  if (status === 'not-started' || status === 'cancelled') return `<skipped message="${message}"/>`;
  return `<error type="${status}" message="${message}"></error>`;
}

/** The exit code of a run that has ended: nothing judged, somebody below the minimum, or all well. */
export function runExit({ items }: RunReply, minimum: number | null): number {
  const graded = items.filter(({ checkable }) => checkable !== null && checkable > 0);
  if (graded.length === 0) return EXIT.nothingChecked;
  return minimum !== null && graded.some(({ score }) => (score ?? 0) < minimum) ? EXIT.belowMinimum : EXIT.ok;
}
