import { LitElement, html } from 'lit';
import { asApiError } from '../data/http.ts';
import { getSearch } from '../data/search.ts';
import type { IconName } from '../elements/icons.ts';
import type { ProblemText } from '../elements/problem.ts';
import '../elements/search-dialog.ts';
import type { SearchChoice, SearchGroup, SearchOption } from '../elements/search-dialog.ts';
import { plural } from '../format.ts';
import { navigate } from '../navigate.ts';
import { Engine, type Findable, type Group, type Hit, type Kind } from './engine.ts';
import { excerpt, marked } from './excerpt.ts';
import { pageDocuments } from './pages.ts';
import { forgetSearches, recentSearches, rememberSearch, setSlashOpens, slashOpens } from './remembered.ts';

const KINDS: Readonly<Record<Kind, { label: string; icon: IconName }>> = {
  page: { label: 'Pages', icon: 'right' },
  lesson: { label: 'Lessons', icon: 'book' },
  term: { label: 'Glossary', icon: 'term' },
  task: { label: 'Tasks', icon: 'check' },
  lab: { label: 'Labs', icon: 'terminal' },
  command: { label: 'Commands', icon: 'terminal' },
  quiz: { label: 'Quizzes', icon: 'quiz' },
};
/** A count is said when typing rests: said at every key, it would talk over the reader. */
const SAY_AFTER_MS = 600;

/** Loads what can be found, once, and runs the search dialog. After that it needs no server. */
export class SearchPanel extends LitElement {
  static override properties = {
    open: { state: true },
    query: { state: true },
    groups: { state: true },
    said: { state: true },
    busy: { state: true },
    problem: { state: true },
    suggestions: { state: true },
    recent: { state: true },
  };
  declare open: boolean;
  declare query: string;
  declare groups: readonly SearchGroup[];
  declare said: string;
  declare busy: boolean;
  declare problem: ProblemText | null;
  declare suggestions: readonly string[];
  declare recent: boolean;
  #engine: Engine | null = null;
  #pages: readonly Findable[] = pageDocuments([]);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.open = false;
    this.query = '';
    this.groups = [];
    this.said = '';
    this.busy = false;
    this.problem = null;
    this.suggestions = [];
    this.recent = false;
  }

  show(): void {
    this.open = true;
    this.#search('');
    if (!this.#engine && !this.busy) void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    return html`<gs-search-dialog
      .open=${this.open}
      .query=${this.query}
      .groups=${this.groups}
      .status=${this.said}
      .busy=${this.busy}
      .problem=${this.problem}
      .suggestions=${this.suggestions}
      .recent=${this.recent}
      .slash=${slashOpens()}
      @query=${(event: CustomEvent<string>) => this.#search(event.detail)}
      @choose=${this.#chosen}
      @forget=${this.#forget}
      @slash=${(event: CustomEvent<boolean>) => setSlashOpens(event.detail)}
      @retry=${() => void this.#load()}
      @closed=${() => (this.open = false)}
    ></gs-search-dialog>`;
  }

  async #load() {
    this.busy = true;
    this.problem = null;
    try {
      const { documents } = await getSearch();
      this.#pages = pageDocuments(documents);
      this.#engine = await Engine.over([...this.#pages, ...documents]);
    } catch (error) {
      this.problem = asApiError(error);
    } finally {
      this.busy = false;
    }
    this.#search(this.query);
  }

  #search(query: string) {
    this.query = query;
    clearTimeout(this.#timer);
    this.recent = false;
    this.suggestions = [];
    if (query.trim() === '') {
      this.said = '';
      this.groups = this.problem ? [] : this.#start();
      return;
    }
    const groups = this.#engine?.search(query) ?? [];
    this.groups = groups.map(groupOf);
    if (groups.length === 0) this.suggestions = this.#engine?.suggest(query) ?? [];
    if (!this.#engine) return;
    const count = groups.reduce((sum, { total }) => sum + total, 0);
    const said = count === 0 ? 'No results' : plural(count, 'result');
    this.#timer = setTimeout(() => (this.said = `${said} for ${query.trim()}`), SAY_AFTER_MS);
  }

  /** What an empty field offers: what was searched for lately, and the pages. */
  #start(): SearchGroup[] {
    const recent = recentSearches().map((text): SearchOption => ({
      value: text,
      icon: 'clock',
      title: marked(text, []),
      of: '',
      excerpt: [],
    }));
    this.recent = recent.length > 0;
    const pages = {
      label: 'Go to',
      options: this.#pages.map((found) => optionOf({ found, score: 0, words: [] })),
    };
    return recent.length > 0 ? [{ label: 'Recent searches', options: recent }, pages] : [pages];
  }

  readonly #chosen = (event: CustomEvent<SearchChoice>) => {
    const { option, newTab } = event.detail;
    if (!option.value.startsWith('/')) return this.#search(option.value);
    rememberSearch(this.query);
    if (newTab) {
      window.open(option.value, '_blank', 'noopener');
      return;
    }
    this.open = false;
    // The dialog gives the focus back to where it was; the page that comes takes it from there.
    void this.updateComplete.then(() => navigate(option.value));
  };

  readonly #forget = () => {
    forgetSearches();
    this.#search('');
  };
}
customElements.define('gs-search', SearchPanel);

function groupOf({ kind, hits, total }: Group): SearchGroup {
  const options = hits.map(optionOf);
  const { label } = KINDS[kind];
  return total > options.length ? { label, options, more: total } : { label, options };
}

function optionOf({ found, words }: Hit): SearchOption {
  const { kind, href, title, of, text, code } = found;
  const near = excerpt(text, words);
  const inCode = near.length === 0 && code ? excerpt(code, words) : [];
  const opening = text.length > 140 ? `${text.slice(0, text.lastIndexOf(' ', 140))} …` : text;
  return {
    value: href,
    icon: KINDS[kind].icon,
    title: marked(title, words),
    of,
    excerpt: near.length > 0 ? near : inCode.length > 0 ? inCode : marked(opening, words),
    ...(kind === 'command' ? { command: true } : {}),
  };
}
