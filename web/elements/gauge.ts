import { LitElement, css, html, svg } from 'lit';
import { base } from '../styles/shared.ts';
import { formatPoints } from '../format.ts';

const SWEEP = 240;
const RADIUS = 40;
const LENGTH = (2 * Math.PI * RADIUS * SWEEP) / 360;

/** A round instrument: a value on an arc, with the number in the middle. The picture is decoration, the text says it all. */
export class Gauge extends LitElement {
  static override properties = {
    value: { type: Number },
    max: { type: Number },
    label: { type: String },
    unit: { type: String },
  };
  static override styles = [
    base,
    css`
      .dial {
        position: relative;
        width: var(--gauge-size, 6.5rem);
        aspect-ratio: 1 / 0.86;
      }
      svg {
        width: 100%;
        height: auto;
        display: block;
        overflow: visible;
      }
      path {
        fill: none;
        stroke-width: 7;
        stroke-linecap: round;
      }
      .track {
        stroke: var(--line);
      }
      .tick {
        stroke: var(--line-strong);
        stroke-width: 1.2;
      }
      .value {
        stroke: var(--accent);
        transition: stroke-dashoffset calc(var(--quick) * 4) ease-out;
      }
      .read {
        position: absolute;
        inset: 30% 0 0;
        text-align: center;
        line-height: 1.1;
      }
      .big {
        font-size: calc(var(--gauge-size, 6.5rem) * 0.27);
        font-weight: 680;
        letter-spacing: -0.03em;
        font-variant-numeric: tabular-nums;
      }
      .of {
        display: block;
        font-size: var(--text-xs);
        color: var(--ink-3);
      }
    `,
  ];
  declare value: number;
  declare max: number;
  declare label: string;
  declare unit: string;
  constructor() {
    super();
    this.value = 0;
    this.max = 100;
    this.label = '';
    this.unit = '';
  }

  override render() {
    const share = this.max > 0 ? Math.max(0, Math.min(1, this.value / this.max)) : 0;
    const arc = (from: number, to: number) =>
      `M ${at(from)} A ${RADIUS} ${RADIUS} 0 ${to - from > 180 ? 1 : 0} 1 ${at(to)}`;
    return html`<div class="dial">
      <svg viewBox="0 0 100 86" aria-hidden="true">
        <path class="track" d=${arc(0, SWEEP)} />
        ${Array.from({ length: 11 }, (_, index) => tick((index * SWEEP) / 10))}
        <path
          class="value"
          d=${arc(0, SWEEP)}
          stroke-dasharray=${LENGTH}
          stroke-dashoffset=${LENGTH * (1 - share)}
          stroke-opacity=${share === 0 ? 0 : 1}
        />
      </svg>
      <p class="read">
        <span class="visually-hidden">${this.label} </span>
        <span class="big">${formatPoints(this.value)}</span>
        <span class="of">of ${formatPoints(this.max)}${this.unit ? ` ${this.unit}` : ''}</span>
      </p>
    </div>`;
  }
}
customElements.define('gs-gauge', Gauge);

function at(degrees: number, radius = RADIUS): string {
  const angle = ((degrees + 150) * Math.PI) / 180;
  return `${(50 + radius * Math.cos(angle)).toFixed(2)} ${(50 + radius * Math.sin(angle)).toFixed(2)}`;
}
const tick = (degrees: number) => {
  const [x1 = '', y1 = ''] = at(degrees, 47).split(' ');
  const [x2 = '', y2 = ''] = at(degrees, 49.5).split(' ');
  return svg`<line class="tick" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
};
