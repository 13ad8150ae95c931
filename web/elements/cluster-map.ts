import { LitElement, html, nothing, svg } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { clusterMapStyles } from './cluster-map-styles.ts';
import { icon, type IconName } from './icons.ts';
import { zoneClass, zoneSign, zoneStyles } from './zone-sign.ts';

export interface MapPod {
  id: string;
  name: string;
  fate: 'same' | 'moved' | 'new' | 'goes' | 'stays';
}
export interface MapNode {
  name: string;
  type: string;
  taints: readonly string[];
  /** What is used of what, in words, with the share for the bar. */
  meters: readonly { name: string; words: string; share: number }[];
  pods: readonly MapPod[];
  /** A drain of it is on. */
  cordoned: boolean;
}
export interface MapZone {
  name: string;
  down: boolean;
  nodes: readonly MapNode[];
}
export interface MapGroup {
  name: string;
  type: string;
  words: string;
  /** What it would do with the chosen pod. */
  verdict: string;
}
export interface ClusterScene {
  zones: readonly MapZone[];
  waiting: readonly MapPod[];
  dormant: readonly MapGroup[];
}

const FATES: Record<MapPod['fate'], readonly [word: string, tone: string, sign: IconName]> = {
  same: ['runs', 'pass', 'check'],
  moved: ['started again', 'info', 'right'],
  new: ['new', 'info', 'up'],
  goes: ['leaves first', 'warn', 'down'],
  stays: ['may not leave', 'fail', 'lock'],
};

/**
 * A cluster by zones: nodes, the pods on them, and those that wait. Events: `pod-choose` with the id of a pod, `zone-toggle`
 * with the name of a zone, `node-toggle` with that of a node.
 */
export class ClusterMap extends LitElement {
  static override properties = { scene: { attribute: false }, chosen: { type: String } };
  static override styles = [base, controls, tones, zoneStyles, clusterMapStyles];
  declare scene: ClusterScene | null;
  /** The pod that is looked at. */
  declare chosen: string;

  constructor() {
    super();
    this.scene = null;
    this.chosen = '';
  }

  override render() {
    const { scene } = this;
    if (scene === null) return html`<p class="muted">There is no cluster to draw.</p>`;
    const { zones, waiting, dormant } = scene;
    return html`<div class="map">
      <section
        class="waiting ${waiting.length > 0 ? 'some tone-fail' : 'tone-pass'}"
        aria-label="Pods that wait"
      >
        <h2>
          ${icon(waiting.length > 0 ? 'clock' : 'check')}
          ${waiting.length > 0 ? `Pending: ${waiting.length}` : 'Nobody waits'}
        </h2>
        ${
          waiting.length === 0
            ? nothing
            : html`<ul class="plain pods">
                ${waiting.map((pod) => this.#pod(pod, true))}
              </ul>`
        }
      </section>
      <div class="zones">${zones.map((zone, index) => this.#zone(zone, index))}</div>
      ${
        dormant.length === 0
          ? nothing
          : html`<ul class="plain dormant" aria-label="Groups without a node">
              ${dormant.map(
                ({ name, type, words, verdict }) =>
                  html`<li>
                    <b class="name">${name}</b> <span class="small">${type}, ${words}</span>
                    ${verdict === '' ? nothing : html`<span class="small verdict">${verdict}</span>`}
                  </li>`,
              )}
            </ul>`
      }
    </div>`;
  }

  #zone({ name, down, nodes }: MapZone, index: number) {
    return html`<section class="zone ${zoneClass(index)} ${down ? 'down' : ''}" aria-label="Zone ${name}">
      <header>
        <h2>${zoneSign(index)} ${name}</h2>
        <button
          class="small"
          aria-pressed=${down}
          aria-label="${down ? 'Down: bring it back' : 'Take it down'}, ${name}"
          @click=${() => this.#say('zone-toggle', name)}
        >
          ${down ? 'Down: bring it back' : 'Take it down'}
        </button>
      </header>
      ${
        nodes.length === 0
          ? html`<p class="small none">No node ${down ? 'answers' : 'is'} here.</p>`
          : html`<div class="nodes">${nodes.map((node) => this.#node(node, down))}</div>`
      }
    </section>`;
  }

  #node({ name, type, taints, meters, pods, cordoned }: MapNode, down: boolean) {
    return html`<article class="node ${cordoned ? 'cordoned' : ''}" aria-label="Node ${name}">
      <header>
        <p><b class="name">${name}</b> <span class="small">${type}</span></p>
        ${
          down
            ? nothing
            : html`<button
                class="small quiet"
                aria-pressed=${cordoned}
                aria-label="${cordoned ? 'Draining: undo' : 'Drain'}, ${name}"
                @click=${() => this.#say('node-toggle', name)}
              >
                ${cordoned ? 'Draining: undo' : 'Drain'}
              </button>`
        }
      </header>
      ${taints.map((taint) => html`<p class="taint small">${icon('lock')} <span>${taint}</span></p>`)}
      <ul class="plain meters">
        ${meters.map(
          ({ name: what, words, share }) =>
            html`<li class="small">
              <span>${what}</span>
              <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="6" rx="1"></rect>
                ${svg`<rect class="used" width=${Math.min(100, share * 100)} height="6" rx="1"></rect>`}
              </svg>
              <span class="num">${words}</span>
            </li>`,
        )}
      </ul>
      ${
        pods.length === 0
          ? html`<p class="small none">${down ? 'Gone' : 'No pod of this file'}</p>`
          : html`<ul class="plain pods">
              ${pods.map((pod) => this.#pod(pod, false))}
            </ul>`
      }
    </article>`;
  }

  #pod({ id, name, fate }: MapPod, waits: boolean) {
    const [word, tone, sign] = waits ? (['waits', 'fail', 'clock'] as const) : FATES[fate];
    return html`<li>
      <button
        class="pod tone-${tone}"
        data-pod=${id}
        aria-pressed=${id === this.chosen}
        aria-label="${name}, ${word}"
        @click=${() => this.#say('pod-choose', id)}
      >
        ${icon(sign)}
        <span>${name}${fate === 'same' ? nothing : html`, <span class="fate">${word}</span>`}</span>
      </button>
    </li>`;
  }

  #say(event: string, detail: string) {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}
customElements.define('gs-cluster-map', ClusterMap);

declare global {
  interface HTMLElementTagNameMap {
    'gs-cluster-map': ClusterMap;
  }
}
