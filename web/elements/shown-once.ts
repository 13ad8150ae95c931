import { LitElement, css, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';
import './copy-button.ts';

/** A secret that is shown once, with a button that copies it: `what` it is and the `name` it was given. */
export class ShownOnce extends LitElement {
  static override properties = {
    secret: { attribute: false },
    what: { type: String },
    name: { type: String },
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
  declare what: string;
  declare name: string;
  constructor() {
    super();
    this.secret = '';
    this.what = '';
    this.name = '';
  }

  override render() {
    if (this.secret === '') return nothing;
    return html`<div class="card" role="status">
      <p><strong>The ${this.what} of ${this.name}.</strong> It is shown this once; nobody can look it up.</p>
      <p><code>${this.secret}</code></p>
      <div class="row">
        <gs-copy-button .text=${this.secret} what=${this.what} wide></gs-copy-button>
        <span class="small muted">Keep it where the program that needs it reads its secrets.</span>
      </div>
    </div>`;
  }
}
customElements.define('gs-shown-once', ShownOnce);
