import { css } from 'lit';

export const systemPageStyles = css`
  .system-page {
    gap: var(--s5);
  }
`;
