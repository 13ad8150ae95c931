import { css } from 'lit';

/** Layout of the lesson: a reading column of about 70 characters, the table of contents beside it where there is room. */
export const lessonStyles = css`
  .hold {
    max-width: 46rem;
    margin: 3rem auto;
    padding-inline: clamp(1rem, 4vw, 2rem);
    display: grid;
    gap: var(--s4);
  }
  .layout {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    max-width: 80rem;
    margin-inline: auto;
    padding: clamp(1.5rem, 4vw, 3.25rem) clamp(1rem, 4vw, 2.5rem) 4rem;
    gap: clamp(1.5rem, 4vw, 4rem);
  }
  article {
    max-width: 46rem;
    min-width: 0;
    width: 100%;
    margin-inline: auto;
  }
  .side {
    display: none;
  }
  @media (min-width: 66rem) {
    .layout {
      grid-template-columns: 15rem minmax(0, 1fr);
    }
    .side {
      display: block;
    }
    .side gs-toc {
      position: sticky;
      inset-block-start: calc(var(--bar) + 2rem);
      max-height: calc(100vh - var(--bar) - 4rem);
      overflow-y: auto;
    }
    .small-toc {
      display: none;
    }
    article {
      margin-inline: 0;
    }
  }
  header {
    display: grid;
    gap: var(--s3);
    margin-bottom: 2rem;
  }
  header h1 {
    font-size: clamp(1.75rem, 1.3rem + 2vw, 2.6rem);
  }
  .summary {
    font-size: 1.1875rem;
    line-height: 1.5;
    color: var(--ink-2);
    text-wrap: pretty;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1.25rem;
    align-items: center;
    font-size: var(--text-s);
    color: var(--ink-3);
  }
  .resume {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2) var(--s4);
    align-items: center;
    justify-content: space-between;
    padding: 0.5rem 0.5rem 0.5rem 1rem;
    border-radius: var(--radius);
    background: var(--accent-soft);
    font-size: var(--text-m);
  }
  .objectives {
    margin-top: var(--s3);
    padding: 1rem 1.2rem;
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
  }
  .objectives ul {
    margin-top: 0.5rem;
    padding-inline-start: 1.2rem;
    display: grid;
    gap: 0.25rem;
  }
  .objectives li::marker {
    color: var(--accent);
  }
  .small-toc {
    margin-bottom: 2rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .small-toc summary {
    padding: 0.6rem 1rem;
    font-weight: 600;
    cursor: pointer;
  }
  .small-toc gs-toc {
    padding: 0 1rem 0.8rem;
  }
  gs-prose {
    --prose-size: 1.0625rem;
    --prose-leading: 1.68;
  }
  .end {
    display: grid;
    gap: var(--s4);
    margin-top: 3.5rem;
    padding-top: 1.5rem;
    border-top: 2px solid var(--accent);
  }
  .done {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s3);
    align-items: center;
    justify-content: space-between;
  }
  .done p {
    display: grid;
  }
  .next {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
    gap: var(--s3);
  }
  .tile {
    display: flex;
    gap: var(--s3);
    align-items: center;
    padding: 0.9rem 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    color: var(--ink);
    text-decoration: none;
  }
  .next li {
    display: grid;
  }
  .end h2 {
    font-size: 1.25rem;
  }
  .tile svg {
    width: 1.5rem;
    height: 1.5rem;
    color: var(--accent);
  }
  .tile span {
    display: grid;
  }
  a.tile:hover {
    border-color: var(--accent);
    color: var(--ink);
  }
  .planned,
  .planned svg {
    color: var(--ink-3);
  }
  .sources {
    margin-top: 3rem;
  }
  .sources h2 {
    font-size: 1.125rem;
  }
  .sources ul {
    margin-block: 0.6rem;
    padding-inline-start: 1.2rem;
    font-size: var(--text-m);
  }
  .sources li {
    padding-block: 0.2rem;
    overflow-wrap: anywhere;
  }
  .turn {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--s3);
    margin-top: 2.5rem;
  }
  .turn a {
    display: flex;
    gap: 0.7rem;
    align-items: center;
    max-width: 100%;
    padding: 0.6rem 0.9rem;
    border-radius: var(--radius);
    color: var(--ink);
    font-weight: 600;
    text-decoration: none;
  }
  .turn a:hover {
    background: var(--sunken);
  }
  .turn span {
    display: grid;
  }
  .turn .forward {
    text-align: end;
    margin-inline-start: auto;
  }
  @media print {
    .side,
    .small-toc,
    .resume,
    .end,
    .turn {
      display: none;
    }
    .layout {
      display: block;
      padding: 0;
    }
    article {
      max-width: none;
    }
    .sources a::after {
      content: ' <' attr(href) '>';
    }
  }
`;
