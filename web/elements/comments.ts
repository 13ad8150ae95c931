import { LitElement, css, html, nothing } from 'lit';
import type { Comment } from '../../server/contract/index.ts';
import { formatMoment } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';

/**
 * What staff wrote beside attempts, newest first. With `writes` the caller's own can be changed and removed: events
 * `change-comment` with { id, text } and `remove-comment` with the id; with `removes` those of others can be removed too.
 */
export class CommentList extends LitElement {
  static override properties = {
    comments: { attribute: false },
    titles: { attribute: false },
    writes: { type: Boolean },
    removes: { type: Boolean },
    editing: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      ol {
        display: grid;
        gap: var(--s3);
      }
      li {
        display: grid;
        gap: 0.3rem;
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--line-strong);
      }
      .text {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      form {
        display: grid;
        gap: var(--s2);
      }
      textarea {
        width: 100%;
        min-height: 4.5rem;
      }
    `,
  ];
  declare comments: readonly Comment[];
  /** Titles of the tasks, by id. */
  declare titles: Readonly<Record<string, string>>;
  declare writes: boolean;
  declare removes: boolean;
  /** Id of the comment in the editor. */
  declare editing: string;
  constructor() {
    super();
    this.comments = [];
    this.titles = {};
    this.writes = false;
    this.removes = false;
    this.editing = '';
  }

  override render() {
    if (this.comments.length === 0) return html`<p class="muted small">No comment.</p>`;
    return html`<ol class="plain">
      ${this.comments.map((comment) => this.#comment(comment))}
    </ol>`;
  }

  #comment(comment: Comment) {
    const { id, author, number, task, at, editedAt, text, seen } = comment;
    const about = task === null ? '' : `, ${this.titles[task] ?? task}`;
    return html`<li>
      <p class="small">
        <strong>${author}</strong>, attempt ${number}${about}
        <span class="muted"
          >${formatMoment(at)}${editedAt === null ? '' : `, changed ${formatMoment(editedAt)}`}</span
        >
        ${this.#mark(seen)}
      </p>
      ${this.editing === id ? this.#editor(comment) : html`<p class="text">${text}</p>`}
      ${this.#buttons(comment)}
    </li>`;
  }

  /** The student sees what is new; staff see what was not read. */
  #mark(seen: boolean) {
    if (seen) return nothing;
    return this.writes
      ? html`<span class="muted">not read yet</span>`
      : html`<span class="chip tone-info">new</span>`;
  }

  #buttons({ id, own, author, number }: Comment) {
    const change = this.writes && own && this.editing !== id;
    const remove = this.writes && (own || this.removes);
    if (!change && !remove) return nothing;
    const which = html`<span class="visually-hidden"> the comment of ${author} on attempt ${number}</span>`;
    return html`<p class="row">
      ${change ? html`<button class="small" @click=${() => (this.editing = id)}>Change${which}</button>` : nothing}
      ${
        remove
          ? html`<button
              class="small"
              @click=${() => this.dispatchEvent(new CustomEvent('remove-comment', { detail: id }))}
            >
              Remove${which}
            </button>`
          : nothing
      }
    </p>`;
  }

  #editor({ id, text }: Comment) {
    return html`<form @submit=${(event: SubmitEvent) => this.#save(event, id)}>
      <label class="field"
        >Comment <textarea name="text" required maxlength="4000" .value=${text}></textarea>
      </label>
      <p class="row">
        <button class="small primary">Save</button>
        <button class="small" type="button" @click=${() => (this.editing = '')}>Leave it as it was</button>
      </p>
    </form>`;
  }

  #save(event: SubmitEvent, id: string) {
    event.preventDefault();
    const text = new FormData(event.currentTarget as HTMLFormElement).get('text');
    if (typeof text !== 'string') return;
    this.editing = '';
    this.dispatchEvent(new CustomEvent('change-comment', { detail: { id, text } }));
  }
}
customElements.define('gs-comments', CommentList);
