import { LitElement, css, html, nothing } from 'lit';
import type { RequestsReply } from '../../server/contract/index.ts';
import { base, controls } from '../styles/shared.ts';

/** A learner asks the staff for another look at a verdict. Event `ask` with { task, text }. */
export class AskRegrade extends LitElement {
  static override properties = {
    tasks: { attribute: false },
    number: { type: Number },
    requests: { attribute: false },
    problem: { type: String },
  };
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        gap: var(--s3);
        padding-block: var(--s3);
      }
      summary {
        cursor: pointer;
        font-weight: 600;
      }
      textarea,
      select {
        width: 100%;
      }
      blockquote {
        margin: 0.4rem 0;
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--line-strong);
        overflow-wrap: anywhere;
      }
      .text {
        white-space: pre-line;
      }
      textarea {
        min-height: 4.5rem;
      }
    `,
  ];
  declare tasks: readonly { id: string; title: string }[];
  /** Of the attempt that it is about. */
  declare number: number;
  /** What was asked before, with the answers. */
  declare requests: RequestsReply['requests'];
  /** Why it did not arrive. */
  declare problem: string;
  #messages = 0;
  constructor() {
    super();
    this.tasks = [];
    this.number = 0;
    this.requests = [];
    this.problem = '';
  }

  /** What arrived is in the thread and need not be sent again. */
  override updated() {
    const messages = this.requests.reduce((sum, one) => sum + one.messages.length, 0);
    if (messages > this.#messages) this.renderRoot.querySelector('form')?.reset();
    this.#messages = messages;
  }

  override render() {
    if (this.tasks.length === 0) return nothing;
    return html`<details>
      <summary>Is a result wrong? Ask for another look</summary>
      ${this.requests.map(
        (request) =>
          html`<section aria-label="Request about ${this.#title(request.task)}">
            <p class="small"><strong>${this.#title(request.task)}</strong>, ${request.status}</p>
            ${request.messages.map(
              ({ author, own, text }) =>
                html`<blockquote>
                  <span class="small muted">${own ? 'You' : author}:</span>
                  <span class="text">${text}</span>
                </blockquote>`,
            )}
          </section>`,
      )}
      <form @submit=${this.#ask}>
        <label class="field"
          >Task of attempt ${this.number}
          <select name="task">
            ${this.tasks.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
          </select>
        </label>
        <label class="field"
          >What is wrong with the result
          <textarea name="text" required maxlength="4000"></textarea>
        </label>
        ${this.problem === '' ? nothing : html`<p role="alert">${this.problem}</p>`}
        <div class="row"><button>Ask the staff</button></div>
      </form>
    </details>`;
  }

  #title(task: string): string {
    return this.tasks.find(({ id }) => id === task)?.title ?? task;
  }

  readonly #ask = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const [task, text] = [data.get('task'), data.get('text')];
    if (typeof task !== 'string' || typeof text !== 'string') return;
    this.dispatchEvent(new CustomEvent('ask', { detail: { task, text } }));
  };
}
customElements.define('gs-ask-regrade', AskRegrade);
