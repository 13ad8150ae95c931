import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { QuizAnswer, QuizAttemptReply, QuizFeedback } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { asApiError } from '../data/http.ts';
import { answerQuiz, getQuizAttempt, openQuiz } from '../data/quizzes.ts';
import '../elements/gauge.ts';
import { icon } from '../elements/icons.ts';
import type { ProblemText } from '../elements/problem.ts';
import '../elements/quiz-feedback.ts';
import '../elements/quiz-item.ts';
import { plain } from '../elements/quiz-item.ts';
import { formatPercent } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Load, Page } from './page.ts';
import { QuizClose } from './quiz-close.ts';

class QuizPage extends Page {
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
      .hold,
      .quiz {
        display: grid;
        gap: var(--s5);
        max-width: 48rem;
        margin-inline: auto;
        padding: clamp(1.5rem, 4vw, 3rem) clamp(1rem, 4vw, 2rem) 4rem;
      }
      .quiz > *,
      .hold > * {
        min-width: 0;
      }
      .steps {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem;
      }
      .steps button {
        min-width: 2.1rem;
        min-height: 2.1rem;
        padding: 0 0.4rem;
        gap: 0.2em;
        font-variant-numeric: tabular-nums;
        font-size: var(--text-s);
      }
      .steps button[class*='tone-'] {
        border-color: var(--tone);
        color: var(--tone);
        background: var(--tone-soft);
      }
      .steps button[aria-current] {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      .turn {
        justify-content: space-between;
      }
      .sum {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--s5);
        align-items: center;
        padding: 1.3rem 1.5rem;
      }
      .revisit {
        padding-inline-start: 1.2rem;
        display: grid;
        gap: 0.35rem;
      }
      h2 {
        font-size: 1.2rem;
        margin-bottom: 0.6rem;
      }
      .missed {
        display: grid;
        gap: 0.25rem;
        padding: 0.7rem 0;
        border-top: 1px solid var(--line);
        justify-items: start;
      }
      @media (max-width: 30rem) {
        .sum {
          grid-template-columns: 1fr;
          justify-items: center;
          text-align: center;
        }
      }
    `,
  ];
  /** Place of the shown item; the number of items means the summary. */
  declare at: number;
  declare busy: boolean;
  readonly #close = new QuizClose(this);
  declare problem: ProblemText | null;
  readonly #attempt = new Load<QuizAttemptReply>(this, (state) => {
    if (state.status === 'ready') {
      const open = state.value.items.findIndex((item) => !feedbackOf(state.value, item.id));
      this.at = open < 0 ? state.value.items.length : open;
      this.#close.follow(state.value);
      void this.ready(state.value.title);
    } else void this.ready('Quiz not available');
  });

  constructor() {
    super();
    this.at = 0;
    this.busy = false;
    this.problem = null;
  }

  override arrived() {
    this.problem = null;
    void this.#attempt.run(() => openQuiz(this.params['part'] ?? ''));
  }

  override render() {
    const { state } = this.#attempt;
    if (state.status === 'loading')
      return html`<div class="hold"><gs-skeleton what="the quiz"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="hold">
        <gs-problem
          page
          heading="This quiz cannot be opened"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
        <p><a href="/">Back to the course map</a></p>
      </div>`;
    return this.#quiz(state.value);
  }

  #quiz(quiz: QuizAttemptReply) {
    const item = quiz.items[this.at];
    const feedback = item && feedbackOf(quiz, item.id);
    return html`<div class="quiz">
      <header>
        <p class="label"><a href="/lessons/${quiz.part}">Lesson</a> <span aria-hidden="true">/</span> Quiz</p>
        <h1 tabindex="-1">${quiz.title}</h1>
      </header>
      <nav class="steps" aria-label="Questions">
        ${quiz.items.map((one, index) => this.#step(feedbackOf(quiz, one.id), index))}
        ${
          quiz.finishedAt
            ? html`<button
                aria-current=${item ? nothing : 'step'}
                @click=${() => this.#show(quiz.items.length)}
              >
                Summary
              </button>`
            : nothing
        }
      </nav>
      ${this.#close.view(quiz)}
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
        !item
          ? this.#summary(quiz)
          : feedback
            ? html`<gs-quiz-feedback .item=${item} .feedback=${feedback}></gs-quiz-feedback>
                <div class="row turn">
                  <span class="small muted">Tests: ${item.objective}</span>
                  <button class="primary" id="next" @click=${() => this.#show(this.at + 1)}>
                    ${this.at + 1 < quiz.items.length ? 'Next question' : 'See the summary'} ${icon('right')}
                  </button>
                </div>`
            : html`<gs-quiz-item
                .item=${item}
                .busy=${this.busy}
                @answer=${(event: CustomEvent<QuizAnswer>) => this.#send(quiz, item.id, event.detail)}
              ></gs-quiz-item>`
      }
    </div>`;
  }

  #step(feedback: QuizFeedback | undefined, index: number) {
    const tone = feedback ? (feedback.correct ? 'pass' : 'fail') : '';
    const word = feedback ? (feedback.correct ? 'right' : 'not right') : 'open';
    return html`<button
      class=${tone ? `tone-${tone}` : ''}
      aria-current=${index === this.at ? 'step' : nothing}
      aria-label="Question ${index + 1}, ${word}"
      @click=${() => this.#show(index)}
    >
      ${tone ? icon(tone === 'pass' ? 'check' : 'cross') : nothing}${index + 1}
    </button>`;
  }

  #summary(quiz: QuizAttemptReply) {
    if (quiz.score === null) {
      const open = quiz.items.filter((item) => !feedbackOf(quiz, item.id)).length;
      return html`<p>${open} questions are still open. The summary comes when all are answered.</p>`;
    }
    const right = quiz.feedback.filter((one) => one.correct).length;
    const passed = quiz.score >= quiz.pass;
    const missed = quiz.items.filter((item) => feedbackOf(quiz, item.id)?.correct === false);
    const objectives = [...new Set(missed.map((item) => item.objective))];
    return html`<section class="card sum" aria-labelledby="sum">
        <gs-gauge .value=${right} .max=${quiz.items.length} label="Right answers:" unit="right"></gs-gauge>
        <div>
          <h2 id="sum" tabindex="-1">
            ${passed ? 'Passed' : 'Not passed yet'}: ${formatPercent(quiz.score)}
          </h2>
          <p class="muted">
            ${
              passed
                ? `${formatPercent(quiz.pass)} were needed. Your best attempt counts on the course map.`
                : `${formatPercent(quiz.pass)} are needed. Read what is listed below, then try again; your best attempt counts.`
            }
          </p>
        </div>
      </section>
      ${
        objectives.length > 0
          ? html`<section>
              <h2>To revisit</h2>
              <ul class="revisit">
                ${objectives.map((objective) => html`<li>${objective}</li>`)}
              </ul>
            </section>`
          : nothing
      }
      ${
        missed.length > 0
          ? html`<section>
              <h2>Missed questions</h2>
              ${missed.map(
                (item) =>
                  html`<div class="missed">
                    <span>${plain(item.stemHtml)}</span>
                    <button class="small" @click=${() => this.#show(quiz.items.indexOf(item))}>
                      See why<span class="visually-hidden"> in question ${quiz.items.indexOf(item) + 1}</span>
                    </button>
                  </div>`,
              )}
            </section>`
          : nothing
      }
      <div class="row">
        <button class=${passed ? '' : 'primary'} @click=${() => this.arrived()}>
          ${icon('reset')} New attempt
        </button>
        <a class="button" href="/lessons/${quiz.part}">${icon('book')} Back to the lesson</a>
        <a class="button ${passed ? 'primary' : ''}" href="/">${icon('left')} Course map</a>
      </div>`;
  }

  #show(index: number) {
    this.at = index;
    this.problem = null;
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.heading()?.focus({ preventScroll: true });
    });
  }

  async #send(quiz: QuizAttemptReply, item: string, answer: QuizAnswer) {
    this.busy = true;
    this.problem = null;
    try {
      const feedback = await answerQuiz(quiz.id, { item, answer });
      const now = { ...quiz, feedback: [...quiz.feedback, feedback] };
      const last = now.items.every((one) => feedbackOf(now, one.id));
      const shown = last ? await getQuizAttempt(quiz.id) : now;
      this.#attempt.replace(shown);
      this.#close.follow(shown);
      announce(feedback.correct ? 'Right' : 'Not right. The reasons follow.');
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#next')?.focus();
    } catch (error) {
      this.problem = asApiError(error);
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('page-quiz', QuizPage);

const feedbackOf = (quiz: QuizAttemptReply, item: string): QuizFeedback | undefined =>
  quiz.feedback.find((one) => one.item === item);
