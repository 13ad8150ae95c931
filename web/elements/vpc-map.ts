import { LitElement, html, nothing, svg, type SVGTemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { base } from '../styles/shared.ts';
import { CHIP, layoutOf, type Badge, type Layout, type PlacedSubnet } from './vpc-map-layout.ts';
import {
  subnetInWords,
  TIER_NAMES,
  type GatewayBox,
  type Scene,
  type Station,
  type TierName,
  type Trail,
} from './vpc-map-scene.ts';
import { vpcMapStyles } from './vpc-map-styles.ts';

/** Signs on a 12 × 12 grid; the word always stands beside them. */
const SIGNS: Record<TierName, string> = {
  public: 'M4 11V1.5M1.8 3.7 4 1.5l2.2 2.2M8.5 1v9.5M6.3 8.3l2.2 2.2 2.2-2.2',
  private: 'M6 11V1.5M3 4.5l3-3 3 3',
  isolated: 'M2 2h8v8H2Z',
  unknown: 'M4 4a2 2 0 1 1 2.6 1.9C6 6.2 6 6.6 6 7.4M6 9.8v.2',
  down: 'M2 2l8 8M10 2l-8 8',
};

/** A VPC by zones, and a path over it. Event `subnet-choose` with the id of the subnet that was pressed. */
export class VpcMap extends LitElement {
  static override properties = {
    scene: { attribute: false },
    trail: { attribute: false },
    chosen: { type: String },
    width: { state: true },
  };
  static override styles = [base, vpcMapStyles];
  declare scene: Scene | null;
  declare trail: Trail | null;
  /** The subnet whose facts are open beside the map. */
  declare chosen: string;
  declare width: number;
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    this.scene = null;
    this.trail = null;
    this.chosen = '';
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
    const { scene, trail, width } = this;
    if (scene === null) return html`<p class="empty">There is no VPC in this Region to draw.</p>`;
    if (width === 0) return nothing;
    const layout = layoutOf(scene, trail, width);
    return html`<div class="scroll" role="region" aria-label="Map of ${scene.title}" tabindex="0">
      <svg
        width=${layout.width}
        height=${layout.height}
        viewBox="0 0 ${layout.width} ${layout.height}"
        role="group"
        aria-label="${scene.title}, ${scene.block}"
      >
        <defs>
          ${svg`<marker id="tip" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">
            <path class="tip" d="M1 1 9 5 1 9Z" />
          </marker>`}
          <pattern
            id="hatch"
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path class="hatch" d="M0 0V7" />
          </pattern>
        </defs>
        ${outside(layout)} ${inside(layout, scene)} ${layout.gateways.map((one) => gateway(one, one.box))}
        ${layout.subnets.map((placed) => this.#subnet(placed))}
        ${keyed(`${layout.request} ${layout.reply}`, path(layout))}
      </svg>
    </div>`;
  }

  #subnet(placed: PlacedSubnet) {
    const { box, x, y, width, height } = placed;
    const choose = () => this.dispatchEvent(new CustomEvent('subnet-choose', { detail: box.id }));
    const keys = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose();
    };
    return svg`<g class="subnet tier-${box.tier} ${this.chosen === box.id ? 'chosen' : ''}">
      <rect
        class="card"
        role="button"
        tabindex="0"
        aria-pressed=${this.chosen === box.id}
        aria-label=${subnetInWords(box, placed.zone)}
        @click=${choose}
        @keydown=${keys}
        x=${x}
        y=${y}
        width=${width}
        height=${height}
        rx="7"
      />
      <g class="words" aria-hidden="true">
        ${box.tier === 'down' ? svg`<rect fill="url(#hatch)" x=${x} y=${y} width=${width} height=${height} rx="7" />` : nothing}
        <path class="stripe" d="M${x + 6} ${y + 9}V${y + height - 9}" />
        ${facts(placed)}
      </g>
    </g>`;
  }
}
customElements.define('gs-vpc-map', VpcMap);

