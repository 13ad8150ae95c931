import { html, nothing, type TemplateResult } from 'lit';
import type { LearnerAssignment, LearnerReply } from '../../../server/contract/index.ts';
import { formatMoment, formatMomentIn, formatPoints, formatPercent } from '../../format.ts';

type Override = LearnerReply['overrides'][number];

/** What happens on the page of a learner; null where the role does not allow it. */
export interface TaskActions {
  href: (assignment: string, attempt?: string) => string;
  setPoints: ((event: SubmitEvent, task: string) => void) | null;
  takeBack: ((task: string) => void) | null;
}

const points = (value: number | null): string => (value === null ? 'none' : formatPoints(value));

/** Every assignment in one line: score, what was lost to time, the dates that hold, attempts used. */
export function assignmentTable(
  { assignments, timeZone }: LearnerReply,
  open: string,
  href: TaskActions['href'],
): TemplateResult {
  const when = (iso: string | null): string => (iso === null ? 'none' : formatMomentIn(iso, timeZone));
  return html`<p class="small muted">All times are those of ${timeZone}.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of assignments">
      <table>
        <thead>
          <tr>
            <th scope="col">Assignment</th>
            <th scope="col">State</th>
            <th scope="col">Score</th>
            <th scope="col">Counted for time</th>
            <th scope="col">Due</th>
            <th scope="col">Closes</th>
            <th scope="col">Attempts</th>
          </tr>
        </thead>
        <tbody>
          ${assignments.map(({ id, title, standing, dates, planned, attemptLimit }) => {
            const own = dates.due !== planned.due || dates.close !== planned.close;
            return html`<tr>
              <th scope="row">
                <a href=${href(id)} aria-current=${id === open ? 'true' : nothing}>${title}</a>
              </th>
              <td>${standing.status}</td>
              <td class="num">
                ${standing.score === null ? 'none' : `${formatPoints(standing.score)} of ${formatPoints(standing.maxPoints)}`}
              </td>
              <td class="num">${formatPoints(standing.latePercent)} %</td>
              <td class="num">
                ${when(dates.due)}${own ? html` <span class="chip tone-info">own</span>` : nothing}
              </td>
              <td class="num">${when(dates.close)}</td>
              <td class="num">
                ${standing.attemptsUsed}${attemptLimit === null ? nothing : ` of ${attemptLimit}`}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

/** What each task brings and why: the grader's points, hints, time, and points by hand. */
export function taskTable(
  { id, standing, titles }: LearnerAssignment,
  overrides: readonly Override[],
  { href, setPoints, takeBack }: TaskActions,
): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of tasks">
    <table>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">Grader</th>
          <th scope="col">Hints</th>
          <th scope="col">Time</th>
          <th scope="col">By hand</th>
          <th scope="col">Counts</th>
          ${setPoints ? html`<th scope="col">Points by hand</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${standing.tasks.map((one) => {
          const title = titles[one.task] ?? one.task;
          const override = overrides.find((row) => row.assignment === id && row.task === one.task);
          return html`<tr>
            <th scope="row">
              ${title}
              ${
                one.attempt === null
                  ? nothing
                  : html`<a class="small" href=${href(id, one.attempt)}
                      >the attempt<span class="visually-hidden"> that counts for ${title}</span></a
                    >`
              }
            </th>
            <td class="num">${points(one.automatic)}</td>
            <td class="num">${one.hintCost === 0 ? 'none' : `−${formatPoints(one.hintCost)}`}</td>
            <td class="num">${formatPoints(one.latePercent)} %</td>
            <td>${override ? overrideText(override) : 'none'}</td>
            <td class="num">${formatPoints(one.counted)} of ${formatPoints(one.maxPoints)}</td>
            ${
              setPoints
                ? html`<td>
                    <details>
                      <summary>Set<span class="visually-hidden"> the points of ${title}</span></summary>
                      <form @submit=${(event: SubmitEvent) => setPoints(event, one.task)}>
                        <label class="field"
                          >Points
                          <input
                            type="number"
                            name="points"
                            min="0"
                            max=${one.maxPoints}
                            step="0.01"
                            required
                        /></label>
                        <label class="field"
                          >Reason, for the record <input type="text" name="reason" required maxlength="1000"
                        /></label>
                        <button class="small">Set the points of ${title}</button>
                      </form>
                    </details>
                    ${
                      override && takeBack
                        ? html`<button class="small" @click=${() => takeBack(one.task)}>
                            Take back<span class="visually-hidden"> the points of ${title}</span>
                          </button>`
                        : nothing
                    }
                  </td>`
                : nothing
            }
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function overrideText({ points: given, reason, by, at, changed, automatic }: Override): TemplateResult {
  return html`<strong>${formatPoints(given)}</strong>: ${reason}
    <span class="small muted">${by}, ${formatMoment(at)}</span> ${
      changed
        ? html`<br /><strong>Look again:</strong> the grader says ${points(automatic.now)} now, and said
            ${points(automatic.then)} then`
        : nothing
    }`;
}

/** Attempts at a quiz, newest first, each a link to its answers. */
export function quizTable(
  { id, quizAttempts }: LearnerAssignment,
  open: string,
  href: TaskActions['href'],
): TemplateResult {
  if (quizAttempts.length === 0) return html`<p class="muted">The quiz was not begun.</p>`;
  return html`<ol class="plain" aria-label="Attempts at the quiz">
    ${quizAttempts.map((attempt, index) => {
      const { startedAt, finishedAt, score } = attempt;
      const result = score !== null ? formatPercent(score) : finishedAt === null ? 'open' : 'given up';
      return html`<li>
        <a href=${href(id, attempt.id)} aria-current=${attempt.id === open ? 'true' : nothing}
          >Attempt ${quizAttempts.length - index}</a
        >
        <span class="num">${result}</span>
        <span class="small muted">begun ${formatMoment(startedAt)}</span>
      </li>`;
    })}
  </ol>`;
}
