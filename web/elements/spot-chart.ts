import { LitElement, html, nothing, svg } from 'lit';
import { formatHourly, formatMoment } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import { layoutOf, type EndLabel, type Layout } from './spot-chart-layout.ts';
import { spotChartStyles } from './spot-chart-styles.ts';
import { zoneClass, zoneShape, zoneStyles } from './zone-sign.ts';

export interface SpotLine {
  zone: string;
  /** What tells it from the other zones of the Region. */
  letter: string;
  /** Which sign and colour it has. */
  sign: number;
  /** Epoch seconds and USD an hour from then on, oldest first. */
  points: readonly (readonly [at: number, usd: number])[];
  chosen: boolean;
  /** The lowest now. */
  lowest: boolean;
}
/** A stretch of time in which one zone was cheapest. */
export interface Reign {
  from: number;
  to: number;
  zone: string;
  letter: string;
  sign: number;
}
export interface SpotScene {
  title: string;
  from: number;
  to: number;
  lines: readonly SpotLine[];
  onDemand: number | null;
  /** Scale from 0 up to the on-demand price, instead of the range that the lines need. */
  fromZero: boolean;
  /** The price that the learner wrote down. */
  claim: number | null;
  reign: readonly Reign[];
}

const STEP = 3600;

/**
 * Spot prices of one type, a line for each zone, and below it which zone was cheapest when. Event `moment` with epoch
 * seconds when the slider moves; `look` with epoch seconds while the pointer is over the chart, and null when it leaves.
 */
export class SpotChart extends LitElement {
  static override properties = {
    scene: { attribute: false },
    at: { type: Number },
    width: { state: true },
  };
  static override styles = [base, controls, zoneStyles, spotChartStyles];
  declare scene: SpotScene | null;
  /** The moment that is looked at, epoch seconds. */
  declare at: number;
  declare width: number;
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    this.scene = null;
    this.at = 0;
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
    const { scene, width } = this;
    if (scene === null || scene.lines.length === 0)
      return html`<p class="empty muted">No zone has a Spot price for this type.</p>`;
    if (width < 120) return nothing;
    const layout = layoutOf(scene, width);
    const at = Math.min(Math.max(this.at, scene.from), scene.to);
    return html`<svg
        width=${layout.width}
        height=${layout.height}
        viewBox="0 0 ${layout.width} ${layout.height}"
        role="img"
        aria-label=${inWords(scene)}
        @pointermove=${(event: PointerEvent) => this.#look(event, layout)}
        @pointerdown=${(event: PointerEvent) => this.#move(layout.timeAt(event.offsetX))}
        @pointerleave=${() => this.#tell('look', null)}
      >
        ${axes(layout)} ${onDemand(scene, layout)}
        ${scene.lines.map((line) => svg`<path class="line ${zoneClass(line.sign)} ${line.chosen ? 'chosen' : ''}" d=${pathOf(line, scene, layout)} />`)}
        ${claim(scene, layout)} ${layout.ends.map((end) => label(end, layout))} ${ribbon(scene, layout)}
        ${cursor(scene, layout, at)}
      </svg>
      <div class="slide ${layout.narrow ? 'narrow' : ''}">
        <label class="visually-hidden" for="moment">Moment</label>
        <input
          id="moment"
          type="range"
          min=${scene.from}
          max=${scene.to}
          step=${STEP}
          .value=${String(at)}
          aria-valuetext=${at >= scene.to - STEP ? 'Now' : formatMoment(new Date(at * 1000).toISOString())}
          @input=${(event: Event) => {
            const value = Number((event.target as HTMLInputElement).value);
            // The last step may end before now.
            this.#move(value + STEP > scene.to ? scene.to : value);
          }}
        />
      </div>`;
  }

  #look(event: PointerEvent, layout: Layout) {
    const at = layout.timeAt(event.offsetX);
    if (event.buttons > 0) this.#move(at);
    else if (event.pointerType === 'mouse') this.#tell('look', at);
  }

  #move(at: number) {
    this.#tell('moment', Math.round(at));
  }

  #tell(name: 'look' | 'moment', at: number | null) {
    this.dispatchEvent(new CustomEvent(name, { detail: at }));
  }
}
customElements.define('gs-spot-chart', SpotChart);

function axes({ prices, times, left, right, top, bottom }: Layout) {
  return svg`<g class="axes">
    ${prices.map(({ y, text }) => svg`<path class="rule" d="M${left} ${y}H${right}" /><text x=${left - 8} y=${y + 4} text-anchor="end">${text}</text>`)}
    ${times.map(({ x, text }) => svg`<path class="tick" d="M${x} ${top}V${bottom}" /><text x=${x} y=${bottom + 50} text-anchor="middle">${text}</text>`)}
  </g>`;
}

