import { html, nothing, type TemplateResult } from 'lit';
import type {
  CohortReply,
  Permission,
  Role,
  Scope,
  TokenBody,
  TokenRow,
} from '../../../server/contract/index.ts';
import { formatMoment } from '../../format.ts';
import { textOf } from '../form-text.ts';

/** Scopes in words, each with what the role must allow; the contract has the same table as values, which pages do not import. */
const SCOPES: readonly { scope: Scope; does: string; permission: Permission }[] = [
  { scope: 'cohort:read', does: 'know the cohort', permission: 'member' },
  { scope: 'assignments:read', does: 'read assignments', permission: 'design' },
  { scope: 'grades:read', does: 'read scores', permission: 'learners' },
  { scope: 'roster:read', does: 'read the roster', permission: 'learners' },
  { scope: 'roster:import', does: 'bring the roster up to date', permission: 'manage' },
  { scope: 'runs:read', does: 'read grading runs', permission: 'learners' },
  { scope: 'runs:start', does: 'start grading runs', permission: 'grade' },
];
/** From the lowest to the highest: what is chosen without thinking is the least. */
const ROLES: readonly Role[] = ['auditor', 'assistant', 'instructor', 'owner'];
const LIVES = [
  { days: '30', word: '30 days' },
  { days: '180', word: '180 days' },
  { days: '730', word: 'two years' },
  { days: '', word: 'until it is revoked' },
] as const;

/** Tokens in a table, each with a button that revokes it. */
export function tokenTable(tokens: readonly TokenRow[], revoke: (token: TokenRow) => void): TemplateResult {
  if (tokens.length === 0) return html`<p class="muted">No token yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of tokens">
    <table>
      <thead>
        <tr>
          <th scope="col">Token</th>
          <th scope="col">May</th>
          <th scope="col">Of</th>
          <th scope="col">Last used</th>
          <th scope="col">Until</th>
          <th scope="col"><span class="visually-hidden">Revoke</span></th>
        </tr>
      </thead>
      <tbody>
        ${tokens.map(
          (token) =>
            html`<tr>
              <th scope="row">${token.name}<br /><code>${token.hint}…</code></th>
              <td>as ${token.role}: ${token.scopes.join(', ')}</td>
              <td>${token.owner}</td>
              <td>${token.lastUsedAt ? formatMoment(token.lastUsedAt) : 'never'}</td>
              <td>${untilWord(token)}</td>
              <td>
                ${
                  token.endedAt === null
                    ? html`<button
                        class="small"
                        aria-label="Revoke ${token.name}"
                        @click=${() => revoke(token)}
                      >
                        Revoke
                      </button>`
                    : nothing
                }
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function untilWord({ endedAt, expiresAt }: TokenRow): string {
  if (endedAt !== null) return `ended ${formatMoment(endedAt)}`;
  return expiresAt === null ? 'it is revoked' : formatMoment(expiresAt);
}

/** The form for a new token; what one may not give is not offered. */
export function tokenForm(
  { role: own, permissions }: CohortReply,
  make: (event: SubmitEvent) => void,
): TemplateResult {
  const roles = ROLES.slice(0, ROLES.indexOf(own) + 1);
  return html`<form class="card" @submit=${make} aria-label="Make a token">
    <div class="fields">
      <label class="field">Name <input type="text" name="name" required maxlength="80" /></label>
      <label class="field"
        >Role
        <select name="role">
          ${roles.map((role) => html`<option value=${role}>${role}</option>`)}
        </select>
      </label>
      <label class="field"
        >Works for
        <select name="days">
          ${LIVES.map(({ days, word }) => html`<option value=${days}>${word}</option>`)}
        </select>
      </label>
    </div>
    <fieldset>
      <legend>It may</legend>
      ${SCOPES.filter(({ permission }) => permissions.includes(permission)).map(
        ({ scope, does }) =>
          html`<label class="check"><input type="checkbox" name="scopes" value=${scope} /> ${does}</label>`,
      )}
    </fieldset>
    <div class="row"><button class="primary">Make the token</button></div>
  </form>`;
}

/** What the form says. */
export function tokenBody(form: HTMLFormElement): TokenBody {
  const data = new FormData(form);
  const days = textOf(data, 'days');
  return {
    name: textOf(data, 'name'),
    role: textOf(data, 'role') as Role,
    scopes: data.getAll('scopes').filter((scope) => typeof scope === 'string') as Scope[],
    days: days === '' ? null : Number(days),
  };
}
