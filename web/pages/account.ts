import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type {
  AccountLabReply,
  AccountRegistration,
  AccountReply,
  RemovedAccountReply,
} from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import {
  confirmAccount,
  getAccount,
  getAccountLab,
  registerAccount,
  removeAccount,
  testAccount,
} from '../data/account.ts';
import { asApiError } from '../data/http.ts';
import { moveLabSession, openLabSession } from '../data/lab-sessions.ts';
import '../elements/dialog.ts';
import '../elements/lab-cost.ts';
import '../elements/role-test.ts';
import type { ProblemText } from '../elements/problem.ts';
import { base, controls, tones } from '../styles/shared.ts';
import './account/calls-section.ts';
import { accountCard, explanation, registerForm, removedView, roleSection } from './account/views.ts';
import { formStyles } from './form-styles.ts';
import { textOf } from './form-text.ts';
import { Load, Page } from './page.ts';

/** The learner's own AWS account, step by step: register, make the role, confirm it, begin labs there, remove it. */
class AccountPage extends Page {
  static override properties: PropertyDeclarations = {
    problem: { state: true },
    busy: { state: true },
    asking: { state: true },
    removed: { state: true },
    facts: { state: true },
    chosen: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      header {
        display: grid;
        gap: var(--s3);
      }
      fieldset {
        display: grid;
        gap: var(--s2);
        padding: var(--s3) var(--s4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare problem: (ProblemText & { heading: string }) | null;
  declare busy: boolean;
  declare asking: boolean;
  declare removed: RemovedAccountReply | null;
  /** Of the lab that is looked at. */
  declare facts: AccountLabReply | null;
  declare chosen: string;
  readonly #load = new Load<AccountReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Your AWS account' : 'Your AWS account not available');
  });

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
    this.asking = false;
    this.removed = null;
    this.facts = null;
    this.chosen = '';
  }

