import { LitElement, css, html } from 'lit';
import { base } from '../styles/shared.ts';

/** Grey bars where text will be. Says "Loading …" once to screen readers; stands still where motion is unwanted. */
export class Skeleton extends LitElement {
  static override properties = { lines: { type: Number }, what: { type: String } };
  static override styles = [
    base,
    css`
      div {
        display: grid;
        gap: 0.8rem;
      }
      i {
        height: 0.95rem;
        border-radius: 4px;
        background: var(--sunken);
        animation: breathe 1.6s ease-in-out infinite alternate;
      }
      i:first-of-type {
        height: 1.9rem;
        width: 55%;
      }
      i:nth-of-type(3n) {
        width: 82%;
      }
      i:nth-of-type(4n) {
        width: 64%;
      }
      @keyframes breathe {
        to {
          opacity: 0.45;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          animation: none;
        }
      }
    `,
  ];
  declare lines: number;
  declare what: string;
  constructor() {
    super();
    this.lines = 6;
    this.what = 'the page';
  }
  override render() {
    return html`<p class="visually-hidden" role="status">Loading ${this.what}</p>
      <div aria-hidden="true">${Array.from({ length: this.lines }, () => html`<i></i>`)}</div>`;
  }
}
customElements.define('gs-skeleton', Skeleton);
