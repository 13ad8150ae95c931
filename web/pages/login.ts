import { html, nothing, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { logIn } from '../data/classroom.ts';
import { asApiError, getSession } from '../data/http.ts';
import type { ProblemText } from '../elements/problem.ts';
import { base, controls } from '../styles/shared.ts';
import { formStyles } from './form-styles.ts';
import { textOf } from './form-text.ts';
import { Page } from './page.ts';

/** Logging in; afterwards to the page that asked for it. */
class LoginPage extends Page {
  static override properties: PropertyDeclarations = { problem: { state: true }, busy: { state: true } };
  static override styles = [base, controls, formStyles];
  declare problem: ProblemText | null;
  declare busy: boolean;
  #next = '/';

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
  }

  override arrived(url: URL) {
    this.#next = ownPath(url.searchParams.get('next'));
    this.problem = null;
    void this.ready('Log in');
  }

  override render() {
    return html`<div class="page narrow">
      <h1 tabindex="-1">Log in</h1>
      <form class="card" @submit=${this.#logIn}>
        <label class="field"
          >Login
          <input
            type="text"
            name="login"
            autocomplete="username"
            autocapitalize="none"
            required
            maxlength="200"
          />
        </label>
        <label class="field"
          >Password
          <input type="password" name="password" autocomplete="current-password" required maxlength="1000" />
        </label>
        <button class="primary" ?disabled=${this.busy}>${this.busy ? 'Logging in …' : 'Log in'}</button>
        ${
          this.problem
            ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
            : nothing
        }
      </form>
      <p class="small muted">
        No password yet, or forgotten? Your instructor gives you a link with which you choose one.
      </p>
    </div>`;
  }

  readonly #logIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [login, password] = [textOf(form, 'login'), textOf(form, 'password')];
    this.busy = true;
    this.problem = null;
    try {
      await getSession(true);
      await logIn({ login, password });
      // Everything that was loaded before was nobody's: the page begins anew.
      location.assign(this.#next);
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
      this.renderRoot.querySelector<HTMLInputElement>('input[name=password]')?.select();
      this.busy = false;
    }
  };
}
customElements.define('page-login', LoginPage);

/** An address of this app; anything else a link may have carried goes to the course map. */
function ownPath(next: string | null): string {
  if (next === null || !next.startsWith('/')) return '/';
  const url = new URL(next, location.origin);
  if (url.origin !== location.origin || url.pathname === '/login') return '/';
  return url.pathname + url.search + url.hash;
}
