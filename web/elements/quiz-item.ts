import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { QuizAnswer, QuizItem } from '../../server/contract/index.ts';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';
import './prose.ts';
import { quizItemStyles } from './quiz-item-styles.ts';
import { readNumber } from './read-input.ts';

type Choice = { id: string; html: string };
const HOW: Record<QuizItem['type'], string> = {
  single: 'Choose one.',
  multiple: 'Choose all that are right; one or more are.',
  numeric: 'Type a number.',
  order: 'Put the entries in order with the arrow buttons, or by dragging.',
  match: 'Choose the partner of each entry.',
  fill: 'Type the command.',
};

/** One open question of any of the six types. Event `answer` with the QuizAnswer, when it is complete. */
export class QuizItemElement extends LitElement {
  static override properties = {
    item: { attribute: false },
    busy: { type: Boolean },
    chosen: { state: true },
    text: { state: true },
    order: { state: true },
    pairs: { state: true },
    moved: { state: true },
    missing: { state: true },
  };
  static override styles = [base, controls, quizItemStyles];
  declare item: QuizItem | null;
  declare busy: boolean;
  declare chosen: readonly string[];
  declare text: string;
  declare order: readonly string[];
  declare pairs: Readonly<Record<string, string>>;
  declare moved: string;
  declare missing: string;
  #dragged = '';

  constructor() {
    super();
    this.item = null;
    this.busy = false;
    this.chosen = [];
    this.text = '';
    this.order = [];
    this.pairs = {};
    this.moved = '';
    this.missing = '';
  }

