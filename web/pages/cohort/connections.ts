import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type {
  CohortReply,
  CreatedTokenReply,
  TokenRow,
  TokensReply,
} from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { getTokens, makeToken, revokeToken } from '../../data/connections.ts';
import { asApiError } from '../../data/http.ts';
import '../../elements/shown-once.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';
import { tokenBody, tokenForm, tokenTable } from './token-list.ts';

/** Programs that read and grade the cohort. */
class CohortConnectionsPage extends CohortPage<TokensReply> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    made: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
    `,
  ];
  /** The token that was made last, while the page is open. */
  declare made: CreatedTokenReply | null;
  protected override readonly tab = 'connections';
  protected override readonly heading1 = 'Connections';

  constructor() {
    super();
    this.made = null;
  }

  protected override fetch(cohort: string): Promise<TokensReply> {
    return getTokens(cohort);
  }

  protected override body({ tokens }: TokensReply, cohort: CohortReply) {
    return html`<section aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <p>
        With a token a program reads scores or keeps the roster up to date, as you and within what you choose.
        It ends for good when you leave the cohort or may less than it. <code>docs/api.md</code> lists what
        programs can call.
      </p>
      ${
        this.made
          ? html`<gs-shown-once
              .secret=${this.made.token}
              what="token"
              name=${this.made.row.name}
            ></gs-shown-once>`
          : nothing
      }
      ${
        this.problem
          ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
          : nothing
      }
      ${tokenTable(tokens, this.#revoke)} ${tokenForm(cohort, this.#make)}
    </section>`;
  }

  async #try(work: () => Promise<void>, done: string) {
    this.problem = null;
    try {
      await work();
      await this.load(true);
      announce(done);
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
  }

  readonly #make = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    void this.#try(async () => {
      this.made = await makeToken(this.cohortId, tokenBody(form));
      form.reset();
    }, 'The token is made and shown this once');
  };

  readonly #revoke = (token: TokenRow) => {
    void this.#try(async () => {
      await revokeToken(this.cohortId, token.id);
      if (this.made?.row.id === token.id) this.made = null;
    }, `${token.name} is revoked`);
  };
}
customElements.define('page-cohort-connections', CohortConnectionsPage);
