import { css } from 'lit';

/** The sheet on the screen and on A4 landscape; always dark on light, because paper is. */
export const certificateStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s5);
    max-width: 72rem;
    margin-inline: auto;
    padding: clamp(1.5rem, 4vw, 3rem) clamp(0.9rem, 4vw, 2.5rem) 4rem;
  }
  .form {
    display: grid;
    gap: var(--s4);
    padding: 1.2rem 1.3rem;
  }
  form {
    align-items: end;
  }
  select {
    width: 100%;
  }
  .missing {
    display: grid;
    gap: 0.3rem;
    margin-top: 0.5rem;
    padding-inline-start: 1.2rem;
  }
  .sheet {
    color-scheme: light;
    display: grid;
    gap: 0.6rem;
    justify-items: center;
    padding: clamp(1.2rem, 4vw, 3.2rem);
    border: 1px solid #141c26;
    outline: 6px double #a1127f;
    outline-offset: -16px;
    background: #fffdf8;
    color: #141c26;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .brand {
    font-weight: 720;
    letter-spacing: -0.01em;
    color: #a1127f;
  }
  .kind {
    font-size: var(--text-s);
    letter-spacing: 0.14em;
    text-transform: uppercase;
  }
  .sheet h2 {
    font-family: Georgia, 'Times New Roman', serif;
    font-size: clamp(1.9rem, 1.2rem + 3vw, 3.2rem);
    font-weight: 500;
    line-height: 1.15;
    color: #141c26;
  }
  .what {
    font-size: 1.1rem;
  }
  .sheet table {
    max-width: 54rem;
    margin-block: 0.6rem;
    text-align: start;
  }
  .sheet th,
  .sheet td {
    padding: 0.3rem 0.5rem;
    border-color: #d8d2c4;
    color: #141c26;
    white-space: normal;
  }
  .sheet small {
    display: block;
    color: #4a5563;
  }
  .sheet dl {
    display: grid;
    gap: 0.15rem;
    width: 100%;
    max-width: 54rem;
    font-size: var(--text-xs);
    text-align: start;
  }
  .sheet dl div {
    display: grid;
    grid-template-columns: 7rem minmax(0, 1fr);
  }
  .sheet dt,
  .how {
    color: #4a5563;
  }
  .how {
    font-size: var(--text-xs);
  }
  @media (max-width: 34rem) {
    .sheet {
      outline: none;
    }
    .sheet th,
    .sheet td {
      padding-inline: 0.2rem;
    }
    .sheet dl div {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media print {
    :host {
      page: certificate;
    }
    .screen {
      display: none;
    }
    .page {
      max-width: none;
      padding: 0;
    }
    .sheet {
      page: certificate;
      min-height: 180mm;
      max-height: 185mm;
      padding: 11mm 14mm;
      gap: 0.2rem;
      align-content: space-evenly;
      break-inside: avoid;
      print-color-adjust: exact;
    }
    .sheet th,
    .sheet td {
      padding-block: 0.1rem;
    }
    .sheet small {
      display: inline;
      margin-inline-start: 0.6em;
    }
  }
`;
