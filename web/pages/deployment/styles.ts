import { css } from 'lit';

export const deploymentPageStyles = css`
  header .grow {
    overflow-wrap: anywhere;
  }
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 22rem;
    gap: var(--s4);
    align-items: start;
    margin-top: var(--s3);
  }
  .stage,
  .past > section,
  .form,
  .outcome {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
    padding: 1rem 1.15rem 1.15rem;
    overflow-wrap: anywhere;
  }
  .side {
    display: grid;
    gap: var(--s3);
  }
  h2 {
    font-size: var(--text-l);
  }
  .outcome {
    border-inline-start: 5px solid var(--tone);
  }
  .outcome h2 {
    color: var(--tone);
  }
  .form label {
    font-size: var(--text-s);
    font-weight: 600;
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
  .box {
    width: 1.5rem;
    height: 1rem;
    border: 1px solid var(--line-strong);
    border-radius: 3px;
    background: var(--sunken);
  }
  .box.fresh {
    border-color: var(--info);
    background: color-mix(in srgb, var(--info) 24%, var(--surface));
  }
  .box.watch {
    border-color: var(--pass);
    background: var(--pass-soft);
  }
  .hatch {
    width: 1.5rem;
    height: 1rem;
    border: 1.5px solid var(--fail);
    border-radius: 3px;
    fill: none;
    stroke: var(--fail);
    stroke-width: 2;
  }
  .past {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--s4);
    align-items: start;
  }
  .past .wide {
    grid-column: 1 / -1;
  }
  .events li {
    position: relative;
    padding: 0 0 var(--s3) 1.4rem;
  }
  .events li::before {
    content: '';
    position: absolute;
    inset-block: 0.9rem -0.3rem;
    inset-inline-start: 0.37rem;
    border-inline-start: 2px solid var(--line-strong);
  }
  .events li:last-child::before {
    display: none;
  }
  .dot {
    position: absolute;
    inset-block-start: 0.4rem;
    inset-inline-start: 0;
    width: 0.85rem;
    height: 0.85rem;
    border: 2px solid var(--tone);
    border-radius: 99px;
    background: var(--tone-soft);
  }
  .events strong {
    color: var(--tone);
  }
  .alarms li {
    display: flex;
    gap: 0.6em;
    align-items: baseline;
    padding-block: var(--s1);
  }
  .alarms svg {
    flex: none;
    color: var(--tone);
  }
  .alarms .small {
    display: block;
  }
  th[scope='row'] {
    color: var(--ink);
    font-weight: 500;
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
  @media (max-width: 64rem) {
    .work,
    .past {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
