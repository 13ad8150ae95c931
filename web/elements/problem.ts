import { LitElement, css, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';

/** What went wrong, as every error is shown: what happened, where, what to do. */
export interface ProblemText {
  code: string;
  message: string;
  cure?: string | undefined;
  details?: readonly string[];
}

/** A problem with its cure. `heading` names what could not be shown. Event `retry` when the reader asks again. */
export class Problem extends LitElement {
  static override properties = {
    problem: { attribute: false },
    heading: { type: String },
    page: { type: Boolean },
    retry: { type: String },
  };
  static override styles = [
    base,
    controls,
    css`
      .box {
        display: grid;
        gap: var(--s3);
        padding: var(--s4) var(--s5);
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--fail);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .head {
        display: flex;
        gap: var(--s2);
        align-items: baseline;
        font-weight: 650;
      }
      .head svg {
        color: var(--fail);
      }
      ul {
        padding-inline-start: 1.2rem;
        font-size: var(--text-s);
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare problem: ProblemText | null;
  declare heading: string;
  /** The whole page failed: the heading is its h1. */
  declare page: boolean;
  /** Word on the button; empty for none. */
  declare retry: string;

  constructor() {
    super();
    this.problem = null;
    this.heading = 'This did not work';
    this.page = false;
    this.retry = 'Try again';
  }

  override render() {
    const { problem } = this;
    if (!problem) return nothing;
    const icons = problem.code === 'OFFLINE' ? 'offline' : 'warn';
    return html`<div class="box" role=${this.page ? nothing : 'alert'}>
      ${
        this.page
          ? html`<h1 tabindex="-1">${this.heading}</h1>`
          : html`<p class="head">${icon(icons)} ${this.heading}</p>`
      }
      <p>${problem.message}</p>
      ${problem.cure ? html`<p><strong>What to do:</strong> ${problem.cure}</p>` : nothing}
      ${
        problem.details?.length
          ? html`<ul>
              ${problem.details.map((detail) => html`<li><code>${detail}</code></li>`)}
            </ul>`
          : nothing
      }
      <div class="row">
        ${
          this.retry
            ? html`<button @click=${() => this.dispatchEvent(new CustomEvent('retry'))}>
                ${icon('reset')} ${this.retry}
              </button>`
            : nothing
        }
        <span class="small muted">Code <code>${problem.code}</code></span>
      </div>
    </div>`;
  }
}
customElements.define('gs-problem', Problem);
