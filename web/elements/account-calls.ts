import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { AccountCall } from '../../server/contract/index.ts';
import { formatMoment, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

const RESULTS: Record<AccountCall['result'], { word: string; tone: string; icon: IconName }> = {
  answered: { word: 'Answered', tone: 'pass', icon: 'pass' },
  absent: { word: 'Not there', tone: 'none', icon: 'none' },
  denied: { word: 'Denied', tone: 'warn', icon: 'blocked' },
  throttled: { word: 'Throttled', tone: 'warn', icon: 'blocked' },
  failed: { word: 'Failed', tone: 'fail', icon: 'fail' },
  'no-answer': { word: 'No answer', tone: 'fail', icon: 'fail' },
};

/**
 * Every call that was made in the learner's own AWS account, newest first.
 *
 * @fires older when more of them are wanted
 */
export class AccountCalls extends LitElement {
  static override properties = {
    calls: { attribute: false },
    more: { type: Boolean },
    busy: { type: Boolean },
    file: {},
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .scroll {
        max-height: min(30rem, 70vh);
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
        vertical-align: top;
      }
      .call {
        font-family: var(--mono);
        font-size: 0.78rem;
        overflow-wrap: anywhere;
      }
      .under {
        display: block;
        font-size: var(--text-xs);
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }
      .below {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s3);
        align-items: center;
        margin-top: var(--s3);
      }
    `,
  ];
  declare calls: readonly AccountCall[];
  /** There are older ones. */
  declare more: boolean;
  declare busy: boolean;
  /** Address of the whole list as a file. */
  declare file: string;
  constructor() {
    super();
    this.calls = [];
    this.more = false;
    this.busy = false;
    this.file = '';
  }

  override render() {
    if (this.calls.length === 0)
      return html`<p class="muted">
        No call has been made in your account. Checking a lab there makes some.
      </p>`;
    return html`<div class="scroll" role="region" aria-label="Calls in your account" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Operation</th>
              <th scope="col">Result</th>
              <th scope="col">Run</th>
            </tr>
          </thead>
          <tbody>
            ${this.calls.map(row)}
          </tbody>
        </table>
      </div>
      <div class="below">
        <span class="small muted" role="status"
          >${plural(this.calls.length, 'call')}${this.more ? ', and older ones' : ''}</span
        >
        ${
          this.more
            ? html`<button
                ?disabled=${this.busy}
                @click=${() => this.dispatchEvent(new CustomEvent('older'))}
              >
                Show older calls
              </button>`
            : nothing
        }
        ${this.file === '' ? nothing : html`<a href=${this.file} download>All of them as CSV</a>`}
      </div>`;
  }
}
customElements.define('gs-account-calls', AccountCalls);

function row(call: AccountCall): TemplateResult {
  const { at, operation, region, resource, result, error, lab, run, sessionName, version } = call;
  const { word, tone, icon: name } = RESULTS[result];
  return html`<tr>
    <td><time datetime=${at}>${formatMoment(at)}</time></td>
    <td>
      <span class="call">${operation}</span>
      <span class="under">${[resource, region].filter(Boolean).join(' · ')}</span>
    </td>
    <td>
      <span class="chip tone-${tone}">${icon(name)} ${word}</span>
      ${error === null ? nothing : html`<span class="under">${error}</span>`}
    </td>
    <td>
      <span class="call">${lab}</span>
      <span class="under">${run}</span>
      <span class="under">session ${sessionName}, grader ${version}</span>
    </td>
  </tr>`;
}
