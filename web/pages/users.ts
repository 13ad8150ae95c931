import { html, nothing, type PropertyDeclarations } from 'lit';
import type { OneTimeLinkReply, UserRow, UsersReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { changeUser, createUser, getUsers, linkForUser } from '../data/classroom.ts';
import { asApiError } from '../data/http.ts';
import '../elements/one-time-link.ts';
import type { ProblemText } from '../elements/problem.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { formStyles } from './form-styles.ts';
import { textOf } from './form-text.ts';
import { Load, Page } from './page.ts';

/** The users of the server, for its admins: made, given a link, made admins, shut out. */
class UsersPage extends Page {
  static override properties: PropertyDeclarations = {
    problem: { state: true },
    link: { state: true },
    filter: { state: true },
  };
  static override styles = [base, controls, tones, formStyles];
  declare problem: ProblemText | null;
  declare link: { who: string; link: OneTimeLinkReply } | null;
  declare filter: string;
  readonly #load = new Load<UsersReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Users' : 'Users not available');
  });

  constructor() {
    super();
    this.problem = null;
    this.link = null;
    this.filter = '';
  }

  override arrived() {
    void this.#load.run(getUsers);
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page"><gs-skeleton what="the users"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="The users cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    const wanted = this.filter.toLowerCase();
    const shown = state.value.users.filter(({ name, login }) =>
      `${name} ${login}`.toLowerCase().includes(wanted),
    );
    return html`<div class="page">
      <header>
        <p class="label"><a href="/cohorts">Cohorts</a> <span aria-hidden="true">/</span> Users</p>
        <h1 tabindex="-1">Users</h1>
      </header>
      <form class="card" @submit=${this.#create} aria-label="Add a user">
        <h2>Add a user</h2>
        <div class="fields">
          <label class="field">Name <input type="text" name="name" required maxlength="200" /></label>
          <label class="field"
            >Login <input type="text" name="login" autocapitalize="none" required maxlength="100"
          /></label>
          <label class="check"><input type="checkbox" name="admin" /> Admin of this server</label>
          <button class="primary">Add and make a link</button>
        </div>
        <p class="small muted">Whole classes come by a roster file, in their cohort.</p>
      </form>
      ${
        this.problem
          ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
          : nothing
      }
      ${
        this.link
          ? html`<gs-one-time-link .link=${this.link.link} .who=${this.link.who}></gs-one-time-link>`
          : nothing
      }
      <section aria-labelledby="all">
        <h2 id="all">All ${state.value.users.length}</h2>
        <label class="field"
          >Filter by name or login
          <input
            type="search"
            .value=${this.filter}
            @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
          />
        </label>
        <div class="scroll" tabindex="0" role="region" aria-label="Table of users">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Login</th>
                <th scope="col">State</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              ${shown.map((user) => this.#row(user))}
            </tbody>
          </table>
        </div>
        ${shown.length === 0 ? html`<p class="muted">Nobody’s name or login has that in it.</p>` : nothing}
      </section>
    </div>`;
  }

  #row(user: UserRow) {
    const words = [
      user.disabled ? 'shut out' : user.hasPassword ? 'active' : 'has not used the link yet',
      ...(user.admin ? ['admin'] : []),
    ];
    return html`<tr>
      <th scope="row">${user.name}</th>
      <td>${user.login}</td>
      <td>${words.join(', ')}</td>
      <td>
        <div class="row">
          <button class="small" @click=${() => this.#do(user, () => this.#makeLink(user))}>
            Link<span class="visually-hidden"> for ${user.name}</span>
          </button>
          <button
            class="small"
            @click=${() => this.#do(user, () => this.#change(user, { admin: !user.admin }))}
          >
            ${user.admin ? 'No admin any more' : 'Make an admin'}<span class="visually-hidden"
              >: ${user.name}</span
            >
          </button>
          <button
            class="small"
            @click=${() => this.#do(user, () => this.#change(user, { disabled: !user.disabled }))}
          >
            ${user.disabled ? 'Let in again' : 'Shut out'}<span class="visually-hidden">: ${user.name}</span>
          </button>
        </div>
      </td>
    </tr>`;
  }

  async #do(user: UserRow, work: () => Promise<void>) {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = asApiError(error);
      announce(`${user.name}: ${this.problem.message}`);
    }
  }

  async #makeLink(user: UserRow) {
    this.link = { who: user.name, link: await linkForUser(user.id) };
  }

  async #change(user: UserRow, change: { admin?: boolean; disabled?: boolean }) {
    const changed = await changeUser(user.id, change);
    const { value } = this.#load;
    if (value)
      this.#load.replace({ users: value.users.map((one) => (one.id === changed.id ? changed : one)) });
    announce(`${user.name} is changed`);
  }

  readonly #create = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    this.problem = null;
    try {
      const made = await createUser({
        name: textOf(data, 'name'),
        login: textOf(data, 'login'),
        admin: data.get('admin') !== null,
      });
      this.link = { who: made.user.name, link: made.link };
      const { value } = this.#load;
      if (value) this.#load.replace({ users: [made.user, ...value.users] });
      form.reset();
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
  };
}
customElements.define('page-users', UsersPage);
