import { LitElement, css, html } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { prosePrint } from '../styles/prose-print.ts';
import { prose } from '../styles/prose.ts';
import { base } from '../styles/shared.ts';
import { terms } from '../styles/terms.ts';
import type { LessonReply } from '../../server/contract/index.ts';
import { CopyButton } from './copy-button.ts';
import { PasteButton } from './paste-button.ts';
import { TermNotes } from './term-note.ts';

/** Blocks whose text a learner would run or reuse; printed output is only read. */
const COPYABLE = 'figure.code:not([data-kind="output"])';
/** Blocks that are commands for a shell. */
const RUNNABLE = 'figure.code[data-language="bash"]:not([data-kind="output"])';

/**
 * Markdown that the server rendered and sanitised, with copy buttons on its code; with `paste`, commands have a button that
 * asks, as event `paste-command`, for a terminal. With `watch`, event `section` names the
 * heading that the reader has reached.
 */
export class Prose extends LitElement {
  static override properties = {
    html: { attribute: false },
    terms: { attribute: false },
    watch: { type: Boolean },
    paste: { type: Boolean },
    pasteWhere: { type: String, attribute: 'paste-where' },
  };
  static override styles = [
    base,
    prose,
    terms,
    prosePrint,
    css`
      :host {
        font-size: var(--prose-size, 1rem);
        line-height: var(--prose-leading, 1.6);
      }
      .prose figure.code:has(gs-paste-button) > pre {
        padding-block-end: 3.1rem;
        padding-inline-end: 1rem;
      }
      .prose figure.code > .code-actions {
        position: absolute;
        inset-block-end: 0.45rem;
        inset-inline: auto 0.45rem;
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--s1);
        max-width: calc(100% - 0.9rem);
      }
    `,
  ];
  declare html: string;
  /** Definitions of the terms that the text links. */
  declare terms: LessonReply['terms'];
  declare watch: boolean;
  declare paste: boolean;
  /** Which terminal the buttons name. */
  declare pasteWhere: string;
  #frame = 0;
  #notes: TermNotes | null = null;

  constructor() {
    super();
    this.html = '';
    this.terms = [];
    this.watch = false;
    this.paste = false;
    this.pasteWhere = 'terminal';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#scrolled, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#scrolled);
    cancelAnimationFrame(this.#frame);
    this.#notes?.close();
  }

  override render() {
    return html`<div class="prose">${unsafeHTML(this.html)}</div>`;
  }

  override updated(changed: Map<string, unknown>) {
    if (changed.has('terms') || changed.has('html')) this.#explain();
    if (changed.has('html') || changed.has('paste'))
      for (const figure of this.renderRoot.querySelectorAll<HTMLElement>(RUNNABLE))
        offerPaste(figure, this.paste, this.pasteWhere);
    if (!changed.has('html')) return;
    for (const figure of this.renderRoot.querySelectorAll<HTMLElement>(COPYABLE)) addCopyButton(figure);
    for (const region of this.renderRoot.querySelectorAll('pre')) region.setAttribute('tabindex', '0');
  }

  #explain() {
    this.#notes?.close();
    if (this.terms.length > 0) this.#notes ??= new TermNotes(this.renderRoot);
    this.#notes?.adopt(this.terms);
  }

  anchor(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  }

  /** A heading is reached when it has passed the upper third of the window. */
  readonly #scrolled = () => {
    if (!this.watch) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const headings = [...this.renderRoot.querySelectorAll<HTMLElement>('h2[id], h3[id]')];
      const reached = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      this.dispatchEvent(new CustomEvent('section', { detail: reached?.id ?? '' }));
    });
  };
}
customElements.define('gs-prose', Prose);

function addCopyButton(figure: HTMLElement): void {
  const text = textOf(figure);
  if (!text || figure.querySelector('gs-copy-button')) return;
  const button = new CopyButton();
  button.text = text;
  button.what = figure.dataset['language'] === 'bash' ? 'these commands' : 'this text';
  actionsOf(figure).append(button);
}

function offerPaste(figure: HTMLElement, wanted: boolean, where: string): void {
  const there = figure.querySelector('gs-paste-button');
  if (!wanted) there?.remove();
  const text = textOf(figure);
  if (!wanted || there || !text) return;
  const button = new PasteButton();
  button.text = text;
  button.where = where;
  actionsOf(figure).prepend(button);
}

function actionsOf(figure: HTMLElement): HTMLElement {
  const there = figure.querySelector<HTMLElement>('.code-actions');
  if (there) return there;
  const actions = document.createElement('div');
  actions.className = 'code-actions';
  figure.append(actions);
  return actions;
}

const textOf = (figure: HTMLElement): string =>
  (figure.querySelector('pre code')?.textContent ?? '').replace(/\n$/, '');
