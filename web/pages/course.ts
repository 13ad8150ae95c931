import { css, html, nothing } from 'lit';
import type { CourseReply } from '../../server/contract/index.ts';
import { getCourse } from '../data/course.ts';
import '../elements/gauge.ts';
import { icon } from '../elements/icons.ts';
import { spanOf } from '../elements/flight-map.ts';
import '../elements/leg.ts';
import { formatMoment, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { MyDue } from './due.ts';
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
      .chart {
        display: grid;
        gap: var(--s4);
        min-width: 0;
      }
      .chart ul {
        display: grid;
        gap: 0.3rem;
        margin-top: 0.5rem;
        padding-inline-start: 1.2rem;
      }
      .chart summary {
        cursor: pointer;
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1rem;
      }
      gs-leg {
        scroll-margin-top: calc(var(--bar) + 1rem);
      }
      .route {
        display: grid;
      }
      @media (min-width: 64rem) {
        .layout {
          grid-template-columns: minmax(0, 1fr) 24rem;
        }
        .intro {
          align-content: start;
        }
        .chart,
        .route {
          grid-column: 1 / -1;
        }
      }
    `,
  ];
  readonly #due = new MyDue(this);
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
    const fresh = done === 0;
    const here = course.parts.find((part) => part.steps.length > 0)?.id ?? '';
    const { resume, next } = course;
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
          next
            ? html`${
                resume
                  ? html`<div class="next">
                      <p class="label">Where you were</p>
                      <a class="button primary" href=${resume.href}
                        ><span>${resume.label}</span>${icon('right')}</a
                      >
                      <p class="small muted">${resume.where}, ${formatMoment(resume.at)}</p>
                    </div>`
                  : nothing
              }
              ${
                resume?.href === next.href
                  ? nothing
                  : html`<div class="next">
                      <p class="label">${fresh ? 'Start here' : 'Next on the map'}</p>
                      ${
                        fresh && first && !resume
                          ? html`<a class="button primary" href="/labs/${first.id}"
                                ><span>Open the first lab</span>${icon('right')}</a
                              >
                              <p class="small">
                                “${first.title}”: an account of your own is ready in seconds, and the page
                                leads on. Rather read first? <a href=${next.href}>${next.label}</a>
                              </p>`
                          : html`<a class="button ${resume ? '' : 'primary'}" href=${next.href}
                              ><span>${next.label}</span>${icon('right')}</a
                            >`
                      }
                    </div>`
              }`
            : ready.length > 0
              ? html`<p>
                  <strong>Every leg that is ready is done.</strong> Planned ones open as they are finished.
                </p>`
              : html`<p>No part of the course is ready yet.</p>`
        }
        ${this.#due.list()}
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
          course.minutesLeft > 0
            ? html`<p class="small muted">${icon('clock')} About ${spanOf(course.minutesLeft)} to go.</p>`
            : nothing
        }
        <p class="small links">
          <a href="/progress">My progress and reviews</a>
          <a href="/certificate">Certificate</a>
          <a href="/course/coverage">What the course covers</a>
        </p>
      </aside>
      <section class="chart" aria-label="Map">
        <gs-flight-map
          .parts=${course.parts}
          .current=${here}
          .capstone=${course.capstone?.part ?? ''}
        ></gs-flight-map>
        ${course.capstone ? waiting(course.capstone.waitsFor) : nothing}
      </section>
      <section class="route" aria-label="Legs of the course">
        ${course.parts.map(
          (part, index) =>
            html`<gs-leg
              id="part-${part.id}"
              .leg=${part}
              .number=${index + 1}
              ?first=${index === 0}
              ?last=${index === course.parts.length - 1}
              ?current=${part.id === here}
            ></gs-leg>`,
        )}
      </section>
    </div>`;
  }
}
customElements.define('page-course', CoursePage);

/** What stands before the capstone: it opens at any time, and this is what it takes for granted. */
function waiting(parts: NonNullable<CourseReply['capstone']>['waitsFor']) {
  if (parts.length === 0)
    return html`<p class="small">${icon('pass')} Everything before the capstone is done.</p>`;
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  return html`<details class="small">
    <summary>Before the capstone: ${plural(parts.length, 'part')} open, about ${spanOf(minutes)}</summary>
    <ul>
      ${parts.map(
        (part) =>
          html`<li>
            <a href="#part-${part.part}">${part.title}</a>: ${plural(part.steps, 'step')},
            ${spanOf(part.minutes)}
          </li>`,
      )}
    </ul>
  </details>`;
}