/** Cuts what does not fit; the whole text is in the label. */
function fit(words: string, width: number, perCharacter = 6.7): string {
  const most = Math.max(2, Math.floor(width / perCharacter));
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

/** A name that is cut in its middle: names of one network begin alike, and end in what tells them apart. */
function fitName(name: string, width: number): string {
  const most = Math.max(4, Math.floor(width / 6.7));
  if (name.length <= most) return name;
  const tail = Math.ceil((most - 1) * 0.6);
  return `${name.slice(0, most - 1 - tail)}…${name.slice(name.length - tail)}`;
}

function facts({ box, x, y, width }: PlacedSubnet): SVGTemplateResult[] {
  const left = x + 16;
  const room = width - 26;
  let at = y + 21;
  const line = (className: string, words: string, inset = 0): SVGTemplateResult => {
    const drawn = svg`<text class=${className} x=${left + inset} y=${at}>${fit(words, room - inset)}</text>`;
    at += 17;
    return drawn;
  };
  const lines = [
    line('title', fitName(box.title, room)),
    line('block', box.block),
    svg`<path class="sign" transform="translate(${left} ${at - 10})" d=${SIGNS[box.tier]} />`,
    line('tier', TIER_NAMES[box.tier], 18),
  ];
  if (box.was !== null) lines.push(line('was', `was ${TIER_NAMES[box.was]}`, 18));
  if (box.claims !== null) {
    lines.push(
      svg`<path class="warning" transform="translate(${left} ${at - 10})" d="M6 1 11.5 11H.5ZM6 4.6v3m0 1.6v.1" />`,
    );
    lines.push(line('claims', `tag says ${box.claims}`, 18));
  }
  lines.push(line('table', `table ${fitName(box.table, room - 42)}`));
  for (const [index, chip] of box.chips.entries()) {
    const top = at - 8 + index * (CHIP + 4);
    lines.push(svg`<g class=${chip.alive ? 'chip' : 'chip dead'}>
      <rect x=${left - 2} y=${top} width=${room + 4} height=${CHIP} rx="5" />
      <text x=${left + 6} y=${top + 15}>${fit(chip.text, room - 12)}</text>
    </g>`);
  }
  return lines;
}

function outside({ internet, s3 }: Layout): SVGTemplateResult {
  const end = (box: typeof internet, words: string) => svg`<g class="outside" aria-hidden="true">
    <rect x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="10" />
    <text x=${box.x + 14} y=${box.y + 28}>${words}</text>
  </g>`;
  return svg`${end(internet, 'The Internet')}${end(s3, 'Amazon S3')}`;
}

function inside({ vpc, zones }: Layout, scene: Scene): SVGTemplateResult {
  return svg`<g aria-hidden="true">
    <rect class="vpc" x=${vpc.x} y=${vpc.y} width=${vpc.width} height=${vpc.height} rx="14" />
    <text class="name" x=${vpc.x + 16} y=${vpc.y + vpc.height - 13}>
      ${fit(scene.title, vpc.width - 150, 8)}<tspan class="block" dx="8">${scene.block}</tspan>
    </text>
    ${zones.map(
      ({ zone, x, y, width, height }) => svg`<g class=${zone.down ? 'zone down' : 'zone'}>
        <rect x=${x} y=${y} width=${width} height=${height} rx="10" />
        ${zone.down ? svg`<rect fill="url(#hatch)" x=${x} y=${y} width=${width} height=${height} rx="10" />` : nothing}
        <text x=${x + 10} y=${y + 21}>${zone.name}${zone.down ? ': down' : ''}</text>
      </g>`,
    )}
  </g>`;
}

function gateway(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  box: GatewayBox,
) {
  return svg`<g class=${box.alive ? 'gateway' : 'gateway dead'} aria-hidden="true">
    <title>${box.kind} ${box.text}</title>
    <rect x=${x} y=${y} width=${width} height=${height} rx="8" />
    <path class="port" d="M${x + 32} ${y + 6}V${y + height - 6}" />
    <text class="kind" x=${x + 38} y=${y + 16}>${fit(box.kind, width - 44, 6.2)}</text>
    <text class="block" x=${x + 38} y=${y + 30}>${fit(box.text, width - 44, 6.3)}</text>
  </g>`;
}

/** The two legs with their numbered stops; what they mean is in the list beside the map. */
function path({ request, reply, badges }: Layout): SVGTemplateResult {
  return svg`<g class="path" aria-hidden="true">
    ${request ? svg`<path class="halo" d=${request} /><path class="leg request" pathLength="1" marker-end="url(#tip)" d=${request} />` : nothing}
    ${reply ? svg`<path class="halo" d=${reply} /><path class="leg reply" marker-end="url(#tip)" d=${reply} />` : nothing}
    ${badges.map(badge)}
  </g>`;
}

const RESULT_SIGNS: Record<Station['result'], string> = { pass: '', stop: '✕', partial: '◐', unknown: '?' };

function badge({ x, y, width, station, leg }: Badge): SVGTemplateResult {
  const words = [RESULT_SIGNS[station.result], station.label].filter(Boolean).join(' ');
  return svg`<g class="badge ${leg} ${station.result}">
    <rect x=${x - width / 2} y=${y - 10} width=${width} height="20" rx="10" />
    <text x=${x} y=${y + 4}>${words}</text>
  </g>`;
}