  override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has('item')) return;
    this.chosen = [];
    this.text = '';
    this.pairs = {};
    this.moved = '';
    this.missing = '';
    this.order = this.item?.type === 'order' ? this.item.options.map((option) => option.id) : [];
  }

  override render() {
    const { item } = this;
    if (!item) return nothing;
    return html`<form @submit=${this.#submit} novalidate>
      <fieldset ?disabled=${this.busy}>
        <legend><gs-prose .html=${item.stemHtml}></gs-prose></legend>
        <p class="how">${HOW[item.type]}</p>
        ${this.#body(item)}
      </fieldset>
      ${this.missing ? html`<p class="missing" role="alert">${icon('warn')} ${this.missing}</p>` : nothing}
      <div class="row">
        <button class="primary" type="submit" ?disabled=${this.busy}>
          ${icon(this.busy ? 'busy' : 'check')} Answer
        </button>
        <span class="small muted">An answer is final in this attempt.</span>
      </div>
    </form>`;
  }

  #body(item: QuizItem): TemplateResult | TemplateResult[] {
    switch (item.type) {
      case 'single':
      case 'multiple':
        return item.options.map((option) => this.#choice(option, item.type === 'single'));
      case 'numeric':
        return html`<div class="answer">
          <input
            class="number"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            aria-label="Your number${item.unit ? ` in ${item.unit}` : ''}"
            .value=${this.text}
            @input=${this.#typed}
          />
          <span>${item.unit}</span>
        </div>`;
      case 'fill':
        return html`<div class="answer">
          <input
            class="code"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            maxlength="500"
            aria-label="Your command"
            .value=${this.text}
            @input=${this.#typed}
          />
        </div>`;
      case 'order':
        return this.#ordering(item.options);
      case 'match':
        return item.left.map((left) => this.#pair(left, item.right));
    }
  }

  #choice(option: Choice, single: boolean) {
    return html`<label class="choice">
      <input
        type=${single ? 'radio' : 'checkbox'}
        name="choice"
        .checked=${this.chosen.includes(option.id)}
        @change=${(event: Event) => {
          const on = (event.target as HTMLInputElement).checked;
          const others = single ? [] : this.chosen.filter((id) => id !== option.id);
          this.chosen = on ? [...others, option.id] : others;
          this.missing = '';
        }}
      />
      <span>${unsafeHTML(option.html)}</span>
    </label>`;
  }

  #ordering(options: readonly Choice[]) {
    const texts = new Map(options.map((option) => [option.id, option.html]));
    return html`<ol class="plain">
        ${repeat(
          this.order,
          (id) => id,
          (id, index) =>
            html`<li
              class="entry"
              draggable="true"
              @dragstart=${() => (this.#dragged = id)}
              @dragover=${(event: DragEvent) => event.preventDefault()}
              @drop=${(event: DragEvent) => {
                event.preventDefault();
                this.#move(this.#dragged, index);
              }}
            >
              <span class="place">${index + 1}</span>
              <span id="entry-${id}">${unsafeHTML(texts.get(id) ?? '')}</span>
              <span class="moves">
                <button
                  type="button"
                  class="small"
                  id="up-${id}"
                  aria-label="Move up"
                  aria-describedby="entry-${id}"
                  aria-disabled=${index === 0}
                  @click=${() => this.#step(id, index, -1)}
                >
                  ${icon('up')}
                </button>
                <button
                  type="button"
                  class="small"
                  id="down-${id}"
                  aria-label="Move down"
                  aria-describedby="entry-${id}"
                  aria-disabled=${index === this.order.length - 1}
                  @click=${() => this.#step(id, index, 1)}
                >
                  ${icon('down')}
                </button>
              </span>
            </li>`,
        )}
      </ol>
      <p class="visually-hidden" role="status">${this.moved}</p>`;
  }

  #step(id: string, index: number, by: 1 | -1) {
    this.#move(id, index + by);
    // The row moved in the document, which takes the focus away from its button.
    const button = `#${by < 0 ? 'up' : 'down'}-${CSS.escape(id)}`;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(button)?.focus());
  }

  #move(id: string, to: number) {
    if (!this.order.includes(id) || to < 0 || to >= this.order.length) return;
    const order = this.order.filter((one) => one !== id);
    order.splice(to, 0, id);
    this.order = order;
    const text = this.renderRoot.querySelector(`#entry-${CSS.escape(id)}`)?.textContent?.trim() ?? '';
    this.moved = `${text}: place ${to + 1} of ${order.length}`;
  }

  #pair(left: Choice, right: readonly Choice[]) {
    const value = this.pairs[left.id] ?? '';
    return html`<div class="pair">
      <span id="left-${left.id}">${unsafeHTML(left.html)}</span>
      <select
        aria-labelledby="left-${left.id}"
        @change=${(event: Event) => {
          this.pairs = { ...this.pairs, [left.id]: (event.target as HTMLSelectElement).value };
          this.missing = '';
        }}
      >
        <option value="" ?selected=${value === ''}>Choose …</option>
        ${right.map((option) => html`<option value=${option.id} ?selected=${value === option.id}>${plain(option.html)}</option>`)}
      </select>
    </div>`;
  }

  readonly #typed = (event: Event) => {
    this.text = (event.target as HTMLInputElement).value;
    this.missing = '';
  };

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const answer = this.#answer();
    if (typeof answer === 'string') this.missing = answer;
    else if (answer) this.dispatchEvent(new CustomEvent('answer', { detail: answer }));
  };

  #answer(): QuizAnswer | string | null {
    const { item } = this;
    switch (item?.type) {
      case 'single':
        return this.chosen[0] ? { type: 'single', option: this.chosen[0] } : 'Choose one option first.';
      case 'multiple':
        return this.chosen.length > 0
          ? { type: 'multiple', options: [...this.chosen] }
          : 'Choose at least one option first.';
      case 'numeric': {
        const value = readNumber(this.text);
        return value === null ? 'Type a number first, such as 8.19.' : { type: 'numeric', value };
      }
      case 'fill':
        return this.text.trim() ? { type: 'fill', text: this.text } : 'Type the command first.';
      case 'order':
        return { type: 'order', order: [...this.order] };
      case 'match': {
        const open = item.left.filter((left) => !this.pairs[left.id]).length;
        return open > 0
          ? `Choose a partner for every entry; ${open} are open.`
          : { type: 'match', pairs: { ...this.pairs } };
      }
      default:
        return null;
    }
  }
}
customElements.define('gs-quiz-item', QuizItemElement);

/** Text of an inline HTML fragment, for places that take no markup. */
export function plain(fragment: string): string {
  return new DOMParser().parseFromString(fragment, 'text/html').body.textContent ?? '';
}
