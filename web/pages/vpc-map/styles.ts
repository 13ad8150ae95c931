import { css } from 'lit';

export const vpcMapPageStyles = css`
  .map-page {
    max-width: 110rem;
  }
  .note {
    margin-top: var(--s3);
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: var(--s1);
    font-size: var(--text-xs);
    font-weight: 600;
    letter-spacing: 0.07em;
    text-transform: uppercase;
    color: var(--ink-3);
  }
  .ask {
    display: grid;
    grid-template-columns: minmax(0, 1.4fr) minmax(0, 1.4fr) minmax(0, 0.8fr) minmax(0, 0.9fr);
    gap: var(--s3) var(--s5);
    margin-top: var(--s3);
    padding: 0.9rem 1.1rem 1.1rem;
    box-shadow: var(--shadow);
  }
  .ask fieldset {
    display: grid;
    gap: var(--s2);
    align-content: start;
  }
  .ask select,
  .ask input[type='number'] {
    width: 100%;
    text-overflow: ellipsis;
  }
  input[disabled] {
    color: var(--ink-3);
    background: var(--sunken);
  }
  label.zone {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-height: 1.6rem;
    font-size: var(--text-s);
  }
  .ask .zones {
    grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
    gap: 0 var(--s3);
  }
  .zones legend {
    grid-column: 1 / -1;
  }
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1.55fr) minmax(19rem, 1fr);
    gap: var(--s4);
    align-items: start;
    margin-top: var(--s3);
  }
  .stage {
    padding: 0.8rem;
  }
  .side {
    display: grid;
    gap: var(--s3);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem var(--s4);
    padding-bottom: 0.7rem;
    color: var(--ink-2);
  }
  .legend li {
    display: flex;
    gap: 0.45em;
    align-items: center;
  }
  .legend li::before {
    content: '';
    width: 0.95rem;
    height: 0.7rem;
    border: 1.5px solid var(--tone);
    border-radius: 3px;
    background: var(--tone-soft);
  }
  .tier-public {
    --tone: var(--info);
    --tone-soft: var(--info-soft);
  }
  .tier-private {
    --tone: var(--pass);
    --tone-soft: var(--pass-soft);
  }
  .tier-isolated {
    --tone: var(--ink-3);
    --tone-soft: var(--sunken);
  }
  .legend .tier-isolated::before {
    border-style: dashed;
  }
  .tier-unknown {
    --tone: var(--blocked);
    --tone-soft: var(--blocked-soft);
  }
  .paths {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--s4);
  }
  .facts {
    display: grid;
    gap: var(--s2);
    padding: 0.9rem 1.1rem;
    font-size: var(--text-s);
    overflow-wrap: anywhere;
  }
  .facts h2 {
    font-size: var(--text-l);
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.3rem var(--s3);
  }
  dt {
    color: var(--ink-3);
  }
  dd ul {
    padding-inline-start: 1.1rem;
  }
  .under details {
    margin-top: var(--s3);
    padding: 0 1.1rem;
  }
  .under details[open] {
    padding-bottom: 1.1rem;
  }
  summary {
    padding-block: 0.7rem;
    font-weight: 600;
    cursor: pointer;
  }
  caption {
    padding-top: var(--s3);
    text-align: start;
    font-weight: 650;
  }
  @media (max-width: 70rem) {
    .work {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 56rem) {
    .ask {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @media (max-width: 30rem) {
    .ask {
      grid-template-columns: minmax(0, 1fr);
    }
    .what {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .what legend {
      grid-column: 1 / -1;
    }
    .stage {
      padding: 0.5rem;
    }
  }
`;
