import { css } from 'lit';

/** Reset, type and native controls for every shadow root. One sheet, adopted by all: the browser parses it once. */
export const base = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
  }
  ul,
  ol {
    padding: 0;
  }
  ul.plain,
  ol.plain {
    list-style: none;
  }
  h1,
  h2,
  h3,
  h4 {
    line-height: 1.25;
    letter-spacing: -0.012em;
    font-weight: 650;
    text-wrap: balance;
  }
  h1 {
    font-size: var(--text-2xl);
    letter-spacing: -0.022em;
    outline-offset: 6px;
  }
  h2 {
    font-size: var(--text-xl);
  }
  h3 {
    font-size: var(--text-l);
  }
  h1:focus:not(:focus-visible) {
    outline: none;
  }
  a {
    color: var(--accent);
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }
  a:hover {
    color: var(--accent-hover);
    text-decoration-thickness: 2px;
  }
  code,
  pre,
  kbd,
  textarea.code,
  input.code {
    font-family: var(--mono);
    font-size: 0.875em;
    font-variant-ligatures: none;
    tab-size: 4;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 3px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .label {
    font-size: var(--text-xs);
    font-weight: 600;
    letter-spacing: 0.07em;
    text-transform: uppercase;
    color: var(--ink-3);
  }
  .label a {
    color: inherit;
  }
  .muted {
    color: var(--ink-2);
  }
  .small {
    font-size: var(--text-s);
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .mono {
    font-family: var(--mono);
    font-size: 0.875em;
  }
  .card {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2) var(--s3);
  }
  .grow {
    flex: 1 1 auto;
    min-width: 0;
  }
  svg.icon {
    width: 1.125em;
    height: 1.125em;
    flex: none;
    vertical-align: -0.2em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.icon.spin {
    animation: spin 900ms linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    svg.icon.spin {
      animation-duration: 4s;
    }
  }
`;

export const controls = css`
  button,
  .button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
    font-size: var(--text-m);
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.45em;
    min-height: 2.25rem;
    padding: 0.3rem 0.85rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font-weight: 550;
    line-height: 1.2;
    text-decoration: none;
    cursor: pointer;
    transition:
      background var(--quick),
      border-color var(--quick);
  }
  button:not([disabled], [aria-disabled='true']):hover,
  .button:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  button.primary,
  .button.primary {
    background: var(--accent-fill);
    border-color: var(--accent-fill);
    color: var(--on-accent);
  }
  button.primary:not([disabled], [aria-disabled='true']):hover,
  .button.primary:hover {
    background: var(--accent-fill-hover);
    border-color: var(--accent-fill-hover);
    color: var(--on-accent);
  }
  button.quiet,
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--ink-2);
  }
  button.quiet:not([disabled], [aria-disabled='true']):hover,
  .button.quiet:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  button.danger {
    border-color: var(--fail);
    color: var(--fail);
  }
  button.small,
  .button.small {
    min-height: 1.875rem;
    padding: 0.15rem 0.6rem;
    font-size: var(--text-s);
  }
  button[disabled]:not(.quiet),
  button[aria-disabled='true'] {
    cursor: not-allowed;
    border-color: var(--line);
    background: var(--sunken);
    color: var(--ink-3);
  }
  select,
  input,
  textarea {
    font-weight: 400;
  }
  select,
  input:not([type='checkbox'], [type='radio'], [type='range'], [type='file']),
  textarea {
    min-height: 2.25rem;
    max-width: 100%;
    padding: 0.3rem 0.6rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
  }
  input[type='checkbox'],
  input[type='radio'] {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    flex: none;
    accent-color: var(--accent);
  }
  input[type='range'] {
    accent-color: var(--accent);
  }
  ::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  label.field {
    display: grid;
    gap: var(--s1);
    font-size: var(--text-s);
    font-weight: 550;
    color: var(--ink-2);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--text-s);
  }
  th {
    text-align: start;
    font-weight: 600;
    color: var(--ink-3);
    white-space: nowrap;
  }
  th,
  td {
    padding: 0.4rem 0.6rem;
    border-bottom: 1px solid var(--line);
    vertical-align: baseline;
  }
  .scroll {
    /* Hidden words in it are placed within it, or they would widen the page. */
    position: relative;
    overflow: auto;
    max-width: 100%;
  }
`;

/** A status as icon, word and tint: colour never stands alone. */
export const tones = css`
  .tone-pass {
    --tone: var(--pass);
    --tone-soft: var(--pass-soft);
  }
  .tone-fail {
    --tone: var(--fail);
    --tone-soft: var(--fail-soft);
  }
  .tone-blocked,
  .tone-warn {
    --tone: var(--blocked);
    --tone-soft: var(--blocked-soft);
  }
  .tone-partial,
  .tone-info,
  .tone-busy {
    --tone: var(--info);
    --tone-soft: var(--info-soft);
  }
  .tone-skipped,
  .tone-none {
    --tone: var(--ink-3);
    --tone-soft: var(--sunken);
  }
  .tone-accent {
    --tone: var(--accent);
    --tone-soft: var(--accent-soft);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    padding: 0.1rem 0.5rem;
    border-radius: 99px;
    background: var(--tone-soft, var(--sunken));
    color: var(--tone, var(--ink-2));
    font-size: var(--text-xs);
    font-weight: 600;
    line-height: 1.5;
    white-space: nowrap;
  }
`;
