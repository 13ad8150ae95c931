import { LitElement, css, html } from 'lit';
import type { Evidence } from '../../graders/contract/index.ts';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';

/** A value from an account as short readable text: strings bare, the rest as JSON. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return '(nothing)';
  if (typeof value === 'string') return value === '' ? '(empty text)' : value;
  return JSON.stringify(value, null, typeof value === 'object' ? 1 : 0);
}

const same = (one: Evidence): boolean => show(one.expected) === show(one.actual);

/** Expected against actual, with the read each value came from. A table on wide screens, cards on narrow ones. */
export class EvidenceTable extends LitElement {
  static override properties = { evidence: { attribute: false } };
  static override styles = [
    base,
    controls,
    css`
      :host {
        container-type: inline-size;
      }
      td,
      th {
        padding: 0.35rem 0.7rem 0.35rem 0;
        border-color: var(--line);
      }
      tr:last-child td {
        border-bottom: 0;
      }
      code {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-size: 0.78rem;
      }
      .read code {
        color: var(--ink-2);
      }
      .path {
        display: block;
        color: var(--ink-3);
      }
      .same {
        color: var(--ink-3);
        font-size: var(--text-xs);
        white-space: nowrap;
      }
      .differs code {
        font-weight: 650;
        color: var(--ink);
      }
      @container (max-width: 30rem) {
        table,
        tbody,
        tr,
        td {
          display: block;
        }
        thead {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        tr {
          padding-block: 0.5rem;
          border-bottom: 1px solid var(--line);
        }
        tr:last-child {
          border-bottom: 0;
        }
        td {
          display: grid;
          grid-template-columns: 5.5rem 1fr;
          padding: 0.1rem 0;
          border: 0;
        }
        td::before {
          content: attr(data-label);
          font-size: var(--text-xs);
          color: var(--ink-3);
        }
      }
    `,
  ];
  declare evidence: readonly Evidence[];
  constructor() {
    super();
    this.evidence = [];
  }

  override render() {
    return html`<table>
      <thead>
        <tr>
          <th scope="col">Read</th>
          <th scope="col">Expected</th>
          <th scope="col">Actual</th>
        </tr>
      </thead>
      <tbody>
        ${this.evidence.map(
          (one) =>
            html`<tr>
              <td class="read" data-label="Read">
                <span
                  ><code>${one.read}</code
                  >${one.path ? html`<code class="path">${one.path}</code>` : ''}</span
                >
              </td>
              <td data-label="Expected"><code>${show(one.expected)}</code></td>
              <td class=${same(one) ? '' : 'differs'} data-label="Actual">
                <span
                  ><code>${show(one.actual)}</code>${
                    same(one) ? html` <span class="same">${icon('check')} as expected</span>` : ''
                  }</span
                >
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
customElements.define('gs-evidence', EvidenceTable);
