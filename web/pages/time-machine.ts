import { html, nothing, type PropertyDeclarations } from 'lit';
import type { LifecycleReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { getLifecycle, openLabSession } from '../data/lab-sessions.ts';
import { icon } from '../elements/icons.ts';
import '../elements/lane.ts';
import '../elements/own-object.ts';
import type { OwnObject } from '../elements/own-object.ts';
import { CLASS_NAMES } from '../elements/storage-class.ts';
import '../elements/tabs.ts';
import { formatBytes, formatDate, formatDollars, formatInteger, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Load, Page } from './page.ts';
import {
  DAYS,
  PRICES,
  changeDays,
  readingOf,
  rowOf,
  settingOf,
  type Bucket,
  type Row,
} from './time-machine/model.ts';
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
    });
  }

  override render() {
    const { state } = this.#reply;
    if (state.status === 'loading' && !this.bucket)
      return html`<div class="hold"><gs-skeleton what="your rules"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="hold">
        <gs-problem
          page
          heading="Your rules could not be read"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
        <p><a href="/labs/${this.params['lab']}">Back to the workbench</a></p>
      </div>`;
    if (state.status === 'loading')
      return html`<div class="hold"><gs-skeleton what="your rules"></gs-skeleton></div>`;
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
        <button @click=${() => this.arrived()}>${icon('reset')} Read the rules again</button>
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
        ${rows.map((row, index) => this.#row(row, setting, index))}
      </ul>
      <details class="own card" ?open=${this.own !== null}>
        <summary>Ask about an object of your own</summary>
        <gs-own-object
          @own-object=${(event: CustomEvent<OwnObject>) => (this.own = event.detail)}
        ></gs-own-object>
      </details>
      ${this.#tables(rows, bucket)}`;
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

  #row(row: Row, setting: ReturnType<typeof settingOf>, index: number) {
    const id = `${row.label} ${row.key}`;
    const open = this.open === id || (this.open === '' && index === 0);
    const reading = readingOf(row, setting, this.day);
    const wrong = row.marks.filter((mark) => !mark.ok);
    const late = row.marks.filter((mark) => mark.day > DAYS);
    const tags = Object.entries(row.tags).map(([name, value]) => `${name}=${value}`);
    return html`<li class="probe card">
      <div class="facts">
        <h2><code>${row.key}</code></h2>
        <p class="small muted num">
          ${row.label === row.key ? '' : `${row.label} · `}${formatBytes(row.sizeBytes)}${tags.length > 0 ? ` · ${tags.join(', ')}` : ''}
        </p>
        ${
          row.marks.length === 0
            ? nothing
            : wrong.length === 0
              ? html`<p><span class="chip tone-pass">${icon('pass')} as the task expects</span></p>`
              : html`<p>
                  <span class="chip tone-fail"
                    >${icon('fail')} ${wrong.length} of ${plural(row.marks.length, 'expectation')} not
                    met</span
                  >
                </p>`
        }
      </div>
      <gs-lane
        .segments=${row.segments}
        .marks=${row.marks}
        .day=${this.day}
        .days=${DAYS}
        .label=${`${row.key}: ${row.segments.map((one) => `${one.state} from day ${one.from}`).join(', ')}. On day ${this.day}: ${reading.state}.`}
      ></gs-lane>
      <dl class="reading num">
        <div>
          <dt>On day ${this.day}</dt>
          <dd>
            <b>${reading.state === 'expired' ? (reading.hidden ? 'hidden' : 'gone') : reading.state}</b>
          </dd>
        </div>
        <div>
          <dt>Per month</dt>
          <dd>${formatDollars(reading.usdPerMonth * this.count)}</dd>
        </div>
        <div>
          <dt>So far</dt>
          <dd>
            ${reading.usdSoFar === null ? 'price missing' : formatDollars(reading.usdSoFar * this.count)}
          </dd>
        </div>
      </dl>
      <button class="quiet small why" aria-expanded=${open} @click=${() => (this.open = open ? 'none' : id)}>
        ${open ? 'Hide the reasons' : 'Why is it there?'}<span class="visually-hidden"> ${row.key}</span>
      </button>
      ${
        open
          ? html`<div class="reasons">
              <p>
                ${
                  reading.decidedBy
                    ? html`${icon('right')} <strong>${sentence(reading.decidedBy)}</strong>`
                    : html`${icon('info')}
                        <strong>No rule has moved it by day ${this.day}.</strong>
                        ${CLASS_NAMES[reading.state] ?? reading.state} is where it was uploaded.`
                }
              </p>
              ${reading.hidden ? html`<p>The bucket is versioned: a delete marker hides the object, and its bytes stay until a noncurrent rule removes them.</p>` : nothing}
              ${
                reading.others.length > 0
                  ? html`<p class="label">Other rules and actions</p>
                      <ul>
                        ${reading.others.map((other) => html`<li>${sentence(other.text)}</li>`)}
                      </ul>`
                  : nothing
              }
              ${
                row.marks.length > 0
                  ? html`<p class="label">The task expects</p>
                      <ul class="plain marks">
                        ${row.marks.map(
                          (mark) =>
                            html`<li class="tone-${mark.ok ? 'pass' : 'fail'}">
                              ${icon(mark.ok ? 'check' : 'cross')} Day ${formatInteger(mark.day)}:
                              ${mark.expected}${mark.ok ? '' : `, but it is ${mark.actual}`}
                            </li>`,
                        )}
                      </ul>
                      ${late.length > 0 ? html`<p class="small muted">Days after ${DAYS} are beyond the lane.</p>` : nothing}`
                  : nothing
              }
              ${row.cost.charges
                .filter((charge) => charge.day <= this.day)
                .map(
                  (charge) =>
                    html`<p class="small muted">
                      Day ${charge.day}:
                      ${charge.kind === 'transition' ? `transition request to ${charge.storageClass}` : `${charge.days} unused days of ${charge.storageClass}'s minimum`},
                      ${formatDollars(charge.usd * this.count)}
                    </p>`,
                )}
            </div>`
          : nothing
      }
    </li>`;
  }

  #tables(rows: readonly Row[], bucket: Bucket) {
    return html`<div class="under">
      <details class="card">
        <summary>Table of all changes</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Changes">
          <table>
            <thead>
              <tr>
                <th scope="col">Object</th>
                <th scope="col">Day</th>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              ${rows.flatMap((row) =>
                row.changes.length === 0
                  ? [
                      html`<tr>
                        <td><code>${row.key}</code></td>
                        <td colspan="4">stays where it is for ${DAYS} days</td>
                      </tr>`,
                    ]
                  : row.changes.map(
                      (change) =>
                        html`<tr>
                          <td><code>${row.key}</code></td>
                          <td class="num">${change.day}</td>
                          <td>${change.from}</td>
                          <td>${change.to}</td>
                          <td>${change.by}</td>
                        </tr>`,
                    ),
              )}
            </tbody>
          </table>
        </div>
      </details>
      <details class="card">
        <summary>The rules as they were read</summary>
        <pre tabindex="0">
${bucket.configuration === null ? bucket.message : JSON.stringify(bucket.configuration, null, 2)}</pre>
      </details>
      <p class="small muted">
        Prices of ${formatDate(PRICES.date)} for ${PRICES.region}: storage, transition requests and
        early-delete charges; requests and retrievals of your own are not in it.
      </p>
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

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
