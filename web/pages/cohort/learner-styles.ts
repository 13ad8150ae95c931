import { css } from 'lit';

/** The page of one learner. */
export const learnerStyles = css`
  .result,
  .request {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
  }
  .request,
  .answer {
    padding: 1rem 1.2rem;
  }
  blockquote {
    margin: 0;
    padding-inline-start: 0.8rem;
    border-inline-start: 3px solid var(--line-strong);
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  th a {
    display: inline-block;
    padding-block: 0.3rem;
  }
  summary {
    padding-block: 0.25rem;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  pre {
    max-height: 24rem;
    overflow: auto;
    padding: 0.7rem 0.9rem;
    background: var(--code-bg);
    color: var(--code-ink);
  }
  textarea {
    width: 100%;
    min-height: 4.5rem;
  }
  td form {
    min-width: 14rem;
    padding-block: var(--s2);
  }
`;
