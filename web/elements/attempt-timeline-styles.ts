import { css } from 'lit';

/** A rail with a node per attempt; the newest is on top. */
export const timelineStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 0.6rem;
    align-items: center;
    padding-bottom: var(--s3);
    font-size: var(--text-s);
  }
  form select {
    min-height: 1.875rem;
    padding: 0.1rem 0.4rem;
    font-size: var(--text-s);
  }
  form label {
    display: inline-flex;
    gap: 0.4em;
    align-items: center;
  }
  li.node {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.3rem;
    padding: 0 0 1.1rem 1.6rem;
    font-size: var(--text-s);
  }
  li.node::before {
    content: '';
    position: absolute;
    inset-block: 0.4rem -0.4rem;
    inset-inline-start: 0.45rem;
    border-inline-start: 2px solid var(--line-strong);
  }
  li.node:last-child::before {
    display: none;
  }
  li.node::after {
    content: '';
    position: absolute;
    inset-block-start: 0.25rem;
    inset-inline-start: 0.05rem;
    width: 0.9rem;
    height: 0.9rem;
    border: 2px solid var(--line-strong);
    border-radius: 50%;
    background: var(--surface);
  }
  li.node.shown::after {
    border-color: var(--accent);
    background: var(--accent);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.6rem;
    align-items: baseline;
  }
  .head h3 {
    font-size: var(--text-m);
  }
  .score {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .when,
  .asked {
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .moved {
    display: grid;
    gap: 0.15rem;
  }
  .moved li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.4rem;
    align-items: center;
  }
  .tone {
    color: var(--tone);
    font-weight: 600;
  }
  .reset {
    color: var(--ink-2);
    font-style: italic;
  }
  gs-comparison {
    margin-bottom: var(--s4);
  }
`;
