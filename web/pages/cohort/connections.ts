import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type {
  CohortReply,
  CreatedTokenReply,
  CreatedWebhookReply,
  DeliveryRow,
  TokenRow,
  WebhookRow,
} from '../../../server/contract/index.ts';
import * as data from '../../data/connections.ts';
import '../../elements/dialog.ts';
import '../../elements/shown-once.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { asApiError } from '../../data/http.ts';
import { CohortPage } from './cohort-page.ts';
import { tokenBody, tokenForm, tokenTable } from './token-list.ts';
import {
  deliveryTable,
  webhookBody,
  webhookCards,
  webhookForm,
  type WebhookActions,
} from './webhook-list.ts';

/** Null: one may not see them. */
type Shown = { tokens: TokenRow[]; webhooks: WebhookRow[] | null };

/** Programs that read and grade the cohort, and programs that are told what happens in it. */
class CohortConnectionsPage extends CohortPage<Shown> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    token: { state: true },
    webhook: { state: true },
    log: { state: true },
    removing: { state: true },
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
      .cards {
        display: grid;
        gap: var(--s3);
        padding: 0;
        list-style: none;
      }
      .cards .card {
        display: grid;
        gap: var(--s2);
        padding: var(--s4);
      }
      h3 {
        overflow-wrap: anywhere;
        font-size: var(--text-s);
      }
    `,
  ];
  /** Made while the page is open: their secrets are shown. */
  declare token: CreatedTokenReply | null;
  declare webhook: CreatedWebhookReply | null;
  /** The webhook whose log is open. */
  declare log: { webhook: WebhookRow; deliveries: DeliveryRow[] } | null;
  declare removing: WebhookRow | null;
  protected override readonly tab = 'connections';
  protected override readonly heading1 = 'Connections';

  constructor() {
    super();
    this.token = null;
    this.webhook = null;
    this.log = null;
    this.removing = null;
  }

  protected override async fetch(cohort: string): Promise<Shown> {
    const [{ tokens }, webhooks] = await Promise.all([
      data.getTokens(cohort),
      // An assistant makes tokens and no webhooks.
      data.getWebhooks(cohort).catch((error: unknown) => {
        if (asApiError(error).code === 'ROLE_FORBIDS') return null;
        throw error;
      }),
    ]);
    return { tokens, webhooks: webhooks?.webhooks ?? null };
  }

  protected override body({ tokens, webhooks }: Shown, cohort: CohortReply) {
    const { token } = this;
    return html`${this.failure()}
      <section aria-labelledby="tokens">
        <h2 id="tokens">Tokens</h2>
        <p>
          With a token a program reads scores or keeps the roster up to date, as you and within what you
          choose. It ends for good when you leave the cohort or may less than it.
          <code>docs/api.md</code> lists what programs can call.
        </p>
        ${token ? html`<gs-shown-once .secret=${token.token} what="token" heading="The token of ${token.row.name}."></gs-shown-once>` : nothing}
        ${tokenTable(tokens, this.#revoke)} ${tokenForm(cohort, this.#makeToken)}
      </section>
      ${webhooks ? this.#webhooks(webhooks) : nothing}`;
  }

  #webhooks(webhooks: WebhookRow[]) {
    const { webhook, log, removing } = this;
    return html`<section aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      <p>
        A webhook is told what happens, with ids and scores, signed with its secret. What does not arrive is
        tried again for about a day. <code>docs/webhooks.md</code> says how a receiver checks the signature.
      </p>
      ${webhook ? html`<gs-shown-once .secret=${webhook.secret} what="secret" heading="The secret of ${webhook.row.url}."></gs-shown-once>` : nothing}
      ${webhookCards(webhooks, this.#actions)}
      ${
        log
          ? html`<h3>Sent to <code>${log.webhook.url}</code></h3>
              ${deliveryTable(log.deliveries, this.#again)}`
          : nothing
      }
      ${webhookForm(this.#makeWebhook)}
      <gs-dialog
        ?open=${removing !== null}
        heading="Remove the webhook?"
        confirm="Remove it"
        @cancelled=${() => (this.removing = null)}
        @confirmed=${this.#remove}
        >Nothing more is sent to ${removing?.url}, and the log of what was sent goes.</gs-dialog
      >
    </section>`;
  }

  readonly #makeToken = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    void this.change(async () => {
      this.token = await data.makeToken(this.cohortId, tokenBody(form));
      form.reset();
    }, 'The token is made and shown this once');
  };

  readonly #revoke = (token: TokenRow) => {
    void this.change(async () => {
      await data.revokeToken(this.cohortId, token.id);
      if (this.token?.row.id === token.id) this.token = null;
    }, `${token.name} is revoked`);
  };

  readonly #makeWebhook = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    void this.change(async () => {
      this.webhook = await data.makeWebhook(this.cohortId, webhookBody(form));
      form.reset();
    }, 'The webhook is made and its secret shown this once');
  };

  readonly #actions: WebhookActions = {
    test: (webhook) => {
      void this.change(async () => {
        this.log = { webhook, ...(await data.testWebhook(this.cohortId, webhook.id)) };
      }, 'A test is on its way');
    },
    show: (webhook) => {
      void this.change(async () => {
        this.log = { webhook, ...(await data.getDeliveries(this.cohortId, webhook.id)) };
      }, 'The log is below');
    },
    switch: (webhook) => {
      const active = webhook.status !== 'active';
      void this.change(
        async () => {
          await data.changeWebhook(this.cohortId, webhook.id, { active });
        },
        active ? 'The webhook is active' : 'The webhook is paused',
      );
    },
    remove: (webhook) => {
      this.removing = webhook;
    },
  };

  readonly #again = (delivery: DeliveryRow) => {
    const { log } = this;
    if (!log) return;
    void this.change(async () => {
      const reply = await data.sendAgain(this.cohortId, log.webhook.id, delivery.id);
      this.log = { webhook: log.webhook, ...reply };
    }, 'It is on its way again');
  };

  readonly #remove = () => {
    const { removing } = this;
    this.removing = null;
    if (!removing) return;
    void this.change(async () => {
      await data.removeWebhook(this.cohortId, removing.id);
      if (this.log?.webhook.id === removing.id) this.log = null;
      if (this.webhook?.row.id === removing.id) this.webhook = null;
    }, 'The webhook is removed');
  };
}
customElements.define('page-cohort-connections', CohortConnectionsPage);
