import { css } from 'lit';

/** The shell: bar, page, footer. */
export const appStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto 1fr auto;
    min-height: 100vh;
  }
  gs-top-bar {
    position: sticky;
    inset-block-start: 0;
    z-index: 10;
  }
  main {
    min-width: 0;
    outline: none;
  }
  /* The margins of what a page holds stay inside it: else the page itself moves when it fills. */
  main > * {
    display: flow-root;
  }
  .hold {
    max-width: 46rem;
    margin: 3rem auto;
    padding-inline: clamp(0.9rem, 3vw, 2rem);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.5rem;
    padding: 1rem clamp(0.9rem, 2vw, 2rem);
    border-top: 1px solid var(--line);
    color: var(--ink-3);
    font-size: var(--text-s);
  }
  @media (max-height: 30rem) {
    gs-top-bar {
      position: static;
    }
  }
  @media print {
    :host {
      display: block;
      min-height: 0;
    }
    gs-top-bar,
    footer {
      display: none;
    }
  }
`;
