import type { Variables } from '../../graders/contract/index.ts';
import { escapeHtml, fillVariables, type Lab } from '../catalog/index.ts';
import type { WatchItem } from '../contract/index.ts';
import type { Finding } from './watch-rules.ts';

const DAY_MS = 86_400_000;

/** What happened, in a sentence or two, for whoever has three hundred of them. */
export function watchWords(
  { rule, attempts, since }: Finding,
  {
    taskTitle,
    why,
    due,
    now,
  }: { taskTitle: string | null; why: string | null; due: number | null; now: number },
): string {
  const task = taskTitle === null ? 'the lab' : `“${taskTitle}”`;
  const because = why === null ? '' : ` ${why}`;
  const days = (from: number, to: number): string => {
    const whole = Math.max(1, Math.floor((to - from) / DAY_MS));
    return whole === 1 ? 'a day' : `${whole} days`;
  };
  switch (rule) {
    case 'same-failure':
      return `${attempts.length} checks of ${task} in a row failed in the same way, and what was read did not change.${because}`;
    case 'near-miss':
      return `Had most of the points, and has not checked for ${days(since, now)}. Open: ${task}.${because}`;
    case 'regression':
      return `Had passed ${task}, and fails it now.${because}`;
    case 'not-begun':
      return `Has not checked anything yet${due === null ? '' : `, and it is due ${due - now < DAY_MS ? 'within a day' : `in ${days(now, due)}`}`}.`;
    case 'blocked':
      return `${attempts.length} checks of ${task} in a row could not be judged. That is ours to mend.${because}`;
  }
}

/**
 * What to say next. A hint on the very reason where the lab has one, else its first hint: both lead, neither answers. Where the
 * learner can do nothing, or nothing has been done yet, our own words.
 */
export function nextWord(
  { rule, task, reason }: Finding,
  lab: Lab | undefined,
  variables: Variables,
): WatchItem['nextWord'] {
  if (rule === 'blocked')
    return us(
      'Say that nothing is lost: what could not be judged costs neither points nor attempts. Then look at the server.',
    );
  if (rule === 'not-begun') {
    const first = lab?.manifest.tasks[0]?.title;
    return us(
      first === undefined
        ? 'Ask what keeps them from it.'
        : `Ask what keeps them from it, and name a first step: “${first}”.`,
    );
  }
  const text = task === null ? undefined : lab?.tasks.get(task);
  const targeted = reason === null ? undefined : text?.targeted.get(reason);
  if (targeted !== undefined) return { html: fillVariables(targeted, variables), from: 'reason' };
  const first = text?.hints[0];
  if (first !== undefined) return { html: fillVariables(first, variables), from: 'first-hint' };
  return us('Ask them to read the task once more, aloud.');
}

function us(words: string): WatchItem['nextWord'] {
  return { html: `<p>${escapeHtml(words)}</p>`, from: 'us' };
}
