import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';

export interface GridRow {
  id: string;
  /** For a question to a trust policy. */
  who: string;
  action: string;
  resource: string;
  given: readonly string[];
  wanted: 'allow' | 'deny';
  actual: 'allow' | 'deny' | 'unknown';
}
export interface GridGroup {
  title: string;
  rows: readonly GridRow[];
}
type Column = 'allow' | 'deny';
const COLUMNS: readonly Column[] = ['allow', 'deny'];
const NAMES: Record<Column, string> = { allow: 'Allowed', deny: 'Denied' };

/**
 * Requests against allowed and denied: a ring where the task wants the answer, a filled sign where it is. One cell is in the
 * tab order; arrows move, Enter, Space or a click choose. Event: `decision-choose` with the row's id.
 */
export class DecisionGrid extends LitElement {
  static override properties = {
    groups: { attribute: false },
    chosen: { type: String },
    at: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      table {
        width: 100%;
        table-layout: fixed;
        border-collapse: collapse;
        font-size: var(--text-s);
      }
      thead th {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        padding: 0.5rem 0.4rem;
        background: var(--surface);
        border-bottom: 1px solid var(--line-strong);
        font-size: var(--text-xs);
        text-align: center;
      }
      thead th + th {
        width: 4.75rem;
      }
      thead th:first-child {
        text-align: start;
      }
      .group th {
        padding: 1rem 0 0.3rem;
        color: var(--ink);
        text-align: start;
        font-size: var(--text-m);
      }
      tr.line th {
        padding: 0.45rem 0.5rem 0.45rem 0.6rem;
        border-inline-start: 3px solid transparent;
        color: var(--ink);
        font-weight: 450;
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      tr.line {
        border-bottom: 1px solid var(--line);
      }
      tr.line:hover {
        background: var(--raised);
      }
      tr.chosen {
        background: var(--accent-soft);
      }
      tr.chosen th {
        border-inline-start-color: var(--accent);
      }
      .action {
        font-family: var(--mono);
        font-weight: 600;
      }
      .more {
        display: block;
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      td {
        padding: 0.3rem;
        text-align: center;
        cursor: pointer;
      }
      td:focus-visible {
        outline: 3px solid var(--accent);
        outline-offset: -3px;
        border-radius: var(--radius);
      }
      .mark {
        display: inline-grid;
        place-items: center;
        width: 1.9rem;
        height: 1.9rem;
        border: 2px solid transparent;
        border-radius: 99px;
        color: var(--tone);
      }
      .wanted {
        border-color: var(--line-strong);
        border-style: dashed;
      }
      .is {
        background: var(--tone-soft);
      }
      .wanted.is {
        border-color: var(--tone);
        border-style: solid;
      }
      .mark svg {
        width: 1.1rem;
        height: 1.1rem;
      }
      @media (max-width: 34rem) {
        thead th + th {
          width: 3.6rem;
          padding-inline: 0.1rem;
        }
      }
      @media (forced-colors: active) {
        .is {
          border-style: double;
        }
      }
    `,
  ];
  declare groups: readonly GridGroup[];
  declare chosen: string;
  /** The cell in the tab order. */
  declare at: { row: string; column: Column } | null;

  constructor() {
    super();
    this.groups = [];
    this.chosen = '';
    this.at = null;
  }

  get #rows(): readonly GridRow[] {
    return this.groups.flatMap(({ rows }) => rows);
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (!changed.has('groups')) return;
    const rows = this.#rows;
    if (rows.some(({ id }) => id === this.at?.row)) return;
    const [first] = rows;
    this.at = first === undefined ? null : { row: first.id, column: first.wanted };
  }

  override render() {
    if (this.#rows.length === 0) return html`<p class="muted">No request to show.</p>`;
    return html`<table role="grid" aria-label="Requests and their answers" @keydown=${this.#key}>
      <thead>
        <tr>
          <th scope="col">Request</th>
          ${COLUMNS.map((column) => html`<th scope="col">${NAMES[column]}</th>`)}
        </tr>
      </thead>
      ${this.groups.map(
        ({ title, rows }) =>
          html`<tbody>
            <tr class="group">
              <th scope="rowgroup" colspan="3">${title}</th>
            </tr>
            ${rows.map((row) => this.#row(row))}
          </tbody>`,
      )}
    </table>`;
  }

  #row(row: GridRow) {
    const { id, who, action, resource, given } = row;
    return html`<tr class="line ${id === this.chosen ? 'chosen' : ''}" aria-selected=${id === this.chosen}>
      <th scope="row">
        ${who ? html`<span>${who}</span>` : html`<span class="action">${action}</span>`}
        ${resource ? html`<span class="more">on ${resource}</span>` : nothing}
        ${given.length > 0 ? html`<span class="more">with ${given.join('; ')}</span>` : nothing}
      </th>
      ${COLUMNS.map((column) => this.#cell(row, column))}
    </tr>`;
  }

  #cell({ id, wanted, actual }: GridRow, column: Column) {
    const asked = wanted === column;
    const is = actual === column;
    const unknown = actual === 'unknown';
    const tone = unknown ? 'blocked' : wanted === actual ? 'pass' : 'fail';
    const sign = unknown ? (asked ? 'blocked' : null) : is ? (asked ? 'check' : 'cross') : null;
    const focusable = this.at?.row === id && this.at.column === column;
    return html`<td
      role="gridcell"
      tabindex=${focusable ? 0 : -1}
      data-cell="${id} ${column}"
      aria-label=${`${NAMES[column]}: ${wordsOf(asked, is, unknown)}`}
      @click=${() => this.#choose(id, column)}
      @focus=${() => (this.at = { row: id, column })}
    >
      <span
        class="mark tone-${tone} ${asked ? 'wanted' : ''} ${is || (unknown && asked) ? 'is' : ''}"
        aria-hidden="true"
        >${sign === null ? nothing : icon(sign)}</span
      >
    </td>`;
  }

  #choose(row: string, column: Column) {
    this.at = { row, column };
    this.dispatchEvent(new CustomEvent('decision-choose', { detail: row, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent) => {
    if (this.at === null) return;
    const { row, column } = this.at;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(row, column);
      return;
    }
    const rows = this.#rows;
    const index = rows.findIndex(({ id }) => id === row);
    const down: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + 10,
      PageUp: index - 10,
      Home: 0,
      End: rows.length - 1,
    };
    const side: Record<string, Column> = { ArrowLeft: 'allow', ArrowRight: 'deny' };
    const next = down[event.key];
    const target = next === undefined ? rows[index] : rows[Math.min(Math.max(next, 0), rows.length - 1)];
    const to = side[event.key] ?? column;
    if ((next === undefined && side[event.key] === undefined) || target === undefined) return;
    event.preventDefault();
    this.at = { row: target.id, column: to };
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-cell="${target.id} ${to}"]`)?.focus(),
    );
  };
}
customElements.define('gs-decision-grid', DecisionGrid);

function wordsOf(asked: boolean, is: boolean, unknown: boolean): string {
  if (unknown) return asked ? 'asked for, cannot be told' : 'cannot be told';
  if (asked) return is ? 'asked for, and so it is' : 'asked for, and not so';
  return is ? 'not asked for, but so it is' : 'no';
}
