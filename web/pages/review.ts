import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { QuizAnswer, ReviewOverviewReply, ReviewReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { asApiError } from '../data/http.ts';
import { answerReview, getReviews, startReview } from '../data/progress.ts';
import { icon } from '../elements/icons.ts';
import type { ProblemText } from '../elements/problem.ts';
import '../elements/quiz-feedback.ts';
import '../elements/quiz-item.ts';
import { formatMoment, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Load, Page } from './page.ts';

type Shown = { overview: ReviewOverviewReply; review: ReviewReply | null };

/** What is due, of all parts mixed, one question at a time. */
class ReviewPage extends Page {
  static override properties: PropertyDeclarations = {
    at: { state: true },
    busy: { state: true },
    problem: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .page {
        display: grid;
        gap: var(--s5);
        max-width: 48rem;
        margin-inline: auto;
        padding: clamp(1.5rem, 4vw, 3rem) clamp(1rem, 4vw, 2rem) 4rem;
      }
      .page > * {
        min-width: 0;
      }
      .turn {
        justify-content: space-between;
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      .end {
        display: grid;
        gap: var(--s3);
        padding: 1.3rem 1.5rem;
        justify-items: start;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 0.8rem;
        justify-content: space-between;
        padding-block: 0.55rem;
        border-top: 1px solid var(--line);
      }
    `,
  ];
  declare at: number;
  declare busy: boolean;
  declare problem: ProblemText | null;
  readonly #load = new Load<Shown>(this, (state) => {
    if (state.status === 'ready') {
      const { review } = state.value;
      const open = review?.items.findIndex(({ item }) => !outcomeOf(review, item.id)) ?? -1;
      this.at = open < 0 ? (review?.items.length ?? 0) : open;
      void this.ready('Review');
    } else void this.ready('Review not available');
  });

  constructor() {
    super();
    this.at = 0;
    this.busy = false;
    this.problem = null;
  }

  override arrived() {
    this.problem = null;
    void this.#load.run(async () => {
      const overview = await getReviews();
      const review = overview.due > 0 || overview.open !== null ? await startReview() : null;
      return { overview, review };
    });
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page"><gs-skeleton what="your review"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="Your review cannot be opened"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
        <p><a href="/">Back to the course map</a></p>
      </div>`;
    const { overview, review } = state.value;
    return html`<div class="page">
      <header>
        <p class="label"><a href="/progress">My progress</a> <span aria-hidden="true">/</span> Review</p>
        <h1 tabindex="-1">Review</h1>
        <p class="muted">
          Questions that are due, from all parts. What you miss comes back in ten minutes, what you know after
          1, 3, 7, 16 and 35 days.
        </p>
      </header>
      ${review ? this.#review(review) : nothingDue(overview)}
    </div>`;
  }

  #review(review: ReviewReply) {
    const one = review.items[this.at];
    if (!one) return summary(review);
    const outcome = outcomeOf(review, one.item.id);
    return html`<div>
        <p class="small muted">Question ${this.at + 1} of ${review.items.length} · ${one.partTitle}</p>
        <progress
          aria-label="Answered"
          max=${review.items.length}
          .value=${review.outcomes.length}
        ></progress>
      </div>
      ${
        this.problem
          ? html`<gs-problem
              heading="The answer did not get through; nothing was judged"
              retry=""
              .problem=${this.problem}
            ></gs-problem>`
          : nothing
      }
      ${
        outcome
          ? html`<gs-quiz-feedback .item=${one.item} .feedback=${outcome.feedback}></gs-quiz-feedback>
              <div class="row turn">
                <span class="small muted">${comesBack(outcome.dueAt)}</span>
                <button class="primary" id="next" @click=${() => this.#show(this.at + 1)}>
                  ${this.at + 1 < review.items.length ? 'Next question' : 'Finish'} ${icon('right')}
                </button>
              </div>`
          : html`<gs-quiz-item
              .item=${one.item}
              .busy=${this.busy}
              @answer=${(event: CustomEvent<QuizAnswer>) => this.#send(review, one, event.detail)}
            ></gs-quiz-item>`
      }`;
  }

  #show(at: number) {
    this.at = at;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h1')?.focus());
  }

  async #send(review: ReviewReply, { part, item }: ReviewReply['items'][number], answer: QuizAnswer) {
    this.busy = true;
    this.problem = null;
    try {
      const outcome = await answerReview(review.id, { part, item: item.id, answer });
      const { state } = this.#load;
      if (state.status === 'ready')
        this.#load.replace({
          ...state.value,
          review: { ...review, outcomes: [...review.outcomes, outcome] },
        });
      announce(outcome.feedback.correct ? 'Right' : 'Not right');
    } catch (error) {
      this.problem = asApiError(error);
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('page-review', ReviewPage);

const outcomeOf = (review: ReviewReply, item: string) =>
  review.outcomes.find(({ feedback }) => feedback.item === item);
const comesBack = (dueAt: string | null): string =>
  dueAt === null ? '' : `Comes back on ${formatMoment(dueAt)}`;

function nothingDue({ nextDueAt }: ReviewOverviewReply) {
  return html`<section class="card end">
    <h2>Nothing is due</h2>
    <p>
      ${
        nextDueAt
          ? `The next question falls due on ${formatMoment(nextDueAt)}.`
          : 'Take a quiz first: what it asks comes back here.'
      }
    </p>
    <a class="button primary" href="/">Back to the course map ${icon('right')}</a>
  </section>`;
}

function summary(review: ReviewReply) {
  const right = review.outcomes.filter(({ feedback }) => feedback.correct).length;
  return html`<section class="card end">
    <h2>${right} of ${plural(review.items.length, 'question')} right</h2>
    <ul class="plain">
      ${review.items.map(({ item }) => {
        const outcome = outcomeOf(review, item.id);
        return html`<li>
          <span>${item.objective}</span>
          <span class="small muted"
            >${outcome?.feedback.correct ? 'Right' : 'Not right'}. ${comesBack(outcome?.dueAt ?? null)}</span
          >
        </li>`;
      })}
    </ul>
    <a class="button primary" href="/progress">See how each objective stands ${icon('right')}</a>
  </section>`;
}
