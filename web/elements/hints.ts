import { LitElement, css, html, nothing } from 'lit';

import { formatPoints } from '../format.ts';

import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';
import './prose.ts';

export interface HintRung {
  level: number;
  /** Points this level takes off the task. */
  price: number;
  percent: number;
  /** Text once opened. */
  html: string | null;
}

const KINDS = ['Where to look', 'Which concept decides', 'Nearly the command'];

/** The hint ladder of a task. A price is shown before a rung is opened, and asked for twice. Event `open-hint` with the level. */
export class Hints extends LitElement {
  static override properties = {
    rungs: { attribute: false },
    points: { type: Number },
    busy: { type: Boolean },
    paste: { type: Boolean },
    asking: { state: true },
  };
  static override styles = [
    base,
    controls,
    css`
      ol {
        display: grid;
        gap: var(--s2);
      }
      li {
        padding: 0.65rem 0.85rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s3);
        align-items: center;
      }
      .name {
        font-weight: 600;
      }
      .price {
        margin-inline-start: auto;
        font-size: var(--text-s);
        color: var(--ink-2);
        font-variant-numeric: tabular-nums;
      }
      .text {
        margin-top: 0.5rem;
        padding-top: 0.5rem;
        border-top: 1px solid var(--line);
      }
      .ask {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2);
        align-items: center;
        margin-top: 0.5rem;
      }
    `,
  ];
  declare rungs: readonly HintRung[];
  declare points: number;
  declare busy: boolean;
  /** Commands in hints can be pasted into a terminal. */
  declare paste: boolean;
  declare asking: number;
  constructor() {
    super();
    this.rungs = [];
    this.points = 0;
    this.busy = false;
    this.paste = false;
    this.asking = 0;
  }

  override render() {
    const next = this.rungs.find((rung) => rung.html === null);
    return html`<ol class="plain">
      ${this.rungs.map((rung) => this.#rung(rung, rung === next))}
    </ol>`;
  }

  #rung(rung: HintRung, isNext: boolean) {
    const name = `Hint ${rung.level}: ${KINDS[rung.level - 1] ?? 'More'}`;
    const price =
      rung.price === 0
        ? 'free'
        : `${formatPoints(rung.price)} of ${formatPoints(this.points)} points (${rung.percent} %)`;
    const ask = this.asking === rung.level && rung.html === null;
    return html`<li>
      <div class="head">
        <span class="name">${name}</span>
        <span class="price">${rung.html === null ? `Price: ${price}` : `Opened, ${price}`}</span>
        ${
          rung.html !== null
            ? nothing
            : isNext
              ? html`<button
                  class="small"
                  ?disabled=${this.busy}
                  aria-expanded=${ask}
                  @click=${() => this.#ask(rung)}
                >
                  ${icon('hint')} Open hint ${rung.level}
                </button>`
              : html`<span class="small muted">${icon('lock')} after hint ${rung.level - 1}</span>`
        }
      </div>
      ${
        ask
          ? html`<div class="ask" role="group" aria-label="Confirm the price of hint ${rung.level}">
              <span>This takes ${formatPoints(rung.price)} points off this task for good.</span>
              <button class="small primary" ?disabled=${this.busy} @click=${() => this.#open(rung)}>
                Open for ${formatPoints(rung.price)} points
              </button>
              <button class="small" @click=${() => (this.asking = 0)}>Keep it closed</button>
            </div>`
          : nothing
      }
      ${rung.html === null ? nothing : html`<gs-prose class="text" ?paste=${this.paste} .html=${rung.html}></gs-prose>`}
    </li>`;
  }

  #ask(rung: HintRung) {
    if (rung.price === 0) this.#open(rung);
    else this.asking = this.asking === rung.level ? 0 : rung.level;
  }

  #open(rung: HintRung) {
    this.asking = 0;
    this.dispatchEvent(new CustomEvent('open-hint', { detail: rung.level }));
  }
}
customElements.define('gs-hints', Hints);
