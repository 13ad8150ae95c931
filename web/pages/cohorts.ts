import { html, nothing, type PropertyDeclarations } from 'lit';
import type { CohortsReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { createCohort, getCohorts } from '../data/classroom.ts';
import { asApiError } from '../data/http.ts';
import { homeOf } from '../elements/cohort-tabs.ts';
import type { ProblemText } from '../elements/problem.ts';
import { navigate } from '../navigate.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { formStyles } from './form-styles.ts';
import { textOf } from './form-text.ts';
import { Load, Page } from './page.ts';

/** The cohorts that one is in, and for admins all of them and the form of a new one. */
class CohortsPage extends Page {
  static override properties: PropertyDeclarations = { problem: { state: true } };
  static override styles = [base, controls, tones, formStyles];
  declare problem: ProblemText | null;
  readonly #load = new Load<CohortsReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Cohorts' : 'Cohorts not available');
  });

  constructor() {
    super();
    this.problem = null;
  }

  override arrived() {
    void this.#load.run(getCohorts);
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page"><gs-skeleton what="your cohorts"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="Your cohorts cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    const { cohorts, mayCreate } = state.value;
    return html`<div class="page">
      <header>
        <h1 tabindex="-1">Cohorts</h1>
        ${mayCreate ? html`<p><a href="/users">Users of this server</a></p>` : nothing}
      </header>
      ${
        cohorts.length === 0
          ? html`<p class="muted">
              ${mayCreate ? 'There is none yet. Make the first one below.' : 'You are in none. Your instructor puts you into one.'}
            </p>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="Cohorts">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Cohort</th>
                    <th scope="col">You are</th>
                    <th scope="col">Time zone</th>
                  </tr>
                </thead>
                <tbody>
                  ${cohorts.map(
                    (cohort) =>
                      html`<tr>
                        <th scope="row">
                          <a href=${homeOf(cohort)}>${cohort.title}</a
                          >${cohort.archived ? ' (archived)' : nothing}
                        </th>
                        <td>${cohort.role}</td>
                        <td>${cohort.timeZone}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
      ${mayCreate ? this.#form() : nothing}
    </div>`;
  }

  #form() {
    return html`<form class="card" @submit=${this.#create} aria-labelledby="new">
      <h2 id="new">A new cohort</h2>
      <div class="fields">
        <label class="field">Title <input type="text" name="title" required maxlength="200" /></label>
        <label class="field"
          >Id, as in its address
          <input
            type="text"
            name="id"
            required
            maxlength="80"
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            title="Lower-case letters and digits, words joined by hyphens"
            autocapitalize="none"
          />
        </label>
        <label class="field"
          >Time zone of its due dates
          <input
            type="text"
            name="zone"
            required
            maxlength="60"
            .value=${Intl.DateTimeFormat().resolvedOptions().timeZone}
            list="zones"
          />
          <datalist id="zones">
            ${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}
          </datalist>
        </label>
        <button class="primary">Make it</button>
      </div>
      ${
        this.problem
          ? html`<gs-problem heading="It was not made" retry="" .problem=${this.problem}></gs-problem>`
          : nothing
      }
    </form>`;
  }

  readonly #create = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    this.problem = null;
    try {
      const cohort = await createCohort({
        id: textOf(data, 'id'),
        title: textOf(data, 'title'),
        timeZone: textOf(data, 'zone'),
      });
      navigate(`/cohorts/${cohort.id}/roster`);
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
  };
}
customElements.define('page-cohorts', CohortsPage);
