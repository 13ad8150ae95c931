import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Availability Zones as sign, letter and colour together. Signs are drawn around 0, 0. */
const SIGNS = [
  svg`<circle r="4.6" />`,
  svg`<rect x="-4.2" y="-4.2" width="8.4" height="8.4" rx="1" />`,
  svg`<path d="M0-5.4 5.2 4.2H-5.2Z" />`,
  svg`<path d="M0-5.8 5.4 0 0 5.8-5.4 0Z" />`,
  svg`<path d="M0 5.4 5.2-4.2H-5.2Z" />`,
  svg`<path d="M-1.7-5.2h3.4v3.5h3.5v3.4H1.7v3.5h-3.4V1.7h-3.5v-3.4h3.5Z" />`,
] as const;

const at = (sign: number): number => Math.max(0, sign) % SIGNS.length;
export const zoneClass = (sign: number): string => `zone-${at(sign)}`;
/** The sign inside another drawing. */
export const zoneShape = (sign: number, x: number, y: number): SVGTemplateResult =>
  svg`<g class="sign ${zoneClass(sign)}" transform="translate(${x} ${y})">${SIGNS[at(sign)]}</g>`;
/** The sign in a line of text; the zone's name stands beside it. */
export const zoneSign = (sign: number): TemplateResult =>
  html`<svg class="zone-sign" viewBox="-7 -7 14 14" aria-hidden="true">${zoneShape(sign, 0, 0)}</svg>`;

export const zoneStyles = css`
  .zone-0 {
    --zone: var(--zone-0);
  }
  .zone-1 {
    --zone: var(--zone-1);
  }
  .zone-2 {
    --zone: var(--zone-2);
  }
  .zone-3 {
    --zone: var(--zone-3);
  }
  .zone-4 {
    --zone: var(--zone-4);
  }
  .zone-5 {
    --zone: var(--zone-5);
  }
  .sign {
    fill: var(--zone);
  }
  svg.zone-sign {
    width: 0.95em;
    height: 0.95em;
    flex: none;
    vertical-align: -0.1em;
  }
`;
