import { css, html, type PropertyDeclarations } from 'lit';
import type { CohortReply, MatrixReply } from '../../../server/contract/index.ts';
import { getMatrix } from '../../data/matrix.ts';
import { icon } from '../../elements/icons.ts';
import { statusWord } from '../../elements/status.ts';
import { navigate } from '../../navigate.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';
import { columnsOf, shownRows, stateOf, type Column, type Matrix, type Sort } from './matrix-rows.ts';

const POLL_MS = 2_000;
/** Height of a row in pixels; the style below says the same. */
const ROW = 36;
const SPARE = 8;

/** Learners × tasks, kept up to date. Only the rows in view are in the page. */
class CohortMatrixPage extends CohortPage<MatrixReply> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    matrix: { state: true },
    text: { state: true },
    status: { state: true },
    sort: { state: true },
    first: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      .page {
        max-width: none;
      }
      .grid {
        overflow: auto;
        max-height: 70vh;
        border: 1px solid var(--line);
      }
      table {
        width: max-content;
        border-collapse: separate;
        border-spacing: 0;
      }
      tbody tr {
        height: 36px;
      }
      th,
      td {
        padding: 0 0.6rem;
        white-space: nowrap;
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 2;
        background: var(--ground, Canvas);
      }
      tbody th,
      thead th:first-child {
        position: sticky;
        left: 0;
        z-index: 1;
        background: var(--ground, Canvas);
      }
      thead th:first-child {
        z-index: 3;
      }
      tbody th a {
        display: block;
        padding-block: 0.35rem;
      }
      td[data-href] {
        cursor: pointer;
      }
      td[class] {
        background: var(--tone-soft);
      }
      .spacer,
      .spacer td {
        height: 0;
        padding: 0;
      }
    `,
  ];
  declare matrix: Matrix | null;
  declare text: string;
  declare status: string;
  declare sort: Sort;
  declare first: number;
  protected override readonly tab = 'matrix';
  protected override readonly heading1 = 'Matrix';
  #version = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = { row: 0, column: 0 };

  constructor() {
    super();
    this.matrix = null;
    this.text = '';
    this.status = '';
    this.sort = { key: '', descending: false };
    this.first = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override async fetch(cohort: string): Promise<MatrixReply> {
    const reply = await getMatrix(cohort);
    this.#take(reply);
    this.#poll();
    return reply;
  }

  #take({ version, matrix }: MatrixReply): void {
    this.#version = version;
    if (matrix) this.matrix = matrix;
  }

  #poll(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A poll that fails says nothing: the page's bar tells when the server does not answer, and the next one is soon.
      getMatrix(this.cohortId, this.#version)
        .then((reply) => this.#take(reply))
        .catch((error: unknown) => console.warn('The matrix could not be read again', error))
        .finally(() => {
          if (this.isConnected) this.#poll();
        });
    }, POLL_MS);
  }

  protected override body(_value: MatrixReply, _cohort: CohortReply) {
    const { matrix } = this;
    if (!matrix || matrix.assignments.length === 0)
      return html`<p class="muted">Nothing is assigned yet. Scores appear here for what is.</p>`;
    const columns = columnsOf(matrix);
    const rows = shownRows(matrix, columns, this);
    const end = Math.min(rows.length, this.first + Math.ceil(innerHeight / ROW) + 2 * SPARE);
    const shown = rows.slice(this.first, end);
    const spacer = (name: string) =>
      html`<tr class="spacer ${name}" aria-hidden="true">
        <td colspan=${columns.length + 1}></td>
      </tr>`;
    return html`<form class="fields" @submit=${(event: Event) => event.preventDefault()}>
        <label class="field"
          >Name, number or group
          <input type="search" .value=${this.text} @input=${this.#search} />
        </label>
        <label class="field"
          >State of an assignment
          <select @change=${this.#choose}>
            <option value="">any</option>
            ${matrix.statuses.map((one) => html`<option value=${one}>${one}</option>`)}
          </select>
        </label>
        <p class="muted" role="status">${rows.length} of ${matrix.learners.id.length} learners</p>
      </form>
      <div class="grid" @scroll=${this.#scroll} @keydown=${this.#move} @click=${this.#enter}>
        <table
          role="grid"
          aria-label="Scores"
          aria-rowcount=${rows.length + 1}
          aria-colcount=${columns.length + 1}
        >
          <thead>
            <tr aria-rowindex="1">
              ${this.#head('', 'Learner')} ${columns.map(({ key, title }) => this.#head(key, title))}
            </tr>
          </thead>
          <tbody>
            ${spacer('before')}
            ${shown.map((row, index) => this.#row(matrix, columns, row, this.first + index))}
            ${spacer('after')}
          </tbody>
        </table>
      </div>`;
  }

  #head(key: string, title: string) {
    const { sort } = this;
    const order = sort.key !== key ? 'none' : sort.descending ? 'descending' : 'ascending';
    return html`<th scope="col" aria-sort=${order}>
      <button class="quiet" @click=${() => this.#sortBy(key)}>${title}</button>
    </th>`;
  }

  #row(matrix: Matrix, columns: readonly Column[], row: number, place: number) {
    return html`<tr aria-rowindex=${place + 2}>
      <th scope="row"><a href=${this.#hrefOf(matrix, row)}>${matrix.learners.name[row]}</a></th>
      ${columns.map(({ points, maxPoints, assignment }, column) => {
        const got = points[row] ?? null;
        const state = stateOf(got, maxPoints);
        const current = place === this.#at.row && column === this.#at.column;
        return html`<td
          role="gridcell"
          class="num tone-${state}"
          tabindex=${current ? 0 : -1}
          data-row=${place}
          data-column=${column}
          data-href=${this.#hrefOf(matrix, row, assignment)}
        >
          ${icon(state)} <span class="visually-hidden">${statusWord(state)}</span>
          ${got === null ? '' : `${got}/${maxPoints}`}
        </td>`;
      })}
    </tr>`;
  }

  /** The page of a learner, with an assignment opened. */
  #hrefOf({ learners }: Matrix, row: number, assignment = ''): string {
    return `/cohorts/${this.cohortId}/learners/${learners.id[row] ?? ''}${assignment === '' ? '' : `/${assignment}#opened`}`;
  }

  /** The page's policy allows no styles in markup; the heights of what is not shown are set here. */
  protected override updated(): void {
    const { matrix } = this;
    const set = (name: string, rows: number) => {
      const spacer = this.renderRoot.querySelector<HTMLElement>(`.${name}`);
      if (spacer) spacer.style.height = `${rows * ROW}px`;
    };
    if (!matrix) return;
    const count = shownRows(matrix, columnsOf(matrix), this).length;
    const shown = this.renderRoot.querySelectorAll('tbody tr:not(.spacer)').length;
    set('before', this.first);
    set('after', Math.max(0, count - this.first - shown));
  }

  #sortBy(key: string): void {
    const { sort } = this;
    this.sort = { key, descending: sort.key === key ? !sort.descending : key !== '' };
  }

  readonly #search = (event: Event) => {
    this.text = (event.target as HTMLInputElement).value;
    this.first = 0;
  };
  readonly #choose = (event: Event) => {
    this.status = (event.target as HTMLSelectElement).value;
    this.first = 0;
  };
  readonly #scroll = (event: Event) => {
    this.first = Math.max(0, Math.floor((event.target as HTMLElement).scrollTop / ROW) - SPARE);
  };
  /** A cell leads to what its points are made of. A link in every cell would be a hundred stops for the Tab key. */
  readonly #enter = (event: Event) => {
    const cell = event.composedPath().find((node) => node instanceof HTMLTableCellElement);
    const { href } = (cell as HTMLElement | undefined)?.dataset ?? {};
    if (href !== undefined) navigate(href);
  };
  readonly #move = (event: KeyboardEvent) => {
    const cell = event.composedPath()[0] as HTMLElement;
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (event.key === 'Enter') this.#enter(event);
    if (!step || cell.dataset['row'] === undefined) return;
    event.preventDefault();
    const row = Number(cell.dataset['row']) + step[0];
    const column = Number(cell.dataset['column']) + step[1];
    const next = this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    if (!next) return;
    this.#at = { row, column };
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
}
customElements.define('page-cohort-matrix', CohortMatrixPage);
