import { html, type TemplateResult } from 'lit';
import type { AssignmentRow } from '../../../server/contract/index.ts';

/** Before an assignment goes: what stays and what does not, and its id typed by hand. */
export function deleteView(
  one: AssignmentRow,
  on: { submit: (event: SubmitEvent, one: AssignmentRow) => void; cancel: () => void },
): TemplateResult {
  return html`<form
    class="card"
    aria-label="Delete ${one.title}"
    @submit=${(event: SubmitEvent) => on.submit(event, one)}
  >
    <h2>Delete ${one.title}?</h2>
    <p>
      What learners did stays and counts again when the same is assigned anew. Own dates of learners and
      points that were set by hand go with the assignment.
    </p>
    <label class="field"
      >Type <code>${one.item}</code> to confirm
      <input type="text" name="confirm" required autocomplete="off" pattern=${one.item} />
    </label>
    <p class="row">
      <button class="primary">Delete</button>
      <button type="button" @click=${on.cancel}>Keep it</button>
    </p>
  </form>`;
}
