import { LitElement, css, html } from 'lit';
import { base } from '../styles/shared.ts';

const STEP = 24;

/**
 * A bar between two columns that gives one of them its width. Drag it, or use the arrow keys, Home and End; a double click
 * takes the usual width again. Event `resize-to` with pixels, or null for the usual width.
 */
export class Splitter extends LitElement {
  static override properties = {
    label: { type: String },
    width: { type: Number },
    least: { type: Number },
    most: { type: Number },
  };
  static override styles = [
    base,
    css`
      :host {
        touch-action: none;
      }
      [role='separator'] {
        position: relative;
        height: 100%;
        min-height: 2rem;
        cursor: col-resize;
      }
      [role='separator']::after {
        content: '';
        position: absolute;
        inset-block: calc(50% - 1.5rem);
        inset-inline: calc(50% - 2px);
        height: 3rem;
        border-radius: 2px;
        background: var(--line-strong);
        transition: background var(--quick);
      }
      [role='separator']:hover::after,
      [role='separator']:focus-visible::after {
        background: var(--accent);
      }
    `,
  ];
  declare label: string;
  /** Width of the column after the bar, in pixels, and its limits. */
  declare width: number;
  declare least: number;
  declare most: number;
  #from: { x: number; width: number } | null = null;

  constructor() {
    super();
    this.label = 'Width';
    this.width = 0;
    this.least = 0;
    this.most = 0;
  }

  override render() {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${this.label}
      aria-valuenow=${Math.round(this.width)}
      aria-valuemin=${Math.round(this.least)}
      aria-valuemax=${Math.round(this.most)}
      @keydown=${this.#keys}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${this.#up}
      @dblclick=${() => this.#tell(null)}
    ></div>`;
  }

  readonly #keys = (event: KeyboardEvent) => {
    const step = event.shiftKey ? STEP * 4 : STEP;
    const next = {
      ArrowLeft: this.width + step,
      ArrowRight: this.width - step,
      Home: this.most,
      End: this.least,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#tell(next);
  };

  readonly #down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#from = { x: event.clientX, width: this.width };
  };
  readonly #move = (event: PointerEvent) => {
    if (this.#from) this.#tell(this.#from.width + this.#from.x - event.clientX);
  };
  readonly #up = () => (this.#from = null);

  #tell(width: number | null) {
    const detail = width === null ? null : Math.min(this.most, Math.max(this.least, width));
    this.dispatchEvent(new CustomEvent('resize-to', { detail }));
  }
}
customElements.define('gs-splitter', Splitter);
