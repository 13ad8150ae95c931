import { LitElement, css, html, nothing } from 'lit';
import type { CourseReply } from '../../server/contract/index.ts';
import { formatInteger, formatPercent, formatPoints } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

type Part = CourseReply['parts'][number];
interface Stop {
  icon: IconName;
  kind: string;
  title: string;
  facts: string;
  state: { word: string; tone: string; icon: IconName };
  href: string | null;
  share: number | null;
}

const TODO = { word: 'Not started', tone: 'none', icon: 'none' } as const;
const DONE = { word: 'Done', tone: 'pass', icon: 'pass' } as const;
const UNDERWAY = { word: 'Under way', tone: 'accent', icon: 'partial' } as const;
const PLANNED = { word: 'Planned', tone: 'none', icon: 'lock' } as const;

/** One leg of the flight plan: the waypoint on the route, and the stops of the part (lesson, lab, quiz). */
export class Leg extends LitElement {
  static override properties = {
    leg: { attribute: false },
    number: { type: Number },
    first: { type: Boolean },
    last: { type: Boolean },
    current: { type: Boolean },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      article {
        display: grid;
        grid-template-columns: 2.5rem minmax(0, 1fr);
        gap: 0 clamp(0.75rem, 2vw, 1.5rem);
      }
      .rail {
        position: relative;
      }
      .rail::before {
        content: '';
        position: absolute;
        inset-block: 0;
        inset-inline-start: calc(50% - 1px);
        border-inline-start: 2px solid var(--accent);
      }
      .planned .rail::before {
        border-inline-start: 2px dashed var(--line-strong);
      }
      :host([first]) .rail::before {
        inset-block-start: 1rem;
      }
      :host([last]) .rail::before {
        inset-block-end: calc(100% - 2rem);
      }
      .point {
        position: relative;
        display: grid;
        place-items: center;
        width: 2.25rem;
        aspect-ratio: 1;
        margin: 0.35rem auto 0;
        border: 2px solid var(--accent);
        border-radius: 50%;
        background: var(--bg);
        font-size: var(--text-m);
        font-weight: 680;
        font-variant-numeric: tabular-nums;
      }
      .current .point,
      .done .point {
        border-color: var(--accent-fill);
        background: var(--accent-fill);
        color: var(--on-accent);
      }
      .current .point {
        box-shadow: 0 0 0 4px var(--accent-soft);
      }
      .planned .point {
        border-color: var(--line-strong);
        border-style: dashed;
        color: var(--ink-3);
      }
      .what {
        padding-block: 0.45rem 2rem;
        min-width: 0;
      }
      h2 {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.75rem;
        align-items: center;
        font-size: 1.25rem;
      }
      .summary {
        max-width: 42rem;
        margin-top: 0.3rem;
        color: var(--ink-2);
        font-size: var(--text-m);
        text-wrap: pretty;
      }
      .planned h2 {
        color: var(--ink-2);
        font-weight: 600;
      }
      .stops {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(14.5rem, 100%), 1fr));
        gap: var(--s3);
        margin-top: 0.9rem;
      }
      .stop {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.1rem 0.7rem;
        align-content: start;
        height: 100%;
        padding: 0.75rem 0.9rem 0.8rem;
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
        box-shadow: var(--shadow);
        color: var(--ink);
        text-decoration: none;
        transition: border-color var(--quick);
      }
      a.stop:hover {
        border-color: var(--accent);
        color: var(--ink);
      }
      .stop > .icon {
        grid-row: 1 / span 2;
        width: 1.4rem;
        height: 1.4rem;
        margin-top: 0.15rem;
        color: var(--accent);
      }
      .title {
        font-weight: 620;
        line-height: 1.35;
      }
      .facts {
        grid-column: 2;
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      .state {
        grid-column: 2;
        margin-top: 0.35rem;
      }
      progress {
        appearance: none;
        grid-column: 1 / -1;
        width: 100%;
        height: 4px;
        margin-top: 0.6rem;
        border: 0;
        border-radius: 2px;
        background: var(--sunken);
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--sunken);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      .coming {
        margin-top: 0.5rem;
        font-size: var(--text-s);
        color: var(--ink-3);
      }
    `,
  ];
  declare leg: Part | null;
  declare number: number;
  declare first: boolean;
  declare last: boolean;
  declare current: boolean;
  constructor() {
    super();
    this.leg = null;
    this.number = 1;
    this.first = false;
    this.last = false;
    this.current = false;
  }

  override render() {
    const part = this.leg;
    if (!part) return nothing;
    const planned = part.status === 'planned';
    const stops = planned ? [] : stopsOf(part);
    // A lab that is not written yet has no title, only its id.
    const coming = planned ? part.labs.map((lab) => lab.title).filter((title) => /[A-Z ]/.test(title)) : [];
    const done = stops.length > 0 && stops.every((stop) => stop.state === DONE || stop.state === PLANNED);
    const look = planned ? 'planned' : done ? 'done' : this.current ? 'current' : '';
    return html`<article class=${look} aria-labelledby="title">
      <div class="rail" aria-hidden="true">
        <span class="point">${done ? icon('check') : this.number}</span>
      </div>
      <div class="what">
        <h2 id="title">
          <span><span class="visually-hidden">Leg ${this.number}: </span>${part.title}</span>
          ${planned ? html`<span class="chip tone-none">${icon('lock')} Planned</span>` : nothing}
          ${done ? html`<span class="chip tone-pass">${icon('pass')} Flown</span>` : nothing}
          ${this.current && !done ? html`<span class="chip tone-accent">${icon('plane')} You are here</span>` : nothing}
        </h2>
        <p class="summary">${part.summary}</p>
        ${coming.length > 0 ? html`<p class="coming">Lab to come: ${coming.join(', ')}</p>` : nothing}
        ${
          stops.length > 0
            ? html`<ul class="plain stops">
                ${stops.map((stop) => html`<li>${this.#stop(stop)}</li>`)}
              </ul>`
            : nothing
        }
      </div>
    </article>`;
  }

  #stop(stop: Stop) {
    const inner = html`${icon(stop.icon)}
      <span class="label">${stop.kind}</span>
      <span class="title">${stop.title}</span>
      <span class="facts num">${stop.facts}</span>
      <span class="state"
        ><span class="chip tone-${stop.state.tone}">${icon(stop.state.icon)} ${stop.state.word}</span></span
      >
      ${
        stop.share === null
          ? nothing
          : html`<progress aria-label="Progress of ${stop.title}" max="1" .value=${stop.share}></progress>`
      }`;
    return stop.href === null
      ? html`<div class="stop">${inner}</div>`
      : html`<a class="stop" href=${stop.href}>${inner}</a>`;
  }
}
customElements.define('gs-leg', Leg);

