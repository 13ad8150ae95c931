import { html, nothing, type TemplateResult } from 'lit';
import type {
  AttemptChangesReply,
  AttemptReply,
  Comment,
  EvidenceReply,
  LearnerLabReply,
  QuizAttemptReply,
} from '../../../server/contract/index.ts';
import '../../elements/comments.ts';
import { show } from '../../elements/evidence.ts';
import '../../elements/prose.ts';
import '../../elements/quiz-feedback.ts';
import '../../elements/result-card.ts';
import { formatBytes, formatMoment, formatPercent, formatPoints, plural } from '../../format.ts';

type Titles = Readonly<Record<string, string>>;

/** An attempt at a lab as the student sees it: each verdict with what was read, and what changed since the attempt before. */
export function attemptView(
  { attempt, report }: AttemptReply,
  {
    changes,
    titles,
    evidence,
    readEvidence,
  }: {
    changes: AttemptChangesReply | null;
    titles: Titles;
    evidence: EvidenceReply | null;
    readEvidence: () => void;
  },
): TemplateResult {
  const score =
    attempt.score === null
      ? attempt.status
      : `${formatPoints(attempt.score)} of ${formatPoints(attempt.checkable ?? 100)} decided`;
  return html`<section aria-labelledby="attempt">
    <h3 id="attempt" tabindex="-1">Attempt ${attempt.number}: ${score}</h3>
    <p class="small muted">Handed in ${formatMoment(attempt.createdAt)}</p>
    ${attempt.problem ? html`<p>${attempt.problem}</p>` : nothing}
    ${(report?.tasks ?? []).map(
      (result) =>
        html`<div class="result">
          <h4>${titles[result.id] ?? result.title}</h4>
          <gs-result-card
            .result=${result}
            .change=${changes?.tasks.find(({ task }) => task === result.id) ?? null}
          ></gs-result-card>
        </div>`,
    )}
    ${
      report
        ? html`<details
            @toggle=${(event: Event) => {
              if ((event.target as HTMLDetailsElement).open && !evidence) readEvidence();
            }}
          >
            <summary>Everything that was read for this attempt</summary>
            ${evidence ? reads(evidence) : html`<gs-skeleton what="the reads"></gs-skeleton>`}
          </details>`
        : nothing
    }
  </section>`;
}

function reads({ reads: all }: EvidenceReply): TemplateResult {
  if (all.length === 0) return html`<p class="muted">Nothing was read.</p>`;
  return html`<ul class="plain">
    ${all.map(
      ({ read, args, state, value }) =>
        html`<li>
          <details>
            <summary><code>${read}</code> <code class="muted">${show(args)}</code> ${state}</summary>
            <pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>
          </details>
        </li>`,
    )}
  </ul>`;
}

/** Files as handed in last, and hints that were opened, by task. */
export function workView({ files, graded, hints }: LearnerLabReply, titles: Titles): TemplateResult {
  const judged = (task: string, name: string): string => {
    const found = graded.find((one) => one.task === task && one.name === name);
    return found ? `, judged by attempt ${found.attempt}` : ', not judged yet';
  };
  return html`<section aria-labelledby="files">
      <h3 id="files">Files handed in</h3>
      ${
        files.length === 0
          ? html`<p class="muted">None.</p>`
          : files.map(
              ({ task, name, bytes, text, submittedAt }) =>
                html`<details>
                  <summary>
                    <code>${name}</code>, ${titles[task] ?? task}
                    <span class="small muted"
                      >${formatBytes(bytes)}, ${formatMoment(submittedAt)}${judged(task, name)}</span
                    >
                  </summary>
                  <pre tabindex="0">${text}</pre>
                </details>`,
            )
      }
    </section>
    <section aria-labelledby="hints">
      <h3 id="hints">Hints opened</h3>
      ${
        hints.length === 0
          ? html`<p class="muted">None.</p>`
          : hints.map(
              ({ task, level, costPercent, openedAt, html: text }) =>
                html`<details>
                  <summary>
                    ${titles[task] ?? task}, hint ${level}
                    <span class="small muted">costs ${costPercent} %, ${formatMoment(openedAt)}</span>
                  </summary>
                  <gs-prose .html=${text}></gs-prose>
                </details>`,
            )
      }
    </section>`;
}

/** An attempt at a quiz with the answers that were given. */
export function quizView(
  { items, feedback, score, startedAt }: QuizAttemptReply,
  name: string,
): TemplateResult {
  return html`<section aria-labelledby="attempt">
    <h3 id="attempt" tabindex="-1">
      ${feedback.length} of ${plural(items.length, 'question')}
      answered${score === null ? nothing : `, ${formatPercent(score)}`}
    </h3>
    <p class="small muted">Begun ${formatMoment(startedAt)}</p>
    ${items.map((item) => {
      const found = feedback.find((one) => one.item === item.id);
      return found
        ? html`<gs-quiz-feedback
            class="card answer"
            .name=${name}
            .item=${item}
            .feedback=${found}
          ></gs-quiz-feedback>`
        : nothing;
    })}
  </section>`;
}

export interface CommentActions {
  write: (event: SubmitEvent) => void;
  change: (id: string, text: string) => void;
  remove: (id: string) => void;
  /** May remove what others wrote. */
  manages: boolean;
}

/** Comments on the attempts of a lab, and where one is opened a form for another. @param actions null: only to read */
export function commentsView(
  comments: readonly Comment[],
  titles: Titles,
  attempt: AttemptReply | null,
  actions: CommentActions | null,
): TemplateResult {
  return html`<section aria-labelledby="comments">
    <h3 id="comments">Comments</h3>
    <gs-comments
      .comments=${comments}
      .titles=${titles}
      ?writes=${actions !== null}
      ?removes=${actions?.manages ?? false}
      @change-comment=${({ detail }: CustomEvent<{ id: string; text: string }>) =>
        actions?.change(detail.id, detail.text)}
      @remove-comment=${({ detail }: CustomEvent<string>) => actions?.remove(detail)}
    ></gs-comments>
    ${
      actions === null
        ? nothing
        : attempt === null
          ? html`<p class="small muted">Open the results of an attempt to write one.</p>`
          : html`<form @submit=${actions.write}>
              <label class="field"
                >About
                <select name="task">
                  <option value="">attempt ${attempt.attempt.number} as a whole</option>
                  ${Object.entries(titles).map(([id, title]) => html`<option value=${id}>${title}</option>`)}
                </select>
              </label>
              <label class="field"
                >Comment on attempt ${attempt.attempt.number}, for the student to read
                <textarea name="text" required maxlength="4000"></textarea>
              </label>
              <p class="row"><button class="primary">Comment</button></p>
            </form>`
    }
  </section>`;
}
