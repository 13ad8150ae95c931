import { LitElement, html, nothing, type PropertyDeclarations } from 'lit';
import type { AccountCall, AccountCallsReply } from '../../../server/contract/index.ts';
import { ACCOUNT_CALLS_FILE, getAccountCalls } from '../../data/account.ts';
import { asApiError } from '../../data/http.ts';
import '../../elements/account-calls.ts';
import '../../elements/problem.ts';
import { base, controls } from '../../styles/shared.ts';
import { Load } from '../page.ts';

/** The part of the account's page that lists every call which was made there; it loads page by page. */
class AccountCallsSection extends LitElement {
  static override properties: PropertyDeclarations = { older: { state: true }, busy: { state: true } };
  static override styles = [base, controls];
  /** What was loaded after the first page, and where to go on. */
  declare older: { calls: readonly AccountCall[]; next: string | null } | null;
  declare busy: boolean;
  readonly #load = new Load<AccountCallsReply>(this);

  constructor() {
    super();
    this.older = null;
    this.busy = false;
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#load.run(() => getAccountCalls(null));
  }

  override render() {
    const { state } = this.#load;
    return html`<section aria-labelledby="calls">
      <h2 id="calls">What Groundschool asked there</h2>
      <p>
        Every call, denied and throttled ones too. Nobody but you sees this list; your CloudTrail has the
        same.
      </p>
      ${
        state.status === 'ready'
          ? html`<gs-account-calls
              .calls=${[...state.value.calls, ...(this.older?.calls ?? [])]}
              ?more=${(this.older ?? state.value).next !== null}
              ?busy=${this.busy}
              file=${ACCOUNT_CALLS_FILE}
              @older=${() => void this.#older((this.older ?? state.value).next)}
            ></gs-account-calls>`
          : state.status === 'error'
            ? html`<gs-problem
                heading="The calls cannot be shown"
                .problem=${state.error}
                @retry=${() => void this.#load.run(() => getAccountCalls(null))}
              ></gs-problem>`
            : nothing
      }
    </section>`;
  }

  async #older(from: string | null): Promise<void> {
    if (this.busy || from === null) return;
    this.busy = true;
    try {
      const { calls, next } = await getAccountCalls(from);
      this.older = { calls: [...(this.older?.calls ?? []), ...calls], next };
    } catch (error) {
      this.#load.state = { status: 'error', error: asApiError(error) };
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('account-calls-section', AccountCallsSection);
