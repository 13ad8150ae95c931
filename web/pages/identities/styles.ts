import { css } from 'lit';

export const identitiesPageStyles = css`
  .identities-page {
    max-width: 104rem;
  }
  .note {
    margin-top: var(--s3);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2) var(--s5);
    align-items: center;
    margin-block: var(--s3);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem var(--s5);
    color: var(--ink-2);
  }
  .legend li {
    display: flex;
    gap: 0.5em;
    align-items: center;
  }
  .sample {
    width: 40px;
    height: 12px;
    fill: none;
    stroke: var(--ink-2);
    stroke-width: 1.75;
    stroke-linecap: round;
  }
  .sample.deny path {
    stroke-dasharray: 5 5;
  }
  .sample.deny path.stop {
    stroke-dasharray: none;
    stroke-width: 3.5;
  }
  .sample.unknown path {
    stroke-dasharray: 1 6;
    stroke-width: 2.5;
  }
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 24rem;
    gap: var(--s5);
    align-items: start;
  }
  .side {
    position: sticky;
    inset-block-start: 1rem;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    max-height: calc(100vh - 2rem);
    overflow: auto;
  }
  .requests {
    padding: 0.9rem 1rem;
  }
  .requests h2 {
    margin-bottom: var(--s2);
    font-size: var(--text-m);
  }
  .requests button {
    justify-content: start;
    align-items: baseline;
    width: 100%;
    text-align: start;
    overflow-wrap: anywhere;
    font-weight: 450;
  }
  .requests button[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--ink);
  }
  .under {
    margin-top: var(--s4);
    padding: 0.7rem 1.15rem;
  }
  summary {
    min-height: 1.75rem;
    font-weight: 600;
    cursor: pointer;
  }
  caption {
    padding: 0.4rem 0;
    color: var(--ink-2);
    font-size: var(--text-s);
    text-align: start;
  }
  .under th[scope='row'] {
    color: var(--ink);
    font-family: var(--mono);
    font-weight: 500;
  }
  @media (max-width: 76rem) {
    .work {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      position: static;
      max-height: none;
      overflow: visible;
    }
  }
`;
