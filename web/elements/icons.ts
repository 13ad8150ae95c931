import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

// Strokes on a 20 × 20 grid. An icon never carries meaning alone: a word always stands beside it.
const shapes = {
  pass: svg`<circle cx="10" cy="10" r="7.5"/><path d="m6.5 10.3 2.4 2.4 4.7-5"/>`,
  fail: svg`<circle cx="10" cy="10" r="7.5"/><path d="m7.2 7.2 5.6 5.6m0-5.6-5.6 5.6"/>`,
  partial: svg`<circle cx="10" cy="10" r="7.5"/><path d="M10 2.5a7.5 7.5 0 0 1 0 15Z" fill="currentColor"/>`,
  blocked: svg`<path d="M7 2.5h6L17.5 7v6L13 17.5H7L2.5 13V7Z"/><path d="M10 6v5m0 2.6v.2"/>`,
  skipped: svg`<circle cx="10" cy="10" r="7.5"/><path d="M6.5 10h7"/>`,
  none: svg`<circle cx="10" cy="10" r="7.5" stroke-dasharray="2.6 2.6"/>`,
  busy: svg`<path d="M10 2.5A7.5 7.5 0 1 1 2.5 10"/>`,
  copy: svg`<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2"/>`,
  check: svg`<path d="m4.5 10.5 3.7 3.7 7.3-8"/>`,
  cross: svg`<path d="m5.5 5.5 9 9m0-9-9 9"/>`,
  eye: svg`<path d="M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10Z"/><circle cx="10" cy="10" r="2.3"/>`,
  'eye-off': svg`<path d="M4 4l12 12M8 5a7 7 0 0 1 2-.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.4 3M5.6 6.6A14 14 0 0 0 2 10s3 5.5 8 5.5a7.5 7.5 0 0 0 3-.6"/>`,
  lock: svg`<rect x="4" y="9" width="12" height="8" rx="2"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9"/>`,
  reset: svg`<path d="M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7"/><path d="M3.5 3v4h4"/>`,
  right: svg`<path d="M4 10h12m-5-5 5 5-5 5"/>`,
  left: svg`<path d="M16 10H4m5-5-5 5 5 5"/>`,
  up: svg`<path d="M10 16V4m-5 5 5-5 5 5"/>`,
  down: svg`<path d="M10 4v12m-5-5 5 5 5-5"/>`,
  sun: svg`<circle cx="10" cy="10" r="3.5"/><path d="M10 2v1.5m0 13V18m8-8h-1.5m-13 0H2m13.7-5.7-1.1 1.1m-9.2 9.2-1.1 1.1m11.4 0-1.1-1.1M5.4 5.4 4.3 4.3"/>`,
  moon: svg`<path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z"/>`,
  system: svg`<rect x="2.5" y="3.5" width="15" height="10" rx="2"/><path d="M7 17h6"/>`,
  file: svg`<path d="M11.5 2.5H6a1.5 1.5 0 0 0-1.5 1.5v12A1.5 1.5 0 0 0 6 17.5h8a1.5 1.5 0 0 0 1.5-1.5V6.5Z"/><path d="M11.5 2.5v4h4"/>`,
  upload: svg`<path d="M10 13V4m-4 4 4-4 4 4M3.5 13v2.5a1.5 1.5 0 0 0 1.5 1.5h10a1.5 1.5 0 0 0 1.5-1.5V13"/>`,
  download: svg`<path d="M10 4v9m-4-4 4 4 4-4M3.5 13v2.5a1.5 1.5 0 0 0 1.5 1.5h10a1.5 1.5 0 0 0 1.5-1.5V13"/>`,
  hint: svg`<path d="M7.5 14.5c0-2-2.5-3-2.5-6a5 5 0 0 1 10 0c0 3-2.5 4-2.5 6ZM8 17.5h4"/>`,
  book: svg`<path d="M10 5.5C8.5 4 6 3.5 3 3.5v11.5c3 0 5.5.5 7 2 1.5-1.5 4-2 7-2V3.5c-3 0-5.5.5-7 2ZM10 5.5V17"/>`,
  terminal: svg`<rect x="2.5" y="3.5" width="15" height="13" rx="2"/><path d="m5.5 8 2.5 2-2.5 2m4.5.5h4"/>`,
  quiz: svg`<circle cx="10" cy="10" r="7.5"/><path d="M8 8a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.4m0 2.5v.1"/>`,
  clock: svg`<circle cx="10" cy="10" r="7.5"/><path d="M10 6v4.2l2.7 1.6"/>`,
  warn: svg`<path d="M10 3 18 16.5H2Z"/><path d="M10 8v4m0 2.3v.1"/>`,
  info: svg`<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2V14m0-7.8v.1"/>`,
  offline: svg`<path d="M3 3l14 14M5.5 9.5a6.5 6.5 0 0 1 2.6-1.6m3.8 0a6.5 6.5 0 0 1 2.6 1.6M8 12.3a3 3 0 0 1 4 0M2.5 6.7A11 11 0 0 1 5 5m5-1a11 11 0 0 1 7.5 2.7M10 15.5v.1"/>`,
  search: svg`<circle cx="8.7" cy="8.7" r="5.7"/><path d="m13 13 4.5 4.5"/>`,
  term: svg`<path d="M5.5 2.5H14a1.5 1.5 0 0 1 1.5 1.5v13.5H6A1.5 1.5 0 0 1 4.5 16V3.5a1 1 0 0 1 1-1ZM4.5 15.5h11M8 11l2-5 2 5m-3.4-1.6h2.8"/>`,
  link: svg`<path d="M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-.9.9m1.2 3.1a3 3 0 0 0-4.3 0L4.5 11.2a3 3 0 0 0 4.3 4.3l.9-.9"/>`,
  timeline: svg`<path d="M2.5 5h8M5.5 10h9M9.5 15h8M13 2v16"/>`,
  plane: svg`<path d="M17.5 3.2c-.9-.9-2.4-.6-3.3.3l-2.7 2.7-7.6-2-1.4 1.4 6.1 3.4-2.8 2.8-2.1-.3-1.2 1.2 2.7 1.5 1.5 2.7 1.2-1.2-.3-2.1 2.8-2.8 3.4 6.1 1.4-1.4-2-7.6 2.7-2.7c.9-.9 1.2-2.4.3-3.3Z"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;

/** A decorative icon; the text beside it says the same. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon ${name === 'busy' ? 'spin' : ''}" viewBox="0 0 20 20" aria-hidden="true">
    ${shapes[name]}
  </svg>`;
