import { LitElement, css, html, nothing } from 'lit';
import type { CourseReply } from '../../server/contract/index.ts';
import { plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';

type Part = CourseReply['parts'][number];

/** The whole course as one route: where the learner is, what is behind them, and how long each leg still takes. */
export class FlightMap extends LitElement {
  static override properties = {
    parts: { attribute: false },
    current: { type: String },
    capstone: { type: String },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      ol {
        display: grid;
        gap: 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: relative;
        display: grid;
        grid-template-columns: 2.5rem minmax(0, 1fr);
        gap: 0 0.8rem;
        min-width: 0;
        padding-block-end: 1rem;
      }
      /* The way flown is drawn through, the way ahead is dashed; the words say the same. */
      li:not(:last-child)::before {
        content: '';
        position: absolute;
        inset-block: 1.2rem -1.2rem;
        inset-inline-start: calc(1.25rem - 1.5px);
        border-inline-start: 3px dashed var(--line-strong);
      }
      li.done:not(:last-child)::before {
        border-inline-start: 3px solid var(--accent);
      }
      .point {
        position: relative;
        display: grid;
        place-items: center;
        width: 2.5rem;
        aspect-ratio: 1;
        border: 3px solid var(--line-strong);
        border-radius: 50%;
        background: var(--surface);
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      .done .point,
      .here .point {
        border-color: var(--accent-fill);
      }
      .done .point {
        background: var(--accent-fill);
        color: var(--on-accent);
      }
      .here .point {
        color: var(--accent);
        box-shadow: 0 0 0 5px var(--accent-soft);
      }
      .capstone .point {
        border-radius: 10px;
      }
      .words {
        display: grid;
        gap: 0.1rem;
        align-content: start;
        min-width: 0;
      }
      a {
        font-weight: 620;
        line-height: 1.3;
        text-wrap: balance;
      }
      .state {
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      .here .state {
        color: var(--accent);
        font-weight: 620;
      }
      @container (min-width: 54rem) {
        ol {
          grid-auto-flow: column;
          grid-auto-columns: minmax(0, 1fr);
        }
        li {
          grid-template-columns: minmax(0, 1fr);
          gap: 0.6rem;
          padding: 0 0.35rem;
          align-content: start;
          justify-items: center;
          text-align: center;
        }
        li:not(:last-child)::before {
          inset-block: calc(1.25rem - 1.5px) auto;
          inset-inline: 50% -50%;
          border-inline-start: 0;
          border-block-start: 3px dashed var(--line-strong);
        }
        li.done:not(:last-child)::before {
          border-inline-start: 0;
          border-block-start: 3px solid var(--accent);
        }
        .words {
          justify-items: center;
          font-size: var(--text-s);
        }
      }
    `,
  ];
  declare parts: readonly Part[];
  /** Id of the part where the learner is. */
  declare current: string;
  declare capstone: string;

  constructor() {
    super();
    this.parts = [];
    this.current = '';
    this.capstone = '';
  }

  override render() {
    if (this.parts.length === 0) return nothing;
    return html`<ol aria-label="Course map">
      ${this.parts.map((part, index) => {
        const here = part.id === this.current;
        const look = part.done ? 'done' : here ? 'here' : '';
        return html`<li
          class="${look} ${part.id === this.capstone ? 'capstone' : ''}"
          aria-current=${here ? 'step' : nothing}
        >
          <span class="point" aria-hidden="true"
            >${part.done ? icon('check') : here ? icon('plane') : index + 1}</span
          >
          <span class="words">
            <a href="#part-${part.id}">${part.title}</a>
            <span class="state">${stateOf(part, here)}</span>
          </span>
        </li>`;
      })}
    </ol>`;
  }
}
customElements.define('gs-flight-map', FlightMap);

function stateOf(part: Part, here: boolean): string {
  if (part.status === 'planned') return 'Planned';
  if (part.done) return 'Done';
  const left = `${plural(part.steps.length, 'step')}, ${spanOf(part.minutesLeft)}`;
  return here ? `You are here: ${left}` : left;
}

/** Minutes as a reader plans with them: `45 min`, `1 h 50 min`. */
export function spanOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = Math.round(minutes % 60);
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
