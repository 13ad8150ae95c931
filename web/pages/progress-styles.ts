import { css } from 'lit';

export const progressStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: clamp(1.5rem, 3vw, 2.5rem);
    max-width: 72rem;
    margin-inline: auto;
    padding: clamp(1.5rem, 4vw, 3rem) clamp(0.9rem, 4vw, 2.5rem) 4rem;
  }
  section {
    display: grid;
    gap: var(--s3);
    min-width: 0;
  }
  .due {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s3) var(--s5);
    align-items: center;
    justify-content: space-between;
    padding: 1.1rem 1.3rem;
  }
  .part {
    padding: 1rem 1.2rem;
  }
  .parts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(30rem, 100%), 1fr));
    gap: var(--s4);
    align-items: start;
  }
  h3 {
    font-size: 1.05rem;
    margin-bottom: 0.4rem;
  }
  .objective {
    display: grid;
    gap: 0.25rem;
    padding-block: 0.65rem;
    border-top: 1px solid var(--line);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.9rem;
    align-items: center;
    font-size: var(--text-s);
    color: var(--ink-2);
  }
  textarea {
    width: 100%;
    min-height: 8rem;
    font-family: var(--mono);
    font-size: var(--text-s);
  }
  pre {
    overflow: auto;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-size: var(--text-s);
  }
  .receipt {
    display: grid;
    gap: 0.15rem;
    padding-block: 0.7rem;
    border-top: 1px solid var(--line);
  }
  code {
    overflow-wrap: anywhere;
  }
`;
