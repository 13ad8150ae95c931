import { html, nothing, type PropertyDeclarations } from 'lit';
import type { LifecycleReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { getLifecycle, openLabSession } from '../data/lab-sessions.ts';
import { icon } from '../elements/icons.ts';
import '../elements/own-object.ts';
import type { OwnObject } from '../elements/own-object.ts';
import '../elements/tabs.ts';
import { formatDate, formatInteger } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';
import {
  DAYS,
  changeDays,
  readingOf,
  rowOf,
  settingOf,
  type Bucket,
  type Row,
} from './time-machine/model.ts';
import { rowView } from './time-machine/row-view.ts';
import { tablesView } from './time-machine/tables-view.ts';
import { timeMachineStyles } from './time-machine/styles.ts';

const COUNTS = [1, 1000, 1_000_000] as const;
const DAY_MS = 86_400_000;

class TimeMachinePage extends Page {
  static override properties: PropertyDeclarations = {
    day: { state: true },
    bucket: { state: true },
    open: { state: true },
    count: { state: true },
    own: { state: true },
  };
  static override styles = [base, controls, tones, timeMachineStyles];
  declare day: number;
  declare bucket: string;
  /** Key of the row whose reasons are shown. */
  declare open: string;
  declare count: number;
  declare own: OwnObject | null;
  readonly #reply = new Load<LifecycleReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Lifecycle time machine' : 'Time machine not available');
  });

  constructor() {
    super();
    this.day = 0;
    this.bucket = '';
    this.open = '';
    this.count = 1000;
    this.own = null;
  }

  override arrived() {
    void this.#reply.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      return getLifecycle(session.id);
    }, true);
  }

  override render() {
    const { state } = this.#reply;
    if (state.status !== 'ready')
      return beforePicture(this, state, { heading: 'Your rules could not be read', what: 'your rules' });
    return this.#machine(state.value);
  }

  #machine(reply: LifecycleReply) {
    const bucket = reply.buckets.find((one) => one.name === this.bucket) ?? reply.buckets[0];
    return html`<div class="machine">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">Lifecycle time machine</h1>
          <p class="muted">
            Your own rules, read from your account, run over objects uploaded on ${formatDate(reply.today)}.
            The model that draws is the model that grades.
          </p>
        </div>
        <button aria-disabled=${this.#reply.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#reply.refreshing ? 'busy' : 'reset')} Read the rules again
        </button>
      </header>
      ${
        !bucket
          ? html`<p>This lab has no bucket with rules to watch.</p>`
          : html`<gs-tabs
              label="Buckets"
              .tabs=${reply.buckets.map((one) => ({ id: one.name, label: one.name }))}
              .selected=${bucket.name}
              @tab-change=${(event: CustomEvent<string>) => {
                this.bucket = event.detail;
                this.open = '';
              }}
            >
              <div slot=${bucket.name}>${this.#bucketView(bucket, reply.today)}</div>
            </gs-tabs>`
      }
    </div>`;
  }

  #bucketView(bucket: Bucket, today: string) {
    const setting = settingOf(bucket, today);
    const own = this.own && this.own.key ? [{ ...this.own, label: 'Your own object', expected: [] }] : [];
    const rows = [...own, ...bucket.probes].map((facts) => rowOf(facts, setting));
    const days = changeDays(rows);
    const warnings = [...new Set(rows.flatMap((row) => row.warnings))];
    return html`${
        bucket.state === 'read'
          ? nothing
          : html`<p class="note tone-${bucket.state === 'blocked' ? 'blocked' : 'info'}">
              ${icon(bucket.state === 'blocked' ? 'blocked' : 'info')} <span>${bucket.message}</span>
            </p>`
      }
      ${warnings.map((warning) => html`<p class="note tone-warn">${icon('warn')} <span>Not drawn: ${warning}.</span></p>`)}
      ${this.#controls(days, today, rows)}
      <ul class="plain rows">
        ${rows.map((row, index) => {
          const id = `${row.label} ${row.key}`;
          const open = this.open === id || (this.open === '' && index === 0);
          const toggle = () => (this.open = open ? 'none' : id);
          return rowView(row, readingOf(row, setting, this.day), {
            day: this.day,
            count: this.count,
            open,
            toggle,
          });
        })}
      </ul>
      <details class="own card" ?open=${this.own !== null}>
        <summary>Ask about an object of your own</summary>
        <gs-own-object
          @own-object=${(event: CustomEvent<OwnObject>) => (this.own = event.detail)}
        ></gs-own-object>
      </details>
      ${tablesView(rows, bucket)}`;
  }

  #controls(days: readonly number[], today: string, rows: readonly Row[]) {
    const next = days.find((day) => day > this.day);
    const previous = days.findLast((day) => day < this.day);
    const date = formatDate(new Date(Date.parse(today) + this.day * DAY_MS).toISOString());
    const move = (to: number) => this.#go(to, rows);
    return html`<div class="controls card">
      <div class="clock">
        <p class="day"><span class="label">Day</span> <b>${this.day}</b></p>
        <p class="muted small">${date}</p>
      </div>
      <div class="drive">
        <label class="visually-hidden" for="slider">Age of the objects in days</label>
        <input
          id="slider"
          type="range"
          min="0"
          max=${DAYS}
          step="1"
          .value=${String(this.day)}
          aria-valuetext="Day ${this.day}, ${date}"
          @input=${(event: Event) => (this.day = Number((event.target as HTMLInputElement).value))}
        />
        <div class="ticks" aria-hidden="true">
          ${[0, 100, 200, 300, 400].map((day) => html`<span>${day}</span>`)}
        </div>
      </div>
      <div class="jumps" role="group" aria-label="Move in time">
        <button class="small" ?disabled=${previous === undefined} @click=${() => move(previous ?? 0)}>
          ${icon('left')} Previous change
        </button>
        <button
          class="small"
          aria-label="Back 30 days"
          ?disabled=${this.day === 0}
          @click=${() => move(this.day - 30)}
        >
          −30
        </button>
        <button
          class="small"
          aria-label="Back 1 day"
          ?disabled=${this.day === 0}
          @click=${() => move(this.day - 1)}
        >
          −1
        </button>
        <button
          class="small"
          aria-label="Forward 1 day"
          ?disabled=${this.day === DAYS}
          @click=${() => move(this.day + 1)}
        >
          +1
        </button>
        <button
          class="small"
          aria-label="Forward 30 days"
          ?disabled=${this.day === DAYS}
          @click=${() => move(this.day + 30)}
        >
          +30
        </button>
        <button class="small" ?disabled=${next === undefined} @click=${() => move(next ?? DAYS)}>
          Next change ${icon('right')}
        </button>
        <label class="count small muted"
          >Cost of
          <select
            @change=${(event: Event) => (this.count = Number((event.target as HTMLSelectElement).value))}
          >
            ${COUNTS.map((count) => html`<option value=${count} ?selected=${count === this.count}>${formatInteger(count)}</option>`)}
          </select>
          such ${this.count === 1 ? 'object' : 'objects'}</label
        >
      </div>
    </div>`;
  }

  #go(to: number, rows: readonly Row[]) {
    this.day = Math.max(0, Math.min(DAYS, to));
    const moved = rows.flatMap((row) =>
      row.changes.filter((change) => change.day === this.day).map((change) => `${row.key} is ${change.to}`),
    );
    announce(`Day ${this.day}. ${moved.join('. ')}`);
  }
}
customElements.define('page-time-machine', TimeMachinePage);
