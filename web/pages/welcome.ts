import { html, nothing, type PropertyDeclarations } from 'lit';
import type { LinkReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { lookAtLink, redeemLink } from '../data/classroom.ts';
import { asApiError } from '../data/http.ts';
import type { ProblemText } from '../elements/problem.ts';
import { formatMoment } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import { formStyles } from './form-styles.ts';
import { textOf } from './form-text.ts';
import { Load, Page } from './page.ts';

const HEADINGS: Record<LinkReply['purpose'], string> = {
  'first-admin': 'Set up this server',
  invite: 'Welcome to Groundschool',
  reset: 'Choose a new password',
};

/** A one-time link: whose it is, and the password that they choose. The token is in the fragment and leaves the address at once. */
class WelcomePage extends Page {
  static override properties: PropertyDeclarations = { problem: { state: true }, busy: { state: true } };
  static override styles = [base, controls, formStyles];
  declare problem: ProblemText | null;
  declare busy: boolean;
  #token = '';
  readonly #load = new Load<LinkReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? HEADINGS[state.value.purpose] : 'This link does not work');
  });

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
  }

  override arrived(url: URL) {
    const token = url.hash.slice(1);
    if (token !== '') this.#token = token;
    // Not left in the address bar, where a neighbour or the history would read it.
    history.replaceState(history.state, '', url.pathname);
    void this.#load.run(() => lookAtLink(this.#token));
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page narrow"><gs-skeleton what="your link"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page narrow">
        <gs-problem page heading="This link does not work" retry="" .problem=${state.error}></gs-problem>
        <p><a href="/login">Log in with your password</a></p>
      </div>`;
    const { purpose, login, name, expiresAt } = state.value;
    return html`<div class="page narrow">
      <h1 tabindex="-1">${HEADINGS[purpose]}</h1>
      ${
        name === null
          ? html`<p>You become its first admin: you make cohorts and give roles.</p>`
          : html`<p>Hello ${name}. Your login is <strong>${login}</strong>; choose a password for it.</p>`
      }
      <form class="card" @submit=${this.#redeem}>
        ${
          login === null
            ? html`<label class="field"
                  >Your name
                  <input type="text" name="name" autocomplete="name" required maxlength="200" />
                </label>
                <label class="field"
                  >Login
                  <input
                    type="text"
                    name="login"
                    autocomplete="username"
                    autocapitalize="none"
                    required
                    maxlength="100"
                  />
                </label>`
            : html`<input type="text" name="known" autocomplete="username" .value=${login} hidden />`
        }
        <label class="field"
          >Password
          <input
            type="password"
            name="password"
            autocomplete="new-password"
            required
            minlength="10"
            maxlength="200"
            aria-describedby="rule"
          />
        </label>
        <p class="small muted" id="rule">
          At least 10 characters. Four random words are good and easy to keep.
        </p>
        <button class="primary" ?disabled=${this.busy}>
          ${this.busy ? 'One moment …' : 'Save and log in'}
        </button>
        ${
          this.problem
            ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
            : nothing
        }
      </form>
      <p class="small muted">The link works once, until ${formatMoment(expiresAt)}.</p>
    </div>`;
  }

  readonly #redeem = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [login, name] = [textOf(form, 'login'), textOf(form, 'name')];
    this.busy = true;
    this.problem = null;
    try {
      await redeemLink({
        token: this.#token,
        password: textOf(form, 'password'),
        ...(login === '' ? {} : { login }),
        ...(name === '' ? {} : { name }),
      });
      location.assign('/');
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
      this.busy = false;
    }
  };
}
customElements.define('page-welcome', WelcomePage);
