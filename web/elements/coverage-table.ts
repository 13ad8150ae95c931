import { LitElement, css, html } from 'lit';
import type { CoverageItem, CoveragePlace } from '../../server/contract/index.ts';
import { plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

interface Sign {
  word: string;
  tone: string;
  icon: IconName;
}
/** What the fact check found about a statement of the source course. */
export const VERDICTS: Readonly<Record<string, Sign>> = {
  right: { word: 'Right', tone: 'pass', icon: 'pass' },
  outdated: { word: 'Outdated', tone: 'warn', icon: 'clock' },
  wrong: { word: 'Wrong', tone: 'fail', icon: 'fail' },
  insecure: { word: 'Insecure', tone: 'fail', icon: 'warn' },
  incomplete: { word: 'Incomplete', tone: 'info', icon: 'partial' },
};
const KINDS: Readonly<Record<CoveragePlace['kind'], { word: string; icon: IconName }>> = {
  section: { word: 'Lesson', icon: 'book' },
  task: { word: 'Lab', icon: 'terminal' },
  quiz: { word: 'Quiz', icon: 'quiz' },
};

/** Items of the source course, each with its verdict and the places that cover it. `label` names the table. */
export class CoverageTable extends LitElement {
  static override properties = { items: { attribute: false }, label: { type: String } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      table {
        table-layout: fixed;
      }
      .id {
        width: 4.5rem;
      }
      .verdict {
        width: 8rem;
      }
      .places {
        width: 48%;
      }
      tbody th {
        color: var(--ink);
        font-variant-numeric: tabular-nums;
      }
      td {
        overflow-wrap: anywhere;
      }
      td.signs {
        line-height: 1.9;
      }
      li {
        display: grid;
        grid-template-columns: 1.25rem 4rem minmax(0, 1fr);
        gap: 0.35rem;
        padding-block: 0.1rem;
        color: var(--ink-2);
      }
      li + li {
        margin-top: 0.1rem;
      }
      /* Rows become cards. The roles are written out, because another display takes the implied ones away. */
      @media (max-width: 46rem) {
        thead {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        table,
        tbody {
          display: block;
        }
        tbody tr {
          display: grid;
          grid-template-columns: 3.75rem minmax(0, 1fr);
          padding-block: 0.4rem;
          border-bottom: 1px solid var(--line);
        }
        tbody th,
        td {
          padding: 0.15rem 0.2rem;
          border: 0;
        }
        td.signs,
        td.where {
          grid-column: 2;
        }
      }
    `,
  ];
  declare items: readonly CoverageItem[];
  declare label: string;
  constructor() {
    super();
    this.items = [];
    this.label = '';
  }

  override render() {
    return html`<table role="table">
      <caption class="visually-hidden">
        ${this.label}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="id">Item</th>
          <th role="columnheader" scope="col">What the source course says</th>
          <th role="columnheader" scope="col" class="verdict">Our verdict</th>
          <th role="columnheader" scope="col" class="places">Where it is covered</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${this.items.map((item) => this.#row(item))}
      </tbody>
    </table>`;
  }

  #row({ id, text, verdict, places }: CoverageItem) {
    return html`<tr role="row">
      <th role="rowheader" scope="row">${id}</th>
      <td role="cell">${text}</td>
      <td role="cell" class="signs">
        ${verdict.map((name) => {
          const sign = VERDICTS[name] ?? { word: name, tone: 'none', icon: 'none' as const };
          return html`<span class="chip tone-${sign.tone}">${icon(sign.icon)} ${sign.word}</span> `;
        })}
      </td>
      <td role="cell" class="where">
        ${
          places.length === 0
            ? html`<span class="chip tone-warn">${icon('none')} Not covered yet</span>`
            : html`<ul class="plain">
                ${places.map(placeOf)}
              </ul>`
        }
      </td>
    </tr>`;
  }
}
customElements.define('gs-coverage-table', CoverageTable);

function placeOf({ kind, title, of, href, count }: CoveragePlace) {
  const { word, icon: sign } = KINDS[kind];
  return html`<li>
    ${icon(sign)} <span>${word}</span>
    <a href=${href}
      >${kind === 'quiz' ? `${plural(count, 'question')} on “${of}”` : title}${
        kind === 'quiz' ? '' : html`<span class="visually-hidden">, ${of}</span>`
      }</a
    >
  </li>`;
}
