import { css } from 'lit';

export const deployTimelineStyles = css`
  /* Until the observer has told the new width, the old drawing must not widen the page. */
  :host {
    overflow-x: clip;
  }
  svg {
    display: block;
    touch-action: pan-y;
    cursor: ew-resize;
  }
  text {
    font: 500 11px var(--sans);
    font-variant-numeric: tabular-nums;
    fill: var(--ink-2);
    pointer-events: none;
  }
  text.phase {
    font-weight: 650;
    fill: var(--ink);
  }
  .old {
    fill: var(--sunken);
    stroke: var(--line);
  }
  .fresh {
    fill: color-mix(in srgb, var(--info) 24%, var(--surface));
    stroke: var(--info);
  }
  .undone {
    fill: none;
    stroke: var(--info);
    stroke-dasharray: 3 4;
    opacity: 0.7;
  }
  .fails {
    fill: none;
    stroke: var(--fail);
    stroke-width: 2.2;
  }
  .met {
    stroke: var(--fail);
    stroke-width: 1.5;
  }
  .edge {
    fill: none;
    stroke: var(--line-strong);
    stroke-dasharray: 2 4;
  }
  .edge.end {
    stroke: var(--ink-2);
    stroke-dasharray: none;
  }
  .lane-old {
    fill: var(--sunken);
    stroke: var(--line-strong);
  }
  .lane-new {
    fill: color-mix(in srgb, var(--info) 24%, var(--surface));
    stroke: var(--info);
  }
  .watch {
    fill: var(--pass-soft);
    stroke: var(--pass);
  }
  text.count {
    fill: var(--ink);
    font-weight: 650;
  }
  .mark path {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.75;
  }
  .mark text {
    font-weight: 700;
    fill: var(--ink);
    paint-order: stroke;
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .mark.at path {
    stroke: var(--fail);
    stroke-width: 2.25;
  }
  .mark.at text {
    fill: var(--fail);
  }
  .mark.back path {
    stroke: var(--pass);
  }
  .mark.back text {
    fill: var(--pass);
  }
  .mark.seen path {
    stroke: var(--blocked);
    stroke-dasharray: 4 3;
  }
  .mark.seen text {
    fill: var(--blocked);
  }
  /* The middle of the thumb (20 px wide) stands at both ends of the scale. */
  .slide {
    padding-inline: 52px 6px;
  }
  .slide input {
    display: block;
    width: 100%;
    height: 1.75rem;
    margin: 0;
  }
`;
