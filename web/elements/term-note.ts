import type { LessonReply } from '../../server/contract/index.ts';

type Term = LessonReply['terms'][number];
const GAP = 6;

/**
 * Definitions of a text's terms, opened in place: a link `a.term` becomes a button that shows its definition in one popover
 * after it, so that the next Tab reaches what the popover holds. Without this the links lead to the glossary.
 */
export class TermNotes {
  readonly #root: DocumentFragment | HTMLElement;
  readonly #terms = new Map<string, Term>();
  #note: HTMLElement | null = null;
  #owner: HTMLElement | null = null;

  constructor(root: DocumentFragment | HTMLElement) {
    this.#root = root;
    root.addEventListener('click', this.#clicked);
    root.addEventListener('keydown', this.#keys);
  }

  /** Makes buttons of the links whose terms are known. */
  adopt(terms: readonly Term[]): void {
    this.#terms.clear();
    for (const term of terms) this.#terms.set(term.id, term);
    for (const link of this.#root.querySelectorAll<HTMLElement>('a.term')) {
      if (!this.#termOf(link)) continue;
      link.setAttribute('role', 'button');
      link.setAttribute('aria-expanded', 'false');
    }
  }

  /** Closes what is open: the text moved away from under it. */
  close(): void {
    if (this.#note?.matches(':popover-open')) this.#note.hidePopover();
  }

  #termOf(element: HTMLElement): Term | undefined {
    return this.#terms.get(element.getAttribute('href')?.split('#')[1] ?? '');
  }

  readonly #clicked = (event: Event) => {
    const { ctrlKey, metaKey, shiftKey, altKey } = event as MouseEvent;
    const link = (event.target as Element).closest<HTMLElement>('a.term');
    const term = link && this.#termOf(link);
    // With a modifier key it is a link, to be opened elsewhere.
    if (!link || !term || ctrlKey || metaKey || shiftKey || altKey) return;
    event.preventDefault();
    const again = this.#owner === link && this.#note?.matches(':popover-open') === true;
    this.close();
    if (!again) this.#open(link, term);
  };

  readonly #keys = (event: Event) => {
    const { key } = event as KeyboardEvent;
    const link = event.target as HTMLElement;
    if (key !== ' ' || !link.matches('a.term[role="button"]')) return;
    event.preventDefault();
    link.click();
  };

  #open(link: HTMLElement, term: Term) {
    const note = document.createElement('span');
    note.className = 'term-note';
    note.id = 'term-note';
    // Manual, because an automatic one would already be closed by the press that is to close it.
    note.setAttribute('popover', 'manual');
    note.innerHTML = `<strong></strong> <span>${term.html}</span> <a class="term-more"></a>`;
    const [name] = note.getElementsByTagName('strong');
    if (name) name.textContent = term.term;
    const more = note.querySelector('a');
    if (more) {
      more.href = `/glossary#${term.id}`;
      more.textContent = 'In the glossary';
      more.setAttribute('aria-label', `${term.term} in the glossary`);
    }
    this.#note?.remove();
    link.after(note);
    this.#note = note;
    this.#owner = link;
    link.setAttribute('aria-expanded', 'true');
    link.setAttribute('aria-controls', note.id);
    note.addEventListener('toggle', (toggled) => {
      if (toggled.newState !== 'closed') return;
      link.setAttribute('aria-expanded', 'false');
      link.removeAttribute('aria-controls');
      removeEventListener('pointerdown', outside, true);
      removeEventListener('keydown', escape, true);
      removeEventListener('resize', moved);
      note.remove();
    });
    const outside = (event: Event) => {
      const path = event.composedPath();
      if (!path.includes(note) && !path.includes(link)) this.close();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      const within = note.contains((note.getRootNode() as ShadowRoot).activeElement);
      this.close();
      if (within) link.focus();
    };
    const moved = () => this.close();
    addEventListener('pointerdown', outside, true);
    addEventListener('keydown', escape, true);
    addEventListener('resize', moved);
    note.showPopover();
    place(note, link);
  }
}

/** Below the term, or above it where there is more room; never over an edge of the page. It scrolls with the text. */
function place(note: HTMLElement, link: HTMLElement): void {
  const [line] = link.getClientRects();
  if (!line) return;
  const { width, height } = note.getBoundingClientRect();
  const above = line.bottom + height + GAP > innerHeight && line.top - height - GAP > 0;
  const left = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - width - 8));
  const top = above ? line.top - height - GAP : line.bottom + GAP;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${top + scrollY}px`;
}
