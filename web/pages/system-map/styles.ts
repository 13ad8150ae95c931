import { css } from 'lit';

export const systemPageStyles = css`
  .hold {
    max-width: 60rem;
    margin: 3rem auto;
    padding-inline: clamp(1rem, 4vw, 2rem);
    display: grid;
    gap: var(--s4);
  }
  .system-page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s5);
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
`;
