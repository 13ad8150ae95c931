import { LitElement, css, html, nothing } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

const THEME_ICONS: Record<string, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const ENGINE: Record<string, { word: string; tone: string; icon: IconName }> = {
  ready: { word: 'Sandbox ready', tone: 'pass', icon: 'pass' },
  starting: { word: 'Sandbox starting', tone: 'busy', icon: 'busy' },
  unavailable: { word: 'Sandbox off', tone: 'warn', icon: 'warn' },
};

/** The bar over every page. Events: `search`, `theme` for the next theme, `skip` for the content, `try-now` while the server does not answer. */
export class TopBar extends LitElement {
  static override properties = {
    theme: { type: String },
    engine: { type: String },
    engineMessage: { type: String },
    page: { type: String },
    offline: { type: Boolean },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      header {
        display: flex;
        align-items: center;
        gap: var(--s2) var(--s4);
        min-height: var(--bar);
        padding: 0.35rem clamp(0.75rem, 2vw, 2rem);
        border-bottom: 1px solid var(--line);
        background: var(--surface);
      }
      .skip {
        position: absolute;
        inset-inline-start: 0.5rem;
        inset-block-start: -4rem;
        z-index: 30;
      }
      .skip:focus {
        inset-block-start: 0.5rem;
      }
      .brand {
        display: inline-flex;
        align-items: center;
        gap: 0.55rem;
        color: var(--ink);
        font-weight: 720;
        letter-spacing: -0.02em;
        font-size: 1.0625rem;
        text-decoration: none;
      }
      .brand svg {
        width: 1.65rem;
        height: 1.65rem;
      }
      .brand .sky {
        fill: light-dark(#141c26, #2b3b4c);
      }
      .brand .earth {
        fill: light-dark(#a1127f, #c93aa4);
      }
      .brand path.line {
        fill: none;
        stroke: #fff;
        stroke-width: 2;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      nav a {
        padding: 0.35rem 0.6rem;
        border-radius: var(--radius);
        color: var(--ink-2);
        font-size: var(--text-m);
        font-weight: 550;
        text-decoration: none;
      }
      nav a:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      nav a[aria-current] {
        color: var(--ink);
        text-decoration: underline;
        text-decoration-color: var(--accent);
        text-decoration-thickness: 2px;
        text-underline-offset: 0.4em;
      }
      .search {
        min-height: 2rem;
        margin-inline-start: auto;
        padding-inline: 0.6rem;
        border-color: var(--line);
        background: var(--raised);
        color: var(--ink-2);
        font-weight: 450;
      }
      .search kbd {
        margin-inline-start: 0.5rem;
        padding: 0.05em 0.45em;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--surface);
        color: var(--ink-3);
      }
      @media (min-width: 60rem) {
        .search {
          min-width: 13rem;
          justify-content: flex-start;
        }
        .search kbd {
          margin-inline-start: auto;
        }
      }
      @media (max-width: 48rem) {
        .search kbd {
          display: none;
        }
        header {
          gap: var(--s2);
        }
      }
      .end {
        display: flex;
        align-items: center;
        gap: var(--s2);
      }
      details {
        position: relative;
      }
      summary {
        display: flex;
        min-height: 1.75rem;
        list-style: none;
        cursor: pointer;
        border-radius: 99px;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      .pop {
        position: absolute;
        z-index: 20;
        inset-inline-end: 0;
        inset-block-start: calc(100% + 0.5rem);
        width: min(24rem, calc(100vw - 1.5rem));
        padding: var(--s3) var(--s4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--shadow-l);
        font-size: var(--text-s);
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .offline {
        display: flex;
        gap: 0.5em;
        align-items: center;
        justify-content: center;
        padding: 0.4rem 1rem;
        background: var(--blocked-soft);
        color: var(--blocked);
        font-size: var(--text-s);
        font-weight: 600;
      }
      @media (max-width: 34rem) {
        .word {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        nav a {
          padding-inline: 0.3rem;
        }
        /* Fonts differ in width from one system to the next: what does not fit goes to a second line. */
        header {
          flex-wrap: wrap;
          gap: var(--s1);
        }
        .brand {
          gap: 0.4rem;
          font-size: var(--text-m);
        }
        .end {
          gap: var(--s1);
        }
      }
    `,
  ];
  declare theme: string;
  declare engine: string;
  declare engineMessage: string;
  declare page: string;
  declare offline: boolean;
  constructor() {
    super();
    this.theme = 'system';
    this.engine = '';
    this.engineMessage = '';
    this.page = '';
    this.offline = false;
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
          <button class="quiet small" @click=${() => this.dispatchEvent(new CustomEvent('theme'))}>
            ${icon(THEME_ICONS[this.theme] ?? 'system')}<span class="word"
              ><span class="visually-hidden">Theme: </span
              >${this.theme[0]?.toUpperCase()}${this.theme.slice(1)}</span
            >
          </button>
        </div>
      </header>
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

  readonly #leave = (event: FocusEvent) => {
    const details = event.currentTarget as HTMLDetailsElement;
    if (!details.contains(event.relatedTarget as Node | null)) details.open = false;
  };
  readonly #keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') (event.currentTarget as HTMLDetailsElement).open = false;
  };
}
customElements.define('gs-top-bar', TopBar);
