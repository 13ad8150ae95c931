import { LitElement, css, html, nothing } from 'lit';
import type { WatchItem as Item } from '../../server/contract/index.ts';
import { formatMoment, formatMomentIn } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';
import './prose.ts';

const RULES: Record<Item['rule'], { word: string; sign: Parameters<typeof icon>[0]; tone: string }> = {
  blocked: { word: 'Blocked, ours to mend', sign: 'blocked', tone: 'tone-warn' },
  'same-failure': { word: 'Stuck', sign: 'fail', tone: 'tone-fail' },
  regression: { word: 'Lost again', sign: 'down', tone: 'tone-warn' },
  'near-miss': { word: 'Nearly there', sign: 'partial', tone: 'tone-accent' },
  'not-begun': { word: 'Not begun', sign: 'none', tone: 'tone-none' },
};

/**
 * Somebody who may be stuck: why, seen in what, and what could be said next. Events `watch-mark` with `spoken`, `snoozed` or `back`
 * as detail.
 */
export class WatchItem extends LitElement {
  static override properties = {
    item: { attribute: false },
    cohort: { type: String },
    zone: { type: String },
    mayMark: { type: Boolean, attribute: 'may-mark' },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      :host {
        display: block;
      }
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s2);
        padding: 0.9rem 1.1rem;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 0.8rem;
        align-items: baseline;
        justify-content: space-between;
      }
      h3 {
        font-size: 1rem;
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .attempts {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 0.9rem;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-s);
      }
      .say {
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--accent);
      }
      .row {
        flex-wrap: wrap;
      }
    `,
  ];
  declare item: Item | null;
  declare cohort: string;
  /** Time zone of the cohort, in which dates are meant. */
  declare zone: string;
  declare mayMark: boolean;
  constructor() {
    super();
    this.item = null;
    this.cohort = '';
    this.zone = 'UTC';
    this.mayMark = false;
  }

  override render() {
    const { item } = this;
    if (!item) return nothing;
    const { word, sign, tone } = RULES[item.rule];
    const work = `/cohorts/${this.cohort}/learners/${item.learner}/${item.assignment}`;
    return html`<article class="card">
      <header>
        <h3>
          <a href="/cohorts/${this.cohort}/learners/${item.learner}">${item.name}</a>
          ${item.group === null ? nothing : html`<span class="small muted">${item.group}</span>`}
        </h3>
        <span class="chip ${tone}">${icon(sign)} ${word}</span>
      </header>
      <p>${item.words}</p>
      <p class="small muted">
        <a href="${work}#opened">${item.title}</a
        >${item.due === null ? nothing : html`, due ${formatMomentIn(item.due, this.zone)}`}${
          item.attempts.length === 0 ? nothing : html`, since ${formatMoment(item.since)}`
        }
      </p>
      ${this.#attempts(item, work)}
      <div class="say">
        <p class="label">${item.nextWord.from === 'us' ? 'What to do' : 'What you could say'}</p>
        <gs-prose .html=${item.nextWord.html}></gs-prose>
      </div>
      ${this.#mark(item)}
    </article>`;
  }

  #attempts({ attempts, kind }: Item, work: string) {
    if (attempts.length === 0 || kind === 'quiz') return nothing;
    return html`<ul class="attempts" aria-label="Checks in which it is seen">
      ${attempts.map(
        ({ id, at }) => html`<li><a href="${work}/${id}#attempt">check of ${formatMoment(at)}</a></li>`,
      )}
    </ul>`;
  }

  #mark({ mark, quiet, name }: Item) {
    const said = mark
      ? html`<p class="small muted">
          ${mark.kind === 'spoken' ? 'Spoken to' : 'Put off'} by ${mark.by},
          ${formatMoment(mark.at)}${
            quiet
              ? mark.kind === 'snoozed'
                ? `, until ${formatMoment(mark.until)}`
                : nothing
              : '; it goes on all the same'
          }.
        </p>`
      : nothing;
    if (!this.mayMark) return said;
    return html`${said}
      <div class="row">
        ${
          quiet
            ? this.#button('back', 'Back on the list', name)
            : html`${this.#button('spoken', 'Spoken to', name)}
              ${this.#button('snoozed', 'Put off for two days', name)}`
        }
      </div>`;
  }

  #button(detail: 'spoken' | 'snoozed' | 'back', word: string, name: string) {
    return html`<button @click=${() => this.dispatchEvent(new CustomEvent('watch-mark', { detail }))}>
      ${word}<span class="visually-hidden">: ${name}</span>
    </button>`;
  }
}
customElements.define('gs-watch-item', WatchItem);

declare global {
  interface HTMLElementTagNameMap {
    'gs-watch-item': WatchItem;
  }
}
