import { LitElement, html, nothing, svg } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';
import { identityGraphStyles } from './identity-graph-styles.ts';
import { wiresOf, type End, type Rect, type Wire } from './identity-wires.ts';

export interface GraphLink {
  id: string;
  /** What is done there: read, write, become it. */
  verb: string;
  wanted: 'allow' | 'deny';
  /** Whether a task asks for it. */
  asked: boolean;
  actual: 'allow' | 'deny' | 'unknown';
  tone: 'pass' | 'fail' | 'blocked' | 'info';
  /** All requests behind the line, and the one that decides. */
  requests: readonly string[];
  request: string;
}
export interface GraphNode {
  id: string;
  kind: 'service' | 'people' | 'outside' | 'data' | 'logs' | 'image' | 'power';
  title: string;
  detail: string;
  links: readonly GraphLink[];
  usedBy: readonly string[];
}
export interface IdentityGraphScene {
  role: string;
  policies: readonly string[];
  boundary: string;
  workloads: readonly { kind: 'training' | 'serving'; name: string; status: string; detail: string }[];
  who: readonly GraphNode[];
  reaches: readonly GraphNode[];
}

const SIGNS: Record<GraphLink['actual'], readonly [word: string, icon: IconName]> = {
  allow: ['allowed', 'check'],
  deny: ['denied', 'cross'],
  unknown: ['cannot be told', 'blocked'],
};
const ICONS: Record<GraphNode['kind'], IconName> = {
  service: 'system',
  people: 'terminal',
  outside: 'link',
  data: 'file',
  logs: 'book',
  image: 'download',
  power: 'warn',
};
/** Below this width everything stands in one column. */
const STACKED = 820;

/** What a line says, in words. */
function linkInWords(link: GraphLink): string {
  const more = problemOf(link);
  return `${link.verb}: ${SIGNS[link.actual][0]}${more === '' ? '' : `, ${more}`}`;
}

function problemOf({ wanted, asked, tone }: GraphLink): string {
  if (tone !== 'fail') return '';
  return asked ? `should be ${SIGNS[wanted][0]}` : 'and needed';
}

/**
 * A role between those who could become it and what it reaches, a line for each question. Lines are solid where something is
 * allowed and cut off by a bar where it is denied. Event `link-choose` with the id of the line.
 */
export class IdentityGraph extends LitElement {
  static override properties = {
    scene: { attribute: false },
    chosen: { type: String },
    wires: { state: true },
    size: { state: true },
  };
  static override styles = [base, controls, tones, identityGraphStyles];
  declare scene: IdentityGraphScene | null;
  declare chosen: string;
  declare wires: readonly Wire[];
  declare size: { width: number; height: number };
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    this.scene = null;
    this.chosen = '';
    this.wires = [];
    this.size = { width: 0, height: 0 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  override render() {
    const { scene, size, wires } = this;
    if (scene === null) return html`<p class="muted">No role to show.</p>`;
    return html`<div class="graph ${size.width > 0 && size.width < STACKED ? 'stacked' : ''}">
      <svg
        class="wires"
        width=${size.width}
        height=${size.height}
        viewBox="0 0 ${size.width} ${size.height}"
        aria-hidden="true"
      >
        ${wires.map(({ path, tone, actual, bar, chosen }) => svg`<g class="tone-${tone} ${actual} ${chosen ? 'chosen' : ''}"><path d=${path} />${bar === '' ? nothing : svg`<path class="bar" d=${bar} />`}</g>`)}
      </svg>
      <div class="who">
        <h2 class="label">Could become it</h2>
        ${scene.who.map((node) => this.#node(node))}
        <h2 class="label">Runs as it</h2>
        ${
          scene.workloads.length === 0
            ? html`<p class="card none small muted" data-end="runs">No training job and no model.</p>`
            : scene.workloads.map(workload)
        }
      </div>
      <div class="role card">
        <p class="label">${icon('lock')} Execution role</p>
        <p class="name">${scene.role}</p>
        <ul class="plain small">
          ${
            scene.policies.length === 0
              ? html`<li>no policy</li>`
              : scene.policies.map((policy) => html`<li>${policy}</li>`)
          }
          ${scene.boundary === '' ? nothing : html`<li>boundary: ${scene.boundary}</li>`}
        </ul>
      </div>
      <div class="reaches">
        <h2 class="label">What it reaches</h2>
        ${scene.reaches.map((node) => this.#node(node))}
      </div>
    </div>`;
  }

  #node({ kind, title, detail, links, usedBy }: GraphNode) {
    return html`<div class="card node ${kind}">
      <p class="title">${icon(ICONS[kind])} <span>${title}</span></p>
      <p class="small muted">${detail}</p>
      <ul class="plain links">
        ${links.map((link) => this.#link(link, title))}
      </ul>
      ${usedBy.length === 0 ? nothing : html`<p class="used small">used by ${usedBy.join(', ')}</p>`}
    </div>`;
  }

  #link(link: GraphLink, title: string) {
    const { id, verb, actual, tone } = link;
    const [word, sign] = SIGNS[actual];
    const more = problemOf(link);
    return html`<li>
      <button
        type="button"
        class="quiet link tone-${tone} ${actual}"
        aria-pressed=${this.chosen === id}
        aria-label="${title}, ${linkInWords(link)}"
        data-end=${id}
        data-tone=${tone}
        data-actual=${actual}
        @click=${() => this.dispatchEvent(new CustomEvent('link-choose', { detail: id }))}
      >
        <span class="sign">${icon(sign)}</span>
        <span><b>${verb}</b> ${word}${more === '' ? nothing : html` <em>${more}</em>`}</span>
      </button>
    </li>`;
  }

  protected override updated(): void {
    this.#measure();
  }

  /** Where the cards have come to stand; lines are drawn again only when that changed. */
  #measure() {
    const graph = this.renderRoot.querySelector('.graph');
    const role = this.renderRoot.querySelector('.role');
    if (!graph || !role) return;
    const origin = graph.getBoundingClientRect();
    const rectOf = (element: Element): Rect => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { left: left - origin.left, top: top - origin.top, width, height };
    };
    const ends = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-end]')].map((element): End => {
      const { end = '', tone = 'none', actual = 'allow' } = element.dataset;
      return {
        card: rectOf(element.closest('.card') ?? element),
        row: rectOf(element),
        side: element.closest('.who') ? 'in' : 'out',
        tone,
        actual: actual as End['actual'],
        chosen: end === this.chosen,
      };
    });
    const [width, height] = [Math.floor(origin.width), Math.floor(origin.height)];
    if (width !== this.size.width || height !== this.size.height) this.size = { width, height };
    const wires = wiresOf(rectOf(role), ends, width < STACKED);
    if (JSON.stringify(wires) !== JSON.stringify(this.wires)) this.wires = wires;
  }
}
customElements.define('gs-identity-graph', IdentityGraph);

function workload({ kind, name, status, detail }: IdentityGraphScene['workloads'][number]) {
  return html`<div class="card node work" data-end="runs">
    <p class="title">${icon(kind === 'training' ? 'clock' : 'plane')} <span>${name}</span></p>
    <p class="small muted">
      ${kind === 'training' ? 'training job' : 'endpoint'},
      ${status}${detail === '' ? nothing : html`; ${detail}`}
    </p>
  </div>`;
}
