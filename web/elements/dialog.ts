import { LitElement, css, html } from 'lit';
import { base, controls } from '../styles/shared.ts';

/** A question before something that cannot be taken back. Native dialog: focus is kept inside, Escape means no. */
export class ConfirmDialog extends LitElement {
  static override properties = {
    open: { type: Boolean },
    heading: { type: String },
    confirm: { type: String },
    busy: { type: Boolean },
  };
  static override styles = [
    base,
    controls,
    css`
      dialog {
        width: min(34rem, calc(100vw - 2rem));
        padding: var(--s5);
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow-l);
      }
      dialog::backdrop {
        background: rgb(8 12 18 / 55%);
      }
      .body {
        margin-block: var(--s3) var(--s5);
        color: var(--ink-2);
      }
      .row {
        justify-content: flex-end;
      }
    `,
  ];
  declare open: boolean;
  declare heading: string;
  declare confirm: string;
  declare busy: boolean;
  constructor() {
    super();
    this.open = false;
    this.heading = '';
    this.confirm = 'Continue';
    this.busy = false;
  }

  override updated() {
    const dialog = this.renderRoot.querySelector('dialog');
    if (!dialog) return;
    if (this.open && !dialog.open) dialog.showModal();
    else if (!this.open && dialog.open) dialog.close();
  }

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#closed}>
      <h2 id="heading">${this.heading}</h2>
      <div class="body"><slot></slot></div>
      <div class="row">
        <button type="button" autofocus @click=${() => (this.open = false)}>Cancel</button>
        <button type="button" class="danger" ?disabled=${this.busy} @click=${this.#yes}>
          ${this.confirm}
        </button>
      </div>
    </dialog>`;
  }

  readonly #closed = () => {
    this.open = false;
    this.dispatchEvent(new CustomEvent('cancelled'));
  };
  readonly #yes = () => this.dispatchEvent(new CustomEvent('confirmed'));
}
customElements.define('gs-dialog', ConfirmDialog);
