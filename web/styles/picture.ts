import { css } from 'lit';

/** What every page with a picture of an account has: its frame, its heading, a note, and what stands there until it is drawn. */
export const picture = css`
  .hold {
    max-width: 60rem;
    margin: 3rem auto;
    padding-inline: clamp(1rem, 4vw, 2rem);
    display: grid;
    gap: var(--s4);
  }
  .picture-page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
    max-width: 100rem;
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
    flex: 1 1 24rem;
  }
  header p.muted {
    max-width: 46rem;
  }
  .note {
    display: flex;
    gap: 0.6em;
    padding: 0.7rem 1rem;
    border-inline-start: 4px solid var(--tone);
    border-radius: var(--radius);
    background: var(--tone-soft);
    overflow-wrap: anywhere;
  }
  .note svg {
    flex: none;
    color: var(--tone);
    margin-top: 0.2rem;
  }
`;
