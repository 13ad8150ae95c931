import { css, html, nothing } from 'lit';
import type { CourseReply } from '../../server/contract/index.ts';
import { getCourse } from '../data/course.ts';
import '../elements/gauge.ts';
import { icon } from '../elements/icons.ts';
import '../elements/leg.ts';
import { formatInteger, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Load, Page } from './page.ts';

class CoursePage extends Page {
  static override styles = [
    base,
    controls,
    tones,
    css`
      .layout {
        display: grid;
        gap: clamp(1.5rem, 3vw, 3rem);
        max-width: 78rem;
        margin-inline: auto;
        padding: clamp(1.5rem, 4vw, 3.5rem) clamp(0.9rem, 4vw, 2.5rem) 4rem;
      }
      .hold {
        max-width: 60rem;
        margin: 3rem auto;
        padding-inline: clamp(0.9rem, 4vw, 2rem);
      }
      .intro {
        display: grid;
        gap: var(--s2);
        max-width: 44rem;
      }
      h1 {
        font-size: clamp(1.9rem, 1.3rem + 2.6vw, 3rem);
      }
      .lead {
        font-size: 1.125rem;
        color: var(--ink-2);
        text-wrap: pretty;
      }
      .panel {
        display: grid;
        gap: var(--s4);
        align-content: start;
        padding: 1.25rem;
      }
      .numbers {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--s4);
        align-items: center;
      }
      dl {
        display: grid;
        gap: 0.35rem;
        font-size: var(--text-m);
      }
      dl div {
        display: flex;
        justify-content: space-between;
        gap: var(--s3);
        border-bottom: 1px dotted var(--line);
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        font-weight: 650;
        font-variant-numeric: tabular-nums;
      }
      .next .label {
        margin-bottom: 0.35rem;
      }
      .next .small {
        margin-top: var(--s2);
        color: var(--ink-2);
      }
      .next .button {
        width: 100%;
        min-height: 2.9rem;
        font-size: 1rem;
        text-align: start;
        justify-content: space-between;
      }
      .route {
        display: grid;
      }
      @media (min-width: 64rem) {
        .layout {
          grid-template-columns: minmax(0, 1fr) 20rem;
        }
        .intro {
          grid-column: 1 / -1;
        }
        .route {
          grid-row: 2;
        }
        .panel {
          position: sticky;
          inset-block-start: calc(var(--bar) + 1.5rem);
          align-self: start;
        }
      }
    `,
  ];
  readonly #course = new Load<CourseReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Course map' : 'Course map not available');
  });

  override arrived() {
    void this.#course.run(getCourse);
  }

  override render() {
    const { state } = this.#course;
    if (state.status === 'loading')
      return html`<div class="hold"><gs-skeleton what="the course map" lines="10"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="hold">
        <gs-problem
          page
          heading="The course map cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    return this.#map(state.value);
  }

  #map(course: CourseReply) {
    const ready = course.parts.filter((part) => part.status === 'ready');
    const lessons = ready.flatMap((part) => (part.lesson ? [part.lesson] : []));
    const quizzes = ready.flatMap((part) => (part.quiz ? [part.quiz] : []));
    const labs = ready.flatMap((part) => part.labs.filter((lab) => lab.ready));
    const read = lessons.filter((lesson) => lesson.done).length;
    const passed = quizzes.filter((quiz) => quiz.best !== null && quiz.best >= quiz.pass).length;
    const tasks = labs.reduce((sum, lab) => sum + lab.tasks, 0);
    const tasksPassed = labs.reduce((sum, lab) => sum + lab.tasksPassed, 0);
    const steps = lessons.length + quizzes.length + tasks;
    const done = read + passed + tasksPassed;
    const left = lessons.filter((lesson) => !lesson.done).reduce((sum, lesson) => sum + lesson.minutes, 0);
    const labLeft = labs.reduce(
      (sum, lab) => sum + (lab.tasks > 0 ? lab.minutes * (1 - lab.tasksPassed / lab.tasks) : 0),
      0,
    );
    const fresh = done === 0;
    const [first] = labs;
    return html`<div class="layout">
      <header class="intro">
        <p class="label">Flight plan</p>
        <h1 tabindex="-1">${course.title}</h1>
        <p class="lead">
          Read a lesson, build it in a sandbox account of your own, and have every claim checked against what
          is really there.
        </p>
      </header>
      <aside class="panel card" aria-label="Your progress">
        ${
          course.next
            ? html`<div class="next">
                <p class="label">${fresh ? 'Start here' : 'Where you left off'}</p>
                ${
                  fresh && first
                    ? html`<a class="button primary" href="/labs/${first.id}"
                          ><span>Open the first lab</span>${icon('right')}</a
                        >
                        <p class="small">
                          “${first.title}”: an account of your own is ready in seconds, and the page leads on.
                          Rather read first? <a href=${course.next.href}>${course.next.label}</a>
                        </p>`
                    : html`<a class="button primary" href=${course.next.href}
                        ><span>${course.next.label}</span>${icon('right')}</a
                      >`
                }
              </div>`
            : ready.length > 0
              ? html`<p>
                  <strong>Every leg that is ready is done.</strong> Planned ones open as they are finished.
                </p>`
              : html`<p>No part of the course is ready yet.</p>`
        }
        <div class="numbers">
          <gs-gauge .value=${done} .max=${steps} label="Course progress:" unit="steps"></gs-gauge>
          <dl>
            <div>
              <dt>Lessons read</dt>
              <dd>${read} of ${lessons.length}</dd>
            </div>
            <div>
              <dt>Quizzes passed</dt>
              <dd>${passed} of ${quizzes.length}</dd>
            </div>
            <div>
              <dt>Lab tasks</dt>
              <dd>${tasksPassed} of ${tasks}</dd>
            </div>
          </dl>
        </div>
        ${
          left + labLeft > 0
            ? html`<p class="small muted">
                ${icon('clock')} About ${formatInteger(Math.round((left + labLeft) / 5) * 5)} minutes to go in
                ${plural(ready.length, 'open leg')}.
              </p>`
            : nothing
        }
        <p class="small"><a href="/course/coverage">What the course covers</a></p>
      </aside>
      <section class="route" aria-label="Legs of the course">
        ${course.parts.map(
          (part, index) =>
            html`<gs-leg
              .leg=${part}
              .number=${index + 1}
              ?first=${index === 0}
              ?last=${index === course.parts.length - 1}
              ?current=${course.next !== null && ready.find((one) => !isDone(one)) === part}
            ></gs-leg>`,
        )}
      </section>
    </div>`;
  }
}
customElements.define('page-course', CoursePage);

/** A leg is flown when its lesson is read, its quiz passed and every task of its labs passed. */
function isDone(part: CourseReply['parts'][number]): boolean {
  const quiz = part.quiz;
  return (
    part.lesson?.done !== false &&
    (quiz === null || (quiz.best !== null && quiz.best >= quiz.pass)) &&
    part.labs.every((lab) => !lab.ready || lab.tasksPassed === lab.tasks)
  );
}
