import { html, nothing } from 'lit';
import type { AuditReply, CohortReply, Role, StaffReply } from '../../../server/contract/index.ts';
import { getAudit, getStaff, setRole } from '../../data/classroom.ts';
import { asApiError } from '../../data/http.ts';
import { formatMoment } from '../../format.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { CohortPage } from './cohort-page.ts';

type Shown = { staff: StaffReply['staff']; audit: AuditReply['entries'] | null };

const ROLES: readonly { role: Role; does: string }[] = [
  { role: 'owner', does: 'everything, roles included' },
  { role: 'instructor', does: 'roster, assignments, grading' },
  { role: 'assistant', does: 'grading, comments, corrections' },
  { role: 'designer', does: 'statistics, without learners' },
  { role: 'auditor', does: 'looks at everything, changes nothing' },
  { role: 'student', does: 'learns' },
];

/** Who teaches in a cohort, and what was changed in it. */
class CohortPeoplePage extends CohortPage<Shown> {
  static override styles = [base, controls, tones, formStyles];
  protected override readonly tab = 'people';
  protected override readonly heading1 = 'Staff and audit';

  protected override async fetch(cohort: string): Promise<Shown> {
    const [{ staff }, audit] = await Promise.all([
      getStaff(cohort),
      // An assistant sees who teaches, not the record of changes.
      getAudit(cohort).catch((error: unknown) => {
        if (asApiError(error).code === 'ROLE_FORBIDS') return null;
        throw error;
      }),
    ]);
    return { staff, audit: audit?.entries ?? null };
  }

  protected override body({ staff, audit }: Shown, cohort: CohortReply) {
    const mayGive = cohort.permissions.includes('own');
    return html`<section aria-labelledby="staff">
        <h2 id="staff">Staff</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Table of staff">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Login</th>
                <th scope="col">Role</th>
              </tr>
            </thead>
            <tbody>
              ${staff.map(
                ({ name, login, role, active }) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td>${login ?? 'none'}</td>
                    <td>${active ? role : `was ${role}`}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        ${mayGive ? this.#form() : nothing}
      </section>
      ${audit ? this.#audit(audit) : nothing}`;
  }

  #form() {
    return html`<form class="card" @submit=${this.#give} aria-label="Give a role">
      <div class="fields">
        <label class="field"
          >Login <input type="text" name="login" autocapitalize="none" required maxlength="100"
        /></label>
        <label class="field"
          >Role
          <select name="role">
            ${ROLES.map(({ role, does }) => html`<option value=${role}>${role}: ${does}</option>`)}
            <option value="">out of the cohort</option>
          </select>
        </label>
        <button class="primary">Give the role</button>
      </div>
      ${
        this.problem
          ? html`<gs-problem heading="The role was not given" retry="" .problem=${this.problem}></gs-problem>`
          : nothing
      }
    </form>`;
  }

  #audit(entries: AuditReply['entries']) {
    return html`<section aria-labelledby="audit">
      <h2 id="audit">What was changed</h2>
      ${
        entries.length === 0
          ? html`<p class="muted">Nothing yet.</p>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of changes">
              <table>
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Who</th>
                    <th scope="col">What</th>
                    <th scope="col">Whom or what</th>
                    <th scope="col">Details</th>
                  </tr>
                </thead>
                <tbody>
                  ${entries.map(
                    (entry) =>
                      html`<tr>
                        <td class="num">${formatMoment(entry.at)}</td>
                        <td>${entry.actor ?? 'the server'}</td>
                        <td><code>${entry.action}</code></td>
                        <td>${entry.subject ?? ''}</td>
                        <td>
                          ${Object.entries(entry.detail).map(
                            ([key, value]) =>
                              html`<div>
                                ${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}
                              </div>`,
                          )}
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
    </section>`;
  }

  readonly #give = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const role = textOf(data, 'role');
    await this.change(async () => {
      await setRole(this.cohortId, {
        login: textOf(data, 'login'),
        role: role === '' ? null : (role as Role),
      });
      form.reset();
    }, 'The role is given');
  };
}
customElements.define('page-cohort-people', CohortPeoplePage);
