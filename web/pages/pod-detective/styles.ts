import { css } from 'lit';

export const detectivePageStyles = css`
  .file {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
    padding-top: var(--s4);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2) var(--s5);
    align-items: center;
  }
  .bar .sum {
    margin-inline-end: auto;
    font-size: var(--text-l);
  }
  .bar label {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-height: 1.75rem;
    font-size: var(--text-s);
  }
  .bar button[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .detail,
  .problems,
  .survival {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    padding: 1rem 1.15rem 1.15rem;
  }
  details {
    padding: 0.8rem 1.15rem;
  }
  details .scroll {
    margin-top: var(--s3);
  }
  h2 {
    display: flex;
    gap: 0.45em;
    align-items: center;
    font-size: var(--text-l);
    overflow-wrap: anywhere;
  }
  .problems h2 svg {
    color: var(--fail);
  }
  .problems ul {
    display: grid;
    gap: var(--s2);
  }
  .problems li {
    display: grid;
    grid-template-columns: minmax(9rem, auto) minmax(0, 1fr);
    gap: var(--s1) var(--s4);
    font-size: var(--text-s);
    overflow-wrap: anywhere;
  }
  .place {
    color: var(--ink-2);
  }
  .finding {
    overflow-wrap: anywhere;
  }
  .finding ol {
    display: grid;
    gap: var(--s2);
    margin-top: var(--s2);
    padding-inline-start: 1.4rem;
  }
  .finding .small {
    display: block;
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  summary {
    font-weight: 600;
    cursor: pointer;
  }
  tbody th {
    color: var(--ink);
    font-weight: 550;
  }
  @media (max-width: 34rem) {
    .problems li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
