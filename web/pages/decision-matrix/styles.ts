import { css } from 'lit';

export const decisionPageStyles = css`
  .note {
    margin-top: var(--s3);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2) var(--s5);
    align-items: center;
    margin-top: var(--s3);
  }
  .bar label {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-height: 1.75rem;
    font-size: var(--text-s);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem var(--s4);
    color: var(--ink-2);
  }
  .legend li {
    display: flex;
    gap: 0.45em;
    align-items: center;
  }
  .ring {
    width: 1.1rem;
    height: 1.1rem;
    border: 2px dashed var(--line-strong);
    border-radius: 99px;
  }
  .legend svg {
    color: var(--tone);
  }
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1.3fr) minmax(20rem, 1fr);
    gap: var(--s4);
    align-items: start;
    margin-top: var(--s3);
  }
  .grid {
    padding: 0.4rem 0.8rem 0.8rem;
  }
  .side {
    position: sticky;
    inset-block-start: 1rem;
    display: grid;
    gap: var(--s3);
    max-height: calc(100vh - 2rem);
    overflow: auto;
  }
  form {
    display: grid;
    gap: var(--s3);
    padding: 1rem 1.15rem 1.15rem;
  }
  form h2 {
    font-size: var(--text-l);
  }
  form label {
    display: grid;
    gap: var(--s1);
    font-size: var(--text-s);
    font-weight: 600;
  }
  form input,
  form textarea {
    width: 100%;
    font-family: var(--mono);
    font-weight: 450;
  }
  form .note {
    margin-top: 0;
  }
  @media (max-width: 62rem) {
    .work {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      position: static;
      max-height: none;
      overflow: visible;
    }
  }
`;
