import { css, unsafeCSS } from 'lit';

/** Height of a row, width of a column and of the learners' names, in pixels: what is not in the page is reckoned with them. */
export const ROW = 36;
export const COLUMN = 112;
export const NAMES = 224;

export const matrixStyles = css`
  .page {
    max-width: none;
  }
  .grid {
    /* Words for screen readers in the cells scroll with them. */
    position: relative;
    overflow: auto;
    max-height: 70vh;
    border: 1px solid var(--line);
    /* A cell that gets the focus is not left below what stays in place. */
    scroll-padding: 4rem 0 0 ${unsafeCSS(NAMES)}px;
  }
  table {
    table-layout: fixed;
    border-collapse: separate;
    border-spacing: 0;
  }
  tbody tr {
    height: ${unsafeCSS(ROW)}px;
  }
  col {
    width: ${unsafeCSS(COLUMN)}px;
  }
  col.names {
    width: ${unsafeCSS(NAMES)}px;
  }
  th {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  thead button {
    width: 100%;
    max-height: 4rem;
    overflow: hidden;
    white-space: normal;
    overflow-wrap: anywhere;
    font-size: 0.9em;
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
  .spacer td,
  .gap {
    height: 0;
    padding: 0;
  }
`;
