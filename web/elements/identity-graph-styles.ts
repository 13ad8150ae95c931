import { css } from 'lit';

export const identityGraphStyles = css`
  :host {
    overflow-x: clip;
  }
  .graph {
    position: relative;
    display: grid;
    grid-template-columns: minmax(12.5rem, 15rem) minmax(11rem, 14rem) minmax(16rem, 1fr);
    column-gap: clamp(3.5rem, 8%, 8rem);
    align-items: start;
  }
  .wires {
    position: absolute;
    inset: 0;
    pointer-events: none;
    overflow: visible;
  }
  .wires path {
    fill: none;
    stroke: var(--tone);
    stroke-width: 1.75;
    stroke-linecap: round;
  }
  .wires .deny path {
    stroke-dasharray: 5 5;
  }
  .wires .unknown path {
    stroke-dasharray: 1 6;
    stroke-width: 2.5;
  }
  .wires .deny path.bar {
    stroke-dasharray: none;
    stroke-width: 3.5;
  }
  .wires .tone-none path {
    stroke: var(--line-strong);
  }
  .wires .chosen path {
    stroke-width: 3.5;
  }
  .who,
  .reaches {
    display: grid;
    gap: var(--s3);
  }
  h2.label {
    font-size: var(--text-xs);
    letter-spacing: 0.07em;
  }
  .who h2:not(:first-child) {
    margin-top: var(--s3);
  }
  .node,
  .none {
    position: relative;
    padding: 0.6rem 0.7rem;
    overflow-wrap: anywhere;
  }
  .reaches .node {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .title {
    display: flex;
    gap: 0.45em;
    align-items: baseline;
    font-size: var(--text-s);
    font-weight: 650;
  }
  .data .title,
  .logs .title,
  .work .title {
    font-family: var(--mono);
    letter-spacing: -0.02em;
  }
  .title svg {
    color: var(--ink-3);
    align-self: center;
  }
  .node p.small {
    font-size: var(--text-xs);
  }
  .links {
    display: flex;
    flex-direction: column;
    gap: 2px;
    margin-top: 0.3rem;
  }
  button.link {
    justify-content: start;
    width: 100%;
    min-height: 1.75rem;
    padding: 0.2rem 0.5rem 0.2rem 0.3rem;
    background: var(--tone-soft);
    color: var(--ink);
    font-size: var(--text-s);
    font-weight: 450;
    text-align: start;
  }
  button.link[aria-pressed='true'] {
    border-color: var(--tone);
    box-shadow: inset 0 0 0 1px var(--tone);
  }
  .link em {
    color: var(--tone);
    font-style: normal;
    font-weight: 650;
  }
  .sign {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 1.2rem;
    height: 1.2rem;
    border: 1.5px solid var(--tone);
    border-radius: 99px;
    color: var(--tone);
  }
  .allow .sign {
    background: var(--tone);
    color: var(--surface);
  }
  .sign svg {
    width: 0.8rem;
    height: 0.8rem;
    stroke-width: 2.6;
  }
  .used {
    margin-top: 0.3rem;
    color: var(--accent);
    font-weight: 600;
  }
  .role {
    margin-block-start: 9.5rem;
    padding: 1rem;
    border: 2px solid var(--accent);
    box-shadow: var(--shadow-l);
    overflow-wrap: anywhere;
  }
  .role .name {
    margin-block: 0.25rem 0.4rem;
    font-family: var(--mono);
    font-size: var(--text-m);
    font-weight: 650;
  }
  .role li {
    color: var(--ink-2);
    font-size: var(--text-xs);
  }
  .stacked {
    grid-template-columns: minmax(0, 1fr);
    row-gap: var(--s4);
  }
  .stacked .who,
  .stacked .reaches {
    padding-inline-start: 1.4rem;
  }
  .stacked .role {
    margin: 0 0 0 1.4rem;
    box-shadow: none;
  }
`;
