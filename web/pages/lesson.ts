import { html, nothing, type PropertyDeclarations } from 'lit';
import type { LessonReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { getLesson, saveLessonProgress } from '../data/lessons.ts';
import { asApiError } from '../data/http.ts';
import { icon, type IconName } from '../elements/icons.ts';
import type { ProblemText } from '../elements/problem.ts';
import '../elements/prose.ts';
import type { Prose } from '../elements/prose.ts';
import '../elements/toc.ts';
import { formatDate, formatInteger } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { lessonStyles } from './lesson-styles.ts';
import { navigate } from '../navigate.ts';
import { carryCommand } from './lab/carried-command.ts';
import { Load, Page } from './page.ts';

const SAVE_AFTER_MS = 1500;

class LessonPage extends Page {
  static override properties: PropertyDeclarations = {
    section: { state: true },
    resume: { state: true },
    saving: { state: true },
    saveProblem: { state: true },
  };
  static override styles = [base, controls, tones, lessonStyles];
  declare section: string;
  /** Heading where the reader stopped last time. */
  declare resume: string;
  declare saving: boolean;
  declare saveProblem: ProblemText | null;
  #url: URL | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saved = '';
  readonly #lesson = new Load<LessonReply>(this, (state) => {
    if (state.status === 'ready') void this.#opened(state.value);
    else void this.ready('Lesson not available');
  });

  constructor() {
    super();
    this.section = '';
    this.resume = '';
    this.saving = false;
    this.saveProblem = null;
  }

  override arrived(url: URL) {
    this.#url = url;
    this.section = '';
    this.resume = '';
    this.saveProblem = null;
    clearTimeout(this.#timer);
    void this.#lesson.run(() => getLesson(this.params['part'] ?? ''));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override anchor(id: string): HTMLElement | null {
    return this.#prose()?.anchor(id) ?? super.anchor(id);
  }

  #prose(): Prose | null {
    return this.renderRoot.querySelector('gs-prose');
  }

  async #opened(lesson: LessonReply) {
    const position = lesson.progress.position ?? '';
    const known = lesson.toc.some((entry) => entry.id === position);
    if (known && position !== lesson.toc[0]?.id && !this.#url?.hash) this.resume = position;
    this.#saved = position;
    await this.updateComplete;
    await this.#prose()?.updateComplete;
    await this.ready(lesson.title);
  }

  override render() {
    const { state } = this.#lesson;
    if (state.status === 'loading')
      return html`<div class="hold"><gs-skeleton what="the lesson" lines="12"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="hold">
        <gs-problem
          page
          heading="This lesson cannot be shown"
          .problem=${state.error}
          @retry=${() => this.#again()}
        ></gs-problem>
        <p><a href="/">Back to the course map</a></p>
      </div>`;
    return this.#lessonPage(state.value);
  }

  #lessonPage(lesson: LessonReply) {
    const toc = lesson.toc.filter((entry) => entry.depth <= 3);
    const lab = lesson.labs.find(({ ready }) => ready);
    return html`<div class="layout">
      <aside class="side">
        <gs-toc .entries=${toc} .current=${this.section}></gs-toc>
      </aside>
      <article>
        <header>
          <p class="label">Lesson</p>
          <h1 tabindex="-1">${lesson.title}</h1>
          <p class="summary">${lesson.summary}</p>
          <p class="meta">
            <span>${icon('clock')} ${formatInteger(lesson.minutes)} minutes</span>
            <span>Updated ${formatDate(lesson.updated)}</span>
            ${lesson.priceDate ? html`<span>Prices of ${formatDate(lesson.priceDate)}</span>` : nothing}
            ${lesson.progress.done ? html`<span class="chip tone-pass">${icon('check')} Done</span>` : nothing}
          </p>
          ${this.#resumeNote(lesson)}
          <section class="objectives" aria-labelledby="objectives">
            <h2 id="objectives" class="label">After this lesson you can</h2>
            <ul>
              ${lesson.objectives.map((objective) => html`<li>${objective}</li>`)}
            </ul>
          </section>
        </header>
        <details class="small-toc">
          <summary>On this page</summary>
          <gs-toc .entries=${toc} .current=${this.section} plain></gs-toc>
        </details>
        <gs-prose
          watch
          paste-where=${lab ? 'the lab’s terminal' : nothing}
          ?paste=${lab !== undefined}
          .html=${lesson.html}
          .terms=${lesson.terms}
          @section=${this.#reached}
          @paste-command=${(event: CustomEvent<string>) => {
            carryCommand(lab?.id ?? '', event.detail);
            navigate(`/labs/${lab?.id ?? ''}`);
          }}
        ></gs-prose>
        ${this.#end(lesson)}
      </article>
    </div>`;
  }

  #resumeNote(lesson: LessonReply) {
    if (!this.resume) return nothing;
    const text = lesson.toc.find((entry) => entry.id === this.resume)?.text;
    return html`<p class="resume">
      <span>You stopped at “${text}”.</span>
      <a class="button small" href="#${this.resume}">${icon('down')} Go there</a>
    </p>`;
  }

  #end(lesson: LessonReply) {
    const { done } = lesson.progress;
    return html`<section class="end" aria-labelledby="next">
        <div class="done">
          <p>
            <strong>${done ? 'You marked this lesson as done.' : 'Read to the end?'}</strong>
            <span class="muted"
              >${done ? 'It stays open to come back to.' : 'Mark it, and the course map moves on.'}</span
            >
          </p>
          <button class=${done ? '' : 'primary'} ?disabled=${this.saving} @click=${() => this.#mark(!done)}>
            ${icon(done ? 'reset' : 'check')} ${done ? 'Mark as not done' : 'Mark as done'}
          </button>
        </div>
        ${
          this.saveProblem
            ? html`<gs-problem
                heading="This was not saved"
                retry=""
                .problem=${this.saveProblem}
              ></gs-problem>`
            : nothing
        }
        <h2 id="next">What next</h2>
        <ol class="plain next">
          ${this.#steps(lesson).map((step) => html`<li>${step}</li>`)}
        </ol>
      </section>
      ${
        lesson.sources.length > 0
          ? html`<section class="sources" aria-labelledby="sources">
              <h2 id="sources">Sources</h2>
              <ul>
                ${lesson.sources.map((source) => html`<li><a href=${source.url} rel="noreferrer">${source.title}</a></li>`)}
              </ul>
              ${
                lesson.priceDate
                  ? html`<p class="muted small">
                      Prices on this page come from data of ${formatDate(lesson.priceDate)}, US East (N.
                      Virginia).
                    </p>`
                  : nothing
              }
            </section>`
          : nothing
      }
      <nav class="turn" aria-label="Lessons">
        ${
          lesson.previous
            ? html`<a href="/lessons/${lesson.previous.part}"
                >${icon('left')}<span><span class="label">Previous</span>${lesson.previous.title}</span></a
              >`
            : html`<span></span>`
        }
        ${
          lesson.next
            ? html`<a class="forward" href="/lessons/${lesson.next.part}"
                ><span><span class="label">Next</span>${lesson.next.title}</span>${icon('right')}</a
              >`
            : nothing
        }
      </nav>`;
  }

  /** Its labs, its quiz, and the lesson after it: the order in which the course is meant. */
  #steps(lesson: LessonReply) {
    const tile = (href: string, name: IconName, label: string, title: string) =>
      html`<a class="tile" href=${href}
        >${icon(name)}<span><span class="label">${label}</span><strong>${title}</strong></span></a
      >`;
    const { labs, quiz, part, next } = lesson;
    return [
      ...labs.map(({ id, title, ready }) =>
        ready
          ? tile(`/labs/${id}`, 'terminal', 'Lab', title)
          : html`<p class="tile planned">
              ${icon('lock')}<span><span class="label">Lab, planned</span><strong>${title}</strong></span>
            </p>`,
      ),
      ...(quiz ? [tile(`/quizzes/${part}`, 'quiz', 'Quiz', 'Check what you know')] : []),
      ...(next ? [tile(`/lessons/${next.part}`, 'book', 'Next lesson', next.title)] : []),
    ];
  }

  #again() {
    void this.#lesson.run(() => getLesson(this.params['part'] ?? ''));
  }

  readonly #reached = (event: CustomEvent<string>) => {
    this.section = event.detail;
    if (!event.detail || event.detail === this.#saved) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const position = this.section;
      this.#saved = position;
      // A lost position costs a scroll, not work: the next one tries again.
      saveLessonProgress(this.params['part'] ?? '', { position }).catch((error: unknown) => {
        this.#saved = '';
        console.warn('The reading position was not saved', error);
      });
    }, SAVE_AFTER_MS);
  };

  async #mark(done: boolean) {
    const lesson = this.#lesson.value;
    if (!lesson) return;
    this.saving = true;
    this.saveProblem = null;
    try {
      await saveLessonProgress(lesson.part, { done });
      this.#lesson.replace({ ...lesson, progress: { ...lesson.progress, done } });
      announce(done ? 'Lesson marked as done' : 'Lesson marked as not done');
    } catch (error) {
      this.saveProblem = asApiError(error);
    } finally {
      this.saving = false;
    }
  }
}
customElements.define('page-lesson', LessonPage);
