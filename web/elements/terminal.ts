import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { base, controls, tones } from '../styles/shared.ts';
import type { Pasteable } from '../terminal/paste.ts';
import { FONT_SIZES } from '../terminal/settings.ts';
import type { TerminalSettings, TerminalState, TerminalTab } from '../terminal/transport.ts';
import './dialog.ts';
import { icon } from './icons.ts';
import type { ProblemText } from './problem.ts';
import './terminal-screen.ts';
import type { TerminalScreen } from './terminal-screen.ts';
import { emptyView, endView, footView } from './terminal-parts.ts';
import { terminalStyles } from './terminal-styles.ts';
import { stateLook } from './terminal-words.ts';

const CONNECTING: TerminalState = { is: 'connecting' };

/**
 * The shells of a lab session, as tabs; F6 and Shift+F6 leave them by keyboard. Renders `tabs`; the page opens and closes.
 * Events: `open-terminal`, `retry`; `close-terminal`, `restart-terminal` and `choose-terminal` with an id; `settings`.
 */
export class TerminalPanel extends LitElement {
  static override properties = {
    tabs: { attribute: false },
    selected: { type: String },
    limit: { type: Number },
    problem: { attribute: false },
    busy: { type: Boolean },
    notice: { type: String },
    settings: { attribute: false },
    states: { state: true },
    address: { state: true },
  };
  static override styles = [base, controls, tones, terminalStyles];
  declare tabs: readonly TerminalTab[];
  declare selected: string;
  /** How many terminals may be open. */
  declare limit: number;
  /** Why no terminal can be opened now. */
  declare problem: ProblemText | null;
  declare busy: boolean;
  /** A sentence about the last command that was to be pasted. */
  declare notice: string;
  declare settings: TerminalSettings;
  declare states: ReadonlyMap<string, TerminalState>;
  /** An address that waits for the learner's word. */
  declare address: string;

  constructor() {
    super();
    this.tabs = [];
    this.selected = '';
    this.limit = 1;
    this.problem = null;
    this.busy = false;
    this.notice = '';
    this.settings = { fontSize: FONT_SIZES.usual, screenReader: false };
    this.states = new Map();
    this.address = '';
  }

  override focus() {
    const screen = this.#screen();
    if (screen) screen.focus();
    else this.renderRoot.querySelector<HTMLElement>('.start button')?.focus();
  }

