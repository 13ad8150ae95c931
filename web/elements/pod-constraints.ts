import { LitElement, css, html, nothing } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

export interface SheetCell {
  ok: boolean;
  /** What the node has. */
  words: readonly string[];
}
export interface SheetRow {
  field: string;
  /** `file:line`. */
  where: string;
  /** Whether the field is written down. */
  written: boolean;
  asked: string;
  cells: readonly SheetCell[];
}
export interface SheetColumn {
  /** Nodes that are alike for this pod. */
  names: readonly string[];
  group: string;
  zone: string;
  type: string;
  /** `asleep`: it would take the pod, and there is none of it. */
  verdict: 'runs' | 'fits' | 'refuses' | 'asleep';
  /** A node that does not exist: its group wants none. */
  dormant: boolean;
  /** How many things keep the pod off. */
  count: number;
}
export interface ConstraintSheet {
  pod: string;
  columns: readonly SheetColumn[];
  rows: readonly SheetRow[];
}

const VERDICTS: Record<SheetColumn['verdict'], readonly [word: string, tone: string, sign: IconName]> = {
  runs: ['Runs here', 'pass', 'pass'],
  fits: ['Would take it', 'pass', 'check'],
  refuses: ['Refuses it', 'fail', 'fail'],
  asleep: ['Would take it, but there is no such node', 'blocked', 'skipped'],
};

/** What one pod asks for, constraint by constraint, and what each node has instead. */
export class PodConstraints extends LitElement {
  static override properties = { sheet: { attribute: false } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .scroll {
        position: relative;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      table {
        width: 100%;
        border-collapse: separate;
        border-spacing: 0;
      }
      th,
      td {
        min-width: 9.5rem;
        max-width: 18rem;
        padding: 0.55rem 0.7rem;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      thead th,
      thead td {
        vertical-align: bottom;
        border-bottom: 1px solid var(--line-strong);
        color: var(--ink);
      }
      tr > :first-child {
        position: sticky;
        inset-inline-start: 0;
        z-index: 1;
        width: 17rem;
        min-width: 11rem;
        border-inline-end: 1px solid var(--line);
        background: var(--surface);
      }
      tbody th {
        color: var(--ink);
        font-weight: 500;
      }
      tr:last-child > * {
        border-bottom: 0;
      }
      .node {
        font-family: var(--mono);
        font-weight: 650;
      }
      .more {
        display: block;
        color: var(--ink-2);
        font-size: var(--text-xs);
        font-weight: 400;
      }
      .dormant {
        background: repeating-linear-gradient(
          135deg,
          transparent 0 7px,
          color-mix(in srgb, var(--line) 55%, transparent) 7px 8px
        );
      }
      .asked {
        display: block;
        font-weight: 600;
      }
      .line {
        display: flex;
        gap: 0.45em;
        align-items: start;
        color: var(--tone);
      }
      .line svg {
        flex: none;
        margin-top: 0.15em;
      }
      .line span {
        color: var(--ink);
      }
      td.no {
        background: var(--tone-soft);
      }
      tfoot th,
      tfoot td {
        border-top: 1px solid var(--line-strong);
        font-weight: 650;
      }
      tfoot .line span {
        color: var(--tone);
      }
      @media (max-width: 34rem) {
        tr > :first-child {
          min-width: 8.5rem;
          width: 8.5rem;
        }
        th,
        td {
          min-width: 8rem;
          padding: 0.45rem 0.5rem;
        }
      }
    `,
  ];
  declare sheet: ConstraintSheet | null;

  constructor() {
    super();
    this.sheet = null;
  }

  override render() {
    const { sheet } = this;
    if (sheet === null) return html`<p class="muted">Choose a pod to see what decides about it.</p>`;
    if (sheet.columns.length === 0)
      return html`<p class="muted">There is no node to look at: no node group wants one.</p>`;
    return html`<div class="scroll" role="region" aria-label="Constraints of ${sheet.pod}" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">What it asks for</th>
            ${sheet.columns.map(
              ({ names, zone, type, group, dormant }) =>
                html`<th scope="col" class=${dormant ? 'dormant' : ''}>
                  <span class="node">${dormant ? group : nodeNames(names)}</span>
                  <span class="more">${dormant ? 'wants no node' : zone}, ${type}</span>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${sheet.rows.map(
            ({ field, where, written, asked, cells }) =>
              html`<tr>
                <th scope="row">
                  <span class="asked">${asked}</span>
                  <span class="more mono">${breakable(field)}</span>
                  <span class="more">${where}${written ? nothing : ', not written'}</span>
                </th>
                ${cells.map((cell, index) => constraintCell(cell, sheet.columns[index]?.dormant === true))}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All of it</th>
            ${sheet.columns.map(({ verdict, dormant }) => {
              const [word, tone, sign] = VERDICTS[verdict];
              return html`<td class="tone-${tone} ${dormant ? 'dormant' : ''}">
                <span class="line">${icon(sign)} <span>${word}</span></span>
              </td>`;
            })}
          </tr>
        </tfoot>
      </table>
    </div>`;
  }
}
customElements.define('gs-pod-constraints', PodConstraints);

/** A path that may be broken at its dots. */
const breakable = (field: string) =>
  field.split('.').map((part, index) => (index === 0 ? part : html`.<wbr />${part}`));

function nodeNames(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length < 2 ? first : `${first} and ${names.length - 1} more`;
}

function constraintCell({ ok, words }: SheetCell, dormant: boolean) {
  return html`<td class="tone-${ok ? 'pass' : 'fail'} ${ok ? '' : 'no'} ${ok && dormant ? 'dormant' : ''}">
    <span class="line"
      >${icon(ok ? 'check' : 'cross')}
      <span
        ><span class="visually-hidden">${ok ? 'holds:' : 'does not hold:'}</span> ${words.join('; ')}</span
      ></span
    >
  </td>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gs-pod-constraints': PodConstraints;
  }
}
