import { LitElement, css, html } from 'lit';
import { base, controls } from '../styles/shared.ts';
import { icon } from './icons.ts';

/** Copies `text`; says so in its own label, so that the word and not a colour tells. Property `what` names the thing. */
export class CopyButton extends LitElement {
  static override properties = {
    text: { attribute: false },
    what: { type: String },
    wide: { type: Boolean },
    state: { state: true },
  };
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
  declare what: string;
  /** Shows the name of the thing beside the icon. */
  declare wide: boolean;
  declare state: 'idle' | 'copied' | 'failed';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = '';
    this.what = 'commands';
    this.wide = false;
    this.state = 'idle';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const words = {
      idle: 'Copy',
      copied: 'Copied',
      failed: 'Not copied: select the text and copy it by hand',
    };
    const word = words[this.state];
    return html`<button class="small" type="button" @click=${this.#copy}>
      ${icon(this.state === 'copied' ? 'check' : 'copy')}
      <span aria-live="polite">${word}</span>
      <span class=${this.wide ? '' : 'visually-hidden'}>${this.state === 'idle' ? this.what : ''}</span>
    </button>`;
  }

  readonly #copy = async () => {
    try {
      await navigator.clipboard.writeText(this.text);
      this.state = 'copied';
    } catch {
      this.state = copyByCommand(this.text) ? 'copied' : 'failed';
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.state = 'idle'), 2500);
  };
}
customElements.define('gs-copy-button', CopyButton);

/** The clipboard API needs a secure context; a school's plain-HTTP host has none, the old command still works there. */
function copyByCommand(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
