import { html, nothing, type TemplateResult } from 'lit';
import type { AssignmentRow, CohortReply } from '../../../server/contract/index.ts';

/** What can be done with a row. */
export interface RowActions {
  change: (one: AssignmentRow) => void;
  release: (one: AssignmentRow) => void;
  answers: (one: AssignmentRow) => void;
  remove: (one: AssignmentRow) => void;
  dates: (one: AssignmentRow) => void;
}

/** The assignments of a cohort for its staff, with what their role lets them do. */
export function assignmentRows(
  all: readonly AssignmentRow[],
  { permissions }: CohortReply,
  zone: string,
  on: RowActions,
): TemplateResult {
  const manages = permissions.includes('manage');
  const sees = permissions.includes('learners');
  const local = (time: string | null): string => time?.replace('T', ' ') ?? 'none';
  return html`<p class="small muted">All times are those of ${zone}.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of assignments">
      <table>
        <thead>
          <tr>
            <th scope="col">Assignment</th>
            <th scope="col">Opens</th>
            <th scope="col">Due</th>
            <th scope="col">Closes</th>
            <th scope="col">Own dates</th>
            <th scope="col">Actions</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (one) =>
              html`<tr>
                <th scope="row">${one.title}</th>
                <td>${one.released ? 'open' : local(one.releaseAt)}</td>
                <td class="num">${local(one.dueAt)}</td>
                <td class="num">${local(one.closeAt)}</td>
                <td class="num">
                  ${
                    sees
                      ? html`<button class="small" @click=${() => on.dates(one)}>
                          ${one.extensions}<span class="visually-hidden">
                            with own dates in ${one.title}</span
                          >
                        </button>`
                      : one.extensions
                  }
                </td>
                <td>${manages ? actions(one, on) : nothing}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function actions(one: AssignmentRow, on: RowActions): TemplateResult {
  const button = (word: string, act: (one: AssignmentRow) => void) =>
    html`<button @click=${() => act(one)}>${word} ${one.title}</button>`;
  return html`<div class="row">
    ${button('Change', on.change)} ${one.released ? nothing : button('Release', on.release)}
    ${
      one.kind === 'lab'
        ? button(one.answersOpen ? 'Close the answers of' : 'Open the answers of', on.answers)
        : nothing
    }
    ${button('Delete', on.remove)}
  </div>`;
}
