import { LitElement, css, html, nothing } from 'lit';
import { base, controls } from '../styles/shared.ts';
import { readTags } from './read-input.ts';

export interface OwnObject {
  key: string;
  sizeBytes: number;
  tags: Record<string, string>;
}

const UNITS: Readonly<Record<string, number>> = { bytes: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** An object that the learner makes up, to ask the rules about it. Event `own-object` at every change. */
export class OwnObjectForm extends LitElement {
  static override properties = { value: { attribute: false }, problem: { state: true } };
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1.5fr);
        gap: var(--s3);
        align-items: start;
      }
      input {
        width: 100%;
      }
      .size {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--s1);
      }
      .problem {
        grid-column: 1 / -1;
        color: var(--fail);
        font-size: var(--text-s);
      }
      @media (max-width: 40rem) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  declare value: OwnObject;
  declare problem: string;
  constructor() {
    super();
    this.value = { key: '', sizeBytes: 5 * 1024 ** 2, tags: {} };
    this.problem = '';
  }

  override render() {
    return html`<form @input=${this.#changed} @submit=${(event: Event) => event.preventDefault()}>
      <label class="field"
        >Key<input
          class="code"
          type="text"
          name="key"
          value=${this.value.key}
          autocomplete="off"
          spellcheck="false"
      /></label>
      <div class="size">
        <label class="field"
          >Size<input type="text" inputmode="decimal" name="size" value="5" autocomplete="off"
        /></label>
        <label class="field"
          >Unit<select name="unit">
            ${Object.keys(UNITS).map((unit) => html`<option ?selected=${unit === 'MiB'}>${unit}</option>`)}
          </select></label
        >
      </div>
      <label class="field"
        >Tags<input
          class="code"
          type="text"
          name="tags"
          placeholder="retention=scratch, team=audio"
          autocomplete="off"
          spellcheck="false"
      /></label>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
    </form>`;
  }

  readonly #changed = (event: Event) => {
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
    const size = Number(field('size').replace(',', '.'));
    const tags = readTags(field('tags'));
    this.problem = !(size >= 0)
      ? 'The size is not a number.'
      : tags === null
        ? 'Write tags as name=value, several with commas between them.'
        : '';
    if (this.problem || tags === null) return;
    const sizeBytes = Math.round(size * (UNITS[field('unit')] ?? 1));
    const detail: OwnObject = { key: field('key'), sizeBytes, tags };
    this.dispatchEvent(new CustomEvent('own-object', { detail }));
  };
}
customElements.define('gs-own-object', OwnObjectForm);
