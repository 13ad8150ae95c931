import { LitElement, css, html, nothing } from 'lit';
import { formatInteger } from '../format.ts';
import { base, controls } from '../styles/shared.ts';

/** Steps of a slider that is moved by keys. */
const STEPS = 200;
const DIGITS = 6;

/**
 * One quantity of a resource: a slider and the same as a number. Event `bill-turn` with the number at every move, `bill-turned`
 * when the reader has stopped.
 */
export class BillHandle extends LitElement {
  static override properties = {
    label: { type: String },
    value: { type: Number },
    own: { type: Number },
    most: { type: Number },
    unseen: { type: Boolean },
  };
  static override styles = [
    base,
    controls,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 7.5rem;
        gap: var(--s2) var(--s3);
        align-items: center;
      }
      label,
      .note {
        grid-column: 1 / -1;
      }
      label {
        font-size: var(--text-s);
        font-weight: 600;
      }
      .note {
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      input[type='range'] {
        width: 100%;
        min-height: 1.75rem;
        margin: 0;
      }
      input[type='number'] {
        width: 100%;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
  declare label: string;
  declare value: number;
  /** What the account has. */
  declare own: number;
  declare most: number;
  /** AWS does not show it. */
  declare unseen: boolean;

  constructor() {
    super();
    this.label = '';
    this.value = 0;
    this.own = 0;
    this.most = 1;
    this.unseen = false;
  }

  override render() {
    const shown = Number(this.value.toPrecision(DIGITS));
    const changed = this.value !== this.own;
    return html`<div class="pair">
      <label for="number">${this.label}</label>
      <input
        type="range"
        aria-label="${this.label}, slider"
        min="0"
        max=${this.most}
        step=${this.most > STEPS ? Math.ceil(this.most / STEPS) : 1}
        .value=${String(this.value)}
        @input=${this.#turn}
        @change=${this.#stop}
      />
      <input
        id="number"
        type="number"
        min="0"
        step="any"
        .value=${String(shown)}
        @change=${(event: Event) => {
          this.#turn(event);
          this.#stop();
        }}
      />
      ${
        this.unseen && !changed
          ? html`<p class="note">AWS does not show it here: it counts as none until you set it.</p>`
          : changed
            ? html`<p class="note">
                The account has
                ${this.own < 1 && this.own > 0 ? 'less than 1' : formatInteger(this.own)}${this.unseen ? ', for AWS does not show it' : ''}.
              </p>`
            : nothing
      }
    </div>`;
  }

  readonly #turn = (event: Event): void => {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    if (!Number.isFinite(value) || value < 0) {
      // What is no quantity is not taken: the field shows the old one again.
      (event.target as HTMLInputElement).value = String(this.value);
      return;
    }
    this.dispatchEvent(new CustomEvent('bill-turn', { detail: value }));
  };

  readonly #stop = (): void => {
    this.dispatchEvent(new CustomEvent('bill-turned'));
  };
}
customElements.define('gs-bill-handle', BillHandle);

declare global {
  interface HTMLElementTagNameMap {
    'gs-bill-handle': BillHandle;
  }
}
