import { html, nothing, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { getSpotPrices, openLabSession } from '../data/lab-sessions.ts';
import { icon } from '../elements/icons.ts';
import '../elements/spot-chart.ts';
import '../elements/spot-pools.ts';
import '../elements/tabs.ts';
import { formatDate, formatHourly, formatMoment } from '../format.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { zoneStyles } from '../elements/zone-sign.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';
import { poolsOf, readingOf, reignOf, sceneOf, standingsAt, type Reading } from './spot-prices/model.ts';
import { spotPageStyles } from './spot-prices/styles.ts';
import { standingsView, tablesView } from './spot-prices/tables-view.ts';
import { choiceNote, groupNotes, instanceNotes, reignNote } from './spot-prices/words.ts';

const STRETCHES = [
  { days: 1, words: '24 hours' },
  { days: 7, words: '7 days' },
  { days: 30, words: '30 days' },
] as const;
const SIGNS = { pass: 'pass', fail: 'fail', info: 'info', blocked: 'blocked' } as const;

class SpotPricesPage extends Page {
  static override properties: PropertyDeclarations = {
    type: { state: true },
    days: { state: true },
    fromZero: { state: true },
    at: { state: true },
    look: { state: true },
  };
  static override styles = [base, controls, tones, picture, zoneStyles, spotPageStyles];
  declare type: string;
  declare days: number;
  declare fromZero: boolean;
  /** The moment of the slider, epoch seconds; null for now. */
  declare at: number | null;
  /** The moment under the pointer, while it is over the chart. */
  declare look: number | null;
  readonly #load = new Load<Reading>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Spot prices' : 'Prices not available');
  });

  constructor() {
    super();
    this.type = '';
    this.days = 7;
    this.fromZero = false;
    this.at = null;
    this.look = null;
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      const reading = readingOf(await getSpotPrices(session.id));
      const { types, choice } = reading.reply;
      if (!types.some(({ type }) => type === this.type))
        this.type =
          (types.find(({ type }) => type === choice.type) ?? types.find(({ fits }) => fits) ?? types[0])
            ?.type ?? '';
      this.at = null;
      return reading;
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, {
        heading: 'Your Spot prices could not be read',
        what: 'Spot prices',
      });
    return this.#page(state.value);
  }

  #page(reading: Reading) {
    const { reply } = reading;
    const note = choiceNote(reading);
    return html`<div class="picture-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">Spot prices</h1>
          <p class="muted">
            What a GPU costs on Spot in each Availability Zone of your account, how it moved, and what your
            choice and your capacity make of it. On-demand prices of ${formatDate(reply.pricesOf)}.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read the prices again
        </button>
      </header>
      ${reply.unread.map(
        ({ message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} What depends on it is not drawn.</span>
          </p>`,
      )}
      <p class="note tone-${note.tone}">${icon(SIGNS[note.tone])} <span>${note.text}</span></p>
      ${reply.types.length === 0 ? nothing : this.#charts(reading)} ${this.#capacity(reading)}
      ${tablesView(reading, this.type)}
    </div>`;
  }

  #charts(reading: Reading) {
    const { types } = reading.reply;
    return html`<gs-tabs
      label="Instance types"
      .tabs=${types.map(({ type, chosenFor }, index) => ({
        id: `t${index}`,
        label: type,
        ...(chosenFor.length > 0 ? { note: ` your ${chosenFor.join(', ')}` } : {}),
      }))}
      .selected=${`t${types.findIndex(({ type }) => type === this.type)}`}
      @tab-change=${(event: CustomEvent<string>) => this.#turnTo(types[Number(event.detail.slice(1))]?.type)}
    >
      <div slot="t${types.findIndex(({ type }) => type === this.type)}" class="work">
        ${this.#stage(reading)} ${this.#side(reading)}
      </div>
    </gs-tabs>`;
  }

  #stage(reading: Reading) {
    const scene = sceneOf(reading, this.type, this);
    return html`<section class="stage card" aria-labelledby="chart-title">
      <div class="bar">
        <h2 id="chart-title">${this.type}</h2>
        <fieldset class="stretch">
          <legend class="visually-hidden">Time shown</legend>
          ${STRETCHES.map(
            ({ days, words }) =>
              html`<label
                ><input
                  type="radio"
                  name="stretch"
                  .checked=${this.days === days}
                  @change=${() => this.#show(days, reading)}
                />
                ${words}</label
              >`,
          )}
        </fieldset>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${this.fromZero}
            @change=${(event: Event) => (this.fromZero = (event.target as HTMLInputElement).checked)}
          />
          From zero to on demand</label
        >
      </div>
      <gs-spot-chart
        .scene=${scene}
        .at=${this.look ?? this.at ?? reading.now}
        @moment=${(event: CustomEvent<number>) => this.#move(event.detail, reading)}
        @look=${(event: CustomEvent<number | null>) => (this.look = event.detail)}
      ></gs-spot-chart>
      ${
        scene.lines.length === 0
          ? nothing
          : html`<ul class="plain legend small" aria-label="Signs">
                <li><span class="tag lowest" aria-hidden="true"></span> lowest now</li>
                <li><span class="tag own" aria-hidden="true"></span> your choice</li>
                <li><span class="strip" aria-hidden="true">a</span> zone that was lowest then</li>
              </ul>
              <p class="small muted">${reignNote(scene.reign)}</p>
              ${this.#jumps(reading)}`
      }
    </section>`;
  }

  #jumps(reading: Reading) {
    const at = this.at ?? reading.now;
    const changes = reignOf(reading, this.type, reading.now - this.days * 86_400)
      .map(({ from }) => from)
      .slice(1);
    const before = changes.findLast((one) => one < at);
    const after = changes.find((one) => one > at);
    return html`<div class="jumps" role="group" aria-label="Move in time">
      <button
        class="small"
        ?disabled=${before === undefined}
        @click=${() => this.#move(before ?? at, reading)}
      >
        ${icon('left')} Previous change of the lowest zone
      </button>
      <button class="small" ?disabled=${after === undefined} @click=${() => this.#move(after ?? at, reading)}>
        Next change ${icon('right')}
      </button>
      <button class="small" ?disabled=${at >= reading.now} @click=${() => this.#move(reading.now, reading)}>
        Now
      </button>
    </div>`;
  }

  #side(reading: Reading) {
    const at = this.look ?? this.at ?? reading.now;
    const standings = standingsAt(reading, this.type, at);
    const onDemand = reading.reply.types.find(({ type }) => type === this.type)?.onDemand ?? null;
    const [best] = standings;
    return html`<section class="side card" aria-labelledby="then">
      <h2 id="then">${at >= reading.now ? 'Now' : formatMoment(new Date(at * 1000).toISOString())}</h2>
      ${standingsView(reading, standings)}
      ${
        best === undefined || onDemand === null
          ? nothing
          : html`<p class="small">
              100 hours in ${best.zone} at this price: <b>$${(best.usd * 100).toFixed(2)}</b>, instead of
              $${(onDemand * 100).toFixed(2)} on demand (${formatHourly(onDemand)} an hour).
            </p>`
      }
    </section>`;
  }

  #capacity(reading: Reading) {
    if (reading.zones.length === 0) return nothing;
    const notes = [...groupNotes(reading), ...instanceNotes(reading)];
    return html`<section class="card pools" aria-labelledby="pools-title">
      <h2 id="pools-title">Pools: type and zone</h2>
      <p class="small muted">
        A pool is one type in one zone; each is interrupted by itself. The small lines are the last
        ${STRETCHES.find(({ days }) => days === this.days)?.words}, each on a scale of its own.
      </p>
      ${
        notes.length === 0
          ? html`<p class="small">You have no group, fleet or GPU instance yet.</p>`
          : html`<ul class="facts">
              ${notes.map((note) => html`<li>${note}</li>`)}
            </ul>`
      }
      <gs-spot-pools
        .rows=${poolsOf(reading, this.days)}
        .chosen=${this.type}
        @pool-choose=${(event: CustomEvent<string>) => this.#turnTo(event.detail)}
      ></gs-spot-pools>
    </section>`;
  }

  #turnTo(type: string | undefined) {
    if (type === undefined) return;
    this.type = type;
    const reading = this.#load.value;
    const [best] = reading ? standingsAt(reading, type, reading.now) : [];
    announce(
      best ? `${type}: lowest now in ${best.zone}, ${formatHourly(best.usd)} an hour.` : `${type}: no price.`,
    );
  }

  #show(days: number, reading: Reading) {
    this.days = days;
    if (this.at !== null && this.at < reading.now - days * 86_400) this.at = null;
    announce(reignNote(reignOf(reading, this.type, reading.now - days * 86_400)));
  }

  #move(at: number, reading: Reading) {
    this.at = at >= reading.now ? null : at;
    this.look = null;
    const [best] = standingsAt(reading, this.type, at);
    if (best) announce(`${best.zone} is lowest, ${formatHourly(best.usd)}.`);
  }
}
customElements.define('page-spot-prices', SpotPricesPage);
