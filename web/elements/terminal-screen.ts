import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { base, controls } from '../styles/shared.ts';
import type { Screen } from '../terminal/mount.ts';
import type { Pasteable } from '../terminal/paste.ts';
import type { TerminalSettings, TerminalState, TerminalTransport } from '../terminal/transport.ts';
import './problem.ts';

/**
 * The screen of one shell. Its machinery loads when the element is there; the shell comes through `transport`.
 * Events: `state` with a TerminalState, `leave` with `before` or `after` when F6 was pressed, `link` with an address.
 */
export class TerminalScreen extends LitElement {
  static override properties = {
    transport: { attribute: false },
    settings: { attribute: false },
    label: { type: String },
    failed: { state: true },
    mounted: { state: true },
  };
  static override styles = [
    base,
    controls,
    css`
      :host {
        position: relative;
        min-width: 0;
        min-height: 9rem;
        background: var(--code-bg);
        color: var(--code-ink);
      }
      .mount {
        position: absolute;
        inset: 0.5rem 0.25rem 0.25rem 0.6rem;
        font-family: var(--mono);
        overflow: hidden;
      }
      .mount .xterm {
        height: 100%;
      }
      .mount .xterm .xterm-viewport {
        background: transparent;
      }
      .wait {
        padding: var(--s4);
        color: var(--ink-2);
        font-size: var(--text-s);
      }
      gs-problem {
        margin: var(--s3);
      }
      :host(:focus-within) {
        outline: 2px solid var(--accent);
        outline-offset: -2px;
      }
    `,
  ];
  declare transport: TerminalTransport | null;
  declare settings: TerminalSettings;
  declare label: string;
  declare failed: boolean;
  declare mounted: boolean;
  #screen: Screen | null = null;
  #run = 0;
  /** A command that came before the screen was there. */
  #ready: ((screen: Screen) => void)[] = [];

  constructor() {
    super();
    this.transport = null;
    this.settings = { fontSize: 13, screenReader: false };
    this.label = 'Terminal';
    this.failed = false;
    this.mounted = false;
  }

  override connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) void this.#mount();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#unmount();
  }

  override focus() {
    if (this.#screen) this.#screen.focus();
    else this.#ready.push((screen) => screen.focus());
  }

  /** Writes a command into the shell without running it; waits for the screen where it is not there yet. */
  paste(command: string): Promise<Pasteable> {
    if (this.#screen) return this.#screen.paste(command);
    return new Promise((resolve) => this.#ready.push((screen) => resolve(screen.paste(command))));
  }

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('transport')) void this.#mount();
    else if (changed.has('settings')) this.#screen?.set(this.settings);
  }

  override render() {
    return html`<p id="keys" class="visually-hidden">
        F6 leaves the terminal, Shift+F6 goes back to its tabs.
      </p>
      <div class="mount"></div>
      ${this.mounted || this.failed ? nothing : html`<p class="wait">Loading the terminal …</p>`}
      ${
        this.failed
          ? html`<gs-problem
              heading="The terminal could not be loaded"
              retry="Load it again"
              .problem=${{
                code: 'TERMINAL_NOT_LOADED',
                message: 'A part of this page did not arrive.',
                cure: 'Load it again, or use your own terminal with the settings under Connect.',
              }}
              @retry=${() => this.#mount()}
            ></gs-problem>`
          : nothing
      }`;
  }

  #unmount() {
    this.#run += 1;
    this.#screen?.destroy();
    this.#screen = null;
    this.mounted = false;
  }

  async #mount() {
    this.#unmount();
    this.failed = false;
    const run = this.#run;
    const { transport } = this;
    if (!transport) return;
    try {
      const { mountTerminal } = await import('../terminal/mount.ts');
      await this.updateComplete;
      const parent = this.renderRoot.querySelector<HTMLElement>('.mount');
      if (run !== this.#run || !parent || !(this.renderRoot instanceof ShadowRoot)) return;
      const screen = mountTerminal({
        parent,
        root: this.renderRoot,
        transport,
        settings: this.settings,
        label: this.label,
        describedBy: 'keys',
        onState: (state: TerminalState) => this.#tell('state', state),
        onLeave: (where) => this.#tell('leave', where),
        onLink: (address) => this.#tell('link', address),
      });
      this.#screen = screen;
      this.mounted = true;
      for (const act of this.#ready.splice(0)) act(screen);
    } catch (error) {
      if (run !== this.#run) return;
      console.warn('The terminal could not be loaded', error);
      this.failed = true;
    }
  }

  #tell(type: string, detail: unknown) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
customElements.define('gs-terminal-screen', TerminalScreen);
