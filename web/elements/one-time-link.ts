import { LitElement, css, html, nothing } from 'lit';
import type { OneTimeLinkReply } from '../../server/contract/index.ts';
import { formatMoment } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import './copy-button.ts';

/** A link that is shown once: for whom, until when, and a button that copies it. */
export class OneTimeLink extends LitElement {
  static override properties = { link: { attribute: false }, who: { type: String } };
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
  declare link: OneTimeLinkReply | null;
  declare who: string;
  constructor() {
    super();
    this.link = null;
    this.who = '';
  }

  override render() {
    if (!this.link) return nothing;
    const address = new URL(this.link.path, location.href).href;
    return html`<div class="card" role="status">
      <p><strong>The link for ${this.who}.</strong> It is shown this once.</p>
      <p><code>${address}</code></p>
      <div class="row">
        <gs-copy-button .text=${address} what="link" wide></gs-copy-button>
        <span class="small muted"
          >It works once, until ${formatMoment(this.link.expiresAt)}. Send it to nobody else.</span
        >
      </div>
    </div>`;
  }
}
customElements.define('gs-one-time-link', OneTimeLink);
