import { LitElement, css, html, nothing } from 'lit';
import type { ArtifactReply } from '../../server/contract/index.ts';
import { formatBytes, formatMoment } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';

const LIMIT = 262_144;

/**
 * One file to hand in: typed, pasted or uploaded. `draft` is the text in the editor and survives reloads through the page.
 * Events: `draft` with the text at every change, `hand-in` with the text, `starter` when the starting file is wanted.
 */
export class Artifact extends LitElement {
  static override properties = {
    name: { type: String },
    language: { type: String },
    about: { type: String },
    draft: { attribute: false },
    submitted: { attribute: false },
    starter: { type: Boolean },
    busy: { type: Boolean },
    note: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .box {
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
        overflow: hidden;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s2);
        padding: 0.45rem 0.75rem;
        border-bottom: 1px solid var(--line);
        background: var(--raised);
      }
      .name {
        display: inline-flex;
        align-items: center;
        gap: 0.4em;
        font-family: var(--mono);
        font-size: var(--text-s);
        font-weight: 650;
      }
      .chip {
        margin-inline-start: auto;
      }
      .about {
        padding: 0.5rem 0.75rem 0;
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 13rem;
        padding: 0.75rem;
        border: 0;
        border-radius: 0;
        background: var(--code-bg);
        color: var(--code-ink);
        font-family: var(--mono);
        font-size: 0.82rem;
        line-height: 1.6;
        tab-size: 4;
        resize: vertical;
        white-space: pre;
        overflow-wrap: normal;
        overflow-x: auto;
      }
      textarea:focus-visible {
        outline-offset: -3px;
      }
      .foot {
        padding: 0.5rem 0.75rem;
        border-top: 1px solid var(--line);
      }
      .note {
        margin-inline-start: auto;
        font-size: var(--text-s);
        color: var(--ink-2);
      }
    `,
  ];
  declare name: string;
  declare language: string;
  declare about: string;
  declare draft: string;
  declare submitted: ArtifactReply | null;
  declare starter: boolean;
  declare busy: boolean;
  declare note: string;
  constructor() {
    super();
    this.name = '';
    this.language = 'text';
    this.about = '';
    this.draft = '';
    this.submitted = null;
    this.starter = false;
    this.busy = false;
    this.note = '';
  }

  override render() {
    const size = new TextEncoder().encode(this.draft).length;
    const tooBig = size > LIMIT;
    return html`<div class="box">
      <div class="bar">
        <span class="name">${icon('file')} ${this.name}</span>
        ${this.#state()}
      </div>
      ${this.about ? html`<p class="about">${this.about}</p>` : nothing}
      <label class="visually-hidden" for="text">Text of ${this.name}</label>
      <textarea
        id="text"
        spellcheck="false"
        autocapitalize="off"
        autocomplete="off"
        placeholder="Type or paste the file here, or upload it."
        .value=${this.draft}
        @input=${(event: Event) => this.#change((event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <div class="row foot">
        <button
          class="primary small"
          ?disabled=${this.busy || tooBig || this.draft === ''}
          @click=${this.#handIn}
        >
          ${icon('upload')} Hand in
        </button>
        <button class="small" @click=${() => this.#picker()?.click()}>${icon('file')} Open a file</button>
        <input type="file" id="picker" hidden aria-label="File for ${this.name}" @change=${this.#opened} />
        ${
          this.starter
            ? html`<button class="small" @click=${() => this.dispatchEvent(new CustomEvent('starter'))}>
                ${icon('reset')} Starting file
              </button>`
            : nothing
        }
        <span class="note num" role="status"
          >${
            tooBig
              ? `${formatBytes(size)}: the limit is ${formatBytes(LIMIT)}. Shorten the file.`
              : this.note || formatBytes(size)
          }</span
        >
      </div>
    </div>`;
  }

  #state() {
    const { submitted } = this;
    if (!submitted) return html`<span class="chip tone-none">${icon('none')} Not handed in</span>`;
    if (submitted.text !== null && submitted.text !== this.draft)
      return html`<span class="chip tone-warn"
        >${icon('warn')} Changed since ${formatMoment(submitted.submittedAt)}</span
      >`;
    return html`<span class="chip tone-pass"
      >${icon('check')} Handed in ${formatMoment(submitted.submittedAt)},
      ${formatBytes(submitted.bytes)}</span
    >`;
  }

  #picker(): HTMLInputElement | null {
    return this.renderRoot.querySelector('#picker');
  }

  #change(text: string) {
    this.draft = text;
    this.note = '';
    this.dispatchEvent(new CustomEvent('draft', { detail: text }));
  }

  readonly #handIn = () => this.dispatchEvent(new CustomEvent('hand-in', { detail: this.draft }));

  readonly #opened = async () => {
    const file = this.#picker()?.files?.[0];
    if (!file) return;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
      this.#change(text);
      this.note = `${file.name} is in the editor. Hand it in when it is right.`;
    } catch {
      this.note = `${file.name} is not UTF-8 text and was not opened. The editor keeps what it had.`;
    }
    const picker = this.#picker();
    if (picker) picker.value = '';
  };
}
customElements.define('gs-artifact', Artifact);
