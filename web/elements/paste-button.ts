import { LitElement, css, html } from 'lit';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';

/** Asks for `text` to be written into the terminal, where nothing runs before Enter. Event `paste-command` with the text. */
export class PasteButton extends LitElement {
  static override properties = { text: { attribute: false }, where: { type: String } };
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: inline-block;
      }
      button {
        background: var(--surface);
      }
    `,
  ];
  declare text: string;
  /** The terminal meant, in words. */
  declare where: string;

  constructor() {
    super();
    this.text = '';
    this.where = 'terminal';
  }

  override render() {
    return html`<button class="small" type="button" @click=${this.#ask}>
      ${icon('terminal')} Paste<span class="visually-hidden"> these commands</span> into ${this.where}
    </button>`;
  }

  readonly #ask = () =>
    this.dispatchEvent(
      new CustomEvent('paste-command', { detail: this.text, bubbles: true, composed: true }),
    );
}
customElements.define('gs-paste-button', PasteButton);
