import {
  LitElement,
  type PropertyDeclarations,
  type ReactiveController,
  type ReactiveControllerHost,
} from 'lit';
import { asApiError, type ApiError } from '../data/http.ts';

/** What every page offers the shell. A page tells `ready(title)` when it has something to read, good or bad. */
export class Page extends LitElement {
  static override properties: PropertyDeclarations = { params: { attribute: false } };
  declare params: Readonly<Record<string, string>>;
  /** True when moving between addresses of this page should not jump to the top. */
  keepsScroll = false;

  constructor() {
    super();
    this.params = {};
  }

  /** The shell navigated here (again). */
  arrived(_url: URL): void {}

  /** The element that an address's #hash means. */
  anchor(id: string): HTMLElement | null {
    return id ? this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`) : null;
  }

  /** Where focus goes after a navigation. */
  heading(): HTMLElement | null {
    const own = this.renderRoot.querySelector<HTMLElement>('h1');
    return own ?? this.renderRoot.querySelector('gs-problem')?.shadowRoot?.querySelector('h1') ?? null;
  }

  protected async ready(title: string): Promise<void> {
    await this.updateComplete;
    const inner = this.renderRoot.querySelector<LitElement>('gs-problem');
    if (inner) await inner.updateComplete;
    this.dispatchEvent(new CustomEvent('page-ready', { detail: { title }, bubbles: true, composed: true }));
  }
}

export type LoadState<T> =
  { status: 'loading' } | { status: 'error'; error: ApiError } | { status: 'ready'; value: T };

/** Loads a value for a host and re-renders it at every change; an answer that comes too late is dropped. */
export class Load<T> implements ReactiveController {
  state: LoadState<T> = { status: 'loading' };
  refreshing = false;
  #run = 0;
  readonly #host: ReactiveControllerHost;
  readonly #settled: (state: LoadState<T>) => void;

  constructor(host: ReactiveControllerHost, settled: (state: LoadState<T>) => void = () => {}) {
    this.#host = host;
    this.#settled = settled;
    host.addController(this);
  }

  hostConnected(): void {}

  get value(): T | null {
    return this.state.status === 'ready' ? this.state.value : null;
  }

  /** Runs `task`; with `keep`, a value that is already there stays visible until the new one comes. */
  async run(task: () => Promise<T>, keep = false): Promise<void> {
    const run = ++this.#run;
    this.refreshing = keep && this.state.status === 'ready';
    this.#set(this.refreshing ? this.state : { status: 'loading' });
    let state: LoadState<T>;
    try {
      state = { status: 'ready', value: await task() };
    } catch (error) {
      state = { status: 'error', error: asApiError(error) };
    }
    if (run !== this.#run) return;
    this.refreshing = false;
    this.#set(state);
    this.#settled(state);
  }

  replace(value: T): void {
    this.#set({ status: 'ready', value });
  }

  #set(state: LoadState<T>) {
    this.state = state;
    this.#host.requestUpdate();
  }
}
