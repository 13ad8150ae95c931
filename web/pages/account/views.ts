import { html, nothing, type TemplateResult } from 'lit';
import type {
  AccountRegistration,
  AccountReply,
  RemovedAccountReply,
} from '../../../server/contract/index.ts';
import '../../elements/copy-button.ts';
import '../../elements/role-offer.ts';
import { formatMoment } from '../../format.ts';

/** What registering means, before anything is asked. */
export function explanation(): TemplateResult {
  return html`<p>
    Every lab runs in the sandbox, which costs nothing. If you want to, you can do it in an account of your
    own at AWS instead. You make a role that lets Groundschool read what a lab is graded on; it can change
    nothing there, and it never gets keys of yours. What you make there is on your bill.
  </p>`;
}

/** The first step: which account, and for which labs. */
export function registerForm(
  labs: AccountReply['labs'],
  register: (event: SubmitEvent) => void,
  busy: boolean,
): TemplateResult {
  return html`<form class="card" @submit=${register} aria-label="Register an account">
    <h2>Register an account</h2>
    <label class="field"
      >Account number, 12 digits
      <input type="text" name="account" inputmode="numeric" autocomplete="off" pattern="\\d{12}" required />
    </label>
    <p class="small muted">
      <code>aws sts get-caller-identity --query Account --output text</code> says it. You get an external id,
      which is yours alone, and the role to make.
    </p>
    <fieldset>
      <legend>Labs that the role is made for</legend>
      ${labs.map(
        ({ id, title, region }) =>
          html`<label class="check"
            ><input type="checkbox" name="lab" value=${id} checked /> ${title}
            <span class="small muted">${region}</span></label
          >`,
      )}
    </fieldset>
    <div class="row"><button class="primary" ?disabled=${busy}>Register and show the role</button></div>
  </form>`;
}

/** After a removal: how the role goes. */
export function removedView({ account, removal }: RemovedAccountReply): TemplateResult {
  const text = removal.join('\n');
  return html`<section class="card" role="status" aria-labelledby="removed">
    <h2 id="removed">Account ${account} is removed</h2>
    <p>Nothing is asked there any more. These commands remove its role:</p>
    <p><code>${removal.map((line) => html`${line}<br />`)}</code></p>
    <div><gs-copy-button wide what="commands" .text=${text}></gs-copy-button></div>
  </section>`;
}

/** Which account is registered, for what, and how far it is. */
export function accountCard(
  { account, region, externalId, status, testedAt, labs }: AccountRegistration,
  titles: ReadonlyMap<string, string>,
): TemplateResult {
  const confirmed = status === 'confirmed';
  return html`<section class="card" aria-labelledby="registered">
    <h2 id="registered">Account ${account}</h2>
    <p>
      <span class="chip tone-${confirmed ? 'pass' : 'warn'}" role="status"
        >${confirmed ? 'Confirmed' : 'Waits for its role'}</span
      >
      ${region}. Labs: ${labs.map((id) => titles.get(id) ?? id).join(', ')}.
    </p>
    <p>
      External id <code>${externalId}</code>
      <gs-copy-button what="the external id" .text=${externalId}></gs-copy-button>
    </p>
    ${testedAt === null ? nothing : html`<p class="small muted">Last tested ${formatMoment(testedAt)}.</p>`}
  </section>`;
}

/** The role to make, or the one that was made. */
export function roleSection({ role, status }: AccountRegistration): TemplateResult {
  if (!role) return html``;
  return html`<section aria-labelledby="role">
    <h2 id="role">${status === 'confirmed' ? 'The role' : 'Make the role'}</h2>
    <p>
      It may read what these labs are graded on and nothing else, and only
      <code>${role.principal}</code> with your external id may use it.
    </p>
    <gs-role-offer .offer=${role}></gs-role-offer>
  </section>`;
}
