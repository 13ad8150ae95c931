import { html, nothing, type PropertyDeclarations } from 'lit';
import type { CohortReply, MatrixReply } from '../../../server/contract/index.ts';
import { repeat } from 'lit/directives/repeat.js';
import { getMatrix } from '../../data/matrix.ts';
import { icon } from '../../elements/icons.ts';
import { statusWord } from '../../elements/status.ts';
import { navigate } from '../../navigate.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';
import { COLUMN, matrixStyles, NAMES, ROW } from './matrix-styles.ts';
import { columnsOf, shownRows, stateOf, type Column, type Matrix, type Sort } from './matrix-rows.ts';

const POLL_MS = 2_000;
/** Rows and columns beyond the view that are in the page, so that scrolling by some shows no gap. */
const SPARE = 8;
const SPARE_COLUMNS = 3;

interface Window {
  before: number;
  shown: readonly Column[];
  after: number;
}

/** In place of columns that are not in the page. */
function gap(columns: number) {
  return columns === 0 ? nothing : html`<td class="gap" colspan=${columns} aria-hidden="true"></td>`;
}

/**
 * Learners × tasks, kept up to date. Only the rows and columns in view are in the page, and each is repeated by its key: the
 * cell that has the focus stays the same when others come and go beside it.
 */
class CohortMatrixPage extends CohortPage<MatrixReply> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    matrix: { state: true },
    text: { state: true },
    status: { state: true },
    sort: { state: true },
    first: { state: true },
    firstColumn: { state: true },
  };
  static override styles = [base, controls, tones, formStyles, matrixStyles];
  declare matrix: Matrix | null;
  declare text: string;
  declare status: string;
  declare sort: Sort;
  declare first: number;
  declare firstColumn: number;
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
    this.firstColumn = 0;
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
    const window = this.#window(columns);
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
          <colgroup>
            <col class="names" />
            ${columns.map(() => html`<col />`)}
          </colgroup>
          <thead>
            <tr aria-rowindex="1">
              ${this.#head('', 'Learner', 1)} ${gap(window.before)}
              ${window.shown.map(({ key, title }, index) =>
                this.#head(key, title, window.before + index + 2),
              )}
              ${gap(window.after)}
            </tr>
          </thead>
          <tbody>
            ${spacer('before')}
            ${repeat(
              shown,
              (row) => row,
              (row, index) => this.#row(matrix, window, row, this.first + index),
            )}
            ${spacer('after')}
          </tbody>
        </table>
      </div>`;
  }

  /** The columns that are in the page, and how many there are before and after them. */
  #window(columns: readonly Column[]): Window {
    const before = Math.min(this.firstColumn, Math.max(0, columns.length - 1));
    const shown = columns.slice(before, before + Math.ceil(innerWidth / COLUMN) + 2 * SPARE_COLUMNS);
    return { before, shown, after: columns.length - before - shown.length };
  }

  #head(key: string, title: string, place: number) {
    const { sort } = this;
    const order = sort.key !== key ? 'none' : sort.descending ? 'descending' : 'ascending';
    return html`<th scope="col" aria-sort=${order} aria-colindex=${place} title=${title}>
      <button class="quiet" @click=${() => this.#sortBy(key)}>${title}</button>
    </th>`;
  }

  #row(matrix: Matrix, { before, shown, after }: Window, row: number, place: number) {
    return html`<tr aria-rowindex=${place + 2}>
      <th scope="row" aria-colindex="1">
        <a href=${this.#hrefOf(matrix, row)}>${matrix.learners.name[row]}</a>
      </th>
      ${gap(before)}
      ${repeat(
        shown,
        ({ key }) => key,
        ({ points, maxPoints, assignment }, index) => {
          const column = before + index;
          const got = points[row] ?? null;
          const state = stateOf(got, maxPoints);
          const current = place === this.#at.row && column === this.#at.column;
          return html`<td
            role="gridcell"
            class="num tone-${state}"
            tabindex=${current ? 0 : -1}
            aria-colindex=${column + 2}
            data-row=${place}
            data-column=${column}
            data-href=${this.#hrefOf(matrix, row, assignment)}
          >
            ${icon(state)} <span class="visually-hidden">${statusWord(state)}</span>
            ${got === null ? '' : `${got}/${maxPoints}`}
          </td>`;
        },
      )}
      ${gap(after)}
    </tr>`;
  }

  /** The page of a learner, with an assignment opened. */
  #hrefOf({ learners }: Matrix, row: number, assignment = ''): string {
    return `/cohorts/${this.cohortId}/learners/${learners.id[row] ?? ''}${assignment === '' ? '' : `/${assignment}#opened`}`;
  }

  /** The page's policy allows no styles in markup; the sizes of what is not shown are set here. */
  protected override updated(): void {
    const { matrix } = this;
    const set = (name: string, rows: number) => {
      const spacer = this.renderRoot.querySelector<HTMLElement>(`.${name}`);
      if (spacer) spacer.style.height = `${rows * ROW}px`;
    };
    if (!matrix) return;
    const columns = columnsOf(matrix);
    const table = this.renderRoot.querySelector('table');
    if (table) table.style.width = `${NAMES + columns.length * COLUMN}px`;
    const count = shownRows(matrix, columns, this).length;
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
    const { scrollTop, scrollLeft } = event.target as HTMLElement;
    this.first = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
    this.firstColumn = Math.max(0, Math.floor(scrollLeft / COLUMN) - SPARE_COLUMNS);
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
    void this.#focusCell(cell, row, column);
  };

  async #focusCell(from: HTMLElement, row: number, column: number): Promise<void> {
    const find = () =>
      this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    let next = find();
    if (!next && row >= 0 && column >= 0) {
      // A key that is held down is faster than the scrolling that brings the next cells.
      this.first = Math.max(0, row - SPARE);
      this.firstColumn = Math.max(0, column - SPARE_COLUMNS);
      await this.updateComplete;
      next = find();
    }
    if (!next) return;
    this.#at = { row, column };
    from.tabIndex = -1;
    next.tabIndex = 0;
    next.focus({ preventScroll: true });
    // Unlike focus, this keeps clear of what stays in place.
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}
customElements.define('page-cohort-matrix', CohortMatrixPage);
