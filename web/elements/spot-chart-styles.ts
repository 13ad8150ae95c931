import { css } from 'lit';

export const spotChartStyles = css`
  /* Until the observer has told the new width, the old drawing must not widen the page. */
  :host {
    overflow-x: clip;
  }
  svg {
    display: block;
    touch-action: pan-y;
    cursor: crosshair;
  }
  .empty {
    padding: 2rem 1rem;
  }
  text {
    font: 500 11px var(--sans);
    font-variant-numeric: tabular-nums;
    fill: var(--ink-2);
    pointer-events: none;
  }
  .rule {
    stroke: var(--line);
  }
  .tick {
    stroke: var(--line);
    stroke-dasharray: 1 5;
  }
  .line {
    fill: none;
    stroke: var(--zone);
    stroke-width: 1.75;
    stroke-linejoin: round;
  }
  .line.chosen {
    stroke-width: 3.25;
  }
  .on-demand {
    stroke: var(--ink-3);
    stroke-dasharray: 7 4;
    stroke-width: 1.5;
  }
  .claim {
    stroke: var(--accent);
    stroke-width: 2.5;
  }
  .claim-text {
    fill: var(--accent);
    font-weight: 650;
    paint-order: stroke;
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .leader {
    stroke: var(--zone);
  }
  .tag {
    fill: none;
  }
  .tag.lowest {
    fill: var(--pass-soft);
    stroke: var(--pass);
    stroke-dasharray: 3 2.5;
  }
  .tag.own {
    stroke: var(--accent);
    stroke-width: 2;
    stroke-dasharray: none;
  }
  text.zone {
    font: 600 11.5px var(--mono);
    fill: var(--ink);
  }
  .reign {
    fill: var(--zone);
  }
  text.inside {
    font-weight: 700;
    fill: var(--surface);
  }
  .cursor path {
    stroke: var(--ink);
    stroke-width: 1.25;
  }
  .cursor .sign {
    stroke: var(--surface);
    stroke-width: 1.5;
  }
  .cursor .sign path {
    stroke: var(--surface);
    stroke-width: 1.5;
  }
  .cursor text {
    fill: var(--ink);
    font-weight: 650;
    paint-order: stroke;
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  /* The middle of the thumb (20 px wide) stands at both ends of the scale. */
  .slide {
    padding-inline: 40px 82px;
  }
  .slide.narrow {
    padding-inline: 40px 30px;
  }
  .slide input {
    display: block;
    width: 100%;
    height: 1.75rem;
    margin: 0;
  }
`;
