import { html, nothing, type TemplateResult } from 'lit';
import type { AssignmentRow, Extension, ExtensionBody } from '../../../server/contract/index.ts';
import { formatMoment, formatMomentIn, plural } from '../../format.ts';
import { textOf } from '../form-text.ts';

/** What the fields of an extension say; for whom is added by the page. */
export function extensionOf(data: FormData): ExtensionBody {
  const due = textOf(data, 'due').slice(0, 16);
  return {
    dueAt: due === '' ? null : due,
    extraMinutes: Number(textOf(data, 'minutes') || '0'),
    extraPercent: Number(textOf(data, 'percent') || '0'),
    extraAttempts: Number(textOf(data, 'attempts') || '0'),
    excused: data.has('excused'),
    reason: textOf(data, 'reason'),
  };
}

/** Fields of an extension, as it is or empty. */
export function extensionFields(zone: string, one?: Extension | null): TemplateResult {
  const number = (label: string, name: string, most: number, value: number | undefined) =>
    html`<label class="field"
      >${label} <input type="number" name=${name} min="0" max=${most} .value=${String(value ?? 0)}
    /></label>`;
  return html`<div class="fields">
      <label class="field"
        >Own due time, in ${zone} <input type="datetime-local" name="due" .value=${one?.dueAt ?? ''}
      /></label>
      ${number('Minutes more', 'minutes', 525_600, one?.extraMinutes)}
      ${number('Percent more time', 'percent', 400, one?.extraPercent)}
      ${number('Attempts more', 'attempts', 1_000, one?.extraAttempts)}
      <label class="check"
        ><input type="checkbox" name="excused" .checked=${one?.excused ?? false} /> Excused: it does not
        count</label
      >
    </div>
    <label class="field"
      >Reason, for the record
      <input type="text" name="reason" required maxlength="500" .value=${one?.reason ?? ''}
    /></label>
    <p class="small muted">
      The close keeps its distance to the due time. This takes the place of what was given before.
    </p>`;
}

/** What an extension gives, in words. */
export function extensionText({
  excused,
  extraMinutes,
  extraPercent,
  extraAttempts,
  dueAt,
}: Extension): string {
  const parts = [
    excused ? 'excused' : '',
    dueAt === null ? '' : 'own due time',
    extraMinutes === 0 ? '' : `${plural(extraMinutes, 'minute')} more`,
    extraPercent === 0 ? '' : `${extraPercent} % more time`,
    extraAttempts === 0 ? '' : `${plural(extraAttempts, 'attempt')} more`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Who has dates of their own in an assignment; with `give`, a form for a whole group. */
export function extensionsView(
  of: AssignmentRow,
  list: readonly Extension[],
  on: {
    cohort: string;
    zone: string;
    close: () => void;
    takeBack: ((learner: string) => void) | null;
    give: ((event: SubmitEvent) => void) | null;
  },
): TemplateResult {
  const when = (iso: string | null): string => (iso === null ? 'none' : formatMomentIn(iso, on.zone));
  return html`<section class="card" aria-labelledby="own-dates">
    <h2 id="own-dates">Own dates in ${of.title}</h2>
    ${
      list.length === 0
        ? html`<p class="muted">Nobody has any.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of own dates">
            <table>
              <thead>
                <tr>
                  <th scope="col">Learner</th>
                  <th scope="col">Given</th>
                  <th scope="col">Due</th>
                  <th scope="col">Closes</th>
                  <th scope="col">Reason</th>
                  ${on.takeBack ? html`<th scope="col">Actions</th>` : nothing}
                </tr>
              </thead>
              <tbody>
                ${list.map(
                  (one) =>
                    html`<tr>
                      <th scope="row">
                        <a href="/cohorts/${on.cohort}/learners/${one.learner}/${of.id}#opened"
                          >${one.name}</a
                        >
                      </th>
                      <td>${extensionText(one)}</td>
                      <td class="num">${when(one.due)}</td>
                      <td class="num">${when(one.close)}</td>
                      <td>
                        ${one.reason}
                        <span class="small muted">${one.by ?? ''}, ${formatMoment(one.at)}</span>
                      </td>
                      ${
                        on.takeBack
                          ? html`<td>
                              <button class="small" @click=${() => on.takeBack?.(one.learner)}>
                                Take back<span class="visually-hidden"> the own dates of ${one.name}</span>
                              </button>
                            </td>`
                          : nothing
                      }
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${
      on.give
        ? html`<details>
            <summary>Give a whole group own dates</summary>
            <form @submit=${on.give}>
              <label class="field">Group <input type="text" name="group" required maxlength="100" /></label>
              ${extensionFields(on.zone)}
              <p class="row"><button class="primary">Give them</button></p>
            </form>
          </details>`
        : nothing
    }
    <p class="small muted">For one learner it is given on the learner’s page.</p>
    <p class="row"><button @click=${on.close}>Close the list</button></p>
  </section>`;
}
