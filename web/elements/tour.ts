import { LitElement, css, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';

export interface TourStep {
  /** Names the part of the page that the step is about. */
  id: string;
  title: string;
  text: string;
}

/**
 * A tour beside the page, never over it: the page can be used while it is open, nothing waits for it, Escape and “End” close
 * it. Events: `tour-step` with the id of the step that is shown, `tour-end`.
 */
export class Tour extends LitElement {
  static override properties = {
    steps: { attribute: false },
    open: { type: Boolean },
    at: { state: true },
  };
  static override styles = [
    base,
    controls,
    css`
      aside {
        position: fixed;
        z-index: 15;
        /* Below the list of tasks, which is short: the other lower corner is where one types. */
        inset-inline-start: clamp(0.5rem, 2vw, 1.5rem);
        inset-block-end: clamp(0.5rem, 2vw, 1.5rem);
        display: grid;
        gap: var(--s3);
        width: min(23rem, calc(100vw - 1rem));
        padding: 1rem 1.1rem;
        border: 1px solid var(--line);
        border-block-start: 4px solid var(--accent);
        border-radius: var(--radius-l);
        background: var(--surface);
        box-shadow: var(--shadow-l);
      }
      @media (prefers-reduced-motion: no-preference) {
        aside {
          animation: rise 220ms ease-out;
        }
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(0.6rem);
        }
      }
      h2 {
        font-size: var(--text-l);
      }
      h2:focus {
        outline-offset: 4px;
      }
      .dots {
        display: flex;
        gap: 0.35rem;
      }
      .dots i {
        width: 0.5rem;
        height: 0.5rem;
        border: 1px solid var(--ink-3);
        border-radius: 50%;
      }
      .dots i.on {
        border-color: var(--accent);
        background: var(--accent);
      }
      .row {
        justify-content: space-between;
      }
      .moves {
        display: flex;
        gap: var(--s2);
      }
      @media print {
        aside {
          display: none;
        }
      }
    `,
  ];
  declare steps: readonly TourStep[];
  declare open: boolean;
  declare at: number;
  constructor() {
    super();
    this.steps = [];
    this.open = false;
    this.at = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#keys);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#keys);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('open') && this.open) this.at = 0;
  }

  override updated(changed: Map<string, unknown>): void {
    if (this.open && (changed.has('open') || changed.has('at')))
      this.dispatchEvent(new CustomEvent('tour-step', { detail: this.steps[this.at]?.id ?? '' }));
  }

  /** Puts the focus on the step that is shown, for whoever asked for the tour. */
  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus());
  }

  override render() {
    const step = this.steps[this.at];
    if (!this.open || !step) return nothing;
    const last = this.at === this.steps.length - 1;
    return html`<aside aria-label="Tour of the workbench">
      <p class="label">Step ${this.at + 1} of ${this.steps.length}</p>
      <h2 tabindex="-1">${step.title}</h2>
      <p>${step.text}</p>
      <div class="row">
        <span class="dots" aria-hidden="true"
          >${this.steps.map((_, index) => html`<i class=${index === this.at ? 'on' : ''}></i>`)}</span
        >
        <span class="moves">
          ${
            last
              ? nothing
              : html`<button class="small quiet" @click=${this.#end}>
                  Skip<span class="visually-hidden"> the tour</span>
                </button>`
          }
          ${
            this.at > 0
              ? html`<button class="small" @click=${() => this.#go(this.at - 1)}>
                  ${icon('left')} Back
                </button>`
              : nothing
          }
          ${
            last
              ? html`<button class="small primary" @click=${this.#end}>${icon('check')} Done</button>`
              : html`<button class="small primary" @click=${() => this.#go(this.at + 1)}>
                  Next ${icon('right')}
                </button>`
          }
        </span>
      </div>
    </aside>`;
  }

  #go(at: number) {
    this.at = at;
    this.focus();
  }

  readonly #end = () => this.dispatchEvent(new CustomEvent('tour-end'));
  readonly #keys = (event: KeyboardEvent) => {
    // Whatever else takes Escape, an editor or a dialog, was meant first.
    if (this.open && event.key === 'Escape' && !event.defaultPrevented) this.#end();
  };
}
customElements.define('gs-tour', Tour);
