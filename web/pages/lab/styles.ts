import { css } from 'lit';

/** Layout of the workbench: tasks | work | tools side by side where there is room, stacked in that order where not. */
export const labStyles = css`
  .hold {
    max-width: 60rem;
    margin: 3rem auto;
    padding-inline: clamp(1rem, 4vw, 2rem);
    display: grid;
    gap: var(--s4);
  }
  .bench {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s5);
    max-width: 160rem;
    margin-inline: auto;
    padding: 1rem clamp(0.9rem, 2vw, 2rem) 0;
  }
  .head {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--s3) var(--s5);
    align-items: center;
  }
  .head gs-gauge {
    --gauge-size: 5.5rem;
  }
  .titles h1 {
    font-size: clamp(1.35rem, 1.1rem + 1.2vw, 1.9rem);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    align-items: center;
    margin-top: 0.4rem;
    font-size: var(--text-s);
    color: var(--ink-2);
  }
  .actions {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }
  .big {
    min-height: 2.6rem;
    padding-inline: 1.2rem;
  }
  .tasks {
    overflow: hidden;
    align-self: start;
  }
  .work {
    display: grid;
    /* A wide table scrolls in its own box; it must not push the column under the tools. */
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
    align-content: start;
    min-width: 0;
  }
  /* Below 75rem the tools are a drawer at the foot of the window; from there on a column of their own height. */
  .tools {
    position: sticky;
    inset-block-end: 0;
    z-index: 5;
    min-width: 0;
    margin-inline: calc(-1 * clamp(0.9rem, 2vw, 2rem));
    padding-inline: clamp(0.9rem, 2vw, 2rem);
    border-top: 1px solid var(--line-strong);
    background: var(--bg);
    box-shadow: var(--shadow-l);
    --terminal-height: min(22rem, 42vh);
  }
  .tools:not([data-open]) .tool {
    display: none;
  }
  .tool {
    max-height: min(26rem, 50vh);
    padding-block: var(--s3);
    overflow-y: auto;
  }
  .tool.terminal {
    overflow: visible;
    max-height: none;
  }
  gs-splitter {
    display: none;
  }
  @media (min-width: 50rem) {
    .bench {
      grid-template-columns: 17rem minmax(0, 1fr);
    }
    .tools {
      grid-column: 1 / -1;
    }
  }
  @media (max-width: 74.99rem) and (max-height: 26rem) {
    /* A very low window: nothing may stand over the text. */
    .tools {
      position: static;
    }
  }
  @media (min-width: 75rem) {
    .bench {
      grid-template-columns: 14rem minmax(0, 1fr) var(--tools-width, clamp(30rem, 43vw, 64rem));
      grid-template-rows: auto 1fr;
      padding-bottom: 3rem;
    }
    .head {
      grid-column: 1 / 3;
    }
    .tasks,
    .tools {
      position: sticky;
      inset-block-start: calc(var(--bar) + 1rem);
      align-self: start;
    }
    .tasks {
      max-height: calc(100vh - var(--bar) - 2rem);
      overflow-y: auto;
    }
    .tools,
    .tools:not([data-open]) .tool {
      display: block;
    }
    .tools {
      grid-area: 1 / 3 / span 2 / auto;
      margin-inline: 0;
      padding-inline: 0;
      border: 0;
      background: none;
      box-shadow: none;
      --terminal-height: calc(100vh - var(--bar) - 5.2rem);
    }
    .tool {
      max-height: calc(100vh - var(--bar) - 4.6rem);
      padding-bottom: 0;
    }
    gs-splitter {
      display: block;
      position: absolute;
      inset-block: 0;
      inset-inline-start: calc(-1 * var(--s5));
      width: var(--s5);
    }
    .drawer {
      display: none;
    }
  }
  @media (min-width: 100rem) {
    .bench {
      grid-template-columns: 19rem minmax(0, 1fr) var(--tools-width, clamp(34rem, 42vw, 72rem));
    }
  }
  .task-head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s3);
    align-items: end;
  }
  .task-head .grow {
    flex: 1 1 14rem;
  }
  .task-head h2 {
    font-size: 1.4rem;
    margin-block: 0.1rem;
  }
  .instructions {
    padding: 1.1rem 1.3rem;
    --prose-size: 0.9875rem;
  }
  .intro {
    padding: 0.2rem 1.3rem;
  }
  .intro summary {
    padding-block: 0.7rem;
    font-weight: 650;
    cursor: pointer;
  }
  .intro gs-prose,
  .intro p {
    margin-bottom: 0.9rem;
    max-width: 46rem;
  }
  .checking {
    display: flex;
    gap: 0.6em;
    align-items: center;
    padding: 1rem;
    color: var(--info);
    font-weight: 600;
  }
  .hint-box {
    padding: 0 1rem;
  }
  .hint-box summary {
    padding: 0.7rem 0;
    font-weight: 650;
    cursor: pointer;
  }
  .hint-box summary .muted {
    margin-inline-start: 0.5em;
    font-weight: 400;
  }
  .hint-box gs-hints,
  .hint-box .answer,
  .hint-box gs-skeleton,
  .hint-box gs-problem {
    padding-bottom: 1rem;
  }
  .toured {
    outline: 3px solid var(--accent);
    outline-offset: 3px;
    border-radius: var(--radius-l);
    scroll-margin-block: calc(var(--bar) + 1rem) 14rem;
  }
  .files li {
    display: flex;
    justify-content: space-between;
    gap: var(--s3);
    padding: 0.45rem 0;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
`;
