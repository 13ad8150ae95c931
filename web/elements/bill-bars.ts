import { LitElement, css, html, nothing, svg } from 'lit';
import { formatPercent } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';

export interface BillRow {
  key: string;
  name: string;
  about: string;
  /** Dollars a month, for the bar. */
  usd: number;
  /** The same without the changes of the reader. */
  was: number;
  /** In words, to the cent. */
  amount: string;
  before: string;
  /** The reader has taken it away. */
  gone: boolean;
  untagged: boolean;
}

const WIDTH = 100;
const HEIGHT = 10;

/** A bill as bars: what costs how much, the dearest first, beside what it was. Event `bill-choose` with the key of a row. */
export class BillBars extends LitElement {
  static override properties = {
    rows: { attribute: false },
    heading: { type: String },
    sum: { type: String },
    sumBefore: { type: String },
    chosen: { type: String },
  };
  static override styles = [
    base,
    controls,
    css`
      :host {
        container-type: inline-size;
      }
      th,
      td {
        vertical-align: middle;
      }
      thead th {
        padding-top: 0;
      }
      tbody th {
        width: 44%;
        padding-inline-start: 0.3rem;
        color: var(--ink);
        font-weight: 500;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      th button {
        justify-content: start;
        width: 100%;
        min-height: 1.75rem;
        padding: 0.1rem 0.4rem;
        border-color: transparent;
        background: none;
        font-size: var(--text-s);
        font-weight: 600;
        text-align: start;
        overflow-wrap: anywhere;
      }
      th button[aria-pressed='true'] {
        border-color: var(--accent);
        box-shadow: inset 3px 0 0 var(--accent);
        background: var(--accent-soft);
      }
      .about {
        display: block;
        padding-inline-start: 0.4rem;
        color: var(--ink-2);
        font-size: var(--text-xs);
        font-weight: 400;
      }
      .bar {
        width: 36%;
      }
      svg.bars {
        display: block;
        width: 100%;
        height: 1rem;
      }
      .will {
        fill: var(--accent);
      }
      .had {
        fill: none;
        stroke: var(--line-strong);
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
      }
      .track {
        fill: var(--sunken);
      }
      .num {
        text-align: end;
        white-space: nowrap;
      }
      td.num {
        font-weight: 600;
      }
      .before {
        display: block;
        color: var(--ink-2);
        font-size: var(--text-xs);
        font-weight: 400;
      }
      tr.gone th,
      tr.gone td {
        color: var(--ink-2);
      }
      tfoot th,
      tfoot td {
        border-bottom: 0;
        color: var(--ink);
        font-weight: 650;
      }
      @container (max-width: 30rem) {
        .bar,
        .share {
          display: none;
        }
        tbody th {
          width: auto;
        }
        .num {
          white-space: normal;
        }
      }
    `,
  ];
  declare rows: readonly BillRow[];
  declare heading: string;
  declare sum: string;
  declare sumBefore: string;
  declare chosen: string;

  constructor() {
    super();
    this.rows = [];
    this.heading = 'What';
    this.sum = '';
    this.sumBefore = '';
    this.chosen = '';
  }

  override render() {
    if (this.rows.length === 0)
      return html`<p class="muted">There is nothing in this account that costs money.</p>`;
    const most = Math.max(...this.rows.flatMap(({ usd, was }) => [usd, was]), Number.MIN_VALUE);
    const all = this.rows.reduce((sum, { usd }) => sum + usd, 0);
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${this.heading}</th>
          <td class="bar"></td>
          <th scope="col" class="num">A month</th>
          <th scope="col" class="num share">Share</th>
        </tr>
      </thead>
      <tbody>
        ${this.rows.map((row) => this.#row(row, most, all))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td class="bar"></td>
          <td class="num">
            ${this.sum}${this.sumBefore === '' ? nothing : html`<span class="before">instead of ${this.sumBefore}</span>`}
          </td>
          <td class="share"></td>
        </tr>
      </tfoot>
    </table>`;
  }

  #row(row: BillRow, most: number, all: number) {
    const { key, name, about, usd, was, amount, before, gone, untagged } = row;
    const differs = amount !== before;
    const width = (value: number) => (WIDTH * value) / most;
    return html`<tr class=${gone ? 'gone' : ''}>
      <th scope="row">
        <button
          aria-pressed=${this.chosen === key ? 'true' : 'false'}
          @click=${() => this.dispatchEvent(new CustomEvent('bill-choose', { detail: key }))}
        >
          ${untagged ? icon('warn') : nothing} ${name}
        </button>
        ${about === '' ? nothing : html`<span class="about">${about}${gone ? ', taken away' : ''}</span>`}
      </th>
      <td class="bar">
        <svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width=${WIDTH} height=${HEIGHT}></rect>
          <rect class="will" y="2" width=${width(usd)} height=${HEIGHT - 4}></rect>
          ${
            was === usd
              ? nothing
              : svg`<rect class="had" x="0.2" y="0.5" width=${Math.max(width(was) - 0.4, 0)} height=${HEIGHT - 1}></rect>`
          }
        </svg>
      </td>
      <td class="num">
        ${amount}${differs ? html`<span class="before">instead of ${before}</span>` : nothing}
      </td>
      <td class="num share">${all > 0 ? formatPercent(usd / all) : '–'}</td>
    </tr>`;
  }
}
customElements.define('gs-bill-bars', BillBars);

declare global {
  interface HTMLElementTagNameMap {
    'gs-bill-bars': BillBars;
  }
}
