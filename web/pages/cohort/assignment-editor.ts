import { html, nothing } from 'lit';
import type { AssignmentBody, AssignmentRow, LateStep, WhatIfReply } from '../../../server/contract/index.ts';
import { formatPoints } from '../../format.ts';
import { textOf } from '../form-text.ts';

const COUNTING = {
  'per-task-best': 'the best result of each task',
  best: 'the best attempt',
  last: 'the last attempt',
} as const;

const STEP = /^(\d+(?:\.\d+)?)\s*(?:h\s*)?:\s*(\d+(?:\.\d+)?)\s*%?$/;

/**
 * Late steps as they are typed: `0: 80, 24: 50` (hours after the due time, percent that counts).
 *
 * @returns the steps, and in words whatever is none: left out silently, late work would count in full
 */
export function readSteps(text: string): { steps: LateStep[]; problems: string[] } {
  const steps: LateStep[] = [];
  const problems: string[] = [];
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [, hours, percent] = STEP.exec(part) ?? [];
    if (hours === undefined) problems.push(`“${part}” is no step: write hours: percent, such as 24: 50.`);
    else if (Number(percent) > 100) problems.push(`“${part}”: late work brings at most 100 percent.`);
    else steps.push({ afterHours: Number(hours), percent: Number(percent) });
  }
  return { steps, problems };
}

/** What an editor's fields say. */
export function bodyOf(data: FormData): AssignmentBody {
  const time = (name: string): string | null => textOf(data, name).slice(0, 16) || null;
  const limit = textOf(data, 'limit');
  return {
    title: textOf(data, 'title'),
    releaseAt: time('release'),
    dueAt: time('due'),
    closeAt: time('close'),
    policy: {
      late: readSteps(textOf(data, 'late')).steps,
      attemptLimit: limit === '' ? null : Number(limit),
      cooldownMinutes: Number(textOf(data, 'pause') || '0'),
      counting: textOf(data, 'counting') as AssignmentBody['policy']['counting'],
      hiddenUntilReleased: data.has('hidden'),
      answersAtClose: data.has('answers'),
    },
  };
}

/** The fields of an assignment, empty or as they are. */
export function editorFields(
  row: AssignmentRow | undefined,
  items: readonly { kind: string; item: string; title: string }[],
  zone: string,
  typedLate: (text: string) => void,
) {
  const policy = row?.policy;
  const late = (policy?.late ?? []).map(({ afterHours, percent }) => `${afterHours}: ${percent}`).join(', ');
  const time = (label: string, name: string, value: string | null | undefined) =>
    html`<label class="field"
      >${label} <input type="datetime-local" name=${name} .value=${value ?? ''}
    /></label>`;
  return html`<div class="fields">
      ${
        row
          ? nothing
          : html`<label class="field"
              >Lab or quiz
              <select name="item">
                ${items.map(({ kind, item, title }) => html`<option value="${kind} ${item}">${title}</option>`)}
              </select></label
            >`
      }
      <label class="field"
        >Title <input type="text" name="title" required maxlength="200" .value=${row?.title ?? ''}
      /></label>
    </div>
    <p class="small muted">Times are those of ${zone}; an empty one holds nobody back.</p>
    <div class="fields">
      ${time('Opens', 'release', row?.releaseAt)} ${time('Due', 'due', row?.dueAt)}
      ${time('Closes', 'close', row?.closeAt)}
    </div>
    <div class="fields">
      <label class="field"
        >Attempts allowed
        <input type="number" name="limit" min="1" max="1000" .value=${String(policy?.attemptLimit ?? '')}
      /></label>
      <label class="field"
        >Minutes between attempts
        <input type="number" name="pause" min="0" max="10080" .value=${String(policy?.cooldownMinutes ?? 0)}
      /></label>
      <label class="field"
        >What counts
        <select name="counting">
          ${Object.entries(COUNTING).map(
            ([value, word]) =>
              html`<option value=${value} ?selected=${value === policy?.counting}>${word}</option>`,
          )}
        </select></label
      >
      <label class="check"
        ><input type="checkbox" name="hidden" .checked=${policy?.hiddenUntilReleased ?? false} /> Hidden until
        it opens</label
      >
      <label class="check"
        ><input type="checkbox" name="answers" .checked=${policy?.answersAtClose ?? false} /> Reference
        answers open once it has closed for everybody</label
      >
    </div>
    <label class="field"
      >Late work, as hours: percent
      <input
        type="text"
        name="late"
        placeholder="0: 80, 24: 50"
        .value=${late}
        aria-describedby="late-problems"
        @input=${(event: Event) => typedLate((event.target as HTMLInputElement).value)}
    /></label>`;
}

/** Who would gain or lose, on the real class, before anything is saved. */
export function whatIfView({ learners, gain, lose, averageBefore, averageAfter, changes }: WhatIfReply) {
  const points = (value: number | null): string => (value === null ? 'none' : formatPoints(value));
  return html`<section aria-labelledby="what-if">
    <h3 id="what-if">What would change</h3>
    <p>
      Of ${learners} students ${gain} would gain and ${lose} would lose. The average goes from
      ${points(averageBefore)} to ${points(averageAfter)}. Nothing is saved yet.
    </p>
    ${
      changes.length === 0
        ? nothing
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of changed scores">
            <table>
              <thead>
                <tr>
                  <th scope="col">Student</th>
                  <th scope="col">Now</th>
                  <th scope="col">Then</th>
                  <th scope="col">Difference</th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                ${changes.map(
                  ({ name, before, after, statusBefore, statusAfter }) =>
                    html`<tr>
                      <th scope="row">${name}</th>
                      <td class="num">${points(before)}</td>
                      <td class="num">${points(after)}</td>
                      <td class="num">${signed((after ?? 0) - (before ?? 0))}</td>
                      <td>
                        ${statusBefore === statusAfter ? statusAfter : `${statusBefore}, then ${statusAfter}`}
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

const signed = (points: number): string => `${points > 0 ? '+' : ''}${formatPoints(points)}`;
