import { LitElement, css, html, nothing } from 'lit';
import type { AttemptChangesReply, ReadChange, TaskChange } from '../../server/contract/index.ts';
import { plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import './changes.ts';
import { show } from './evidence.ts';
import { icon } from './icons.ts';

const changed = ({ before, after, values }: TaskChange): boolean =>
  before.status !== after.status || before.reason !== after.reason || values.length > 0;

/** Two attempts side by side: tasks whose verdict or values differ, and every read that answered differently. Event `close`. */
export class Comparison extends LitElement {
  static override properties = { comparison: { attribute: false }, titles: { attribute: false } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        padding: 0.8rem 0.9rem;
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--accent);
        border-radius: var(--radius);
        background: var(--raised);
        font-size: var(--text-s);
      }
      .head {
        display: flex;
        gap: var(--s2);
        justify-content: space-between;
        align-items: center;
      }
      h3 {
        font-size: var(--text-m);
      }
      h4 {
        margin-bottom: 0.3rem;
        font-size: var(--text-s);
      }
      summary {
        cursor: pointer;
        font-weight: 600;
      }
      .read {
        padding-block: 0.45rem;
        border-bottom: 1px solid var(--line);
      }
      .read > code {
        font-weight: 600;
      }
      .read li {
        overflow-wrap: anywhere;
      }
      .args {
        color: var(--ink-3);
      }
      .was {
        color: var(--ink-2);
        text-decoration: line-through;
      }
      .is {
        font-weight: 650;
      }
      code {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare comparison: AttemptChangesReply | null;
  declare titles: Readonly<Record<string, string>>;
  constructor() {
    super();
    this.comparison = null;
    this.titles = {};
  }

  override render() {
    const { comparison } = this;
    if (!comparison) return nothing;
    const { from, to, reads } = comparison;
    const tasks = comparison.tasks.filter(changed);
    const heading = `Attempt ${from.number} → attempt ${to.number}`;
    return html`<section aria-label="What changed between attempts ${from.number} and ${to.number}">
      <div class="head">
        <h3 tabindex="-1">${heading}</h3>
        <button class="small quiet" @click=${() => this.dispatchEvent(new CustomEvent('close'))}>
          ${icon('cross')} Close
        </button>
      </div>
      ${
        from.generation === to.generation
          ? nothing
          : html`<p class="muted">They looked at different accounts: the lab was reset in between.</p>`
      }
      ${
        tasks.length === 0
          ? html`<p>No task that both checked has another verdict or other values.</p>`
          : tasks.map(
              (change) =>
                html`<div>
                  <h4>${this.titles[change.task] ?? change.task}</h4>
                  <gs-changes
                    heading="From attempt ${change.from} to ${change.to}"
                    .change=${change}
                  ></gs-changes>
                </div>`,
            )
      }
      ${
        reads.length === 0
          ? html`<p class="muted">Every read that both made answered the same.</p>`
          : html`<details>
              <summary>${plural(reads.length, 'read')} answered differently</summary>
              ${reads.map((read) => this.#read(read))}
            </details>`
      }
    </section>`;
  }

  #read({ read, args, values, more }: ReadChange) {
    const seen = (one: ReadChange['values'][number]['before'], name: string) =>
      html`<code class=${name}>${one === null ? '(not there)' : show(one.value)}</code>`;
    return html`<div class="read">
      <code>${read}</code> <code class="args">${JSON.stringify(args)}</code>
      <ul class="plain">
        ${values.map(
          ({ path, before, after }) =>
            html`<li>
              ${path ? html`<code>${path}</code>: ` : nothing}${seen(before, 'was')} ${icon('right')}<span
                class="visually-hidden"
                >became</span
              >
              ${seen(after, 'is')}
            </li>`,
        )}
      </ul>
      ${more > 0 ? html`<p class="muted">and ${plural(more, 'more difference')}.</p>` : nothing}
    </div>`;
  }
}
customElements.define('gs-comparison', Comparison);
