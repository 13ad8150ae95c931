import { LitElement, html, nothing } from 'lit';
import type { SessionReply } from '../server/contract/index.ts';
import { announce } from './announce.ts';
import { appStyles } from './styles/app.ts';
import { asApiError, getSession, LOGIN_EVENT, SERVER_EVENT } from './data/http.ts';
import type { ProblemText } from './elements/problem.ts';
import './elements/problem.ts';
import './elements/skeleton.ts';
import './elements/top-bar.ts';
import type { Page } from './pages/page.ts';
import { navigate } from './navigate.ts';
import { match, startRouter, type Navigation } from './router.ts';
import { asksForSearch } from './search/keys.ts';
import type { SearchPanel } from './search/panel.ts';
import { base } from './styles/shared.ts';
import { THEMES, readTheme, setTheme, type Theme } from './theme.ts';

const ENGINE_POLL_MS = 2500;
/** Pause before a server that did not answer is asked again. */
const AWAY_POLL_MS = 1000;
/** A page that has not shown anything after this long gets a skeleton; before it, the old page stays. */
const PATIENCE_MS = 250;

/** The shell: bar, current page, footer; moves focus, title and scroll as a page load would. */
export class App extends LitElement {
  static override properties = {
    session: { state: true },
    theme: { state: true },
    page: { state: true },
    pageName: { state: true },
    problem: { state: true },
    waiting: { state: true },
    offline: { state: true },
    search: { state: true },
  };
  static override styles = [base, appStyles];
  declare session: SessionReply | null;
  declare theme: Theme;
  declare page: Page | null;
  declare pageName: string;
  declare problem: ProblemText | null;
  declare waiting: boolean;
  declare offline: boolean;
  /** The search, from its first use on. */
  declare search: SearchPanel | null;
  #stop: (() => void) | undefined;
  #turn = 0;
  #to: Navigation | null = null;
  #engineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.session = null;
    this.theme = readTheme();
    this.page = null;
    this.pageName = '';
    this.problem = null;
    this.waiting = true;
    this.offline = false;
    this.search = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = startRouter((to) => void this.#go(to), this.#jump);
    addEventListener('offline', this.#network);
    addEventListener('online', this.#network);
    addEventListener(SERVER_EVENT, this.#server);
    addEventListener(LOGIN_EVENT, this.#login);
    addEventListener('keydown', this.#keys);
    void this.#watchEngine(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearTimeout(this.#engineTimer);
    removeEventListener('offline', this.#network);
    removeEventListener('online', this.#network);
    removeEventListener(SERVER_EVENT, this.#server);
    removeEventListener(LOGIN_EVENT, this.#login);
    removeEventListener('keydown', this.#keys);
  }

  override render() {
    return html`<gs-top-bar
        .theme=${this.theme}
        .engine=${this.session?.engine.status ?? ''}
        .engineMessage=${this.session?.engine.message ?? ''}
        .page=${this.pageName}
        .offline=${this.offline}
        .who=${whoOf(this.session)}
        @log-out=${this.#logOut}
        @end-view=${this.#endView}
        @try-now=${this.#tryNow}
        @theme=${this.#nextTheme}
        @skip=${this.#skip}
        @search=${this.#search}
      ></gs-top-bar>
      <main id="main" tabindex="-1" @page-ready=${this.#ready} @offline=${this.#network}>
        ${
          this.problem
            ? html`<div class="hold">
                <gs-problem
                  page
                  heading="This page could not be loaded"
                  .problem=${this.problem}
                  @retry=${() => location.reload()}
                ></gs-problem>
              </div>`
            : this.waiting
              ? html`<div class="hold"><gs-skeleton></gs-skeleton></div>`
              : this.page
        }
      </main>
      <footer>
        <span>Groundschool${this.session ? ` ${this.session.version}` : nothing}</span>
        <span
          >${this.session?.mode === 'classroom' ? nothing : 'Runs on this machine. '}The sandbox never calls
          AWS.</span
        >
      </footer>
      ${this.search}`;
  }

  async #go(to: Navigation) {
    const turn = ++this.#turn;
    const { route, params } = match(to.url.pathname);
    this.#to = to;
    this.problem = null;
    const slow = setTimeout(() => (this.waiting = true), PATIENCE_MS);
    try {
      await route.load();
    } catch (error) {
      console.error(`The chunk of ${route.name} did not load`, error);
      if (turn === this.#turn)
        this.problem = {
          message: 'A part of the app did not arrive.',
          code: 'CHUNK_FAILED',
          cure: 'Check that `npm start` is still running, then try again.',
        };
      return;
    } finally {
      clearTimeout(slow);
    }
    if (turn !== this.#turn) return;
    this.waiting = false;
    this.pageName = route.name;
    // The same kind of page with other parameters keeps its element: a workbench does not reload to show another task.
    if (this.page?.localName === route.tag) {
      this.page.params = params;
      this.page.arrived(to.url);
      return;
    }
    const page = document.createElement(route.tag) as Page;
    page.params = params;
    this.page = page;
    page.arrived(to.url);
  }

  /** A page has something to read: now title, focus and scroll can follow, once per navigation. */
  readonly #ready = (event: Event) => {
    const { title } = (event as CustomEvent<{ title: string }>).detail;
    document.title = title ? `${title} · Groundschool` : 'Groundschool';
    const to = this.#to;
    this.#to = null;
    if (!to) return;
    const anchor = to.url.hash ? this.page?.anchor(decodeURIComponent(to.url.hash.slice(1))) : null;
    if (to.scroll !== null) scrollTo(0, to.scroll);
    else if (anchor) anchor.scrollIntoView();
    else if (this.page?.keepsScroll !== true || to.first) scrollTo(0, 0);
    if (to.first) return;
    const heading = anchor ?? this.page?.heading();
    if (heading) {
      if (!heading.hasAttribute('tabindex')) heading.setAttribute('tabindex', '-1');
      heading.focus({ preventScroll: true });
    }
    announce(title);
  };

  readonly #jump = (id: string) => {
    const target = this.page?.anchor(id);
    if (!target) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    target.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
    if (!target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
    target.focus({ preventScroll: true });
  };

  readonly #skip = () => {
    this.renderRoot.querySelector<HTMLElement>('#main')?.focus();
  };

  readonly #nextTheme = () => {
    const next = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'system';
    this.theme = next;
    setTheme(next);
    announce(`Theme: ${next}`);
  };

  readonly #keys = (event: KeyboardEvent) => {
    if (!asksForSearch(event)) return;
    event.preventDefault();
    void this.#search();
  };

  readonly #search = async () => {
    try {
      const { SearchPanel: Panel } = await import('./search/panel.ts');
      this.search ??= new Panel();
      await this.updateComplete;
      this.search.show();
    } catch (error) {
      console.error('The chunk of the search did not load', error);
      this.offline = true;
    }
  };

  readonly #network = () => {
    this.offline = !navigator.onLine;
  };

  /** A request of any page was not answered, or is again: said once here, and asked until it is. */
  readonly #server = (event: Event) => {
    const answers = (event as CustomEvent<boolean>).detail;
    this.offline = !answers;
    if (answers) return announce('The Groundschool server answers again. This page is up to date.');
    announce('The Groundschool server does not answer. What you entered is kept.');
    clearTimeout(this.#engineTimer);
    this.#engineTimer = setTimeout(() => void this.#watchEngine(true), AWAY_POLL_MS);
  };

  /** A page asked for something that needs a login: there, and back afterwards. */
  readonly #login = () => {
    if (location.pathname === '/login') return;
    navigate(`/login?next=${encodeURIComponent(location.pathname + location.search + location.hash)}`, true);
  };

  readonly #logOut = async () => {
    const { logOut } = await import('./data/classroom.ts');
    await logOut();
    location.assign('/login');
  };

  readonly #endView = async () => {
    const { endView } = await import('./data/classroom.ts');
    await endView();
    location.assign('/cohorts');
  };

  readonly #tryNow = () => {
    clearTimeout(this.#engineTimer);
    void this.#watchEngine(true);
  };

  async #watchEngine(fresh: boolean) {
    try {
      this.session = await getSession(fresh);
      this.offline = false;
      if (this.session.engine.status !== 'starting') return;
    } catch (error) {
      this.offline = asApiError(error).code === 'OFFLINE';
    }
    this.#engineTimer = setTimeout(() => void this.#watchEngine(true), ENGINE_POLL_MS);
  }
}
customElements.define('gs-app', App);

/** In self-study there is one learner, who knows who they are. */
function whoOf(session: SessionReply | null): { name: string; viewing: string | null } | null {
  if (session?.mode !== 'classroom' || !session.user) return null;
  const { name, viewing } = session.user;
  return { name, viewing: viewing ? (session.learner?.name ?? null) : null };
}
