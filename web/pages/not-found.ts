import { css, html } from 'lit';
import { icon } from '../elements/icons.ts';
import { base, controls } from '../styles/shared.ts';
import { Page } from './page.ts';

class NotFoundPage extends Page {
  static override styles = [
    base,
    controls,
    css`
      div {
        max-width: 36rem;
        margin: 12vh auto;
        padding-inline: 1.25rem;
        display: grid;
        gap: var(--s4);
        justify-items: start;
      }
    `,
  ];

  override firstUpdated() {
    void this.ready('No such page');
  }

  override arrived() {
    if (this.hasUpdated) void this.ready('No such page');
  }

  override render() {
    return html`<div>
      <p class="label">Off the chart</p>
      <h1 tabindex="-1">No page has this address</h1>
      <p>
        <code>${location.pathname}</code> is not part of the course. The link may be older than this version,
        or it has a typing error.
      </p>
      <a class="button primary" href="/">${icon('left')} To the course map</a>
    </div>`;
  }
}
customElements.define('page-not-found', NotFoundPage);
