import { LitElement, css, html, nothing } from 'lit';
import { base, controls, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';
import { statusIcon, statusWord, type StatusName } from './status.ts';

export interface SystemPart {
  /** Where it stands in the drawing. */
  place: 'bucket' | 'trainer' | 'model' | 'cluster' | 'balancer' | 'alarms' | 'bill' | 'release';
  title: string;
  href: string;
  /** What it is called in the account. */
  handles: readonly string[];
  status: StatusName;
  /** What the last check said of it. */
  message: string;
  /** It passed once, and the last check did not find it so. */
  before: boolean;
  /** How it hangs together with the next part; empty where it does not. */
  joins: string;
}

/** A machine learning system as one drawing that fills in: each part with its state, its handle and what it leads to. */
export class SystemMap extends LitElement {
  static override properties = { parts: { attribute: false } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      :host {
        container-type: inline-size;
      }
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
        list-style: none;
      }
      li {
        position: relative;
        display: grid;
        gap: var(--s2);
        align-content: start;
        padding: 0.9rem 1rem;
        border: 2px dashed var(--line-strong);
        border-radius: var(--radius-l);
        background: var(--raised);
        overflow-wrap: anywhere;
      }
      li.known {
        border-style: solid;
        border-color: var(--tone);
        background: var(--surface);
      }
      li.tone-pass.known {
        background: var(--pass-soft);
      }
      h2 {
        font-size: var(--text-m);
      }
      .state {
        display: flex;
        gap: 0.4em;
        align-items: center;
        color: var(--tone);
        font-size: var(--text-s);
        font-weight: 650;
      }
      .joins {
        display: flex;
        gap: 0.4em;
        align-items: center;
        color: var(--ink-2);
        font-size: var(--text-s);
        font-weight: 600;
      }
      .joins svg {
        color: var(--accent);
      }
      @container (min-width: 56rem) {
        ol {
          grid-template-columns: repeat(4, minmax(0, 1fr));
          grid-template-areas:
            'bucket bucket alarms alarms'
            'trainer model cluster balancer'
            'bill bill bill release';
        }
        .bucket {
          grid-area: bucket;
        }
        .trainer {
          grid-area: trainer;
        }
        .model {
          grid-area: model;
        }
        .cluster {
          grid-area: cluster;
        }
        .balancer {
          grid-area: balancer;
        }
        .alarms {
          grid-area: alarms;
        }
        .bill {
          grid-area: bill;
        }
        .release {
          grid-area: release;
        }
      }
    `,
  ];
  declare parts: readonly SystemPart[];

  constructor() {
    super();
    this.parts = [];
  }

  override render() {
    if (this.parts.length === 0) return html`<p class="muted">This lab has no system to draw.</p>`;
    return html`<ol>
      ${this.parts.map(({ place, title, href, handles, status, message, before, joins }) => {
        const shown = before ? 'pass' : status;
        return html`<li class="${place} tone-${shown} ${shown === 'none' ? '' : 'known'}">
          <h2><a href=${href}>${title}</a></h2>
          <p class="state">
            ${icon(statusIcon(shown))}
            ${statusWord(shown)}${before ? (status === 'fail' || status === 'partial' ? ', and not so any more' : ', and not checked since') : nothing}
          </p>
          ${handles.map((handle) => html`<p class="mono">${handle}</p>`)}
          ${message === '' ? nothing : html`<p class="small">${message}</p>`}
          ${joins === '' ? nothing : html`<p class="joins">${icon('right')} ${joins}</p>`}
        </li>`;
      })}
    </ol>`;
  }
}
customElements.define('gs-system-map', SystemMap);

declare global {
  interface HTMLElementTagNameMap {
    'gs-system-map': SystemMap;
  }
}
