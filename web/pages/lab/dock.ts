import { html, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { icon } from '../../elements/icons.ts';
import '../../elements/splitter.ts';

const KEY = 'groundschool-tools-width';
/** From here on the tools are a column; below it they are a drawer at the foot of the page. As in styles.ts. */
const WIDE = '(min-width: 75rem)';
const LEAST_REM = 20;
/** What tasks and work need beside the tools. */
const OTHERS_REM = 38;

/** Where the tools stand: as wide a column as the learner likes, or a drawer that is open or shut. */
export class Dock implements ReactiveController {
  open = false;
  #width = readWidth();
  readonly #host: LitElement;
  readonly #media = matchMedia(WIDE);

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#media.addEventListener('change', this.#changed);
    addEventListener('resize', this.#changed);
  }

  hostDisconnected(): void {
    this.#media.removeEventListener('change', this.#changed);
    removeEventListener('resize', this.#changed);
    document.documentElement.style.scrollPaddingBottom = '';
  }

  hostUpdated(): void {
    const bench = this.#host.renderRoot.querySelector<HTMLElement>('.bench');
    if (!bench) return;
    if (this.#width === null) bench.style.removeProperty('--tools-width');
    else bench.style.setProperty('--tools-width', `${Math.min(this.#width, this.#most())}px`);
    // What gets the focus must not hide behind the drawer.
    const drawer = bench.querySelector<HTMLElement>('.tools');
    document.documentElement.style.scrollPaddingBottom =
      this.#media.matches || !drawer ? '' : `${drawer.offsetHeight + 16}px`;
  }

  /** True when the tools can be seen. */
  get visible(): boolean {
    return this.#media.matches || this.open;
  }

  show(open = true): void {
    this.open = open;
    this.#host.requestUpdate();
  }

  /** The bar that gives the column its width. */
  splitter(): TemplateResult {
    const tools = this.#host.renderRoot.querySelector<HTMLElement>('.tools');
    return html`<gs-splitter
      label="Width of the tools in pixels"
      .width=${tools?.offsetWidth ?? 0}
      .least=${LEAST_REM * rem()}
      .most=${this.#most()}
      @resize-to=${(event: CustomEvent<number | null>) => this.#resize(event.detail)}
    ></gs-splitter>`;
  }

  /** The button of the drawer. */
  toggle(): TemplateResult {
    return html`<button
      slot="end"
      class="drawer small quiet"
      type="button"
      aria-expanded=${this.open}
      @click=${() => this.show(!this.open)}
    >
      ${icon(this.open ? 'down' : 'up')} ${this.open ? 'Hide' : 'Show'}<span class="visually-hidden">
        the tools</span
      >
    </button>`;
  }

  readonly #changed = () => this.#host.requestUpdate();

  #most(): number {
    return Math.max(LEAST_REM * rem(), innerWidth - OTHERS_REM * rem());
  }

  #resize(width: number | null) {
    this.#width = width;
    try {
      if (width === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, String(Math.round(width)));
    } catch {
      // Storage may be forbidden; the width then lasts until the page is left.
    }
    this.#host.requestUpdate();
  }
}

const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

function readWidth(): number | null {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? Number.NaN);
    return Number.isFinite(kept) && kept > 0 ? kept : null;
  } catch {
    return null;
  }
}
