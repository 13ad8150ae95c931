import { html, nothing, type TemplateResult } from 'lit';
import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import { ApiError } from '../../data/http.ts';
import '../../elements/attempt-timeline.ts';
import { icon } from '../../elements/icons.ts';
import '../../elements/problem.ts';
import '../../elements/skeleton.ts';
import '../../elements/solution.ts';
import type { LabFeedback } from './feedback.ts';
import type { LabStore } from './store.ts';

const titlesOf = (lab: LabReply): Record<string, string> =>
  Object.fromEntries(lab.tasks.map(({ id, title }) => [id, title]));

/** The tool “Attempts”: their time line, two of them compared, and what staff wrote. @param open it is on the screen */
export function attemptsView(
  lab: LabReply,
  store: LabStore,
  feedback: LabFeedback,
  open: boolean,
): TemplateResult {
  return html`${
      feedback.problem
        ? html`<gs-problem
            heading="The attempts could not be read"
            retry=""
            .problem=${feedback.problem}
          ></gs-problem>`
        : nothing
    }<gs-attempt-timeline
      .timeline=${feedback.timeline}
      .titles=${titlesOf(lab)}
      .open=${store.shown?.attempt.id ?? ''}
      .comparison=${feedback.comparison}
      .comparing=${feedback.comparing}
      @show-attempt=${(event: CustomEvent<string>) => store.show(event.detail)}
      @compare=${(event: CustomEvent<{ from: string; to: string }>) => feedback.compare(event.detail)}
      @end-compare=${() => feedback.endCompare()}
    ></gs-attempt-timeline>
    ${open ? feedback.comments.view(lab) : nothing}
    ${store.session && store.due.assigns(lab.id) ? feedback.ask.view(lab, store.session) : nothing}
    ${
      store.session?.attempts.length
        ? html`<p class="small muted">
            Every check and every file you hand in has a <a href="/progress#receipts">signed receipt</a>.
          </p>`
        : nothing
    }`;
}

/** The reference answer of a task, folded, once it is open; read when it is unfolded. */
export function answerView(
  lab: LabReply,
  session: LabSessionReply,
  task: string,
  { feedback, unfolded, unfold }: { feedback: LabFeedback; unfolded: string; unfold: (task: string) => void },
): TemplateResult | typeof nothing {
  if (session.tasks.find(({ id }) => id === task)?.answerOpen !== true) return nothing;
  const open = unfolded === task;
  const answer = open ? feedback.solution(task) : null;
  return html`<details
    class="hint-box card"
    ?open=${open}
    @toggle=${(event: Event) => {
      if ((event.target as HTMLDetailsElement).open !== open) unfold(open ? '' : task);
    }}
  >
    <summary>
      ${icon('book')} Reference answer <span class="muted small">AWS CLI, boto3, API calls</span>
    </summary>
    ${
      !open
        ? nothing
        : answer === null
          ? html`<gs-skeleton what="the reference answer" lines="4"></gs-skeleton>`
          : answer instanceof ApiError
            ? html`<gs-problem
                heading="The reference answer cannot be shown"
                .problem=${answer}
                @retry=${() => feedback.again(task)}
              ></gs-problem>`
            : html`<gs-solution
                class="answer"
                .solution=${answer}
                .titles=${titlesOf(lab)}
                .notation=${readNotation()}
                @notation=${(event: CustomEvent<string>) => keepNotation(event.detail)}
              ></gs-solution>`
    }
  </details>`;
}

const KEY = 'groundschool-notation';

function readNotation(): string {
  try {
    return localStorage.getItem(KEY) ?? 'cli';
  } catch {
    return 'cli';
  }
}

function keepNotation(notation: string): void {
  try {
    localStorage.setItem(KEY, notation);
  } catch {
    // Without storage the choice holds until the page is left.
  }
}
