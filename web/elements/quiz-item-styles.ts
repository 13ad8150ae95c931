import { css } from 'lit';

/** Looks of the open question: cards to choose, entries to order, pairs to match. */
export const quizItemStyles = css`
  /* The least width of a grid's column is that of its longest line of code, unless the column says otherwise. */
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0 0 var(--s3);
    font-size: 1.15rem;
    width: 100%;
  }
  legend gs-prose {
    --prose-size: 1.1875rem;
    --prose-leading: 1.5;
  }
  .how {
    font-size: var(--text-s);
    color: var(--ink-2);
    margin-bottom: 0.2rem;
  }
  .choice {
    display: flex;
    gap: 0.8rem;
    align-items: flex-start;
    padding: 0.75rem 0.9rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-l);
    background: var(--surface);
    cursor: pointer;
  }
  .choice input {
    margin-top: 0.2rem;
  }
  .choice:hover {
    border-color: var(--accent);
  }
  .choice:has(input:checked) {
    border-color: var(--accent);
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .choice code,
  .entry code {
    overflow-wrap: anywhere;
  }
  .answer {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s3);
    align-items: center;
  }
  .answer input {
    min-height: 2.75rem;
    font-size: 1.0625rem;
  }
  .answer input.number {
    width: 12rem;
    font-variant-numeric: tabular-nums;
  }
  .answer input.code {
    flex: 1 1 20rem;
    min-width: 0;
  }
  .entry {
    display: grid;
    grid-template-columns: 2rem 1fr auto;
    gap: 0.6rem;
    align-items: center;
    padding: 0.5rem 0.6rem 0.5rem 0.9rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-l);
    background: var(--surface);
  }
  .entry[draggable='true'] {
    cursor: grab;
  }
  .entry.over {
    border-color: var(--accent);
  }
  .place {
    font-weight: 680;
    color: var(--ink-3);
    font-variant-numeric: tabular-nums;
  }
  .moves {
    display: flex;
    gap: 0.25rem;
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 0.4rem 1rem;
    align-items: center;
    padding: 0.6rem 0.9rem;
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
  }
  .pair select {
    width: 100%;
  }
  @media (max-width: 36rem) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .missing {
    color: var(--fail);
    font-size: var(--text-m);
    font-weight: 550;
  }
  ol {
    display: grid;
    gap: var(--s2);
  }
`;
