import { html, type TemplateResult } from 'lit';
import type { AccountReply, RemovedAccountReply } from '../../../server/contract/index.ts';
import '../../elements/copy-button.ts';

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
