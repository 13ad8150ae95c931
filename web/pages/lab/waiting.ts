import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { announce } from '../../announce.ts';
import { icon } from '../../elements/icons.ts';

/** Something is missed that AWS may not show yet: what, and how long it is looked for again before the miss counts. */
export class Waiting implements ReactiveController {
  #read = '';
  /** On the clock of this machine; 0 while nothing is waited for. */
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** The longest of several waits is the one that is shown. */
  receive({ read, secondsLeft }: { read: string; secondsLeft: number }): void {
    const until = Date.now() + secondsLeft * 1_000;
    if (this.#until === 0) announce('Not visible yet. AWS may still answer with the past, so we look again.');
    else if (read !== this.#read && until < this.#until) return;
    this.#read = read;
    this.#until = until;
    this.#timer ??= setInterval(() => this.#host.requestUpdate(), 1_000);
    this.#host.requestUpdate();
  }

  /** The check has ended. */
  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#until = 0;
  }

  view(): TemplateResult | typeof nothing {
    if (this.#until === 0) return nothing;
    const left = Math.max(0, Math.ceil((this.#until - Date.now()) / 1_000));
    return html`<p class="checking card">
      ${icon('clock')} Not visible yet: <code>${this.#read}</code> is looked at again for up to
      <span class="num">${left} s</span>, because AWS may still answer with the past.
    </p>`;
  }
}
