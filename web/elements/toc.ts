import { LitElement, css, html, nothing } from 'lit';
import type { LessonReply } from '../../server/contract/index.ts';
import { base } from '../styles/shared.ts';

const MARGIN = 24;

/** Headings of a lesson as links; `current` is the one being read. */
export class Toc extends LitElement {
  static override properties = {
    entries: { attribute: false },
    current: { type: String },
    plain: { type: Boolean },
  };
  static override styles = [
    base,
    css`
      .label {
        margin-bottom: 0.5rem;
      }
      a {
        display: block;
        padding: 0.22rem 0 0.22rem 0.8rem;
        border-inline-start: 2px solid var(--line);
        color: var(--ink-2);
        font-size: var(--text-s);
        line-height: 1.4;
        text-decoration: none;
      }
      a:hover {
        color: var(--ink);
        border-color: var(--line-strong);
      }
      a:focus-visible {
        outline-offset: -2px;
      }
      a.deep {
        padding-inline-start: 1.7rem;
      }
      a[aria-current] {
        border-inline-start-color: var(--accent);
        color: var(--ink);
        font-weight: 620;
      }
    `,
  ];
  declare entries: LessonReply['toc'];
  declare current: string;
  /** Without its own heading, where one stands already. */
  declare plain: boolean;
  constructor() {
    super();
    this.entries = [];
    this.current = '';
    this.plain = false;
  }

  /** A long list scrolls by itself; the entry being read stays in sight. */
  override updated(changed: Map<string, unknown>) {
    const link = changed.has('current') ? this.renderRoot.querySelector('[aria-current]') : null;
    if (!link || this.scrollHeight <= this.clientHeight) return;
    const [list, entry] = [this.getBoundingClientRect(), link.getBoundingClientRect()];
    const over =
      Math.min(0, entry.top - list.top - MARGIN) || Math.max(0, entry.bottom - list.bottom + MARGIN);
    this.scrollTop += over;
  }

  override render() {
    return html`<nav aria-label=${this.plain ? 'Sections' : 'On this page'}>
      ${this.plain ? nothing : html`<p class="label">On this page</p>`}
      <ul class="plain">
        ${this.entries.map(
          (entry) =>
            html`<li>
              <a
                class=${entry.depth > 2 ? 'deep' : ''}
                href="#${entry.id}"
                aria-current=${entry.id === this.current ? 'location' : nothing}
                >${entry.text}</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }
}
customElements.define('gs-toc', Toc);
