import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import type { Editor } from '../editor/mount.ts';
import type { TextProblem } from '../editor/problem.ts';
import { base, controls } from '../styles/shared.ts';
import { codeEditorStyles } from './code-editor-styles.ts';

/**
 * A text with line numbers, colours and marks where its reader would refuse it. The machinery loads when the element is
 * there; until then, and where it cannot be loaded, a plain text field does the same work.
 * Events: `change` with the text at every change, `problems` with the list when the text was looked at.
 */
export class CodeEditor extends LitElement {
  static override properties = {
    value: { attribute: false },
    file: { type: String },
    language: { type: String },
    place: { state: true },
    mounted: { state: true },
    completes: { state: true },
  };
  static override styles = [
    base,
    controls,
    codeEditorStyles,
    css`
      .place:empty {
        display: none;
      }
    `,
  ];
  declare value: string;
  declare file: string;
  declare language: string;
  declare place: string;
  declare mounted: boolean;
  declare completes: boolean;
  #editor: Editor | null = null;
  /** The text that the editor holds, so that only another one is put in. */
  #held = '';
  #run = 0;

  constructor() {
    super();
    this.value = '';
    this.file = '';
    this.language = 'text';
    this.place = '';
    this.mounted = false;
    this.completes = false;
  }

  /** Puts the cursor there. Lines and columns count from 1. */
  goTo(line: number, column: number): void {
    if (this.#editor) this.#editor.goTo(line, column);
    else this.#field()?.focus();
  }

  override connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) void this.#mount();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#unmount();
  }

  protected override updated(changed: PropertyValues<this>) {
    const other = (changed.has('file') || changed.has('language')) && this.isConnected;
    if (other) void this.#mount();
    else if (changed.has('value') && this.#editor && this.value !== this.#held) {
      this.#held = this.value;
      this.#editor.setText(this.value);
    }
  }

  #unmount() {
    this.#run += 1;
    this.#editor?.destroy();
    this.#editor = null;
    this.mounted = false;
  }

  async #mount() {
    this.#unmount();
    const run = this.#run;
    const parent = this.renderRoot.querySelector<HTMLElement>('.mount');
    if (!parent || !(this.renderRoot instanceof ShadowRoot)) return;
    try {
      const { mountEditor } = await import('../editor/mount.ts');
      if (run !== this.#run) return;
      this.#held = this.value;
      const editor = await mountEditor({
        parent,
        root: this.renderRoot,
        text: this.value,
        label: `Text of ${this.file}`,
        describedBy: 'keys',
        file: this.file,
        language: this.language,
        onChange: (text) => {
          if (run === this.#run) this.#changed(text);
        },
        onProblems: (problems) => {
          if (run === this.#run) this.#told(problems);
        },
        onPlace: (place) => {
          if (run === this.#run) this.place = place;
        },
      });
      if (run !== this.#run) {
        editor.destroy();
        return;
      }
      this.#editor = editor;
      this.completes = editor.completes;
      this.place = '';
      const field = this.#field();
      const typing = field !== null && field === this.renderRoot.activeElement;
      if (this.value !== this.#held) {
        // Typed into the plain field while the editor loaded.
        this.#held = this.value;
        editor.setText(this.value);
      }
      this.mounted = true;
      if (typing) {
        const before = this.value.slice(0, field.selectionStart).split('\n');
        await this.updateComplete;
        editor.goTo(before.length, (before.at(-1)?.length ?? 0) + 1);
      }
    } catch (error) {
      // The plain field stays: slower to write in, and nothing is lost.
      console.warn('The editor could not be loaded; the plain text field stays.', error);
    }
  }

  /** Languages in which problems are found. */
  #checked(): boolean {
    return this.language === 'yaml' || this.language === 'json';
  }

  #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #told(problems: readonly TextProblem[]) {
    this.dispatchEvent(new CustomEvent('problems', { detail: problems }));
  }

  #changed(text: string) {
    if (text === this.#held && this.#editor) return;
    this.#held = text;
    this.value = text;
    this.dispatchEvent(new CustomEvent('change', { detail: text }));
  }

  override render() {
    return html`<div class="box">
      ${
        this.mounted
          ? nothing
          : html`<label class="visually-hidden" for="text">Text of ${this.file}</label>
              <textarea
                id="text"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                placeholder="Type or paste the file here, or open one."
                .value=${this.value}
                @input=${(event: Event) => this.#changed((event.target as HTMLTextAreaElement).value)}
              ></textarea>`
      }
      <div class="mount" ?hidden=${!this.mounted}></div>
      <p class="keys" ?hidden=${!this.mounted}>
        <span id="keys"
          ><kbd>Tab</kbd> indents; <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the
          editor.${
            this.#checked() ? html` <kbd>F8</kbd> goes to the next problem.` : nothing
          }${this.completes ? html` <kbd>Ctrl</kbd>+<kbd>Space</kbd> lists what fits.` : nothing}</span
        >
      </p>
      ${this.completes && this.place ? html`<p class="keys place">At the cursor: ${this.place}</p>` : nothing}
    </div>`;
  }
}
customElements.define('gs-code-editor', CodeEditor);
