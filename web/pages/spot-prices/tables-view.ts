import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../elements/icons.ts';
import { zoneSign } from '../../elements/zone-sign.ts';
import { formatHourly, formatMonthDay, formatPercent } from '../../format.ts';
import { priceAt, standingsAt, type Reading, type Standing } from './model.ts';

const DAY = 86_400;

/** The zones by price at one moment, lowest first. */
export function standingsView({ zones }: Reading, standings: readonly Standing[]): TemplateResult {
  if (standings.length === 0) return html`<p class="muted">No zone has a price then.</p>`;
  return html`<table class="standings">
    <thead>
      <tr>
        <th scope="col">Zone</th>
        <th scope="col" class="num">An hour</th>
        <th scope="col" class="num">Less</th>
      </tr>
    </thead>
    <tbody>
      ${standings.map(
        ({ zone, usd, saving, lowest, marks }) =>
          html`<tr>
            <th scope="row">
              ${zoneSign(zones.indexOf(zone))} ${zone}
              ${lowest ? html`<span class="chip tone-pass">${icon('check')} lowest</span>` : nothing}
              ${marks.map((mark) => html`<span class="chip tone-accent">${mark}</span>`)}
            </th>
            <td class="num">${formatHourly(usd)}</td>
            <td class="num">${saving === null ? '–' : formatPercent(saving)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The chart in words: the price of each zone on each day, and the lowest of them. */
export function tablesView(reading: Reading, type: string): TemplateResult | typeof nothing {
  const { reply, since, now } = reading;
  const series = reply.series.filter((one) => one.type === type);
  if (series.length === 0) return nothing;
  const days = Array.from({ length: Math.floor((now - since) / DAY) + 1 }, (_, index) => now - index * DAY);
  return html`<details class="card under" id="words">
    <summary>The chart of ${type} as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Prices of ${type} by day">
      <table>
        <caption>
          USD an hour at the same hour of each day, newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            ${series.map(({ zone }) => html`<th scope="col" class="num">${zone}</th>`)}
            <th scope="col">Lowest</th>
          </tr>
        </thead>
        <tbody>
          ${days.map((at) => {
            const [best] = standingsAt(reading, type, at);
            return html`<tr>
              <th scope="row">${at === now ? 'now' : formatMonthDay(new Date(at * 1000))}</th>
              ${series.map(({ points }) => {
                const usd = priceAt(points, at);
                return html`<td class="num">${usd === null ? '–' : formatHourly(usd)}</td>`;
              })}
              <td>${best?.zone ?? '–'}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}
