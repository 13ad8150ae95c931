import { css } from 'lit';

export const topBarStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: var(--s2) var(--s4);
    min-height: var(--bar);
    padding: 0.35rem clamp(0.75rem, 2vw, 2rem);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .skip {
    position: absolute;
    inset-inline-start: 0.5rem;
    inset-block-start: -4rem;
    z-index: 30;
  }
  .skip:focus {
    inset-block-start: 0.5rem;
  }
  .brand {
    display: inline-flex;
    align-items: center;
    gap: 0.55rem;
    color: var(--ink);
    font-weight: 720;
    letter-spacing: -0.02em;
    font-size: 1.0625rem;
    text-decoration: none;
  }
  .brand svg {
    width: 1.65rem;
    height: 1.65rem;
  }
  .brand .sky {
    fill: light-dark(#141c26, #2b3b4c);
  }
  .brand .earth {
    fill: light-dark(#a1127f, #c93aa4);
  }
  .brand path.line {
    fill: none;
    stroke: #fff;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  nav a {
    padding: 0.35rem 0.6rem;
    border-radius: var(--radius);
    color: var(--ink-2);
    font-size: var(--text-m);
    font-weight: 550;
    text-decoration: none;
  }
  nav a:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  nav a[aria-current] {
    color: var(--ink);
    text-decoration: underline;
    text-decoration-color: var(--accent);
    text-decoration-thickness: 2px;
    text-underline-offset: 0.4em;
  }
  .search {
    min-height: 2rem;
    margin-inline-start: auto;
    padding-inline: 0.6rem;
    border-color: var(--line);
    background: var(--raised);
    color: var(--ink-2);
    font-weight: 450;
  }
  .search kbd {
    margin-inline-start: 0.5rem;
    padding: 0.05em 0.45em;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--surface);
    color: var(--ink-3);
  }
  @media (min-width: 60rem) {
    .search {
      min-width: 13rem;
      justify-content: flex-start;
    }
    .search kbd {
      margin-inline-start: auto;
    }
  }
  @media (max-width: 48rem) {
    .search kbd {
      display: none;
    }
    header {
      flex-wrap: wrap;
      gap: var(--s1) var(--s2);
    }
  }
  .end {
    display: flex;
    align-items: center;
    gap: var(--s2);
  }
  details {
    position: relative;
  }
  summary {
    display: flex;
    min-height: 1.75rem;
    list-style: none;
    cursor: pointer;
    border-radius: 99px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .pop {
    position: absolute;
    z-index: 20;
    inset-inline-end: 0;
    inset-block-start: calc(100% + 0.5rem);
    width: min(24rem, calc(100vw - 1.5rem));
    padding: var(--s3) var(--s4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shadow-l);
    font-size: var(--text-s);
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .who {
    max-width: 14rem;
  }
  .who span:last-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .menu {
    display: grid;
    gap: var(--s2);
    width: max-content;
    justify-items: start;
  }
  .viewing,
  .offline {
    display: flex;
    gap: 0.5em;
    align-items: center;
    justify-content: center;
    padding: 0.4rem 1rem;
    background: var(--blocked-soft);
    color: var(--blocked);
    font-size: var(--text-s);
    font-weight: 600;
  }
  .viewing {
    flex-wrap: wrap;
    background: var(--sunken);
    color: var(--ink);
  }
  @media (max-width: 34rem) {
    .word {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    nav a {
      padding-inline: 0.3rem;
    }
    /* Fonts differ in width from one system to the next: what does not fit goes to a second line. */
    header {
      flex-wrap: wrap;
      gap: var(--s1);
    }
    .brand {
      gap: 0.4rem;
      font-size: var(--text-m);
    }
    .end {
      gap: var(--s1);
    }
  }
`;