  override arrived(url: URL) {
    this.chosen = url.searchParams.get('lab') ?? '';
    void this.#load.run(getAccount).then(() => {
      const { value } = this.#load;
      if (this.chosen !== '' && value?.registration?.status === 'confirmed') void this.#look();
    });
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page"><gs-skeleton what="your account"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="Your AWS account cannot be shown"
          .problem=${state.error}
          @retry=${() => void this.#load.run(getAccount)}
        ></gs-problem>
      </div>`;
    const { registration, problem, labs } = state.value;
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">Your AWS account</h1>
        ${explanation()}
      </header>
      ${problem ? html`<gs-problem heading="Not from this server" retry="" .problem=${problem}></gs-problem>` : nothing}
      ${this.problem ? html`<gs-problem retry="" .heading=${this.problem.heading} .problem=${this.problem}></gs-problem>` : nothing}
      ${this.removed ? removedView(this.removed) : nothing}
      ${registration ? this.#registered(registration, state.value) : problem ? nothing : registerForm(labs, this.#register, this.busy)}
    </div>`;
  }

  #registered(registration: AccountRegistration, reply: AccountReply): TemplateResult {
    const { account, status, test, roleArn } = registration;
    const confirmed = status === 'confirmed';
    const titles = new Map(reply.labs.map(({ id, title }) => [id, title]));
    return html`${accountCard(registration, titles)} ${confirmed ? this.#labs(registration, titles) : nothing}
      ${roleSection(registration)}
      <section aria-labelledby="confirm">
        <h2 id="confirm">${confirmed ? 'Test it again' : 'Confirm the role'}</h2>
        <p>
          We try the role without an external id, with a wrong one and with yours. It is taken only if it
          opens to yours alone.
        </p>
        ${test ? html`<gs-role-test .test=${test}></gs-role-test>` : nothing}
        ${
          confirmed
            ? html`<div class="row">
                <button ?disabled=${this.busy} @click=${() => this.#test(testAccount)}>
                  Test the role again
                </button>
              </div>`
            : html`<form @submit=${this.#confirm}>
                <label class="field"
                  >ARN of the role
                  <input
                    type="text"
                    name="role"
                    required
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    .value=${roleArn ?? ''}
                    placeholder="arn:aws:iam::${account}:role/groundschool-grader"
                /></label>
                <div class="row">
                  <button class="primary" ?disabled=${this.busy}>Test and confirm</button>
                </div>
              </form>`
        }
      </section>
      <account-calls-section></account-calls-section>
      <section aria-labelledby="remove">
        <h2 id="remove">Remove it</h2>
        <p>
          Nothing is asked in your account from then on. The role is yours to remove; the commands are shown.
        </p>
        <div class="row"><button @click=${() => (this.asking = true)}>Remove the registration</button></div>
      </section>
      <gs-dialog
        heading="Remove account ${account}?"
        confirm="Remove the registration"
        .open=${this.asking}
        .busy=${this.busy}
        @cancelled=${() => (this.asking = false)}
        @confirmed=${this.#remove}
      >
        <p>Labs that are there wait until you move them to the sandbox. Your points stay.</p>
      </gs-dialog>`;
  }

  #labs({ labs }: AccountRegistration, titles: ReadonlyMap<string, string>): TemplateResult {
    const choices = this.chosen !== '' && !labs.includes(this.chosen) ? [...labs, this.chosen] : labs;
    return html`<section class="card" aria-labelledby="labs">
      <h2 id="labs">Begin a lab there</h2>
      <label class="field"
        >Lab
        <select @change=${this.#choose}>
          <option value="" ?selected=${this.chosen === ''}>Choose one</option>
          ${choices.map((id) => html`<option value=${id} ?selected=${id === this.chosen}>${titles.get(id) ?? id}</option>`)}
        </select>
      </label>
      ${
        this.facts
          ? html`<gs-lab-cost
              .facts=${this.facts}
              .busy=${this.busy}
              @begin=${(event: CustomEvent<string>) => this.#move({ kind: 'aws', account: event.detail })}
              @back=${() => this.#move({ kind: 'sandbox' })}
            ></gs-lab-cost>`
          : nothing
      }
    </section>`;
  }

  readonly #register = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const labs = data.getAll('lab').filter((lab) => typeof lab === 'string');
    void this.#act('The account was not registered', async () => {
      this.#load.replace(await registerAccount({ account: textOf(data, 'account').trim(), labs }));
      this.removed = null;
      announce('Registered. Make the role next.');
    });
  };

  readonly #confirm = (event: SubmitEvent) => {
    event.preventDefault();
    const role = textOf(new FormData(event.target as HTMLFormElement), 'role').trim();
    void this.#test(() => confirmAccount(role));
  };

  /** A test that was not passed has seen something too: the page shows it. */
  #test(run: () => Promise<AccountReply>): Promise<void> {
    return this.#act('The role was not confirmed', async () => {
      try {
        this.#load.replace(await run());
        announce('The role was tested and is confirmed.');
      } catch (error) {
        this.#load.replace(await getAccount());
        throw error;
      }
    });
  }

  readonly #choose = (event: Event) => {
    this.chosen = (event.target as HTMLSelectElement).value;
    void this.#look();
  };

  async #look(): Promise<void> {
    this.facts = null;
    const { chosen } = this;
    if (chosen === '') return;
    await this.#act('What this lab may cost cannot be shown', async () => {
      const facts = await getAccountLab(chosen);
      if (chosen === this.chosen) this.facts = facts;
    });
  }

  #move(target: { kind: 'aws' | 'sandbox'; account?: string }): void {
    const { facts } = this;
    if (!facts) return;
    void this.#act('The lab was not moved', async () => {
      if (facts.session) await moveLabSession(facts.session.id, target);
      else await openLabSession(facts.lab, target);
      this.facts = await getAccountLab(facts.lab);
      announce(
        target.kind === 'aws' ? `${facts.title} is in your account.` : `${facts.title} is in the sandbox.`,
      );
    });
  }

  readonly #remove = () => {
    void this.#act('The registration was not removed', async () => {
      this.removed = await removeAccount();
      this.facts = null;
      this.#load.replace(await getAccount());
      announce('The registration is removed.');
    }).finally(() => (this.asking = false));
  };

  async #act(heading: string, work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await work();
    } catch (error) {
      const { code, message, cure, details } = asApiError(error);
      this.problem = { heading, code, message, cure, details };
      announce(heading);
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('page-account', AccountPage);
