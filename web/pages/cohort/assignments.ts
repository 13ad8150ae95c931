import { html, nothing, type PropertyDeclarations } from 'lit';
import type {
  AssignmentRow,
  CohortReply,
  CourseReply,
  MyAssignment,
  WhatIfReply,
} from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import {
  changeAssignment,
  createAssignment,
  getAssignments,
  getMyAssignments,
  releaseAssignment,
  whatIf,
} from '../../data/assignments.ts';
import { getCourse } from '../../data/course.ts';
import { asApiError } from '../../data/http.ts';
import '../../elements/late-steps.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { dueText } from '../due.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { bodyOf, editorFields, stepsOf, whatIfView } from './assignment-editor.ts';
import { CohortPage } from './cohort-page.ts';

interface Shown {
  timeZone: string;
  /** Null for a student. */
  all: readonly AssignmentRow[] | null;
  own: readonly MyAssignment[];
  items: readonly { kind: 'lab' | 'quiz'; item: string; title: string }[];
}

/** What a cohort has to hand in: for staff with an editor, for students with their own dates. */
class CohortAssignmentsPage extends CohortPage<Shown> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    editing: { state: true },
    preview: { state: true },
    late: { state: true },
  };
  static override styles = [base, controls, tones, formStyles];
  /** Id of the assignment in the editor; `new` for one that is made; empty: closed. */
  declare editing: string;
  declare preview: WhatIfReply | null;
  declare late: string;
  protected override readonly tab = 'assignments';
  protected override readonly heading1 = 'Assignments';

  constructor() {
    super();
    this.editing = '';
    this.preview = null;
    this.late = '';
  }

  protected override async fetch(cohort: string): Promise<Shown> {
    const [all, own, course] = await Promise.all([
      getAssignments(cohort).catch((error: unknown) => {
        if (asApiError(error).code === 'ROLE_FORBIDS') return null;
        throw error;
      }),
      getMyAssignments(),
      getCourse(),
    ]);
    return {
      timeZone: all?.timeZone ?? '',
      all: all?.assignments ?? null,
      own: own.assignments.filter((one) => one.cohort === cohort),
      items: itemsOf(course),
    };
  }

  protected override body({ all, own, items, timeZone }: Shown, cohort: CohortReply) {
    if (all === null) return this.#own(own);
    const manages = cohort.permissions.includes('manage');
    const edited = all.find(({ id }) => id === this.editing);
    const free = items.filter(({ kind, item }) => !all.some((one) => one.kind === kind && one.item === item));
    return html`${all.length === 0 ? html`<p class="muted">Nothing is assigned yet.</p>` : this.#table(all, manages, timeZone)}
    ${
      manages && this.editing === ''
        ? html`<p>
            <button class="primary" ?disabled=${free.length === 0} @click=${() => this.#edit('new')}>
              Assign a lab or a quiz
            </button>
          </p>`
        : nothing
    }
    ${
      this.editing === ''
        ? nothing
        : html`<form
            class="card"
            aria-label=${edited ? `Change ${edited.title}` : 'New assignment'}
            @submit=${(event: SubmitEvent) => this.#save(event, edited)}
          >
            <h2>${edited ? `Change ${edited.title}` : 'New assignment'}</h2>
            ${editorFields(edited, free, timeZone, (text) => (this.late = text))}
            <gs-late-steps .steps=${stepsOf(this.late)}></gs-late-steps>
            <p class="row">
              <button class="primary" value="save">${edited ? 'Save' : 'Assign'}</button>
              ${edited ? html`<button value="what-if">What would change?</button>` : nothing}
              <button type="button" @click=${() => this.#edit('')}>Close</button>
            </p>
            ${this.preview ? whatIfView(this.preview) : nothing}
          </form>`
    }
    ${
      this.problem
        ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
        : nothing
    }`;
  }

  #table(all: readonly AssignmentRow[], manages: boolean, zone: string) {
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
                  <td class="num">${one.extensions}</td>
                  <td>
                    ${
                      manages
                        ? html`<button @click=${() => this.#edit(one.id, one)}>Change ${one.title}</button> ${
                              one.released
                                ? nothing
                                : html`<button @click=${() => this.#release(one)}>
                                    Release ${one.title}
                                  </button>`
                            }`
                        : nothing
                    }
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  #own(own: readonly MyAssignment[]) {
    if (own.length === 0) return html`<p class="muted">There is nothing to hand in yet.</p>`;
    return html`<ul>
      ${own.map(
        (one) =>
          html`<li>
            <a href=${one.kind === 'lab' ? `/labs/${one.item}` : `/quizzes/${one.item}`}>${one.title}</a>:
            ${dueText(one)}
          </li>`,
      )}
    </ul>`;
  }

  #edit(id: string, row?: AssignmentRow) {
    this.editing = id;
    this.preview = null;
    this.problem = null;
    this.late = (row?.policy.late ?? [])
      .map(({ afterHours, percent }) => `${afterHours}: ${percent}`)
      .join(', ');
  }

  async #save(event: SubmitEvent, edited: AssignmentRow | undefined): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const asked = (event.submitter as HTMLButtonElement | null)?.value;
    this.problem = null;
    try {
      const body = bodyOf(data);
      if (edited && asked === 'what-if') {
        this.preview = await whatIf(this.cohortId, edited.id, body);
        announce(`${this.preview.gain} would gain, ${this.preview.lose} would lose`);
        return;
      }
      if (edited) await changeAssignment(this.cohortId, edited.id, body);
      else {
        const [kind = '', item = ''] = textOf(data, 'item').split(' ');
        await createAssignment(this.cohortId, { ...body, kind: kind as 'lab' | 'quiz', item });
      }
      this.#edit('');
      await this.load(true);
      announce('The assignment is saved');
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
  }

  async #release({ id, title }: AssignmentRow): Promise<void> {
    this.problem = null;
    try {
      await releaseAssignment(this.cohortId, id);
      await this.load(true);
      announce(`${title} is open`);
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
  }
}
customElements.define('page-cohort-assignments', CohortAssignmentsPage);

function itemsOf({ parts }: CourseReply): Shown['items'] {
  return parts.flatMap((part) => [
    ...part.labs
      .filter(({ ready }) => ready)
      .map(({ id, title }) => ({ kind: 'lab' as const, item: id, title: `Lab: ${title}` })),
    ...(part.quiz ? [{ kind: 'quiz' as const, item: part.id, title: `Quiz: ${part.title}` }] : []),
  ]);
}
