import { css } from 'lit';

export const spotPageStyles = css`
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 23rem;
    gap: var(--s4);
    align-items: start;
    margin-top: var(--s3);
  }
  .stage,
  .side,
  .pools {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    padding: 1rem 1.15rem 1.15rem;
  }
  h2 {
    font-size: var(--text-l);
  }
  .stage h2 {
    font-family: var(--mono);
    letter-spacing: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2) var(--s5);
    align-items: center;
  }
  .bar h2 {
    margin-inline-end: auto;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s1) var(--s4);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .bar label {
    display: flex;
    gap: 0.45em;
    align-items: center;
    min-height: 1.75rem;
    font-size: var(--text-s);
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
  .tag {
    width: 1.5rem;
    height: 1rem;
    border-radius: 4px;
  }
  .tag.lowest {
    border: 1px dashed var(--pass);
    background: var(--pass-soft);
  }
  .tag.own {
    border: 2px solid var(--accent);
  }
  .strip {
    padding: 0 0.5rem;
    border-radius: 2px;
    background: var(--zone-0);
    color: var(--surface);
    font-size: var(--text-xs);
    font-weight: 700;
    line-height: 1.4;
  }
  .jumps {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }
  .standings th[scope='row'] {
    color: var(--ink);
    font-weight: 500;
    white-space: normal;
  }
  .standings th,
  .standings td {
    padding-inline: 0.3rem;
  }
  .standings .chip {
    margin: 0.15rem 0.1rem 0 0;
    border-radius: var(--radius);
    white-space: normal;
  }
  th.num,
  td.num {
    text-align: end;
    white-space: nowrap;
  }
  .facts {
    display: grid;
    gap: var(--s1);
    padding-inline-start: 1.2rem;
    font-size: var(--text-s);
  }
  .under {
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
  @media (max-width: 64rem) {
    .work {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
