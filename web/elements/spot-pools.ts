import { LitElement, css, html, nothing, svg } from 'lit';
import { formatHourly, formatPercent } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import { zoneClass, zoneSign, zoneStyles } from './zone-sign.ts';

export interface PoolCell {
  zone: string;
  /** USD an hour now; null where the type has no Spot price. */
  usd: number | null;
  saving: number | null;
  /** The lowest of the row. */
  lowest: boolean;
  marks: readonly string[];
  trace: readonly (readonly [at: number, usd: number])[];
}
export interface PoolRow {
  type: string;
  about: string;
  tags: readonly string[];
  cells: readonly PoolCell[];
}

const TRACE = { width: 84, height: 22 };

/** Pools of Spot capacity: types against zones, each with its price now and how it moved. Event `pool-choose` with the type. */
export class SpotPools extends LitElement {
  static override properties = { rows: { attribute: false }, chosen: { type: String } };
  static override styles = [
    base,
    controls,
    zoneStyles,
    css`
      table {
        min-width: 100%;
        width: max-content;
        border-collapse: separate;
        border-spacing: 3px;
      }
      thead th {
        border: 0;
        color: var(--ink-2);
        font-weight: 600;
      }
      tbody th {
        position: sticky;
        inset-inline-start: 0;
        z-index: 1;
        min-width: 8.5rem;
        max-width: 13rem;
        padding: 0.35rem 0.6rem 0.35rem 0.2rem;
        border: 0;
        background: var(--surface);
        font-weight: 450;
        white-space: normal;
      }
      th button {
        min-height: 1.75rem;
        padding: 0.1rem 0.5rem;
        font-family: var(--mono);
        font-size: var(--text-s);
        font-weight: 600;
      }
      th button[aria-pressed='true'] {
        border-color: var(--accent);
        box-shadow: inset 3px 0 0 var(--accent);
        background: var(--accent-soft);
      }
      .about,
      .tags {
        display: block;
        margin-top: 0.15rem;
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      .tags {
        color: var(--accent);
        font-weight: 600;
      }
      td {
        min-width: 7.25rem;
        padding: 0.45rem 0.6rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        white-space: nowrap;
      }
      td.none {
        border-style: dashed;
        background: none;
        color: var(--ink-3);
        white-space: normal;
      }
      td.lowest {
        border-color: var(--pass);
        background: var(--pass-soft);
      }
      td.own {
        border: 2px solid var(--accent);
        padding: calc(0.45rem - 1px) calc(0.6rem - 1px);
      }
      .price {
        font-weight: 650;
        font-variant-numeric: tabular-nums;
      }
      .saving {
        margin-inline-start: 0.35em;
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      .words {
        display: block;
        max-width: 9rem;
        font-size: var(--text-xs);
        font-weight: 600;
        white-space: normal;
      }
      .low {
        color: var(--pass);
      }
      .mark {
        color: var(--ink);
      }
      svg.trace {
        display: block;
        margin-block: 0.2rem 0.1rem;
        overflow: visible;
      }
      .trace path {
        fill: none;
        stroke: var(--zone);
        stroke-width: 1.5;
      }
      @media (max-width: 40rem) {
        tbody th {
          min-width: 6.5rem;
          max-width: 7.5rem;
        }
      }
      .head {
        display: inline-flex;
        gap: 0.35em;
        align-items: center;
      }
    `,
  ];
  declare rows: readonly PoolRow[];
  /** The type that the chart shows. */
  declare chosen: string;

  constructor() {
    super();
    this.rows = [];
    this.chosen = '';
  }

  override render() {
    const [first] = this.rows;
    if (first === undefined) return html`<p class="muted">No type to compare.</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Spot prices by type and zone">
      <table>
        <thead>
          <tr>
            <th scope="col">Type</th>
            ${first.cells.map(
              ({ zone }, sign) =>
                html`<th scope="col"><span class="head">${zoneSign(sign)} ${zone}</span></th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map((row) => this.#row(row))}
        </tbody>
      </table>
    </div>`;
  }

  #row({ type, about, tags, cells }: PoolRow) {
    return html`<tr>
      <th scope="row">
        <button
          type="button"
          aria-pressed=${type === this.chosen}
          @click=${() => this.dispatchEvent(new CustomEvent('pool-choose', { detail: type }))}
        >
          ${type}
        </button>
        <span class="about">${about}</span>
        ${tags.length > 0 ? html`<span class="tags">${tags.join(', ')}</span>` : nothing}
      </th>
      ${cells.map((cell, sign) => pool(cell, sign))}
    </tr>`;
  }
}
customElements.define('gs-spot-pools', SpotPools);

function pool({ usd, saving, lowest, marks, trace }: PoolCell, sign: number) {
  const own = marks.length > 0;
  if (usd === null)
    return html`<td class="none ${own ? 'own' : ''}">
      no price ${marks.map((mark) => html`<span class="words mark">${mark}</span>`)}
    </td>`;
  return html`<td class="${lowest ? 'lowest' : ''} ${own ? 'own' : ''}">
    <span class="price">${formatHourly(usd)}</span>${
      saving === null ? nothing : html`<span class="saving">−${formatPercent(saving)}</span>`
    }
    ${traceOf(trace, sign)} ${lowest ? html`<span class="words low">lowest</span>` : nothing}
    ${marks.map((mark) => html`<span class="words mark">${mark}</span>`)}
  </td>`;
}

/** The price as a small line; its numbers are in the cell and the chart. */
function traceOf(trace: PoolCell['trace'], sign: number) {
  const [first] = trace;
  const last = trace.at(-1);
  if (!first || !last || last[0] === first[0]) return nothing;
  const prices = trace.map(([, usd]) => usd);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const x = (at: number) => (TRACE.width * (at - first[0])) / (last[0] - first[0]);
  const y = (usd: number) =>
    high === low ? TRACE.height / 2 : TRACE.height - 2 - ((TRACE.height - 4) * (usd - low)) / (high - low);
  const path = trace
    .map(([at, usd], index) => (index === 0 ? `M0 ${y(usd)}` : `H${x(at)}V${y(usd)}`))
    .join('');
  return html`<svg
    class="trace ${zoneClass(sign)}"
    width=${TRACE.width}
    height=${TRACE.height}
    viewBox="0 0 ${TRACE.width} ${TRACE.height}"
    aria-hidden="true"
  >
    ${svg`<path d=${path} />`}
  </svg>`;
}
