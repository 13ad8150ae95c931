import { LitElement, css, html, nothing, svg } from 'lit';
import { base } from '../styles/shared.ts';
import { className, hasPattern, patterns } from './storage-class.ts';

export interface LaneSegment {
  from: number;
  /** First day after the segment; null for "to the end". */
  to: number | null;
  /** Storage class, or `expired`. */
  state: string;
  /** Only a noncurrent version behind a delete marker is left. */
  hidden: boolean;
}
export interface LaneMark {
  day: number;
  expected: string;
  ok: boolean;
}

/** Half the width of the slider's thumb: keeps the day under the thumb and the day on the lane on one line. */
export const LANE_INSET = 10;
const HEIGHT = 34;
const MARKS = 16;

/** One object along the days: segments by storage class, marks of what the task expects, and the slider's day. */
export class Lane extends LitElement {
  static override properties = {
    segments: { attribute: false },
    marks: { attribute: false },
    day: { type: Number },
    days: { type: Number },
    label: { type: String },
    width: { state: true },
  };
  static override styles = [
    base,
    css`
      /* Until the observer has told the new width, the old drawing must not widen the page. */
      :host {
        overflow-x: clip;
      }
      svg {
        display: block;
        overflow: visible;
      }
      .fill-standard {
        fill: var(--class-standard);
      }
      .fill-standard-ia {
        fill: var(--class-standard-ia);
      }
      .fill-intelligent {
        fill: var(--class-intelligent);
      }
      .fill-onezone-ia {
        fill: var(--class-onezone-ia);
      }
      .fill-glacier-ir {
        fill: var(--class-glacier-ir);
      }
      .fill-glacier {
        fill: var(--class-glacier);
      }
      .fill-deep {
        fill: var(--class-deep);
      }
      .fill-gone {
        fill: none;
        stroke: var(--line-strong);
        stroke-dasharray: 4 4;
      }
      .pattern-line {
        fill: none;
        stroke: #101820;
        stroke-opacity: 0.22;
        stroke-width: 1.2;
      }
      .hidden {
        opacity: 0.45;
      }
      text {
        font-family: var(--mono);
        font-size: 11px;
        fill: var(--class-ink);
      }
      text.gone {
        fill: var(--ink-2);
      }
      .now {
        stroke: var(--accent);
        stroke-width: 2;
      }
      .now-dot {
        fill: var(--accent);
      }
      .mark {
        fill: none;
        stroke-width: 1.8;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .ok {
        stroke: var(--pass);
      }
      .off {
        stroke: var(--fail);
      }
      .stem {
        stroke-width: 1;
      }
    `,
  ];
  declare segments: readonly LaneSegment[];
  declare marks: readonly LaneMark[];
  declare day: number;
  declare days: number;
  declare label: string;
  declare width: number;
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    this.segments = [];
    this.marks = [];
    this.day = 0;
    this.days = 400;
    this.label = '';
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry?.contentRect.width ?? 0);
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  override render() {
    const { width } = this;
    if (width <= 2 * LANE_INSET) return nothing;
    const x = (day: number) => LANE_INSET + ((width - 2 * LANE_INSET) * Math.min(day, this.days)) / this.days;
    const now = x(this.day);
    return html`<svg
      width=${width}
      height=${HEIGHT + MARKS}
      viewBox="0 0 ${width} ${HEIGHT + MARKS}"
      role="img"
      aria-label=${this.label}
    >
      <defs>${patterns()}</defs>
      ${this.segments.filter((one) => one.from < this.days).map((one) => this.#segment(one, x))}
      ${this.marks.filter((mark) => mark.day <= this.days).map((mark) => this.#mark(mark, x(mark.day)))}
      <line class="now" x1=${now} x2=${now} y1="-4" y2=${HEIGHT + MARKS} />
      <circle class="now-dot" cx=${now} cy="-4" r="3.5" />
    </svg>`;
  }

  #segment(one: LaneSegment, x: (day: number) => number) {
    const left = x(one.from);
    const wide = x(one.to ?? this.days) - left;
    const words = `${one.hidden ? 'hidden, ' : ''}${one.state === 'expired' ? 'gone' : one.state}`;
    const fits = words.length * 6.8 + 14 < wide;
    const until = one.to === null ? '' : ` to ${one.to - 1}`;
    return svg`<g class=${one.hidden ? 'hidden' : ''}>
        <title>Day ${one.from}${until}: ${words}</title>
        <rect class="fill-${className(one.state)}" x=${left} y="1" width=${Math.max(0, wide - 1)} height=${HEIGHT - 2} rx="3" />
        ${
          hasPattern(one.state)
            ? svg`<rect fill="url(#pattern-${one.state})" x=${left} y="1" width=${Math.max(0, wide - 1)} height=${HEIGHT - 2} rx="3" />`
            : nothing
        }
      </g>
      ${fits ? svg`<text class=${one.state === 'expired' ? 'gone' : ''} x=${left + 8} y=${HEIGHT / 2 + 4}>${words}</text>` : nothing}`;
  }

  /** A tick for "as the task expects", a cross for "not so". */
  #mark(mark: LaneMark, x: number) {
    const y = HEIGHT + 9;
    const path = mark.ok ? `M${x - 4} ${y} l3 3.5 5-6.5` : `M${x - 3.5} ${y - 3.5} l7 7 m0-7 l-7 7`;
    return svg`<g class=${mark.ok ? 'ok' : 'off'}>
      <line class="stem" x1=${x} x2=${x} y1=${HEIGHT - 6} y2=${HEIGHT + 2} />
      <path class="mark" d=${path} />
      <title>Day ${mark.day}: ${mark.expected} expected, ${mark.ok ? 'as it is' : 'not so'}</title>
    </g>`;
  }
}
customElements.define('gs-lane', Lane);
