import { LitElement, css, html, nothing } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

export interface DecisionFacts {
  outcome: 'allow' | 'deny' | 'unknown';
  wanted: 'allow' | 'deny' | null;
  title: string;
  given: readonly string[];
  /** What decided it, or why nobody can tell. */
  reason: string;
  /** The deciding statement as it is written; empty when none decided. */
  statement: string;
  nearest: string;
  /** The smallest request that shows what is wrong. */
  counterExample: string;
  others: readonly { name: string; why: string }[];
}

const SAYS: Record<DecisionFacts['outcome'], readonly [word: string, icon: IconName]> = {
  allow: ['Allowed', 'check'],
  deny: ['Denied', 'cross'],
  unknown: ['Cannot be told', 'blocked'],
};

/** One decision: the answer, the statement behind it, what kept every other one from applying, and a counter-example. */
export class DecisionDetail extends LitElement {
  static override properties = { facts: { attribute: false } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .card {
        padding: 1rem 1.15rem;
        border: 1px solid var(--line);
        border-inline-start: 5px solid var(--tone);
        border-radius: var(--radius);
        background: var(--surface);
        overflow-wrap: anywhere;
      }
      .answer {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        color: var(--tone);
        font-weight: 650;
      }
      .answer svg {
        width: 1.3rem;
        height: 1.3rem;
      }
      h2 {
        margin-top: var(--s2);
        font-size: var(--text-l);
      }
      h3 {
        margin-top: var(--s4);
        font-size: var(--text-m);
      }
      pre {
        margin: var(--s2) 0 0;
        padding: 0.7rem 0.85rem;
        border-radius: var(--radius);
        background: var(--code-bg);
        color: var(--code-ink);
        font: var(--text-s) / 1.5 var(--mono);
        white-space: pre-wrap;
      }
      p {
        margin-top: var(--s2);
      }
      li {
        padding: 0.4rem 0;
        border-bottom: 1px solid var(--line);
        font-size: var(--text-s);
      }
      li:last-child {
        border-bottom: 0;
      }
      li strong {
        display: block;
      }
    `,
  ];
  declare facts: DecisionFacts | null;

  constructor() {
    super();
    this.facts = null;
  }

  override render() {
    const { facts } = this;
    if (facts === null)
      return html`<p class="muted">
        Choose a cell to see the statement that decides it, and why the others do not.
      </p>`;
    const { outcome, wanted, title, given, reason, statement, nearest, counterExample, others } = facts;
    const [word, sign] = SAYS[outcome];
    const tone =
      outcome === 'unknown' ? 'blocked' : wanted === null ? 'info' : wanted === outcome ? 'pass' : 'fail';
    const task =
      wanted === null
        ? ''
        : wanted === outcome
          ? ', as the task asks'
          : `, and the task asks for ${wanted === 'allow' ? 'allowed' : 'denied'}`;
    return html`<div class="card tone-${tone}">
      <p class="answer">${icon(sign)} <span>${word}${outcome === 'unknown' ? '' : task}</span></p>
      <h2 id="title" tabindex="-1">${title}</h2>
      ${given.length > 0 ? html`<p class="small muted">with ${given.join('; ')}</p>` : nothing}
      <p>${reason}</p>
      ${nearest ? html`<p>${nearest}</p>` : nothing}
      ${
        counterExample
          ? html`<h3>The smallest request that shows it</h3>
              <p>${counterExample}</p>`
          : nothing
      }
      ${
        statement
          ? html`<h3>The statement that decides</h3>
              <pre tabindex="0">${statement}</pre>`
          : nothing
      }
      ${
        others.length > 0
          ? html`<h3>Every other statement</h3>
              <ul class="plain">
                ${others.map(({ name, why }) => html`<li><strong>${name}</strong> ${why}</li>`)}
              </ul>`
          : nothing
      }
    </div>`;
  }

  /** Moves focus to what is shown. */
  override focus() {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#title')?.focus());
  }
}
customElements.define('gs-decision-detail', DecisionDetail);
