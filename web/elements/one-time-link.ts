import { LitElement, html, nothing } from 'lit';
import type { OneTimeLinkReply } from '../../server/contract/index.ts';
import { formatMoment } from '../format.ts';
import './shown-once.ts';

/** A link that is shown once: for whom and until when. */
export class OneTimeLink extends LitElement {
  static override properties = { link: { attribute: false }, who: { type: String } };
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
    return html`<gs-shown-once
      .secret=${address}
      what="link"
      heading="The link for ${this.who}."
      note="It works once, until ${formatMoment(this.link.expiresAt)}. Send it to nobody else."
    ></gs-shown-once>`;
  }
}
customElements.define('gs-one-time-link', OneTimeLink);