function stopsOf(part: Part): Stop[] {
  const { lesson, quiz, labs } = part;
  const stops: Stop[] = [];
  if (lesson)
    stops.push({
      icon: 'book',
      kind: 'Lesson',
      title: lesson.title,
      facts: `${formatInteger(lesson.minutes)} minutes`,
      state: lesson.done ? DONE : lesson.position ? UNDERWAY : TODO,
      href: `/lessons/${part.id}`,
      share: null,
    });
  for (const lab of labs) {
    const all = lab.tasks > 0 && lab.tasksPassed === lab.tasks;
    const facts = `${formatInteger(lab.minutes)} minutes · ${lab.tasksPassed} of ${lab.tasks} tasks`;
    stops.push({
      icon: 'terminal',
      kind: 'Lab',
      title: lab.title,
      facts: lab.score === null ? facts : `${facts} · ${formatPoints(lab.score)} points`,
      state: !lab.ready ? PLANNED : all ? DONE : lab.score === null ? TODO : UNDERWAY,
      href: lab.ready ? `/labs/${lab.id}` : null,
      share: lab.ready && lab.score !== null ? lab.score / 100 : null,
    });
  }
  if (quiz) {
    const passed = quiz.best !== null && quiz.best >= quiz.pass;
    stops.push({
      icon: 'quiz',
      kind: 'Quiz',
      title: `${formatInteger(quiz.items)} questions`,
      facts:
        quiz.best === null
          ? `Passed with ${formatPercent(quiz.pass)}`
          : `Best ${formatPercent(quiz.best)}, passed with ${formatPercent(quiz.pass)}`,
      state: passed ? DONE : quiz.best === null ? TODO : UNDERWAY,
      href: `/quizzes/${part.id}`,
      share: quiz.best,
    });
  }
  return stops;
}
