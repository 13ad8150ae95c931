import { LitElement, css, html, nothing } from 'lit';
import type { CallGroup, CallSummary } from '../../server/contract/index.ts';
import { formatInteger, plural } from '../format.ts';
import { base, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';

/** What the learner did in the account between two moments, in short: changes by service and operation, and what failed. */
export class Calls extends LitElement {
  static override properties = { calls: { attribute: false }, name: { type: String } };
  static override styles = [
    base,
    tones,
    css`
      :host {
        font-size: var(--text-s);
      }
      summary {
        display: list-item;
        padding-block: 0.15rem;
        cursor: pointer;
        color: var(--ink-2);
      }
      li {
        display: grid;
        gap: 0.05rem;
        padding-block: 0.3rem;
        border-bottom: 1px solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .what {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.6rem;
        align-items: baseline;
      }
      .service {
        color: var(--ink-3);
      }
      .operation {
        font-weight: 600;
      }
      .times {
        margin-inline-start: auto;
        color: var(--ink-2);
        font-variant-numeric: tabular-nums;
      }
      .on {
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }
      .error {
        color: var(--fail);
        font-weight: 600;
      }
      .gap {
        padding: 0.3rem 0.5rem;
        border-radius: var(--radius);
        background: var(--blocked-soft);
        color: var(--blocked);
      }
    `,
  ];
  declare calls: CallSummary | null;
  /** Whose calls, for somebody else who looks; empty for the learner. */
  declare name: string;
  constructor() {
    super();
    this.calls = null;
    this.name = '';
  }

  override render() {
    const { calls, name } = this;
    if (!calls)
      return html`<p class="muted">
        ${name === '' ? 'Your calls' : `The calls of ${name}`} at this time were not noted.
      </p>`;
    const { groups, moreGroups, complete } = calls;
    return html`${
      complete
        ? nothing
        : html`<p class="gap">
            ${icon('warn')} The call journal no longer held all of this time: what stands here is not all.
          </p>`
    }
    ${
      groups.length === 0
        ? html`<p class="muted">${this.#counts(calls)}</p>`
        : html`<details>
            <summary>${this.#counts(calls)}</summary>
            <ul class="plain">
              ${groups.map((group) => this.#group(group))}
            </ul>
            ${moreGroups > 0 ? html`<p class="muted">and ${plural(moreGroups, 'more operation')}.</p>` : nothing}
          </details>`
    }`;
  }

  #counts({ changes, reads, failed }: CallSummary) {
    const parts = [
      changes > 0 ? plural(changes, 'change') : '',
      reads > 0 ? plural(reads, 'read') : '',
      failed > 0 ? `${formatInteger(failed)} failed` : '',
    ].filter((part) => part !== '');
    const { name } = this;
    if (parts.length === 0) return name === '' ? 'No call of yours.' : `No call of ${name}.`;
    return `${name === '' ? 'Your calls' : `Calls of ${name}`}: ${parts.join(', ')}`;
  }

  #group({ service, operation, done, errors, resources, moreResources }: CallGroup) {
    const more = moreResources > 0 ? ` and ${formatInteger(moreResources)} more` : '';
    return html`<li>
      <span class="what"
        ><span class="service">${service}</span><code class="operation">${operation}</code>${
          done > 1 ? html`<span class="times">${formatInteger(done)} times</span>` : nothing
        }</span
      >
      ${resources.length > 0 ? html`<span class="on">${resources.join(', ')}${more}</span>` : nothing}
      ${errors.map(
        ({ code, count }) =>
          html`<span class="error"
            >${icon('fail')} ${code}${count > 1 ? `, ${formatInteger(count)} times` : nothing}</span
          >`,
      )}
    </li>`;
  }
}
customElements.define('gs-calls', Calls);
