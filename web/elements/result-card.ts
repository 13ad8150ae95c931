import { LitElement, css, html, nothing } from 'lit';

import type { TaskResult, Verdict } from '../../graders/contract/index.ts';
import type { TaskChange } from '../../server/contract/index.ts';
import { formatPoints } from '../format.ts';

import { base, controls, tones } from '../styles/shared.ts';
import { moveFor } from './blocked.ts';
import './changes.ts';
import './evidence.ts';
import { icon } from './icons.ts';
import './prose.ts';
import { statusIcon, statusName, statusWord } from './status.ts';

/**
 * What a check found about one task: status, reason, points, the values that were read, whose move it is when it could not
 * be checked, the free word on this very reason where the lab has one, and what changed since the check before.
 */
export class ResultCard extends LitElement {
  static override properties = {
    result: { attribute: false },
    hintHtml: { attribute: false },
    change: { attribute: false },
    next: { attribute: false },
    when: { type: String },
    waitsFor: { type: String },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      article {
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--tone);
        border-radius: var(--radius-l);
        background: var(--surface);
        overflow: hidden;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem 0.75rem;
        align-items: center;
        padding: 0.6rem 1rem;
        background: var(--tone-soft);
      }
      .word {
        display: flex;
        gap: 0.4em;
        align-items: center;
        font-weight: 680;
        color: var(--tone);
      }
      .points {
        margin-inline-start: auto;
        font-size: var(--text-s);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .when {
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      .body {
        display: grid;
        gap: var(--s3);
        padding: 0.85rem 1rem 1rem;
      }
      .message {
        font-size: 1rem;
        overflow-wrap: anywhere;
      }
      .reason {
        font-size: var(--text-xs);
        color: var(--ink-3);
      }
      .move,
      .hint {
        padding: 0.65rem 0.85rem;
        border-radius: var(--radius);
        background: var(--raised);
        border: 1px solid var(--line);
        font-size: var(--text-m);
      }
      .hint .label {
        display: flex;
        gap: 0.4em;
        align-items: center;
        margin-bottom: 0.3rem;
      }
      .since {
        padding-top: var(--s3);
        border-top: 1px solid var(--line);
      }
      .next {
        font-weight: 600;
      }
      .check + .check {
        border-top: 1px solid var(--line);
        padding-top: var(--s3);
      }
      .check p + gs-evidence {
        margin-top: 0.4rem;
      }
      .check .tone {
        color: var(--tone);
        font-weight: 600;
      }
    `,
  ];
  declare result: TaskResult | null;
  declare hintHtml: string | null;
  /** Against the check before; null for a first or a past one. */
  declare change: TaskChange | null;
  /** Where to go after a pass. */
  declare next: { title: string; href: string } | null;
  declare when: string;
  /** Title of the task that has to pass first, for a skipped result. */
  declare waitsFor: string;
  constructor() {
    super();
    this.result = null;
    this.hintHtml = null;
    this.change = null;
    this.next = null;
    this.when = '';
    this.waitsFor = '';
  }

  override render() {
    const { result } = this;
    if (!result) return nothing;
    const status = statusName(result.status);
    const single = result.checks.length === 1 ? result.checks[0] : undefined;
    return html`<article class="tone-${status}" aria-label="Result: ${statusWord(status)}">
      <header>
        <span class="word">${icon(statusIcon(status))} ${statusWord(status)}</span>
        ${this.when ? html`<span class="when">${this.when}</span>` : nothing}
        <span class="points">${this.#points(result)}</span>
      </header>
      <div class="body">
        <p class="message">${this.#message(result)}</p>
        ${status === 'blocked' ? this.#move(result.reason) : nothing}
        ${single ? this.#evidence(single) : result.checks.map((check) => this.#check(check))}
        ${
          this.hintHtml
            ? html`<div class="hint">
                <p class="label">${icon('hint')} On this result, free</p>
                <gs-prose .html=${this.hintHtml}></gs-prose>
              </div>`
            : nothing
        }
        ${this.change ? html`<gs-changes class="since" .change=${this.change}></gs-changes>` : nothing}
        ${
          status === 'pass' && this.next
            ? html`<p class="next">Next: <a href=${this.next.href}>${this.next.title}</a></p>`
            : nothing
        }
        <p class="reason">Reason <code>${result.reason}</code></p>
      </div>
    </article>`;
  }

  #message(result: TaskResult): string {
    if (result.status !== 'skipped' || !this.waitsFor) return result.message;
    return `“${this.waitsFor}” has to pass first: this task builds on it.`;
  }

  #points(result: TaskResult): string {
    if (result.status === 'blocked')
      return `Not counted · ${formatPoints(result.maxPoints)} points stay open`;
    return `${formatPoints(result.points)} of ${formatPoints(result.maxPoints)} points`;
  }

  #move(reason: string) {
    const move = moveFor(reason);
    return html`<p class="move">
      <strong>Whose move:</strong> ${move.who}. ${move.what} This costs no point and no attempt.
    </p>`;
  }

  #check(check: Verdict) {
    const status = statusName(check.status);
    return html`<section class="check tone-${status}">
      <p><span class="tone">${icon(statusIcon(status))} ${statusWord(status)}.</span> ${check.message}</p>
      ${this.#evidence(check)}
    </section>`;
  }

  #evidence(check: Verdict) {
    if (check.evidence.length === 0) return nothing;
    return html`<gs-evidence .evidence=${check.evidence}></gs-evidence>`;
  }
}
customElements.define('gs-result-card', ResultCard);
