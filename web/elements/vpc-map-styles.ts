import { css } from 'lit';

export const vpcMapStyles = css`
  :host {
    overflow-x: clip;
  }
  .empty {
    padding: var(--s5);
    text-align: center;
    color: var(--ink-2);
  }
  .scroll {
    overflow-x: auto;
    border-radius: var(--radius-l);
  }
  svg {
    display: block;
    margin-inline: auto;
  }
  text {
    font-family: var(--sans);
    font-size: 12px;
    fill: var(--ink);
  }
  .block,
  text.table {
    font-family: var(--mono);
    font-size: 10.5px;
    fill: var(--ink-2);
    font-weight: 400;
  }
  .hatch {
    stroke: var(--ink-3);
    stroke-opacity: 0.35;
    stroke-width: 2;
  }
  .outside rect {
    fill: var(--raised);
    stroke: var(--line-strong);
    stroke-dasharray: 2 4;
    stroke-linecap: round;
  }
  .outside text,
  .name {
    font-weight: 650;
    font-size: 13px;
  }
  .vpc {
    fill: var(--surface);
    stroke: var(--line-strong);
    stroke-width: 1.5;
  }
  .zone rect:first-child {
    fill: var(--bg);
  }
  .zone text {
    font-weight: 600;
    fill: var(--ink-2);
  }
  .zone.down text {
    fill: var(--fail);
  }
  .gateway rect {
    fill: var(--raised);
    stroke: var(--line-strong);
    stroke-width: 1.5;
  }
  .gateway.dead rect,
  .chip.dead rect {
    stroke: var(--fail);
    stroke-dasharray: 4 3;
  }
  .gateway.dead .kind,
  .chip.dead text {
    fill: var(--fail);
  }
  .port {
    stroke: var(--line);
  }
  .kind {
    font-weight: 600;
    font-size: 11px;
  }
  .words,
  .path {
    pointer-events: none;
  }
  .card {
    fill: var(--tone-soft);
    stroke: var(--tone);
    stroke-width: 1.25;
    cursor: pointer;
    outline: none;
  }
  .stripe {
    stroke: var(--tone);
    stroke-width: 4;
    stroke-linecap: round;
  }
  .sign,
  .warning {
    fill: none;
    stroke: var(--tone);
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .subnet .title {
    font-weight: 650;
  }
  .tier {
    font-weight: 600;
    fill: var(--tone);
  }
  .tier-public {
    --tone: var(--info);
    --tone-soft: var(--info-soft);
  }
  .tier-private {
    --tone: var(--pass);
    --tone-soft: var(--pass-soft);
  }
  .tier-isolated {
    --tone: var(--ink-3);
    --tone-soft: var(--sunken);
  }
  .tier-unknown {
    --tone: var(--blocked);
    --tone-soft: var(--blocked-soft);
  }
  .tier-down {
    --tone: var(--ink-3);
    --tone-soft: var(--surface);
  }
  .tier-isolated .card,
  .tier-down .card {
    stroke-dasharray: 5 4;
  }
  .was {
    fill: var(--ink-2);
    font-size: 11px;
  }
  .claims {
    fill: var(--fail);
    font-weight: 600;
    font-size: 11px;
  }
  .warning {
    stroke: var(--fail);
  }
  .chip rect {
    fill: var(--surface);
    stroke: var(--line-strong);
  }
  .chip text {
    font-size: 11px;
  }
  .card:hover,
  .chosen .card {
    stroke-width: 2.5;
  }
  .card:focus-visible {
    stroke: var(--accent);
    stroke-width: 3;
    stroke-dasharray: none;
  }
  .halo,
  .leg {
    fill: none;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .halo {
    stroke: var(--surface);
    stroke-width: 6;
    stroke-opacity: 0.85;
  }
  .leg {
    stroke: var(--accent);
    stroke-width: 2.5;
  }
  .tip {
    fill: var(--accent);
  }
  .leg.request {
    stroke-dasharray: 1;
    animation: draw 700ms ease-out;
  }
  .leg.reply {
    stroke-width: 2;
    stroke-dasharray: 2 5;
    animation: appear 400ms 500ms backwards;
  }
  @keyframes draw {
    from {
      stroke-dashoffset: 1;
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .leg.request,
    .leg.reply {
      animation: none;
    }
  }
  .badge rect {
    fill: var(--accent-fill);
    stroke: var(--surface);
    stroke-width: 1.5;
  }
  .badge text {
    fill: var(--on-accent);
    font-size: 11px;
    font-weight: 650;
    text-anchor: middle;
    font-variant-numeric: tabular-nums;
  }
  .badge.reply rect {
    fill: var(--surface);
    stroke: var(--accent);
  }
  .badge.reply text {
    fill: var(--accent);
  }
  .badge.stop rect {
    fill: var(--fail);
    stroke: var(--surface);
  }
  .badge.stop text {
    fill: var(--surface);
  }
  .badge.unknown rect,
  .badge.partial rect {
    fill: var(--blocked);
    stroke: var(--surface);
  }
  .badge.unknown text,
  .badge.partial text {
    fill: var(--surface);
  }
`;
