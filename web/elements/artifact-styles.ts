import { css } from 'lit';

export const artifactStyles = css`
  .box {
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    overflow: hidden;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2);
    padding: 0.45rem 0.75rem;
    border-bottom: 1px solid var(--line);
    background: var(--raised);
  }
  .name {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    font-family: var(--mono);
    font-size: var(--text-s);
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .chip {
    margin-inline-start: auto;
  }
  .about {
    padding: 0.5rem 0.75rem;
    font-size: var(--text-s);
    color: var(--ink-2);
  }
  .count {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.4rem 0.75rem;
    font-size: var(--text-s);
    font-weight: 600;
    color: var(--tone);
  }
  .problems {
    max-height: 14rem;
    overflow: auto;
    padding: 0 0.35rem 0.4rem;
    list-style: none;
  }
  .problems button {
    display: grid;
    grid-template-columns: 5.2em minmax(0, 1fr);
    justify-content: start;
    align-items: start;
    width: 100%;
    min-height: 1.75rem;
    padding: 0.25rem 0.4rem;
    border-color: transparent;
    background: none;
    font-size: var(--text-s);
    font-weight: 400;
    line-height: 1.45;
    text-align: start;
  }
  .problems .line {
    color: var(--accent);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 0.18em;
  }
  .problems .what {
    overflow-wrap: anywhere;
  }
  .foot {
    padding: 0.5rem 0.75rem;
    border-top: 1px solid var(--line);
  }
  .note {
    margin-inline-start: auto;
    font-size: var(--text-s);
    color: var(--ink-2);
  }
  details {
    border-top: 1px solid var(--line);
  }
  summary {
    padding: 0.45rem 0.75rem;
    font-size: var(--text-s);
    font-weight: 600;
    cursor: pointer;
  }
`;
