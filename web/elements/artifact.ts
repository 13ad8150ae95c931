import { LitElement, html, nothing } from 'lit';
import type { ArtifactReply, GradedFileReply } from '../../server/contract/index.ts';
import type { TextProblem } from '../editor/problem.ts';
import { formatBytes, formatMoment, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { artifactStyles } from './artifact-styles.ts';
import './code-editor.ts';
import type { CodeEditor } from './code-editor.ts';
import './file-diff.ts';
import { icon } from './icons.ts';

const LIMIT = 262_144;
/** A file that is wrong throughout is not read to its end. */
const SHOWN = 50;

/** Where the text in the editor is kept besides the page: nowhere because it is no draft, or how far its draft has come. */
export type DraftState = 'none' | 'saving' | 'saved' | 'local';

const DRAFT_WORDS: Readonly<Record<DraftState, string>> = {
  none: '',
  saving: 'keeping the draft …',
  saved: 'draft kept',
  local: 'draft kept in this browser only',
};

/**
 * One file to hand in: typed, pasted or opened. `draft` is the text in the editor and survives reloads through the page.
 * Events: `draft` with the text at every change, `hand-in` with the text, `starter` when the starting file is wanted.
 */
export class Artifact extends LitElement {
  static override properties = {
    name: { type: String },
    language: { type: String },
    about: { type: String },
    draft: { attribute: false },
    kept: { type: String },
    submitted: { attribute: false },
    graded: { attribute: false },
    starter: { type: Boolean },
    busy: { type: Boolean },
    comparing: { type: Boolean },
    note: { state: true },
    problems: { state: true },
  };
  static override styles = [base, controls, tones, artifactStyles];
  declare name: string;
  declare language: string;
  declare about: string;
  declare draft: string;
  declare kept: DraftState;
  declare submitted: ArtifactReply | null;
  declare graded: GradedFileReply | null;
  declare starter: boolean;
  declare busy: boolean;
  declare comparing: boolean;
  declare note: string;
  declare problems: readonly TextProblem[] | null;
  constructor() {
    super();
    this.name = '';
    this.language = 'text';
    this.about = '';
    this.draft = '';
    this.kept = 'none';
    this.submitted = null;
    this.graded = null;
    this.starter = false;
    this.busy = false;
    this.comparing = false;
    this.note = '';
    this.problems = null;
  }

  override render() {
    const size = new TextEncoder().encode(this.draft).length;
    const tooBig = size > LIMIT;
    return html`<section class="box" aria-label="File ${this.name}">
      <div class="bar">
        <span class="name">${icon('file')} ${this.name}</span>
        ${this.#state()}
      </div>
      ${this.about ? html`<p class="about">${this.about}</p>` : nothing}
      <gs-code-editor
        .value=${this.draft}
        .file=${this.name}
        .language=${this.language}
        @change=${(event: CustomEvent<string>) => this.#change(event.detail)}
        @problems=${(event: CustomEvent<readonly TextProblem[]>) => (this.problems = event.detail)}
      ></gs-code-editor>
      ${this.#problemList()}
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
            ? html`<button class="small" @click=${this.#restart}>
                ${icon('reset')} Back to the starting file
              </button>`
            : nothing
        }
        <span class="note num" role="status"
          >${tooBig ? `${formatBytes(size)}: the limit is ${formatBytes(LIMIT)}. Shorten the file.` : this.note}</span
        >
        <span class="small muted num"
          >${formatBytes(size)}${DRAFT_WORDS[this.kept] ? `, ${DRAFT_WORDS[this.kept]}` : ''}</span
        >
      </div>
      ${this.#comparison()}
    </section>`;
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

  /** Their number is said at every change of it; each leads to its line. */
  #problemList() {
    if (this.language !== 'yaml' && this.language !== 'json') return nothing;
    const problems = this.problems ?? [];
    const looked = this.problems !== null && this.draft.trim() !== '';
    const count = problems.length;
    return html`<p class="count ${count > 0 ? 'tone-fail' : 'tone-pass'}" role="status">
        ${looked ? icon(count > 0 ? 'warn' : 'check') : nothing}
        ${
          !looked
            ? nothing
            : count > 0
              ? `${plural(count, 'problem')} in ${this.name}`
              : `No problems in ${this.name}. What it does is for the check to say.`
        }
      </p>
      ${
        count > 0
          ? html`<ol class="problems" aria-label="Problems in ${this.name}">
              ${problems.slice(0, SHOWN).map(
                ({ line, column, where, message }) =>
                  html`<li>
                    <button @click=${() => this.#editor()?.goTo(line, column)}>
                      <span class="line num">Line ${line}</span
                      ><span class="what">${where ? html`<code>${where}</code> ` : nothing}${message}</span>
                    </button>
                  </li>`,
              )}
              ${count > SHOWN ? html`<li class="small muted">and ${count - SHOWN} more</li>` : nothing}
            </ol>`
          : nothing
      }`;
  }

  #comparison() {
    const { graded } = this;
    if (!graded) return nothing;
    return html`<details
      ?open=${this.comparing}
      @toggle=${(event: Event) => (this.comparing = (event.target as HTMLDetailsElement).open)}
    >
      <summary>Compare with what attempt ${graded.attempt} checked</summary>
      ${
        this.comparing
          ? html`<gs-file-diff
              .older=${graded.text}
              .newer=${this.draft}
              since="attempt ${graded.attempt}"
            ></gs-file-diff>`
          : nothing
      }
    </details>`;
  }

  #picker(): HTMLInputElement | null {
    return this.renderRoot.querySelector('#picker');
  }

  #editor(): CodeEditor | null {
    return this.renderRoot.querySelector('gs-code-editor');
  }

  #change(text: string) {
    this.draft = text;
    this.note = '';
    this.dispatchEvent(new CustomEvent('draft', { detail: text }));
  }

  readonly #handIn = () => this.dispatchEvent(new CustomEvent('hand-in', { detail: this.draft }));

  readonly #restart = () => {
    this.dispatchEvent(new CustomEvent('starter'));
    this.note = 'The starting file is in the editor. Undo (Ctrl+Z) brings your text back.';
  };

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
