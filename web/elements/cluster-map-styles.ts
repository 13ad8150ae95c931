import { css } from 'lit';

export const clusterMapStyles = css`
  .map,
  .zone,
  .node {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    align-content: start;
  }
  h2 {
    display: flex;
    gap: 0.45em;
    align-items: center;
    font-size: var(--text-m);
  }
  .waiting {
    display: grid;
    gap: var(--s2);
    padding: 0.7rem 0.9rem;
    border: 1px solid var(--line);
    border-inline-start: 4px solid var(--tone);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .waiting.some {
    background: var(--tone-soft);
  }
  .waiting h2 svg {
    color: var(--tone);
  }
  .zones {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
    gap: var(--s3);
    align-items: stretch;
  }
  .zone {
    padding: 0.8rem;
    border: 1px solid var(--line);
    border-top: 4px solid var(--zone);
    border-radius: var(--radius-l);
    background: var(--raised);
  }
  .nodes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
    gap: var(--s3);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s1) var(--s3);
    align-items: center;
    justify-content: space-between;
  }
  .zone.down {
    border-style: dashed;
    border-top-style: dashed;
    background: var(--sunken);
  }
  .node {
    gap: var(--s2);
    padding: 0.6rem 0.75rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .node.cordoned {
    border-style: dashed;
    border-color: var(--line-strong);
  }
  .name {
    font-family: var(--mono);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
  .small,
  .none {
    color: var(--ink-2);
    font-size: var(--text-xs);
  }
  .taint {
    display: flex;
    gap: 0.35em;
    overflow-wrap: anywhere;
  }
  .meters {
    display: grid;
    gap: 0.15rem;
  }
  .meters li {
    display: grid;
    grid-template-columns: 3.4rem minmax(2rem, 1fr) auto;
    gap: 0.5rem;
    align-items: center;
  }
  .meters svg {
    width: 100%;
    height: 0.4rem;
  }
  .track {
    fill: var(--sunken);
  }
  .used {
    fill: var(--accent);
  }
  .pods {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  button.pod {
    min-height: 1.9rem;
    padding: 0.15rem 0.6rem;
    border: 1px solid var(--tone);
    border-radius: 99px;
    background: var(--tone-soft);
    font-size: var(--text-s);
    overflow-wrap: anywhere;
    text-align: start;
  }
  button.pod svg {
    color: var(--tone);
  }
  button.pod[aria-pressed='true'] {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent);
  }
  .fate {
    color: var(--ink-2);
  }
  .zone header button[aria-pressed='true'],
  .node header button[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--ink);
  }
  .dormant {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
    gap: var(--s3);
  }
  .dormant li {
    display: grid;
    gap: 0.15rem;
    padding: 0.6rem 0.9rem;
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius);
  }
  .dormant .verdict {
    color: var(--ink);
  }
`;
