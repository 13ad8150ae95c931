import { css } from 'lit';

/** A narrow page with one form, and tables of people beside it. */
export const formStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: clamp(1.25rem, 3vw, 2rem);
    max-width: 72rem;
    margin-inline: auto;
    padding: clamp(1.5rem, 4vw, 3rem) clamp(0.9rem, 4vw, 2.5rem) 4rem;
  }
  .narrow {
    max-width: 30rem;
    padding-block-start: clamp(2rem, 10vh, 6rem);
  }
  section,
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    min-width: 0;
  }
  form.card,
  section.card {
    padding: 1.2rem 1.3rem;
  }
  .field input,
  .field select {
    width: 100%;
    font-weight: 450;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
    gap: var(--s3);
    align-items: end;
  }
`;
