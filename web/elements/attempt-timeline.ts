import { LitElement, html, nothing } from 'lit';
import type { AttemptChangesReply, AttemptSummary, TimelineReply } from '../../server/contract/index.ts';
import { formatMoment, formatPoints } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { timelineStyles } from './attempt-timeline-styles.ts';
import './calls.ts';
import './comparison.ts';
import './skeleton.ts';
import { icon, type IconName } from './icons.ts';
import { statusIcon, statusName, statusWord } from './status.ts';

const STATES: Record<string, { word: string; tone: string; icon: IconName }> = {
  queued: { word: 'Waiting', tone: 'busy', icon: 'clock' },
  running: { word: 'Running', tone: 'busy', icon: 'busy' },
  done: { word: 'Done', tone: 'none', icon: 'check' },
  failed: { word: 'Stopped', tone: 'fail', icon: 'fail' },
};

type Node = TimelineReply['attempts'][number];

/**
 * The attempts of a session, newest first, with the learner's own calls between them. Events: `show-attempt` with the id,
 * `compare` with { from, to } (ids), `end-compare`.
 */
export class AttemptTimeline extends LitElement {
  static override properties = {
    timeline: { attribute: false },
    titles: { attribute: false },
    open: { type: String },
    comparison: { attribute: false },
    comparing: { type: Boolean },
    name: { type: String },
    byStaff: { attribute: false },
    from: { state: true },
    to: { state: true },
  };
  static override styles = [base, controls, tones, timelineStyles];
  declare timeline: TimelineReply | null;
  /** Titles of the tasks, by id. */
  declare titles: Readonly<Record<string, string>>;
  declare open: string;
  declare comparison: AttemptChangesReply | null;
  declare comparing: boolean;
  /** Whose attempts, for somebody else who looks; empty for the learner. */
  declare name: string;
  /** Ids of attempts that a grading run of staff made. */
  declare byStaff: readonly string[];
  declare from: string;
  declare to: string;
  constructor() {
    super();
    this.timeline = null;
    this.titles = {};
    this.open = '';
    this.comparison = null;
    this.comparing = false;
    this.name = '';
    this.byStaff = [];
    this.from = '';
    this.to = '';
  }

  override render() {
    const { timeline } = this;
    if (!timeline) return html`<gs-skeleton what="the attempts"></gs-skeleton>`;
    if (timeline.attempts.length === 0)
      return html`<p class="muted small">
          No attempt
          yet.${this.name === '' ? ' Each press of Check makes one, and your best result per task counts.' : nothing}
        </p>
        ${timeline.now ? html`<gs-calls .name=${this.name} .calls=${timeline.now}></gs-calls>` : nothing}`;
    return html`${this.#compare(timeline.attempts)}
      ${
        this.comparison
          ? html`<gs-comparison
              .comparison=${this.comparison}
              .titles=${this.titles}
              @close=${() => this.dispatchEvent(new CustomEvent('end-compare'))}
            ></gs-comparison>`
          : nothing
      }
      <ol class="plain">
        ${
          timeline.now
            ? html`<li class="node">
                <div class="head"><h3>Since then</h3></div>
                <gs-calls .name=${this.name} .calls=${timeline.now}></gs-calls>
              </li>`
            : nothing
        }
        ${timeline.attempts.map((node, index) => this.#node(node, timeline.attempts[index + 1]))}
      </ol>`;
  }

  #node({ attempt, calls, moved, reset }: Node, older: Node | undefined) {
    const state = STATES[attempt.status] ?? STATES['running'];
    const asked = attempt.tasks?.map((id) => this.titles[id] ?? id).join(', ') ?? 'All tasks';
    const done = attempt.status === 'done';
    return html`<li class="node ${this.open === attempt.id ? 'shown' : ''}">
      <div class="head">
        <h3>Attempt ${attempt.number}</h3>
        ${
          attempt.score === null
            ? html`<span class="tone-${state?.tone}"
                ><span class="tone">${state ? icon(state.icon) : nothing} ${state?.word}</span></span
              >`
            : html`<span class="score"
                >${formatPoints(attempt.score)} of ${formatPoints(attempt.checkable ?? 100)} decided</span
              >`
        }
        <span class="when">${formatMoment(attempt.createdAt)}</span>
      </div>
      <p class="asked">
        ${asked}${this.byStaff.includes(attempt.id) ? ', by a grading run of staff' : nothing}
      </p>
      ${attempt.problem ? html`<p>${attempt.problem}</p>` : nothing}
      ${moved.length > 0 && older ? this.#moved(moved) : nothing}
      ${
        done
          ? html`<div class="row">
              <button
                class="small"
                aria-expanded=${this.open === attempt.id}
                @click=${() => this.dispatchEvent(new CustomEvent('show-attempt', { detail: attempt.id }))}
              >
                Results<span class="visually-hidden"> of attempt ${attempt.number}</span>
              </button>
              ${
                older?.attempt.status === 'done'
                  ? html`<button class="small quiet" @click=${() => this.#ask(older.attempt.id, attempt.id)}>
                      What changed<span class="visually-hidden">
                        between attempts ${older.attempt.number} and ${attempt.number}</span
                      >
                    </button>`
                  : nothing
              }
            </div>`
          : nothing
      }
      ${reset ? html`<p class="reset">The account was reset before this attempt.</p>` : nothing}
      ${done ? html`<gs-calls .name=${this.name} .calls=${calls}></gs-calls>` : nothing}
    </li>`;
  }

  #moved(moved: Node['moved']) {
    return html`<ul class="plain moved">
      ${moved.map(({ task, before, after }) => {
        const now = statusName(after);
        return html`<li class="tone-${now}">
          <span class="tone">${icon(statusIcon(now))} ${statusWord(now)}</span>
          <span>${this.titles[task] ?? task}</span>
          <span class="muted">(before: ${statusWord(statusName(before)).toLowerCase()})</span>
        </li>`;
      })}
    </ul>`;
  }

  #compare(nodes: readonly Node[]) {
    const done = nodes.map(({ attempt }) => attempt).filter(({ status }) => status === 'done');
    if (done.length < 3) return nothing;
    const from = this.from || done.at(-1)?.id || '';
    const to = this.to || done[0]?.id || '';
    const pick = (label: string, chosen: string, set: (id: string) => void) =>
      html`<label
        >${label}
        <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
          ${done.map(({ id, number }: AttemptSummary) => html`<option value=${id} ?selected=${id === chosen}>attempt ${number}</option>`)}
        </select></label
      >`;
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#ask(from, to);
      }}
    >
      ${pick('Compare', from, (id) => (this.from = id))} ${pick('with', to, (id) => (this.to = id))}
      <button class="small" aria-disabled=${this.comparing || from === to}>Compare</button>
    </form>`;
  }

  #ask(from: string, to: string) {
    if (this.comparing || from === to) return;
    this.dispatchEvent(new CustomEvent('compare', { detail: { from, to } }));
  }
}
customElements.define('gs-attempt-timeline', AttemptTimeline);
