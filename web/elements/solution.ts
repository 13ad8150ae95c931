import { LitElement, css, html, nothing } from 'lit';
import type { SolutionReply } from '../../server/contract/index.ts';
import { base, controls } from '../styles/shared.ts';
import './file-diff.ts';
import { icon } from './icons.ts';
import './prose.ts';
import './tabs.ts';

const NOTATIONS: Record<string, string> = { cli: 'AWS CLI', boto3: 'boto3', api: 'API calls' };

/**
 * A task's part of the reference answer in three notations, with the files that it hands in. Event `notation` with the one
 * that was chosen. `titles` names the tasks.
 */
export class Solution extends LitElement {
  static override properties = {
    solution: { attribute: false },
    titles: { attribute: false },
    notation: { type: String },
  };
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        --prose-size: 0.9375rem;
      }
      .note {
        display: flex;
        gap: 0.5em;
        align-items: baseline;
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      h3 {
        font-size: var(--text-m);
        margin-bottom: 0.3rem;
      }
      [slot] {
        padding-top: var(--s2);
      }
      summary {
        cursor: pointer;
        font-size: var(--text-s);
        font-weight: 600;
        padding-block: 0.3rem;
      }
    `,
  ];
  declare solution: SolutionReply | null;
  declare titles: Readonly<Record<string, string>>;
  declare notation: string;
  constructor() {
    super();
    this.solution = null;
    this.titles = {};
    this.notation = 'cli';
  }

  override render() {
    const { solution } = this;
    if (!solution) return nothing;
    const { notations, files, held, needs } = solution;
    const chosen = notations.some(({ id }) => id === this.notation)
      ? this.notation
      : (notations[0]?.id ?? '');
    return html`<p class="note">
        ${icon('info')}
        ${
          solution.open === 'earned'
            ? 'One right answer of several: any that has the same effect passes as well.'
            : 'Your instructor has opened this answer. Any other with the same effect passes as well.'
        }
      </p>
      ${
        notations.length > 0
          ? html`<gs-tabs
              label="Notation"
              .tabs=${notations.map(({ id }) => ({ id, label: NOTATIONS[id] ?? id }))}
              .selected=${chosen}
              @tab-change=${this.#choose}
            >
              ${notations.map(
                ({ id, html: code, problem }) =>
                  html`<div slot=${id}>
                    ${code === null ? html`<p>${problem}</p>` : html`<gs-prose .html=${code}></gs-prose>`}
                  </div>`,
              )}
            </gs-tabs>`
          : nothing
      }
      ${needs.map(
        ({ name, tasks, operation }) =>
          html`<p class="note">
            ${icon('link')}
            <span
              ><code>${name}</code> is
              ${operation ? html`what <code>${operation}</code> answered` : 'a result'} in
              ${this.#names(tasks)}.</span
            >
          </p>`,
      )}
      ${held.map(
        (tasks) =>
          html`<p class="note">
            ${icon('lock')}
            <span
              >One more step also answers ${this.#names(tasks)}. It appears here when that has passed.</span
            >
          </p>`,
      )}
      ${files.map((file) => this.#file(file))}`;
  }

  #file({ name, html: code, text, mine }: SolutionReply['files'][number]) {
    return html`<div>
      <h3><code>${name}</code></h3>
      <gs-prose .html=${code}></gs-prose>
      ${
        mine === null
          ? nothing
          : mine === text
            ? html`<p class="note">${icon('check')} Yours is the same, to the letter.</p>`
            : html`<details>
                <summary>Compare with mine</summary>
                <gs-file-diff since="what you handed in" .older=${mine} .newer=${text}></gs-file-diff>
              </details>`
      }
    </div>`;
  }

  #names(tasks: readonly string[]): string {
    return tasks.map((task) => `“${this.titles[task] ?? task}”`).join(' and ');
  }

  readonly #choose = (event: CustomEvent<string>) => {
    this.notation = event.detail;
    this.dispatchEvent(new CustomEvent('notation', { detail: event.detail }));
  };
}
customElements.define('gs-solution', Solution);
