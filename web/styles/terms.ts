import { css } from 'lit';

/** Terms in running text, unobtrusive, and the note that explains one. */
export const terms = css`
  .prose a.term {
    color: inherit;
    text-decoration: underline dotted 1.5px var(--accent);
    text-underline-offset: 0.22em;
  }
  .prose a.term:hover,
  .prose a.term[aria-expanded='true'] {
    color: var(--accent);
    text-decoration-style: solid;
  }
  .term-note {
    position: absolute;
    inset: auto;
    margin: 0;
    width: max-content;
    max-width: min(25rem, calc(100vw - 1rem));
    padding: 0.75rem 0.95rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    box-shadow: var(--shadow-l);
    font-size: var(--text-m);
    font-weight: 400;
    line-height: 1.5;
    text-align: start;
    white-space: normal;
  }
  .term-note > strong {
    display: block;
    margin-bottom: 0.15rem;
  }
  .term-note > .term-more {
    display: inline-block;
    min-height: 1.5rem;
    margin-top: 0.2rem;
    font-size: var(--text-s);
  }
`;
