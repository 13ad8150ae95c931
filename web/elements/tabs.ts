import { LitElement, css, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';

export interface Tab {
  id: string;
  label: string;
  /** Small count or word after the label. */
  note?: string;
}

/**
 * A row of tabs over slotted panels: the panel of tab `x` is the child with `slot="x"`. Arrow keys move, Home and End jump.
 * Event `tab-change` with the id. Slot `end` stands at the end of the row.
 */
export class Tabs extends LitElement {
  static override properties = {
    tabs: { attribute: false },
    selected: { type: String },
    label: { type: String },
  };
  static override styles = [
    base,
    controls,
    css`
      .strip {
        display: flex;
        align-items: center;
        border-bottom: 1px solid var(--line);
      }
      [role='tablist'] {
        flex: 1 1 auto;
        min-width: 0;
        display: flex;
        gap: var(--s1);
        overflow-x: auto;
        scrollbar-width: thin;
      }
      button {
        border: 0;
        border-bottom: 3px solid transparent;
        border-radius: var(--radius) var(--radius) 0 0;
        background: none;
        color: var(--ink-2);
        padding: 0.4rem 0.7rem 0.3rem;
        font-size: var(--text-s);
        white-space: nowrap;
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      button[aria-selected='true'] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 650;
      }
      .note {
        font-weight: 500;
        color: var(--ink-3);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
  declare tabs: readonly Tab[];
  declare selected: string;
  declare label: string;
  constructor() {
    super();
    this.tabs = [];
    this.selected = '';
    this.label = '';
  }

  override render() {
    return html`<div class="strip">
        <div role="tablist" aria-label=${this.label} @keydown=${this.#keys}>
          ${this.tabs.map(
            (tab) =>
              html`<button
                type="button"
                role="tab"
                id="tab-${tab.id}"
                aria-controls="panel"
                aria-selected=${tab.id === this.selected}
                tabindex=${tab.id === this.selected ? 0 : -1}
                @click=${() => this.#choose(tab.id)}
              >
                ${tab.label}${tab.note ? html`<span class="note">${tab.note}</span>` : nothing}
              </button>`,
          )}
        </div>
        <slot name="end"></slot>
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.selected}">
        <slot name=${this.selected}></slot>
      </div>`;
  }

  #choose(id: string) {
    this.selected = id;
    this.dispatchEvent(new CustomEvent('tab-change', { detail: id }));
  }

  readonly #keys = (event: KeyboardEvent) => {
    const now = this.tabs.findIndex((tab) => tab.id === this.selected);
    const last = this.tabs.length - 1;
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = this.tabs[(next + this.tabs.length) % this.tabs.length];
    if (!tab) return;
    this.#choose(tab.id);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#tab-${tab.id}`)?.focus(),
    );
  };
}
customElements.define('gs-tabs', Tabs);
