import { html, nothing, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { getBill, openLabSession } from '../data/lab-sessions.ts';
import '../elements/bill-bars.ts';
import { icon } from '../elements/icons.ts';
import { formatDate, formatHourly, plural } from '../format.ts';
import { toNumber } from '../../graders/semantics/pricing/index.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import {
  billsOf,
  burningOf,
  money,
  NO_CHANGES,
  readingOf,
  rowsOf,
  sumOf,
  toggle,
  turn,
  type Bills,
  type Changes,
  type Reading,
  type View,
} from './bill/model.ts';
import { sideView } from './bill/side-view.ts';
import { billPageStyles } from './bill/styles.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';

const VIEWS: readonly { view: View; words: string; heading: string }[] = [
  { view: 'resource', words: 'Resource', heading: 'Resource' },
  { view: 'service', words: 'Service', heading: 'Service' },
  { view: 'Project', words: 'Tag Project', heading: 'Project' },
  { view: 'Owner', words: 'Tag Owner', heading: 'Owner' },
];

class BillPage extends Page {
  static override properties: PropertyDeclarations = {
    view: { state: true },
    chosen: { state: true },
    changes: { state: true },
  };
  static override styles = [base, controls, tones, picture, billPageStyles];
  declare view: View;
  /** The key of the row that is looked at; null before the reader has chosen one. */
  declare chosen: string | null;
  declare changes: Changes;
  readonly #load = new Load<Reading>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'The bill' : 'Bill not available');
  });

  constructor() {
    super();
    this.view = 'resource';
    this.chosen = null;
    this.changes = NO_CHANGES;
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      const reading = readingOf(await getBill(session.id));
      this.changes = NO_CHANGES;
      return reading;
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, { heading: 'Your account could not be priced', what: 'your bill' });
    return this.#page(state.value);
  }

  #page(reading: Reading) {
    const { reply } = reading;
    const bills = billsOf(reading, this.changes);
    return html`<div class="picture-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">The bill</h1>
          <p class="muted">
            What your account in ${reply.region} would cost if it stayed a month as it was on
            ${formatDate(reply.day)}, at list prices and without taxes. Every line shows its price and where
            it comes from; the model that adds them up is the model that grades.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read the account again
        </button>
      </header>
      ${reply.unread.map(
        ({ what, message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} So ${what} may be missing from this bill.</span>
          </p>`,
      )}
      ${this.#figures(bills)}
      <div class="work">${this.#stage(reading, bills)} ${this.#side(reading, bills)}</div>
      ${this.#burning(reading, bills)}
      <p class="small muted">
        Not looked at: snapshots, images in ECR, volumes of SageMaker AI, secrets, support plans, credits and
        free tiers.
      </p>
    </div>`;
  }

  #figures({ now, then, burn, changed }: Bills) {
    const difference = toNumber(then.known) - toNumber(now.known);
    const more = difference > 0 ? 'more' : 'less';
    return html`<dl class="figures">
      <div class="card">
        <dt>A month like now</dt>
        <dd class="big">${sumOf(now)}</dd>
        ${
          now.missing.length === 0
            ? nothing
            : html`<dd class="small">${plural(now.missing.length, 'thing')} in it without a price</dd>`
        }
      </div>
      <div class="card">
        <dt>Right now, while nobody does anything</dt>
        <dd class="big">${formatHourly(toNumber(burn.known))} an hour</dd>
        <dd class="small">${money({ n: burn.known.n * 24n, d: burn.known.d })} a day</dd>
      </div>
      <div class="card">
        <dt>With your what-if</dt>
        <dd class="big">${changed ? sumOf(then) : '–'}</dd>
        <dd class="small">
          ${changed ? `${this.#absolute(then, now)} ${more} a month` : 'Choose a resource and turn it.'}
        </dd>
      </div>
    </dl>`;
  }

  #absolute(a: Bills['now'], b: Bills['now']): string {
    const n = a.known.n * b.known.d - b.known.n * a.known.d;
    return money({ n: n < 0n ? -n : n, d: a.known.d * b.known.d });
  }

  #stage(reading: Reading, bills: Bills) {
    const heading = VIEWS.find(({ view }) => view === this.view)?.heading ?? '';
    return html`<section class="stage card" aria-labelledby="stage-title">
      <div class="bar">
        <h2 id="stage-title">Where it goes</h2>
        <fieldset>
          <legend class="visually-hidden">Group by</legend>
          ${VIEWS.map(
            ({ view, words }) =>
              html`<label
                ><input
                  type="radio"
                  name="view"
                  .checked=${this.view === view}
                  @change=${() => this.#group(view)}
                />
                ${words}</label
              >`,
          )}
        </fieldset>
        ${
          bills.changed
            ? html`<button class="small" @click=${this.#undo}>${icon('reset')} Undo the what-if</button>`
            : nothing
        }
      </div>
      <gs-bill-bars
        .rows=${rowsOf(reading, this.view, bills, this.changes)}
        .heading=${heading}
        .sum=${sumOf(bills.then)}
        .sumBefore=${bills.changed ? sumOf(bills.now) : ''}
        .chosen=${this.#shown(reading, bills)?.key ?? ''}
        @bill-choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}
      ></gs-bill-bars>
    </section>`;
  }

  /** The row that was chosen, else the dearest. */
  #shown(reading: Reading, bills: Bills) {
    const rows = rowsOf(reading, this.view, bills, this.changes);
    return rows.find(({ key }) => key === this.chosen) ?? rows[0];
  }

  #side(reading: Reading, bills: Bills) {
    const row = this.#shown(reading, bills);
    if (row === undefined) return nothing;
    return sideView(reading, this.view, row, bills, this.changes, {
      turn: (resource, field, value) => {
        this.chosen = row.key;
        this.changes = turn(reading, this.changes, { resource, field, value });
      },
      turned: () => this.#say(reading),
      take: (resource, gone) => {
        this.chosen = row.key;
        this.changes = toggle(this.changes, resource, gone);
        this.#say(reading);
      },
    });
  }

  #burning(reading: Reading, bills: Bills) {
    const { rows, sum } = burningOf(reading, bills);
    return html`<section class="burn card" aria-labelledby="burn-title">
      <h2 id="burn-title">What still costs money right now</h2>
      ${
        rows.length === 0
          ? html`<p class="note tone-pass">
              ${icon('pass')} <span>Nothing: while nobody uses it, this account costs nothing.</span>
            </p>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="What each costs by the hour">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Resource</th>
                    <th scope="col" class="num">An hour</th>
                    <th scope="col" class="num">A day</th>
                    <th scope="col" class="num wide">A month</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map(
                    ({ name, about, hour, day, month }) =>
                      html`<tr>
                        <th scope="row">${name} <span class="small">${about}</span></th>
                        <td class="num">${formatHourly(toNumber(hour))}</td>
                        <td class="num">${money(day)}</td>
                        <td class="num wide">${money(month)}</td>
                      </tr>`,
                  )}
                </tbody>
                <tfoot>
                  <tr>
                    <th scope="row">Together</th>
                    <td class="num">${formatHourly(toNumber(sum.hour))}</td>
                    <td class="num">${money(sum.day)}</td>
                    <td class="num wide">${money(sum.month)}</td>
                  </tr>
                </tfoot>
              </table>
            </div>`
      }
      ${
        bills.burn.missing.length === 0
          ? nothing
          : html`<p class="small muted">
              Not counted, for it has no price:
              ${bills.burn.missing.map(({ resource }) => resource).join(', ')}.
            </p>`
      }
    </section>`;
  }

  #group(view: View) {
    this.view = view;
    this.chosen = null;
    const heading = VIEWS.find((one) => one.view === view)?.heading ?? '';
    announce(`By ${heading}.`);
  }

  #choose(key: string) {
    this.chosen = key;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('#side-title')?.focus({ preventScroll: false }),
    );
  }

  readonly #undo = (): void => {
    this.changes = NO_CHANGES;
    announce('The what-if is undone.');
  };

  #say(reading: Reading) {
    const { then } = billsOf(reading, this.changes);
    announce(`${sumOf(then)} a month.`);
  }
}
customElements.define('page-bill', BillPage);