  /** Writes a command into the chosen terminal without running it. Null where there is none. */
  async paste(command: string): Promise<Pasteable | null> {
    await this.updateComplete;
    return (await this.#screen()?.paste(command)) ?? null;
  }

  override render() {
    if (this.tabs.length === 0)
      return html`<div class="frame">
        ${emptyView(this.problem, this.busy, (event, detail) => this.#tell(event, detail))}
      </div>`;
    const state = this.states.get(this.selected) ?? CONNECTING;
    const look = stateLook(state);
    return html`<button class="skip small" type="button" @click=${() => this.#leave('after')}>
        Skip the terminal
      </button>
      <div class="frame">
        <div class="bar">
          <div role="tablist" aria-label="Terminals" @keydown=${this.#keys}>
            ${repeat(
              this.tabs,
              ({ id }) => id,
              (tab) => this.#tab(tab),
            )}
          </div>
          <button
            class="small quiet"
            type="button"
            aria-disabled=${this.busy || this.tabs.length >= this.limit}
            title=${this.tabs.length >= this.limit ? `At most ${this.limit} terminals. Close one first.` : 'Open another terminal'}
            @click=${() => this.#open()}
          >
            <span aria-hidden="true">+</span> New<span class="visually-hidden"> terminal</span>
          </button>
          <span class="chip push tone-${look.tone}" role="status">${icon(look.icon)} ${look.word}</span>
          <button
            class="small quiet"
            type="button"
            ?disabled=${this.busy}
            @click=${() => this.#tell('close-terminal', this.selected)}
          >
            ${icon('cross')} <span class="roomy" aria-hidden="true">Close</span
            ><span class="visually-hidden">Close ${this.#name(this.selected)}</span>
          </button>
        </div>
        <div class="screens">
          ${repeat(
            this.tabs,
            ({ id }) => id,
            (tab) =>
              html`<div
                role="tabpanel"
                id="panel-${tab.id}"
                aria-labelledby="tab-${tab.id}"
                ?hidden=${tab.id !== this.selected}
              >
                <gs-terminal-screen
                  .transport=${tab.transport}
                  .settings=${this.settings}
                  label="Terminal ${tab.number}. F6 leaves it."
                  @state=${(event: CustomEvent<TerminalState>) => this.#heard(tab, event.detail)}
                  @leave=${(event: CustomEvent<'before' | 'after'>) => this.#leave(event.detail)}
                  @link=${(event: CustomEvent<string>) => (this.address = event.detail)}
                ></gs-terminal-screen>
              </div>`,
          )}
        </div>
        ${
          this.problem
            ? html`<div class="end tone-fail" role="alert">
                <p>
                  ${icon('fail')} ${this.problem.message} ${this.problem.cure}
                  (<code>${this.problem.code}</code>)
                </p>
              </div>`
            : nothing
        }
        ${this.notice ? html`<p class="end tone-warn">${icon('warn')} ${this.notice}</p>` : nothing}
        ${endView(state, this.busy, () => this.#tell('restart-terminal', this.selected))}
        ${footView(this.settings, (change) => this.#set(change))}
      </div>
      <gs-dialog
        heading="Open this address?"
        confirm="Open in a new tab"
        .open=${this.address !== ''}
        @cancelled=${() => (this.address = '')}
        @confirmed=${this.#openAddress}
      >
        <p>A program in the terminal printed it. Open it only if you know where it leads.</p>
        <p><code>${this.address}</code></p>
      </gs-dialog>`;
  }

  #tab(tab: TerminalTab) {
    const chosen = tab.id === this.selected;
    const over = ['ended', 'lost'].includes(this.states.get(tab.id)?.is ?? '');
    return html`<button
      class="small"
      type="button"
      role="tab"
      id="tab-${tab.id}"
      aria-controls="panel-${tab.id}"
      aria-selected=${chosen}
      tabindex=${chosen ? 0 : -1}
      @click=${() => this.#tell('choose-terminal', tab.id)}
    >
      ${icon(over ? 'skipped' : 'terminal')}
      ${this.#name(tab.id)}${over ? html`<span class="muted"> · ended</span>` : nothing}
    </button>`;
  }

  readonly #keys = (event: KeyboardEvent) => {
    const now = this.tabs.findIndex(({ id }) => id === this.selected);
    const last = this.tabs.length - 1;
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: last }[event.key];
    const tab = next === undefined ? undefined : this.tabs[(next + this.tabs.length) % this.tabs.length];
    if (!tab) return;
    event.preventDefault();
    this.#tell('choose-terminal', tab.id);
    void this.updateComplete.then(() => this.#byId(`tab-${tab.id}`)?.focus());
  };

  readonly #openAddress = () => {
    const { address } = this;
    this.address = '';
    window.open(address, '_blank', 'noopener,noreferrer');
  };

  #open() {
    if (!this.busy && this.tabs.length < Math.max(1, this.limit)) this.#tell('open-terminal', null);
  }

  #heard(tab: TerminalTab, state: TerminalState) {
    this.states = new Map(this.states).set(tab.id, state);
  }

  #leave(where: 'before' | 'after') {
    this.#byId(where === 'after' ? 'after' : `tab-${this.selected}`)?.focus();
  }

  #name(id: string): string {
    return `Terminal ${this.tabs.find((tab) => tab.id === id)?.number ?? ''}`;
  }

  #screen(): TerminalScreen | null {
    return this.renderRoot.querySelector<TerminalScreen>(
      '[role="tabpanel"]:not([hidden]) gs-terminal-screen',
    );
  }

  #byId(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  }

  #set(change: Partial<TerminalSettings>) {
    this.#tell('settings', { ...this.settings, ...change });
  }

  #tell(type: string, detail: unknown) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
customElements.define('gs-terminal', TerminalPanel);