function onDemand({ onDemand: usd }: SpotScene, { onDemandY, left, right, top }: Layout) {
  if (usd === null) return nothing;
  if (onDemandY === null)
    return svg`<text class="above" x=${right} y=${top - 10} text-anchor="end">↑ on demand ${formatHourly(usd)}, above this scale</text>`;
  return svg`<path class="on-demand" d="M${left} ${onDemandY}H${right}" />
    <text class="above" x=${right} y=${onDemandY + 15} text-anchor="end">on demand ${formatHourly(usd)}</text>`;
}

/** A price holds until the next one: steps, not slopes. */
function pathOf({ points }: SpotLine, { from, to }: SpotScene, { x, y }: Layout): string {
  const before = points.findLast(([at]) => at <= from);
  const shown = points.filter(([at]) => at > from && at <= to);
  const [first] = shown;
  const start = before ? `M${x(from)} ${y(before[1])}` : first ? `M${x(first[0])} ${y(first[1])}` : '';
  return start === '' ? '' : `${start}${shown.map(([at, usd]) => `H${x(at)}V${y(usd)}`).join('')}H${x(to)}`;
}

function claim({ claim: usd, lines, to }: SpotScene, { x, y, top, bottom, narrow }: Layout) {
  if (usd === null || !lines.some(({ chosen }) => chosen)) return nothing;
  const at = y(usd);
  if (at < top || at > bottom) return nothing;
  return svg`<path class="claim" d="M${x(to) - (narrow ? 26 : 40)} ${at}H${x(to)}" />
    <text class="claim-text" x=${x(to) - (narrow ? 30 : 46)} y=${at + 4} text-anchor="end">you wrote ${formatHourly(usd)}</text>`;
}

function label({ line, usd, y, labelY }: EndLabel, { right, width, narrow }: Layout) {
  const x = right + 8;
  return svg`<path class="leader ${zoneClass(line.sign)}" d="M${right} ${y}L${x} ${labelY}" />
    <rect class="tag ${line.lowest ? 'lowest' : ''} ${line.chosen ? 'own' : ''}" x=${x} y=${labelY - 9} width=${width - x - 1} height="18" rx="4" />
    ${zoneShape(line.sign, x + 10, labelY)}
    <text class="zone" x=${x + 19} y=${labelY + 4}>${line.letter.slice(0, 3)}${narrow ? '' : ` ${usd.toFixed(4)}`}</text>`;
}

function ribbon({ reign }: SpotScene, { x, left, right, ribbonY: y, ribbonHeight: height }: Layout) {
  return svg`<g class="ribbon">
    <text x=${left - 8} y=${y + height / 2 + 4} text-anchor="end">lowest</text>
    ${reign.map(({ from, to, letter, sign }) => {
      const [start, end] = [Math.max(x(from), left), Math.min(x(to), right)];
      return svg`<rect class="reign ${zoneClass(sign)}" x=${start} y=${y} width=${Math.max(1, end - start - 1)} height=${height} rx="2" />
        ${end - start > 14 + 6 * letter.length ? svg`<text class="inside" x=${(start + end) / 2} y=${y + height / 2 + 4} text-anchor="middle">${letter}</text>` : nothing}`;
    })}
  </g>`;
}

function cursor(
  { lines, to }: SpotScene,
  { x, y, top, ribbonY, ribbonHeight, right, left }: Layout,
  at: number,
) {
  const px = x(at);
  const now = at >= to;
  const side = px > (left + right) / 2;
  return svg`<g class="cursor">
    <path d="M${px} ${top - 4}V${ribbonY + ribbonHeight}" />
    ${lines.map(({ points, sign }) => {
      const usd = points.findLast(([from]) => from <= at)?.[1];
      return usd === undefined ? nothing : zoneShape(sign, px, y(usd));
    })}
    ${now ? nothing : svg`<text x=${px + (side ? -7 : 7)} y=${top + 8} text-anchor=${side ? 'end' : 'start'}>${formatMoment(new Date(at * 1000).toISOString())}</text>`}
  </g>`;
}

function inWords({ title, lines, to }: SpotScene): string {
  const prices = lines.flatMap(({ zone, points, chosen, lowest }) => {
    const usd = points.findLast(([at]) => at <= to)?.[1];
    const more = [lowest ? 'lowest' : '', chosen ? 'your choice' : ''].filter(Boolean).join(', ');
    return usd === undefined ? [] : [`${zone} ${formatHourly(usd)}${more ? ` (${more})` : ''}`];
  });
  return `${title}. Now: ${prices.join('; ')}.`;
}
