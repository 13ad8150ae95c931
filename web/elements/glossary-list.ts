import { LitElement, css, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { GlossaryReply } from '../../server/contract/index.ts';
import { base } from '../styles/shared.ts';

type Term = GlossaryReply['terms'][number];
/** A letter of the alphabet, or # for what begins with none. */
export const letterOf = ({ term }: Term): string => {
  const first = term.charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : '#';
};

/** Terms by letter, each with its definition, other names, neighbours and the sections that use it first. */
export class GlossaryList extends LitElement {
  static override properties = { terms: { attribute: false }, parts: { attribute: false } };
  static override styles = [
    base,
    css`
      section {
        display: grid;
        grid-template-columns: 3.5rem minmax(0, 1fr);
        padding-block: 1.4rem;
        border-top: 1px solid var(--line);
      }
      h2 {
        position: sticky;
        align-self: start;
        inset-block-start: calc(var(--bar) + 0.8rem);
        font-size: 1.75rem;
        color: var(--accent);
        scroll-margin-block-start: calc(var(--bar) + 1.5rem);
      }
      article {
        max-width: 44rem;
        padding: 0.6rem 0.8rem;
        border-radius: var(--radius);
        scroll-margin-block-start: calc(var(--bar) + 1rem);
      }
      article:focus-within:has(h3:focus-visible) {
        background: var(--accent-soft);
      }
      h3 {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.6rem;
        align-items: baseline;
        font-size: 1.0625rem;
        scroll-margin-block-start: calc(var(--bar) + 1.5rem);
      }
      .also {
        font-weight: 450;
        font-size: var(--text-s);
        letter-spacing: 0;
        color: var(--ink-3);
      }
      .definition {
        margin-block: 0.25rem 0.4rem;
        line-height: 1.6;
      }
      .definition code {
        padding: 0.1em 0.32em;
        border-radius: 4px;
        background: var(--code-inline);
        overflow-wrap: anywhere;
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem 1.4rem;
        font-size: var(--text-s);
        color: var(--ink-3);
      }
      .links a {
        display: inline-block;
        min-height: 1.5rem;
      }
      @media (max-width: 34rem) {
        section {
          grid-template-columns: minmax(0, 1fr);
        }
        h2 {
          position: static;
        }
        article {
          padding-inline: 0;
        }
      }
      @media print {
        section {
          break-inside: auto;
        }
        article {
          break-inside: avoid;
        }
      }
    `,
  ];
  declare terms: readonly Term[];
  declare parts: GlossaryReply['parts'];
  constructor() {
    super();
    this.terms = [];
    this.parts = [];
  }

  override render() {
    const letters = [...new Set(this.terms.map(letterOf))];
    return letters.map(
      (letter) =>
        html`<section aria-labelledby="letter-${letter}">
          <h2 id="letter-${letter}" tabindex="-1">${letter}</h2>
          <div>${this.terms.filter((term) => letterOf(term) === letter).map((term) => this.#term(term))}</div>
        </section>`,
    );
  }

  #term({ id, term, aliases, part, html: definition, see, uses }: Term) {
    const title = this.parts.find((one) => one.id === part)?.title;
    return html`<article aria-labelledby=${id}>
      <h3 id=${id} tabindex="-1">
        ${term} ${aliases.length > 0 ? html`<span class="also">also ${aliases.join(', ')}</span>` : nothing}
      </h3>
      <p class="definition">${unsafeHTML(definition)}</p>
      <p class="links">
        ${title ? html`<span>Part: <a href="/lessons/${part}">${title}</a></span>` : nothing}
        ${see.length > 0 ? html`<span>See also ${list(see.map((one) => ({ href: `#${one.id}`, text: one.term })))}</span>` : nothing}
        ${uses.length > 0 ? html`<span>Read in ${list(uses.map((use) => ({ href: use.href, text: use.title })))}</span>` : nothing}
      </p>
    </article>`;
  }

  anchor(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  }
}
customElements.define('gs-glossary-list', GlossaryList);

const list = (links: readonly { href: string; text: string }[]) =>
  links.map(({ href, text }, index) => html`${index > 0 ? ', ' : nothing}<a href=${href}>${text}</a>`);
