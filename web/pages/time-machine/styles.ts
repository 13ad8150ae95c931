import { css } from 'lit';

export const timeMachineStyles = css`
  .hold {
    max-width: 60rem;
    margin: 3rem auto;
    padding-inline: clamp(1rem, 4vw, 2rem);
    display: grid;
    gap: var(--s4);
  }
  .machine {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
    max-width: 96rem;
    margin-inline: auto;
    padding: clamp(1rem, 3vw, 2rem) clamp(0.9rem, 2vw, 2rem) 4rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s3) var(--s5);
    align-items: end;
  }
  header .grow {
    flex-basis: 24rem;
  }
  header p.muted {
    max-width: 46rem;
  }
  .note {
    display: flex;
    gap: 0.6em;
    margin-top: var(--s3);
    padding: 0.7rem 1rem;
    border-inline-start: 4px solid var(--tone);
    border-radius: var(--radius);
    background: var(--tone-soft);
  }
  .note svg {
    color: var(--tone);
    margin-top: 0.2rem;
  }
  .controls {
    position: sticky;
    inset-block-start: var(--bar);
    z-index: 5;
    display: grid;
    grid-template-columns: 11rem minmax(0, 1fr) 10.5rem;
    gap: var(--s2) var(--s4);
    align-items: center;
    margin-top: var(--s3);
    padding: 0.8rem 1.1rem;
    box-shadow: var(--shadow);
  }
  .day b {
    font-size: 2rem;
    line-height: 1;
    letter-spacing: -0.03em;
    font-variant-numeric: tabular-nums;
  }
  input[type='range'] {
    appearance: none;
    display: block;
    width: 100%;
    height: 28px;
    margin: 0;
    padding: 0;
    background: transparent;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 6px;
    border-radius: 3px;
    background: var(--line-strong);
  }
  input[type='range']::-moz-range-track {
    height: 6px;
    border-radius: 3px;
    background: var(--line-strong);
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 20px;
    height: 28px;
    margin-top: -11px;
    border: 3px solid var(--surface);
    border-radius: 8px;
    background: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  input[type='range']::-moz-range-thumb {
    box-sizing: border-box;
    width: 20px;
    height: 28px;
    border: 3px solid var(--surface);
    border-radius: 8px;
    background: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  .ticks {
    display: flex;
    justify-content: space-between;
    padding-inline: 3px;
    font-size: var(--text-xs);
    color: var(--ink-3);
    font-variant-numeric: tabular-nums;
  }
  .jumps {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: var(--s1) var(--s2);
    align-items: center;
  }
  .jumps button {
    font-variant-numeric: tabular-nums;
  }
  .count {
    display: inline-flex;
    gap: 0.4em;
    align-items: center;
    margin-inline-start: auto;
  }
  .count select {
    min-height: 1.9rem;
    padding: 0.1rem 0.4rem;
    font-size: var(--text-s);
  }
  .rows {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    margin-top: var(--s3);
  }
  .probe {
    display: grid;
    grid-template-columns: 11rem minmax(0, 1fr) 10.5rem;
    gap: var(--s2) var(--s4);
    align-items: start;
    padding: 0.9rem 1.1rem 0.5rem;
  }
  .probe h2 {
    font-size: var(--text-m);
    overflow-wrap: anywhere;
    letter-spacing: 0;
  }
  .probe gs-lane {
    padding-top: 6px;
  }
  .facts p {
    margin-top: 0.25rem;
  }
  .chip {
    white-space: normal;
    border-radius: 10px;
  }
  .reading {
    display: grid;
    gap: 0.1rem;
    font-size: var(--text-s);
  }
  .reading div {
    display: flex;
    justify-content: space-between;
    gap: var(--s2);
  }
  .reading dt {
    color: var(--ink-3);
  }
  .why {
    grid-column: 1 / -1;
    justify-self: start;
    margin-inline-start: -0.6rem;
  }
  .reasons {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
    gap: var(--s3) var(--s6);
    padding: 0.8rem 0 0.6rem;
    border-top: 1px solid var(--line);
    font-size: var(--text-m);
    overflow-wrap: anywhere;
  }
  .reasons > div {
    display: grid;
    gap: 0.4rem;
    align-content: start;
  }
  .reasons ul.plain {
    padding: 0;
  }
  .reasons ul {
    padding-inline-start: 1.2rem;
    color: var(--ink-2);
  }
  .reasons .marks {
  }
  .marks li {
    color: var(--tone);
  }
  .own,
  .under details {
    margin-top: var(--s3);
    padding: 0 1.1rem;
  }
  .own[open],
  .under details[open] {
    padding-bottom: 1.1rem;
  }
  summary {
    padding-block: 0.7rem;
    font-weight: 600;
    cursor: pointer;
  }
  .under p {
    margin-top: var(--s3);
  }
  pre {
    margin: 0;
    padding: 0.8rem;
    max-height: 26rem;
    overflow: auto;
    border-radius: var(--radius);
    background: var(--code-bg);
    font-size: 0.8rem;
  }
  @media (max-width: 56rem) {
    .controls {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--s1);
    }
    .clock {
      display: flex;
      justify-content: space-between;
      align-items: end;
    }
    .day b {
      font-size: 1.4rem;
    }
    .probe {
      grid-template-columns: minmax(0, 1fr);
    }
    .count {
      margin-inline-start: 0;
    }
    .probe {
      padding-inline: 1.1rem;
    }
  }
  @media (max-height: 40rem), (max-width: 30rem) {
    .controls {
      position: static;
    }
  }
`;
