import { html, nothing } from 'lit';
import type { RosterApplyReply, RosterPreviewReply } from '../../../server/contract/index.ts';
import { plural } from '../../format.ts';

const KINDS = { added: 'joins', changed: 'changes', dropped: 'leaves' } as const;
/** A longer list is in the file itself. */
const SHOWN = 500;

/** What a file would change in a roster, as tables. */
export function previewView(preview: RosterPreviewReply) {
  const { counts, changes, problems, problemCount, notes, ignoredColumns } = preview;
  return html`<p>
      <strong
        >${counts.added} join, ${counts.changed} change, ${counts.dropped} leave, ${counts.unchanged} stay as
        they are.</strong
      >
      ${ignoredColumns.length > 0 ? html`Not used: ${ignoredColumns.join(', ')}.` : nothing}
    </p>
    ${notes.map((note) => html`<p>${note}</p>`)}
    ${
      problemCount > 0
        ? html`<h3>${plural(problemCount, 'problem', 'problems')}</h3>
            <div class="scroll" tabindex="0" role="region" aria-label="Table of problems">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Row</th>
                    <th scope="col">Column</th>
                    <th scope="col">What is wrong</th>
                    <th scope="col">What to do</th>
                  </tr>
                </thead>
                <tbody>
                  ${problems.map(
                    ({ row, column, message, cure }) =>
                      html`<tr>
                        <td class="num">${row ?? 'file'}</td>
                        <td>${column ?? ''}</td>
                        <td>${message}</td>
                        <td>${cure}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : nothing
    }
    ${
      changes.length > 0
        ? html`<h3>The difference</h3>
            <div class="scroll" tabindex="0" role="region" aria-label="Table of the difference">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Login</th>
                    <th scope="col">Name</th>
                    <th scope="col">What happens</th>
                    <th scope="col">Details</th>
                  </tr>
                </thead>
                <tbody>
                  ${changes.slice(0, SHOWN).map(
                    ({ kind, login, name, fields }) =>
                      html`<tr>
                        <th scope="row">${login}</th>
                        <td>${name}</td>
                        <td>${KINDS[kind]}</td>
                        <td>
                          ${fields.map(
                            ({ field, before, after }) =>
                              html`<div>
                                ${field.replace('_', ' ')}:
                                ${before === '' ? nothing : html`<del>${before}</del> `}${
                                  after === '' ? 'none' : after
                                }
                              </div>`,
                          )}
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            ${changes.length > SHOWN ? html`<p>And ${changes.length - SHOWN} more.</p>` : nothing}`
        : nothing
    }`;
}

/** The links of people who were made, which nobody can see again. */
export function invitationsView({ invitations }: RosterApplyReply, origin: string) {
  if (invitations.length === 0) return nothing;
  return html`<section class="card" aria-labelledby="invitations">
    <h2 id="invitations">${plural(invitations.length, 'invitation', 'invitations')}</h2>
    <p>
      They are shown this once: copy them into your mail merge now. Each works once, for 30 days; a new one is
      made with the button in the row of the roster.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of invitations">
      <table>
        <thead>
          <tr>
            <th scope="col">Login</th>
            <th scope="col">Name</th>
            <th scope="col">Mail</th>
            <th scope="col">Link</th>
          </tr>
        </thead>
        <tbody>
          ${invitations.map(
            ({ login, name, email, link }) =>
              html`<tr>
                <th scope="row">${login}</th>
                <td>${name}</td>
                <td>${email ?? ''}</td>
                <td><code>${origin}${link.path}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
