import { LitElement, css, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';
import './copy-button.ts';

/** Something that is shown once, with a button that copies it: a heading, `what` it is, and what to do with it. */
export class ShownOnce extends LitElement {
  static override properties = {
    secret: { attribute: false },
    heading: { type: String },
    what: { type: String },
    note: { type: String },
  };
  static override styles = [
    base,
    controls,
    css`
      .card {
        display: grid;
        gap: var(--s2);
        padding: var(--s4);
        border-color: var(--accent);
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare secret: string;
  declare heading: string;
  declare what: string;
  declare note: string;
  constructor() {
    super();
    this.secret = '';
    this.heading = '';
    this.what = '';
    this.note = 'Keep it where the program that needs it reads its secrets.';
  }

  override render() {
    if (this.secret === '') return nothing;
    return html`<div class="card" role="status">
      <p><strong>${this.heading}</strong> It is shown this once; nobody can look it up.</p>
      <p><code>${this.secret}</code></p>
      <div class="row">
        <gs-copy-button .text=${this.secret} what=${this.what} wide></gs-copy-button>
        <span class="small muted">${this.note}</span>
      </div>
    </div>`;
  }
}
customElements.define('gs-shown-once', ShownOnce);
