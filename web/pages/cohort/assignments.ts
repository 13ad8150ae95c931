import { html, nothing, type PropertyDeclarations } from 'lit';
import type {
  AssignmentRow,
  CohortReply,
  CourseReply,
  ExtensionsReply,
  MyAssignment,
  WhatIfReply,
} from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import {
  changeAssignment,
  createAssignment,
  getAssignments,
  getMyAssignments,
  deleteAssignment,
  getExtensions,
  giveExtension,
  openAnswers,
  releaseAssignment,
  takeBackExtension,
  whatIf,
} from '../../data/assignments.ts';
import { getCourse } from '../../data/course.ts';
import { asApiError } from '../../data/http.ts';
import '../../elements/late-steps.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { dueText } from '../due.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { assignmentRows, type RowActions } from './assignment-table.ts';
import { bodyOf, editorFields, readSteps, whatIfView } from './assignment-editor.ts';
import { CohortPage } from './cohort-page.ts';
import { deleteView } from './delete-view.ts';
import { extensionOf, extensionsView } from './extension-view.ts';

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
    deleting: { state: true },
    ownDates: { state: true },
    preview: { state: true },
    late: { state: true },
  };
  static override styles = [base, controls, tones, formStyles];
  /** Id of the assignment in the editor; `new` for one that is made; empty: closed. */
  declare editing: string;
  /** The assignment that may be deleted once its name is typed. */
  declare deleting: AssignmentRow | null;
  /** Dates of single learners, of one assignment. */
  declare ownDates: { of: AssignmentRow; list: ExtensionsReply['extensions'] } | null;
  declare preview: WhatIfReply | null;
  declare late: string;
  protected override readonly tab = 'assignments';
  protected override readonly heading1 = 'Assignments';

  constructor() {
    super();
    this.editing = '';
    this.preview = null;
    this.deleting = null;
    this.ownDates = null;
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
    const { steps, problems } = readSteps(this.late);
    const edited = all.find(({ id }) => id === this.editing);
    const free = items.filter(({ kind, item }) => !all.some((one) => one.kind === kind && one.item === item));
    return html`${all.length === 0 ? html`<p class="muted">Nothing is assigned yet.</p>` : assignmentRows(all, cohort, timeZone, this.#rowActions)}
    ${this.ownDates ? this.#ownDates(this.ownDates, cohort, timeZone) : nothing}
    ${
      this.deleting
        ? deleteView(this.deleting, {
            submit: (event, one) => void this.#delete(event, one),
            cancel: () => (this.deleting = null),
          })
        : nothing
    }
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
            <div id="late-problems" role="alert">
              ${problems.map((problem) => html`<p class="small">${problem}</p>`)}
            </div>
            <gs-late-steps .steps=${steps}></gs-late-steps>
            <p class="row">
              <button class="primary" value="save">${edited ? 'Save' : 'Assign'}</button>
              ${edited ? html`<button value="what-if">What would change?</button>` : nothing}
              <button type="button" @click=${() => this.#edit('')}>Close</button>
            </p>
            ${this.preview ? whatIfView(this.preview) : nothing}
          </form>`
    }
    ${this.failure()}`;
  }

  readonly #rowActions: RowActions = {
    change: (one) => this.#edit(one.id, one),
    release: (one) => void this.#release(one),
    answers: (one) => void this.#answers(one),
    remove: (one) => (this.deleting = one),
    dates: (one) => void this.#showDates(one),
  };

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
    if (readSteps(textOf(data, 'late')).problems.length > 0) {
      // They stand at the field, which is where the reader goes.
      (event.currentTarget as HTMLFormElement).querySelector<HTMLElement>('[name=late]')?.focus();
      announce('Nothing was saved: the late steps are not all steps');
      return;
    }
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

  #ownDates({ of, list }: NonNullable<typeof this.ownDates>, cohort: CohortReply, zone: string) {
    return extensionsView(of, list, {
      cohort: cohort.id,
      zone,
      close: () => (this.ownDates = null),
      takeBack: cohort.permissions.includes('manage')
        ? (learner) =>
            void this.#changeDates(
              () => takeBackExtension(this.cohortId, of.id, learner),
              'They are taken back',
              of,
            )
        : null,
      give: cohort.permissions.includes('manage') ? (event) => void this.#give(event, of) : null,
    });
  }

  async #showDates(of: AssignmentRow): Promise<void> {
    try {
      this.ownDates = { of, list: (await getExtensions(this.cohortId, of.id)).extensions };
    } catch (error) {
      this.problem = asApiError(error);
    }
  }

  async #give(event: SubmitEvent, of: AssignmentRow): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const body = { ...extensionOf(data), group: textOf(data, 'group') };
    await this.#changeDates(() => giveExtension(this.cohortId, of.id, body), 'Own dates are given', of);
    if (!this.problem) form.reset();
  }

  #answers({ id, title, answersOpen }: AssignmentRow): Promise<boolean> {
    const said = `The answers of ${title} are ${answersOpen ? 'closed' : 'open'}`;
    return this.change(() => openAnswers(this.cohortId, id, !answersOpen), said);
  }

  async #delete(event: SubmitEvent, { id, title }: AssignmentRow): Promise<void> {
    event.preventDefault();
    const confirm = textOf(new FormData(event.currentTarget as HTMLFormElement), 'confirm');
    await this.change(() => deleteAssignment(this.cohortId, id, confirm), `${title} is deleted`);
    if (!this.problem) this.deleting = null;
  }

  /** Changes something, with the dates of an assignment's learners read again. */
  async #changeDates(what: () => Promise<unknown>, said: string, datesOf: AssignmentRow): Promise<void> {
    await this.change(async () => {
      await what();
      await this.#showDates(datesOf);
    }, said);
  }

  #release({ id, title }: AssignmentRow): Promise<boolean> {
    return this.change(() => releaseAssignment(this.cohortId, id), `${title} is open`);
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
