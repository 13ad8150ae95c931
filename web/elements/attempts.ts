import { LitElement, css, html, nothing } from 'lit';
import type { AttemptSummary } from '../../server/contract/index.ts';
import { formatMoment, formatPoints } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

const STATES: Record<string, { word: string; tone: string; icon: IconName }> = {
  queued: { word: 'Waiting', tone: 'busy', icon: 'clock' },
  running: { word: 'Running', tone: 'busy', icon: 'busy' },
  done: { word: 'Done', tone: 'none', icon: 'check' },
  failed: { word: 'Stopped', tone: 'fail', icon: 'fail' },
};

/** The attempts of a session, newest first. Event `show-attempt` with the id. `titles` names the tasks. */
export class Attempts extends LitElement {
  static override properties = {
    attempts: { attribute: false },
    titles: { attribute: false },
    open: { type: String },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      li {
        display: grid;
        grid-template-columns: 2.6rem 1fr auto;
        gap: 0 0.6rem;
        align-items: center;
        padding: 0.5rem 0;
        border-bottom: 1px solid var(--line);
        font-size: var(--text-s);
      }
      .number {
        font-weight: 650;
        font-variant-numeric: tabular-nums;
      }
      .what {
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }
      .score {
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .empty {
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      .tone {
        color: var(--tone);
        font-weight: 600;
      }
    `,
  ];
  declare attempts: readonly AttemptSummary[];
  declare titles: Readonly<Record<string, string>>;
  declare open: string;
  constructor() {
    super();
    this.attempts = [];
    this.titles = {};
    this.open = '';
  }

  override render() {
    if (this.attempts.length === 0)
      return html`<p class="empty">
        No attempt yet. Each press of Check makes one; your best result per task counts.
      </p>`;
    return html`<ul class="plain">
      ${this.attempts.map((attempt) => this.#row(attempt))}
    </ul>`;
  }

  #row(attempt: AttemptSummary) {
    const state = STATES[attempt.status] ?? STATES['running'];
    const asked = attempt.tasks?.map((id) => this.titles[id] ?? id).join(', ') ?? 'All tasks';
    return html`<li>
      <span class="number">#${attempt.number}</span>
      <span>
        <span class="score"
          >${
            attempt.score === null
              ? html`<span class="tone-${state?.tone}"
                  ><span class="tone">${state ? icon(state.icon) : nothing} ${state?.word}</span></span
                >`
              : `${formatPoints(attempt.score)} of ${formatPoints(attempt.checkable ?? 100)} decided`
          }</span
        >
        <span class="what"><br />${asked}<br />${formatMoment(attempt.createdAt)}</span>
      </span>
      ${
        attempt.status === 'done'
          ? html`<button
              class="small"
              aria-expanded=${this.open === attempt.id}
              @click=${() => this.dispatchEvent(new CustomEvent('show-attempt', { detail: attempt.id }))}
            >
              Results<span class="visually-hidden"> of attempt ${attempt.number}</span>
            </button>`
          : nothing
      }
    </li>`;
  }
}
customElements.define('gs-attempts', Attempts);
