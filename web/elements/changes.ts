import { LitElement, css, html, nothing } from 'lit';
import type { TaskChange } from '../../server/contract/index.ts';
import { base, tones } from '../styles/shared.ts';
import { show } from './evidence.ts';
import { icon } from './icons.ts';
import { statusIcon, statusName, statusWord } from './status.ts';
import { plural } from '../format.ts';

type Seen = TaskChange['values'][number]['before'];

/** What changed about one task between two attempts: status, reason, and the values that were read, before → after. */
export class Changes extends LitElement {
  static override properties = { change: { attribute: false }, heading: { type: String } };
  static override styles = [
    base,
    tones,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.45rem;
        font-size: var(--text-s);
      }
      .moved {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.5rem;
        align-items: center;
      }
      li {
        display: grid;
        gap: 0.1rem;
        padding: 0.4rem 0 0.4rem 0.7rem;
        border-inline-start: 3px solid var(--line);
      }
      li.met {
        border-color: var(--pass);
      }
      li + li {
        margin-top: 0.35rem;
      }
      .where {
        color: var(--ink-3);
        overflow-wrap: anywhere;
      }
      .pair {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem 0.5rem;
        align-items: baseline;
      }
      .pair code {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .was {
        color: var(--ink-2);
        text-decoration: line-through;
        text-decoration-color: var(--ink-3);
      }
      .is {
        font-weight: 650;
      }
      .met .note {
        color: var(--pass);
        font-weight: 600;
      }
      .unread {
        color: var(--ink-3);
        font-style: italic;
      }
    `,
  ];
  declare change: TaskChange | null;
  /** Above the list; empty for “Since attempt n”. */
  declare heading: string;
  constructor() {
    super();
    this.change = null;
    this.heading = '';
  }

  override render() {
    const { change } = this;
    if (!change) return nothing;
    const heading = this.heading || `Since attempt ${change.from}`;
    return html`<section aria-label=${heading}>
      <p class="label">${heading}</p>
      ${this.#moved(change)}
      ${
        change.values.length > 0
          ? html`<ul class="plain">
              ${change.values.map((value) => this.#value(value))}
            </ul>`
          : nothing
      }
    </section>`;
  }

  #moved({ before, after, values }: TaskChange) {
    const chip = (status: string) => {
      const name = statusName(status);
      return html`<span class="chip tone-${name}">${icon(statusIcon(name))} ${statusWord(name)}</span>`;
    };
    if (before.status !== after.status)
      return html`<p class="moved">
        ${chip(before.status)} ${icon('right')}<span class="visually-hidden">became</span>
        ${chip(after.status)}
      </p>`;
    if (before.reason !== after.reason)
      return html`<p class="moved">
        Another reason: <code class="was">${before.reason}</code> ${icon('right')}<span
          class="visually-hidden"
          >became</span
        >
        <code class="is">${after.reason}</code>
      </p>`;
    return values.length === 0
      ? html`<p class="muted">Nothing that this check looks at has changed.</p>`
      : html`<p class="muted">The same verdict, with ${plural(values.length, 'other value')}.</p>`;
  }

  #value({ read, path, expected, before, after }: TaskChange['values'][number]) {
    const met = after !== null && show(after.value) === show(expected);
    return html`<li class=${met ? 'met' : ''}>
      <span class="where"><code>${read}</code>${path ? html` <code>${path}</code>` : nothing}</span>
      <span class="pair"
        >${this.#seen(before, 'was')} ${icon('right')}<span class="visually-hidden">became</span>
        ${this.#seen(
          after,
          'is',
        )}${met ? html` <span class="note">${icon('check')} as expected</span>` : nothing}</span
      >
    </li>`;
  }

  #seen(seen: Seen, name: 'was' | 'is') {
    return seen === null
      ? html`<span class="unread">not read then</span>`
      : html`<code class=${name}>${show(seen.value)}</code>`;
  }
}
customElements.define('gs-changes', Changes);
