import { LitElement, css, html, nothing } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

export interface PathStep {
  number: number;
  leg: 'request' | 'reply';
  result: 'pass' | 'stop' | 'partial' | 'unknown';
  text: string;
  /** AWS's page about what decided. */
  page: string;
}
export interface PathVerdict {
  outcome: 'reach' | 'no-reach' | 'mixed' | 'unknown';
  title: string;
  /** What stops it, or what it depends on. */
  text: string;
  notes: readonly string[];
}

const TONES: Record<PathVerdict['outcome'], readonly [tone: string, icon: IconName]> = {
  reach: ['pass', 'pass'],
  'no-reach': ['fail', 'fail'],
  mixed: ['partial', 'partial'],
  unknown: ['blocked', 'blocked'],
};
const RESULTS: Record<PathStep['result'], readonly [word: string, tone: string, icon: IconName]> = {
  pass: ['passes', 'pass', 'check'],
  stop: ['wall', 'fail', 'cross'],
  partial: ['some of it', 'partial', 'partial'],
  unknown: ['not known', 'blocked', 'blocked'],
};

/** A verdict and its hops in words, packet and reply. The numbers are those on the map. */
export class VpcPath extends LitElement {
  static override properties = { verdict: { attribute: false }, steps: { attribute: false } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .verdict {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.15rem 0.7rem;
        padding: 0.9rem 1.1rem;
        border-inline-start: 5px solid var(--tone);
        border-radius: var(--radius);
        background: var(--tone-soft);
        overflow-wrap: anywhere;
      }
      .verdict svg {
        grid-row: span 3;
        width: 1.6rem;
        height: 1.6rem;
        margin-top: 0.1rem;
        color: var(--tone);
      }
      h2 {
        font-size: var(--text-l);
      }
      .verdict p {
        grid-column: 2;
      }
      h3 {
        margin-top: var(--s4);
        font-size: var(--text-m);
      }
      ol {
        margin-top: var(--s2);
        display: grid;
        gap: 0.15rem;
      }
      li {
        display: grid;
        grid-template-columns: 2rem minmax(0, 1fr) auto;
        gap: 0 var(--s2);
        align-items: baseline;
        padding: 0.35rem 0.5rem 0.35rem 0;
        font-size: var(--text-s);
        overflow-wrap: anywhere;
      }
      li.wall {
        background: var(--tone-soft);
        border-radius: var(--radius);
      }
      .number {
        justify-self: center;
        min-width: 1.6rem;
        padding: 0.05rem 0.35rem;
        border: 1.5px solid var(--accent);
        border-radius: 99px;
        background: var(--accent-fill);
        color: var(--on-accent);
        font-size: var(--text-xs);
        font-weight: 650;
        text-align: center;
      }
      .reply .number {
        background: var(--surface);
        color: var(--accent);
      }
      .chip {
        align-self: start;
      }
      .text a {
        margin-inline-start: 0.4em;
        white-space: nowrap;
      }
    `,
  ];
  declare verdict: PathVerdict | null;
  declare steps: readonly PathStep[];

  constructor() {
    super();
    this.verdict = null;
    this.steps = [];
  }

  override render() {
    const { verdict } = this;
    if (verdict === null) return html`<p class="muted">Choose two ends to see a path.</p>`;
    const [tone, sign] = TONES[verdict.outcome];
    return html`<div class="verdict tone-${tone}">
        ${icon(sign)}
        <h2>${verdict.title}</h2>
        ${verdict.text ? html`<p>${verdict.text}</p>` : nothing}
        ${verdict.notes.map((note) => html`<p class="small muted">${note}</p>`)}
      </div>
      ${this.#leg('request', 'The packet')} ${this.#leg('reply', 'Its reply')}`;
  }

  #leg(leg: PathStep['leg'], title: string) {
    const steps = this.steps.filter((step) => step.leg === leg);
    if (steps.length === 0) return nothing;
    return html`<h3>${title}</h3>
      <ol class="plain ${leg}">
        ${steps.map(({ number, result, text, page }) => {
          const [word, tone, sign] = RESULTS[result];
          return html`<li class="tone-${tone} ${result === 'pass' ? '' : 'wall'}">
            <span class="number num">${number}</span>
            <span class="text"
              >${text}
              <a class="small" href=${page} rel="noreferrer"
                >Why<span class="visually-hidden">: AWS about hop ${number}</span></a
              ></span
            >
            <span class="chip">${icon(sign)} ${word}</span>
          </li>`;
        })}
      </ol>`;
  }
}
customElements.define('gs-vpc-path', VpcPath);
