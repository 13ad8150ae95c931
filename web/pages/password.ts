import { html, nothing, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { changePassword } from '../data/classroom.ts';
import { asApiError } from '../data/http.ts';
import type { ProblemText } from '../elements/problem.ts';
import { base, controls } from '../styles/shared.ts';
import { formStyles } from './form-styles.ts';
import { textOf } from './form-text.ts';
import { Page } from './page.ts';

/** One's own password. */
class PasswordPage extends Page {
  static override properties: PropertyDeclarations = {
    problem: { state: true },
    busy: { state: true },
    done: { state: true },
  };
  static override styles = [base, controls, formStyles];
  declare problem: ProblemText | null;
  declare busy: boolean;
  declare done: boolean;

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
    this.done = false;
  }

  override arrived() {
    this.done = false;
    void this.ready('Change your password');
  }

  override render() {
    return html`<div class="page narrow">
      <h1 tabindex="-1">Change your password</h1>
      <form class="card" @submit=${this.#change}>
        <label class="field"
          >Password now
          <input type="password" name="current" autocomplete="current-password" required maxlength="1000" />
        </label>
        <label class="field"
          >New password
          <input
            type="password"
            name="next"
            autocomplete="new-password"
            required
            minlength="10"
            maxlength="200"
            aria-describedby="rule"
          />
        </label>
        <p class="small muted" id="rule">At least 10 characters. It ends your logins in other browsers.</p>
        <button class="primary" ?disabled=${this.busy}>Change it</button>
        ${this.done ? html`<p role="status">Your password is changed.</p>` : nothing}
        ${
          this.problem
            ? html`<gs-problem heading="It was not changed" retry="" .problem=${this.problem}></gs-problem>`
            : nothing
        }
      </form>
    </div>`;
  }

  readonly #change = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    this.busy = true;
    this.problem = null;
    this.done = false;
    try {
      await changePassword({ current: textOf(data, 'current'), next: textOf(data, 'next') });
      form.reset();
      this.done = true;
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
    this.busy = false;
  };
}
customElements.define('page-password', PasswordPage);
