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
  .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--s3) var(--s5);
    align-items: center;
    max-width: 120rem;
    margin-inline: auto;
    padding: 1rem clamp(0.9rem, 2vw, 2rem);
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
  @media (min-width: 62rem) {
    .head {
      grid-template-columns: minmax(0, 1fr) auto auto;
    }
    .actions {
      grid-column: auto;
    }
  }
  .bench {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s5);
    max-width: 120rem;
    margin-inline: auto;
    padding: 0 clamp(0.9rem, 2vw, 2rem) 3rem;
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
  .tools {
    min-width: 0;
  }
  .tool {
    padding-top: var(--s3);
  }
  @media (min-width: 50rem) {
    .bench {
      grid-template-columns: 17rem minmax(0, 1fr);
    }
    .tools {
      grid-column: 1 / -1;
    }
  }
  @media (min-width: 75rem) {
    .bench {
      grid-template-columns: 17rem minmax(0, 1fr) minmax(20rem, 25rem);
    }
    .tools {
      grid-column: auto;
    }
    .tasks,
    .tools {
      position: sticky;
      inset-block-start: calc(var(--bar) + 1rem);
      max-height: calc(100vh - var(--bar) - 2rem);
      overflow-y: auto;
      align-self: start;
    }
  }
  @media (min-width: 100rem) {
    .bench {
      grid-template-columns: 19rem minmax(0, 1fr) minmax(28rem, 34rem);
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
