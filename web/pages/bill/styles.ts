import { css } from 'lit';

export const billPageStyles = css`
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
    gap: var(--s4);
    margin: 0;
  }
  .figures div {
    padding: 0.9rem 1.15rem 1rem;
  }
  .figures dt {
    color: var(--ink-2);
    font-size: var(--text-s);
    font-weight: 600;
  }
  .figures .big {
    font-size: clamp(1.375rem, 1.1rem + 1vw, 1.75rem);
    font-weight: 680;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  .figures .small {
    color: var(--ink-2);
  }
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 26rem;
    gap: var(--s4);
    align-items: start;
  }
  .stage,
  .side,
  .burn {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    padding: 1rem 1.15rem 1.15rem;
  }
  h2 {
    font-size: var(--text-l);
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: var(--text-m);
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
  .bar label,
  label.check {
    display: flex;
    gap: 0.45em;
    align-items: center;
    min-height: 1.75rem;
    font-size: var(--text-s);
  }
  .handles {
    display: grid;
    gap: var(--s4);
  }
  .workings {
    display: grid;
    gap: var(--s2);
    padding: 0;
    list-style: none;
    font-size: var(--text-s);
    overflow-wrap: anywhere;
  }
  .workings .small {
    display: block;
    color: var(--ink-2);
    font-size: var(--text-xs);
  }
  .burn th[scope='row'] {
    color: var(--ink);
    font-weight: 500;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .burn th .small {
    display: block;
    color: var(--ink-2);
    font-size: var(--text-xs);
    font-weight: 400;
  }
  .burn tfoot th,
  .burn tfoot td {
    border-bottom: 0;
    color: var(--ink);
    font-weight: 650;
  }
  th.num,
  td.num {
    text-align: end;
    white-space: nowrap;
  }
  @media (max-width: 64rem) {
    .work {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 30rem) {
    .wide {
      display: none;
    }
  }
`;
