import { html, nothing, type TemplateResult } from 'lit';
import type { GradebookReply } from '../../../server/contract/index.ts';
import { learnerExportUrl, pseudonymousUrl } from '../../data/privacy.ts';
import { icon } from '../../elements/icons.ts';

/** What an owner does with everything that is stored about a student: download it, erase it; and the cohort without names. */
export function privacyPart(
  cohort: string,
  students: GradebookReply['students'],
  {
    chosen,
    choose,
    erase,
  }: { chosen: string; choose(learner: string): void; erase(event: SubmitEvent): Promise<void> },
): TemplateResult {
  const student = students.find(({ learner }) => learner === chosen) ?? students[0];
  return html`<section aria-labelledby="privacy">
    <h2 id="privacy">What is stored about a student</h2>
    ${
      student
        ? html`<div class="fields">
              <label class="field"
                >Student
                <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
                  ${students.map(
                    ({ learner, name }) =>
                      html`<option value=${learner} ?selected=${learner === student.learner}>
                        ${name}
                      </option>`,
                  )}
                </select>
              </label>
              <a class="button" download href=${learnerExportUrl(cohort, student.learner)}
                >${icon('download')} Download everything</a
              >
            </div>
            <form class="card" @submit=${erase} aria-label="Erase a student">
              <input type="hidden" name="learner" value=${student.learner} />
              <label class="field"
                >To erase ${student.name} and all of their work for good, type their login
                <input type="text" name="login" autocapitalize="none" autocomplete="off" required
              /></label>
              <div class="row"><button class="danger">Erase</button></div>
            </form>`
        : nothing
    }
    <p>
      For research: <a download href=${pseudonymousUrl(cohort)}>what the cohort did, without names</a>. It
      says itself what it does not protect from.
    </p>
  </section>`;
}
