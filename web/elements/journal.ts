import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { JournalEntry } from '../../server/contract/index.ts';
import { formatClock, formatInteger, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { show } from './evidence.ts';
import { icon } from './icons.ts';

const ROWS = 120;
const WHO: Record<string, string> = { learner: 'You', reader: 'Grader', anonymous: 'No key' };

/** The account's calls as they happen, newest first. `entries` may come a hundred a second: only the newest rows are drawn. */
export class Journal extends LitElement {
  static override properties = {
    entries: { attribute: false },
    text: { state: true },
    who: { state: true },
    errors: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2);
        align-items: end;
        margin-bottom: var(--s2);
      }
      .filters .grow {
        min-width: 9rem;
      }
      input[type='search'] {
        width: 100%;
      }
      .errors {
        display: flex;
        align-items: center;
        gap: 0.4rem;
        min-height: 2.25rem;
        font-size: var(--text-s);
      }
      .scroll {
        max-height: min(26rem, 60vh);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      th {
        position: sticky;
        inset-block-start: 0;
        background: var(--raised);
        z-index: 1;
      }
      td {
        padding-block: 0.3rem;
      }
      th:last-child,
      td:last-child {
        width: 8.5rem;
      }
      .call {
        display: block;
        font-family: var(--mono);
        font-size: 0.78rem;
        overflow-wrap: anywhere;
      }
      .parameters {
        color: var(--ink-2);
      }
      .who {
        display: block;
        font-size: var(--text-xs);
        color: var(--ink-3);
      }
      .decision {
        display: block;
        font-size: var(--text-xs);
        overflow-wrap: anywhere;
      }
      .tone {
        color: var(--tone);
        font-weight: 600;
        white-space: nowrap;
      }
      .error {
        display: block;
        overflow-wrap: anywhere;
      }
      .empty {
        padding: var(--s4);
        color: var(--ink-2);
        font-size: var(--text-s);
      }
    `,
  ];
  declare entries: readonly JournalEntry[];
  declare text: string;
  declare who: string;
  declare errors: boolean;
  constructor() {
    super();
    this.entries = [];
    this.text = '';
    this.who = '';
    this.errors = false;
  }

  override render() {
    const matching = this.entries.filter((entry) => this.#matches(entry));
    const shown = matching.slice(-ROWS).reverse();
    return html`<div class="filters">
        <label class="field grow"
          >Filter<input
            type="search"
            placeholder="s3:PutObject, bucket …"
            .value=${this.text}
            @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}
        /></label>
        <label class="field"
          >Who<select @change=${(event: Event) => (this.who = (event.target as HTMLSelectElement).value)}>
            <option value="">Everybody</option>
            ${Object.entries(WHO).map(([id, word]) => html`<option value=${id} ?selected=${id === this.who}>${word}</option>`)}
          </select></label
        >
        <label class="errors"
          ><input
            type="checkbox"
            .checked=${this.errors}
            @change=${(event: Event) => (this.errors = (event.target as HTMLInputElement).checked)}
          />
          Errors only</label
        >
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Call journal">
        ${
          shown.length === 0
            ? html`<p class="empty">
                ${
                  this.entries.length === 0
                    ? 'No call yet. Everything that you or the grader ask of this account appears here at once.'
                    : 'No call matches the filter.'
                }
              </p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">Call</th>
                    <th scope="col">Result</th>
                  </tr>
                </thead>
                <tbody>
                  ${repeat(
                    shown,
                    (entry) => entry.seq,
                    (entry) => this.#row(entry),
                  )}
                </tbody>
              </table>`
        }
      </div>
      <p class="small muted num">
        ${plural(matching.length, 'call')}${shown.length < matching.length ? `, the newest ${formatInteger(shown.length)} shown` : ''}
      </p>`;
  }

  #matches(entry: JournalEntry): boolean {
    if (this.who && entry.who !== this.who) return false;
    if (this.errors && entry.status < 400) return false;
    if (!this.text) return true;
    const where = `${entry.service}:${entry.operation} ${entry.error ?? ''} ${entry.principal ?? ''} ${JSON.stringify(entry.parameters)}`;
    return where.toLowerCase().includes(this.text.trim().toLowerCase());
  }

  #row(entry: JournalEntry) {
    const bad = entry.status >= 400;
    const parameters = Object.entries(entry.parameters)
      .map(([name, value]) => (value === '' ? name : `${name}=${show(value)}`))
      .join(' ');
    return html`<tr>
      <td>
        <span class="call">${entry.service}:<wbr />${breakable(entry.operation)}</span>
        <span class="who num">${callerOf(entry)} · ${formatClock(entry.at)}</span>
        ${entry.decision ? html`<span class="decision">Denied: ${entry.decision}</span>` : nothing}
        ${parameters ? html`<span class="call parameters">${parameters.slice(0, 160)}</span>` : nothing}
      </td>
      <td class=${bad ? 'tone-fail' : 'tone-pass'}>
        <span class="tone num">${icon(bad ? 'cross' : 'check')} ${entry.status}</span>
        ${entry.error ? html`<span class="error">${breakable(entry.error)}</span>` : nothing}
        <span class="who num">${formatInteger(entry.durationMs)} ms</span>
      </td>
    </tr>`;
  }
}
customElements.define('gs-journal', Journal);

/** Who called: the account's first key is "You"; users and sessions go by what they are called in AWS. */
const callerOf = ({ who, principal }: JournalEntry) => {
  const name = principal?.split(':').slice(5).join(':');
  return who !== 'learner' || name === undefined || name === 'user/learner' ? (WHO[who] ?? who) : name;
};

/** Lets a CamelCase name break between its words. */
const breakable = (name: string) =>
  name.split(/(?=[A-Z][a-z])/).map((word, index) => (index > 0 ? html`<wbr />${word}` : word));
