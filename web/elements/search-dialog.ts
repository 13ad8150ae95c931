import { LitElement, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';
import './problem.ts';
import type { ProblemText } from './problem.ts';
import { searchDialogStyles } from './search-dialog-styles.ts';

interface Segment {
  text: string;
  mark: boolean;
}
export interface SearchOption {
  /** Address, or the words to search for again. */
  value: string;
  icon: IconName;
  title: readonly Segment[];
  of: string;
  excerpt: readonly Segment[];
  /** Set in the type of code. */
  command?: boolean;
}
export interface SearchGroup {
  label: string;
  /** How many there are in all, when not all are shown. */
  more?: number;
  options: readonly SearchOption[];
}
export interface SearchChoice {
  option: SearchOption;
  newTab: boolean;
}

/**
 * The search as a modal combobox over grouped results. Events: `query` (text), `choose` (SearchChoice), `forget`, `slash`
 * (whether the key opens it), `retry`, `closed`.
 */
export class SearchDialog extends LitElement {
  static override properties = {
    open: { type: Boolean },
    query: { type: String },
    groups: { attribute: false },
    status: { type: String },
    busy: { type: Boolean },
    problem: { attribute: false },
    suggestions: { attribute: false },
    recent: { type: Boolean },
    slash: { type: Boolean },
    active: { state: true },
  };
  static override styles = [base, controls, searchDialogStyles];
  declare open: boolean;
  declare query: string;
  declare groups: readonly SearchGroup[];
  /** Said to screen readers: how many results there are. */
  declare status: string;
  /** The index is on its way. */
  declare busy: boolean;
  declare problem: ProblemText | null;
  /** Words near the ones that found nothing. */
  declare suggestions: readonly string[];
  /** Recent searches are among the groups, and can be forgotten. */
  declare recent: boolean;
  declare slash: boolean;
  declare active: number;

  constructor() {
    super();
    this.open = false;
    this.query = '';
    this.groups = [];
    this.status = '';
    this.busy = false;
    this.problem = null;
    this.suggestions = [];
    this.recent = false;
    this.slash = true;
    this.active = 0;
  }

  override willUpdate(changed: Map<string, unknown>) {
    if (changed.has('groups')) this.active = 0;
  }

  override updated(changed: Map<string, unknown>) {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && this.open && !dialog.open) {
      dialog.showModal();
      this.renderRoot.querySelector('input')?.select();
    } else if (dialog && !this.open && dialog.open) dialog.close();
    if (changed.has('active')) this.#option(this.active)?.scrollIntoView({ block: 'nearest' });
    if (changed.has('groups')) this.renderRoot.querySelector('.body')?.scrollTo(0, 0);
  }

  get #all(): readonly SearchOption[] {
    return this.groups.flatMap(({ options }) => options);
  }

  override render() {
    const any = this.#all.length > 0;
    return html`<dialog aria-label="Search" @close=${this.#closed} @click=${this.#outside}>
      <div class="field">
        ${icon(this.busy ? 'busy' : 'search')}
        <input
          type="text"
          role="combobox"
          aria-label="Search lessons, tasks, terms and commands"
          aria-autocomplete="list"
          aria-expanded=${any}
          aria-controls=${any ? 'results' : nothing}
          aria-activedescendant=${any ? `option-${this.active}` : nothing}
          placeholder="Search lessons, tasks, terms, commands"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          enterkeyhint="go"
          maxlength="80"
          .value=${this.query}
          @input=${this.#typed}
          @keydown=${this.#keys}
        />
        <button class="quiet small" type="button" @click=${() => (this.open = false)}>
          ${icon('cross')}<span class="visually-hidden">Close search</span>
        </button>
      </div>
      <div class="body">${any ? this.#results() : this.#nothing()}</div>
      <p class="visually-hidden" role="status">${this.status}</p>
      <div class="foot">
        <span class="keys"><kbd>↑</kbd> <kbd>↓</kbd> choose</span>
        <span class="keys"><kbd>Enter</kbd> open</span>
        <span class="keys"><kbd>Ctrl</kbd> <kbd>Enter</kbd> in a new tab</span>
        ${
          this.recent && any && this.query === ''
            ? html`<button class="quiet small" type="button" @click=${() => this.#tell('forget')}>
                Forget recent searches
              </button>`
            : nothing
        }
        <label
          ><input
            type="checkbox"
            .checked=${this.slash}
            @change=${(event: Event) => this.#tell('slash', (event.target as HTMLInputElement).checked)}
          />
          <span>The key <kbd>/</kbd> opens the search</span></label
        >
      </div>
    </dialog>`;
  }

  #results() {
    let at = 0;
    return html`<div id="results" role="listbox" aria-label="Results">
      ${this.groups.map(
        ({ label, more, options }, index) =>
          html`<div class="group" role="group" aria-labelledby="group-${index}">
            <div class="label" role="presentation">
              <span id="group-${index}">${label}</span>
              ${more ? html`<span>${options.length} of ${more}</span>` : nothing}
            </div>
            ${options.map((option) => this.#row(option, at++))}
          </div>`,
      )}
    </div>`;
  }

  #row(option: SearchOption, index: number) {
    const kind = option.command ? ' command' : '';
    return html`<div
      role="option"
      id="option-${index}"
      aria-selected=${index === this.active}
      @pointermove=${() => (this.active = index)}
      @click=${(event: MouseEvent) => this.#choose(option, event.ctrlKey || event.metaKey)}
      @auxclick=${(event: MouseEvent) => event.button === 1 && this.#choose(option, true)}
    >
      ${icon(option.icon)}
      <span class="title${kind}">
        <span>${segments(option.title)}</span>
        ${option.of ? html`<span class="of">${option.of}</span>` : nothing}
      </span>
      ${
        option.excerpt.length > 0
          ? html`<span class="excerpt${kind}">${segments(option.excerpt)}</span>`
          : nothing
      }
    </div>`;
  }

  #nothing() {
    if (this.problem)
      return html`<gs-problem
        heading="The search is not here yet"
        .problem=${this.problem}
        @retry=${() => this.#tell('retry')}
      ></gs-problem>`;
    if (this.busy || this.query.trim() === '')
      return html`<p class="none muted">
        ${this.busy ? 'The search is getting ready …' : 'Type what you look for.'}
      </p>`;
    return html`<div class="none">
      <p><strong>Nothing is called “${this.query.trim()}” here.</strong></p>
      ${
        this.suggestions.length > 0
          ? html`<p class="row">
              <span>Near it:</span>
              ${this.suggestions.map(
                (word) =>
                  html`<button class="small" type="button" @click=${() => this.#ask(word)}>${word}</button>`,
              )}
            </p>`
          : nothing
      }
      <ul>
        <li>Use the name AWS uses, such as “security group”, or the command.</li>
        <li>One or two words find more than a sentence.</li>
        <li>Answers, hints and solutions are not searched: those are found by working.</li>
      </ul>
    </div>`;
  }

  #option(index: number): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`#option-${index}`);
  }

  #tell(name: string, detail?: unknown) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #ask(query: string) {
    this.#tell('query', query);
    this.renderRoot.querySelector('input')?.focus();
  }

  #choose(option: SearchOption, newTab: boolean) {
    this.#tell('choose', { option, newTab } satisfies SearchChoice);
  }

  readonly #typed = (event: Event) => this.#tell('query', (event.target as HTMLInputElement).value);
  readonly #closed = () => {
    this.open = false;
    this.#tell('closed');
  };
  readonly #outside = (event: MouseEvent) => {
    if (event.target === event.currentTarget) this.open = false;
  };

  readonly #keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const all = this.#all;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
    if (step !== undefined && all.length > 0) {
      event.preventDefault();
      const to = this.active + step;
      // By one it goes round; by five it stops at the ends.
      this.active =
        Math.abs(step) === 1 ? (to + all.length) % all.length : Math.min(Math.max(to, 0), all.length - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = all[this.active];
      if (option) this.#choose(option, event.ctrlKey || event.metaKey);
    }
  };
}
customElements.define('gs-search-dialog', SearchDialog);

const segments = (list: readonly Segment[]) =>
  list.map(({ text, mark }) => (mark ? html`<mark>${text}</mark>` : text));
