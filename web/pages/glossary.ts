import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { GlossaryReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { getGlossary } from '../data/glossary.ts';
import '../elements/glossary-list.ts';
import { letterOf, type GlossaryList } from '../elements/glossary-list.ts';
import { plural } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import { Load, Page } from './page.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** The number is said when typing rests. */
const SAY_AFTER_MS = 600;

/** The terms of the course: filtered by words and by part, reached by letter and by address. */
class GlossaryPage extends Page {
  static override properties: PropertyDeclarations = { words: { state: true }, within: { state: true } };
  static override styles = [
    base,
    controls,
    css`
      .page,
      .hold {
        display: grid;
        gap: var(--s4);
        max-width: 60rem;
        margin-inline: auto;
        padding: clamp(1.25rem, 3vw, 2.5rem) clamp(0.9rem, 4vw, 2.5rem) 4rem;
      }
      .page > * {
        min-width: 0;
      }
      header {
        display: grid;
        gap: var(--s2);
        max-width: 46rem;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s3) var(--s4);
        align-items: end;
        padding: var(--s3) var(--s4);
      }
      .bar input {
        width: 15rem;
      }
      .count {
        margin-inline-start: auto;
        padding-block: 0.5rem;
      }
      .letters {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem;
      }
      .letters > * {
        display: grid;
        place-items: center;
        min-width: 1.75rem;
        min-height: 1.75rem;
        border-radius: 4px;
        font-weight: 600;
        font-size: var(--text-m);
        text-decoration: none;
      }
      .letters a:hover {
        background: var(--accent-soft);
      }
      .letters span {
        color: var(--ink-3);
        font-weight: 400;
      }
      @media print {
        .bar,
        .letters {
          display: none;
        }
      }
    `,
  ];
  declare words: string;
  /** Id of the one part that is shown; empty for all. */
  declare within: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #glossary = new Load<GlossaryReply>(this, (state) => {
    void this.#opened(state.status === 'ready' ? 'Glossary' : 'Glossary not available');
  });

  constructor() {
    super();
    this.words = '';
    this.within = '';
  }

  override arrived() {
    // The same page with another term: what is filtered away could not be shown.
    this.words = '';
    this.within = '';
    void this.#glossary.run(getGlossary, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override anchor(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<GlossaryList>('gs-glossary-list')?.anchor(id) ?? super.anchor(id);
  }

  async #opened(title: string) {
    await this.updateComplete;
    await this.renderRoot.querySelector<GlossaryList>('gs-glossary-list')?.updateComplete;
    await this.ready(title);
  }

  override render() {
    const { state } = this.#glossary;
    if (state.status === 'loading')
      return html`<div class="hold"><gs-skeleton what="the glossary" lines="10"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="hold">
        <gs-problem
          page
          heading="The glossary cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    return this.#page(state.value);
  }

  #page(glossary: GlossaryReply) {
    const shown = this.#shown(glossary);
    const letters = new Set(shown.map(letterOf));
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">Glossary</h1>
        <p class="muted">
          What the course means by its words. In a lesson, a dotted line under a term opens its definition in
          place.
        </p>
      </header>
      <div class="card bar">
        <label class="field"
          >Filter
          <input
            type="text"
            .value=${this.words}
            autocomplete="off"
            spellcheck="false"
            @input=${this.#typed}
          />
        </label>
        <label class="field"
          >Part
          <select @change=${this.#chosen}>
            <option value="" ?selected=${this.within === ''}>All parts</option>
            ${glossary.parts.map(
              ({ id, title }) => html`<option value=${id} ?selected=${this.within === id}>${title}</option>`,
            )}
          </select>
        </label>
        <span class="count small muted">${plural(shown.length, 'term')}</span>
      </div>
      <nav class="letters" aria-label="Letters">
        ${ALPHABET.map((letter) =>
          letters.has(letter)
            ? html`<a href="#letter-${letter}">${letter}</a>`
            : html`<span aria-hidden="true">${letter}</span>`,
        )}
      </nav>
      ${shown.length === 0 ? this.#none() : nothing}
      <gs-glossary-list .terms=${shown} .parts=${glossary.parts}></gs-glossary-list>
    </div>`;
  }

  #none() {
    return html`<p>
      No term has “${this.words}” in its name or definition${this.within ? ' in this part' : ''}.
      <button class="small" @click=${() => this.#filter('', '')}>Show all terms</button>
    </p>`;
  }

  #shown({ terms }: GlossaryReply): GlossaryReply['terms'] {
    const words = this.words.toLowerCase().split(/\s+/).filter(Boolean);
    return terms.filter(({ term, aliases, html: definition, part }) => {
      if (this.within !== '' && part !== this.within) return false;
      const text = `${term} ${aliases.join(' ')} ${definition.replace(/<[^>]*>/g, '')}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  #filter(words: string, within: string) {
    this.words = words;
    this.within = within;
    clearTimeout(this.#timer);
    const { value } = this.#glossary;
    if (value)
      this.#timer = setTimeout(() => announce(plural(this.#shown(value).length, 'term')), SAY_AFTER_MS);
  }

  readonly #typed = (event: Event) => this.#filter((event.target as HTMLInputElement).value, this.within);
  readonly #chosen = (event: Event) => this.#filter(this.words, (event.target as HTMLSelectElement).value);
}
customElements.define('page-glossary', GlossaryPage);
