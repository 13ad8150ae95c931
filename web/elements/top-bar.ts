import { LitElement, html, nothing } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';
import { topBarStyles } from './top-bar-styles.ts';

const THEME_ICONS: Record<string, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const ENGINE: Record<string, { word: string; tone: string; icon: IconName }> = {
  ready: { word: 'Sandbox ready', tone: 'pass', icon: 'pass' },
  starting: { word: 'Sandbox starting', tone: 'busy', icon: 'busy' },
  unavailable: { word: 'Sandbox off', tone: 'warn', icon: 'warn' },
};

/** The person at the browser, as the bar names them. */
export interface Who {
  name: string;
  /** Whose pages are looked at, where it is not the person's own. */
  viewing: string | null;
}

/**
 * The bar over every page. Events: `search`, `theme` for the next theme, `skip` for the content, `try-now` while the server does
 * not answer, `log-out`, `end-view` of a student's pages.
 */
export class TopBar extends LitElement {
  static override properties = {
    theme: { type: String },
    engine: { type: String },
    engineMessage: { type: String },
    page: { type: String },
    offline: { type: Boolean },
    who: { attribute: false },
  };
  static override styles = [base, controls, tones, topBarStyles];
  declare theme: string;
  declare engine: string;
  declare engineMessage: string;
  declare page: string;
  declare offline: boolean;
  /** Who is logged in, in a classroom; null in self-study and before the login. */
  declare who: Who | null;
  constructor() {
    super();
    this.theme = 'system';
    this.engine = '';
    this.engineMessage = '';
    this.page = '';
    this.offline = false;
    this.who = null;
  }

  override render() {
    const engine = ENGINE[this.engine];
    return html`<header>
        <button class="skip primary" @click=${() => this.dispatchEvent(new CustomEvent('skip'))}>
          Skip to content
        </button>
        <a class="brand" href="/">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <circle class="sky" cx="16" cy="16" r="15" />
            <path class="earth" d="M2.9 19.2A13.5 13.5 0 0 0 29.1 19.2Z" />
            <path class="line" d="M3.5 19.2H28.5M8 15h5.5l2.5 3 2.5-3H24" />
          </svg>
          Groundschool
        </a>
        <nav aria-label="Main">
          <a href="/" aria-current=${this.page === 'course' ? 'page' : nothing}>Course map</a>
          <a href="/glossary" aria-current=${this.page === 'glossary' ? 'page' : nothing}>Glossary</a>
          ${
            this.who
              ? html`<a href="/cohorts" aria-current=${this.page.startsWith('cohort') ? 'page' : nothing}
                  >Cohorts</a
                >`
              : nothing
          }
        </nav>
        <button
          class="search"
          aria-haspopup="dialog"
          aria-keyshortcuts="/ Control+K"
          @click=${() => this.dispatchEvent(new CustomEvent('search'))}
        >
          ${icon('search')}<span class="word">Search</span><kbd aria-hidden="true">/</kbd>
        </button>
        <div class="end">
          ${
            engine
              ? html`<details @focusout=${this.#leave} @keydown=${this.#keys}>
                  <summary class="chip tone-${engine.tone}">
                    ${icon(engine.icon)}<span class="word">${engine.word}</span>
                  </summary>
                  <div class="pop">
                    ${this.engineMessage || 'Labs can start: each gets an account of its own in well under a second.'}
                  </div>
                </details>`
              : nothing
          }
          ${this.who ? this.#menu(this.who) : nothing}
          <button class="quiet small" @click=${() => this.dispatchEvent(new CustomEvent('theme'))}>
            ${icon(THEME_ICONS[this.theme] ?? 'system')}<span class="word"
              ><span class="visually-hidden">Theme: </span
              >${this.theme[0]?.toUpperCase()}${this.theme.slice(1)}</span
            >
          </button>
        </div>
      </header>
      ${
        this.who?.viewing
          ? html`<p class="viewing">
              <span
                >You are looking at the pages of <strong>${this.who.viewing}</strong>. Nothing can be changed
                there.</span
              >
              <button class="small" @click=${() => this.dispatchEvent(new CustomEvent('end-view'))}>
                Back to your own
              </button>
            </p>`
          : nothing
      }
      ${
        this.offline
          ? html`<p class="offline" role="status">
              ${icon('offline')}
              <span
                >The Groundschool server does not answer. Nothing is lost: your account and results are with
                it, what you type stays here. This page goes on by itself.</span
              >
              <button class="small" @click=${() => this.dispatchEvent(new CustomEvent('try-now'))}>
                Try now
              </button>
            </p>`
          : nothing
      }`;
  }

  #menu({ name }: Who) {
    return html`<details @focusout=${this.#leave} @keydown=${this.#keys}>
      <summary class="chip who">
        <span class="visually-hidden">Your account: </span><span>${name}</span>
      </summary>
      <div class="pop menu">
        <a href="/progress">My progress</a>
        <a href="/account">Your AWS account</a>
        <a href="/password">Change your password</a>
        <button class="small" @click=${() => this.dispatchEvent(new CustomEvent('log-out'))}>Log out</button>
      </div>
    </details>`;
  }

  readonly #leave = (event: FocusEvent) => {
    const details = event.currentTarget as HTMLDetailsElement;
    if (!details.contains(event.relatedTarget as Node | null)) details.open = false;
  };
  readonly #keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') (event.currentTarget as HTMLDetailsElement).open = false;
  };
}
customElements.define('gs-top-bar', TopBar);
