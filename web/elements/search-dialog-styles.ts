import { css } from 'lit';

/** The search: a sheet near the top of the window, the whole window of a phone. */
export const searchDialogStyles = css`
  dialog {
    width: min(46rem, calc(100vw - 2rem));
    max-height: min(42rem, 84vh);
    margin-block-start: 8vh;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    color: var(--ink);
    box-shadow: var(--shadow-l);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(8 12 18 / 55%);
  }
  .field {
    display: flex;
    gap: var(--s2);
    align-items: center;
    padding: 0.5rem 0.6rem 0.5rem 1rem;
    border-bottom: 1px solid var(--line);
  }
  .field svg {
    width: 1.3rem;
    height: 1.3rem;
    color: var(--ink-3);
  }
  .field:focus-within {
    border-bottom-color: var(--accent);
    box-shadow: inset 0 -1px 0 var(--accent);
  }
  input[type='text'] {
    flex: 1 1 auto;
    min-width: 0;
    min-height: 2.75rem;
    border: 0;
    background: none;
    font-size: 1.125rem;
  }
  input[type='text']:focus-visible {
    outline: none;
  }
  .body {
    min-height: 9rem;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 0.4rem 0.6rem 0.8rem;
    scroll-padding-block: 2.2rem 0.6rem;
  }
  .group > .label {
    position: sticky;
    inset-block-start: -0.4rem;
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.55rem 0.6rem 0.3rem;
    background: var(--surface);
  }
  .group > .label span {
    font-weight: 500;
    letter-spacing: 0;
    text-transform: none;
  }
  [role='option'] {
    display: grid;
    grid-template-columns: 1.25rem minmax(0, 1fr);
    gap: 0.1rem 0.7rem;
    padding: 0.5rem 0.6rem;
    border-radius: var(--radius);
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  [role='option'] > svg {
    margin-top: 0.2rem;
    color: var(--ink-3);
  }
  [role='option'][aria-selected='true'] {
    background: var(--accent-soft);
    box-shadow: inset 3px 0 0 var(--accent);
  }
  [role='option'][aria-selected='true'] > svg {
    color: var(--accent);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.6rem;
    align-items: baseline;
    justify-content: space-between;
    font-weight: 600;
    font-size: var(--text-m);
  }
  .title.command {
    font-family: var(--mono);
    font-size: 0.875rem;
  }
  .of {
    font-family: var(--sans);
    font-size: var(--text-s);
    font-weight: 450;
    color: var(--ink-3);
  }
  .excerpt {
    grid-column: 2;
    font-size: var(--text-s);
    line-height: 1.5;
    color: var(--ink-2);
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .excerpt.command {
    font-family: var(--mono);
    font-size: 0.75rem;
  }
  mark {
    background: none;
    color: inherit;
    font-weight: 700;
    text-decoration: underline 2px var(--accent);
    text-underline-offset: 0.16em;
  }
  .none {
    display: grid;
    gap: var(--s3);
    padding: 1rem 0.6rem 0.6rem;
  }
  .none ul {
    padding-inline-start: 1.2rem;
    color: var(--ink-2);
    font-size: var(--text-m);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 1.1rem;
    align-items: center;
    padding: 0.5rem 1rem;
    border-top: 1px solid var(--line);
    background: var(--raised);
    color: var(--ink-3);
    font-size: var(--text-xs);
  }
  .foot label {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    min-height: 1.5rem;
    margin-inline-start: auto;
    cursor: pointer;
  }
  kbd {
    padding: 0.05em 0.4em;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    background: var(--surface);
    color: var(--ink-2);
  }
  @media (max-width: 40rem) {
    dialog {
      width: 100vw;
      max-width: none;
      height: 100dvh;
      max-height: none;
      margin: 0;
      border: 0;
      border-radius: 0;
    }
    .body {
      flex: 1 1 auto;
    }
    .keys {
      display: none;
    }
    .foot label {
      margin-inline-start: 0;
    }
  }
`;
