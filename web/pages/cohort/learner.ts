import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type {
  AttemptChangesReply,
  AttemptReply,
  CohortReply,
  CommentsReply,
  EvidenceReply,
  LearnerAssignment,
  LearnerLabReply,
  LearnerReply,
  QuizAttemptReply,
} from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { viewAs } from '../../data/classroom.ts';
import { asApiError } from '../../data/http.ts';
import { getComments } from '../../data/comments.ts';
import * as api from '../../data/learners.ts';
import '../../elements/attempt-timeline.ts';
import { navigate } from '../../navigate.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';
import { extensionFields, extensionText } from './extension-view.ts';
import { attemptView, commentsView, quizView, workView } from './learner-attempt.ts';
import { LearnerActions } from './learner-actions.ts';
import { LearnerCost } from './learner-cost.ts';
import { learnerStyles } from './learner-styles.ts';
import { assignmentTable, quizTable, taskTable } from './learner-views.ts';
import { requestView } from './request-view.ts';

interface Shown {
  overview: LearnerReply;
  lab: LearnerLabReply | null;
  attempt: AttemptReply | null;
  /** Against the attempt before; null for a first one. */
  changes: AttemptChangesReply | null;
  quiz: QuizAttemptReply | null;
  comments: CommentsReply['comments'];
}

/** One student for the staff: every assignment, one of them opened, one of its attempts opened. */
class CohortLearnerPage extends CohortPage<Shown> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    comparison: { state: true },
    comparing: { state: true },
    evidence: { state: true },
  };
  static override styles = [base, controls, tones, formStyles, learnerStyles];
  declare comparison: AttemptChangesReply | null;
  declare comparing: boolean;
  declare evidence: EvidenceReply | null;
  protected override readonly tab = '';
  readonly #cost = new LearnerCost(this);
  #learner = '';

  constructor() {
    super();
    this.comparison = null;
    this.comparing = false;
    this.evidence = null;
  }

  protected override get heading1(): string {
    return this.loader.value?.overview.learner.name ?? 'Learner';
  }

  override arrived(): void {
    const same = this.#learner === this.#id;
    this.#learner = this.#id;
    if (!same) this.#cost.forget();
    this.comparison = null;
    this.evidence = null;
    void this.load(same);
  }

  get #actions(): LearnerActions {
    return new LearnerActions(this.cohortId, this.#id, (work, said) => this.change(work, said));
  }

  get #id(): string {
    return this.params['learner'] ?? '';
  }

  protected override async fetch(cohort: string): Promise<Shown> {
    const { assignment = '', attempt = '' } = this.params;
    const overview = await api.getLearner(cohort, this.#id);
    const open = overview.assignments.find(({ id }) => id === assignment);
    const shown: Shown = { overview, lab: null, attempt: null, changes: null, quiz: null, comments: [] };
    if (open?.kind === 'quiz')
      return attempt === '' ? shown : { ...shown, quiz: await api.getLearnerQuiz(cohort, this.#id, attempt) };
    if (!open) return shown;
    const [lab, written, one, changes] = await Promise.all([
      api.getLearnerLab(cohort, this.#id, open.id),
      getComments(cohort, this.#id),
      attempt === '' ? null : api.getLearnerAttempt(cohort, this.#id, attempt),
      attempt === '' ? null : this.#changes(cohort, attempt),
    ]);
    const own = written.comments.filter((comment) => comment.lab === open.item);
    return { ...shown, lab, attempt: one, changes, comments: own };
  }

  /** Null where there is nothing to compare with: a first attempt, or one that has not ended. */
  async #changes(cohort: string, attempt: string): Promise<AttemptChangesReply | null> {
    try {
      return await api.getLearnerChanges(cohort, this.#id, attempt);
    } catch (error) {
      if (['NOTHING_TO_COMPARE', 'ATTEMPT_UNFINISHED'].includes(asApiError(error).code)) return null;
      throw error;
    }
  }

  /** The hash takes the reader to what was opened. */
  readonly #href = (assignment: string, attempt = ''): string =>
    `/cohorts/${this.cohortId}/learners/${this.#id}/${assignment}${attempt === '' ? '#opened' : `/${attempt}#attempt`}`;

  protected override body(shown: Shown, cohort: CohortReply): TemplateResult {
    const { overview } = shown;
    const { learner, assignments } = overview;
    const open = assignments.find(({ id }) => id === this.params['assignment']);
    const facts = [
      learner.login,
      learner.studentNumber === null ? null : `number ${learner.studentNumber}`,
      learner.group === null ? null : `group ${learner.group}`,
    ].filter((fact) => fact !== null);
    return html`<p class="row">
        <span class="muted">${facts.join(', ')}</span>
        <a href="/cohorts/${cohort.id}/matrix">Back to the matrix</a>
        <button class="small" @click=${() => void this.#view()}>Look as ${learner.name}</button>
      </p>
      ${this.failure()}
      <section aria-label="Assignments">
        ${
          assignments.length === 0
            ? html`<p class="muted">Nothing is assigned in this cohort yet.</p>`
            : assignmentTable(overview, open?.id ?? '', this.#href)
        }
      </section>
      ${open ? this.#assignment(open, shown, cohort) : nothing} ${this.#requests(overview, open, cohort)}`;
  }

  #assignment(
    open: LearnerAssignment,
    { overview, lab, attempt, changes, quiz, comments: written }: Shown,
    cohort: CohortReply,
  ) {
    const { name } = overview.learner;
    const grades = cohort.permissions.includes('grade');
    return html`<section aria-labelledby="opened">
      <h2 id="opened" tabindex="-1">${open.title}</h2>
      ${this.#extension(open, overview, cohort)}
      ${taskTable(open, overview.overrides, {
        href: this.#href,
        setPoints: grades ? (event, task) => this.#actions.setPoints(event, open.id, task) : null,
        takeBack: grades ? (task) => this.#actions.takeBackPoints(open.id, task) : null,
      })}
      ${
        open.kind === 'quiz'
          ? html`${quizTable(open, this.params['attempt'] ?? '', this.#href)}
            ${quiz ? quizView(quiz, name) : nothing}`
          : lab?.timeline
            ? html`<gs-attempt-timeline
                  .name=${name}
                  .byStaff=${lab.byStaff}
                  .timeline=${lab.timeline}
                  .titles=${open.titles}
                  .open=${attempt?.attempt.id ?? ''}
                  .comparison=${this.comparison}
                  .comparing=${this.comparing}
                  @show-attempt=${(event: CustomEvent<string>) => navigate(this.#href(open.id, event.detail))}
                  @compare=${(event: CustomEvent<{ from: string; to: string }>) =>
                    void this.#compare(event.detail)}
                  @end-compare=${() => (this.comparison = null)}
                ></gs-attempt-timeline>
                ${
                  attempt
                    ? attemptView(attempt, {
                        changes,
                        titles: open.titles,
                        evidence: this.evidence,
                        readEvidence: () => void this.#readEvidence(attempt.attempt.id),
                      })
                    : nothing
                }
                ${commentsView(written, open.titles, attempt, grades ? this.#actions.comments(attempt?.attempt.id ?? '', cohort) : null)}
                ${workView(lab, open.titles)}
                ${this.#cost.view(open.id, () => void this.#cost.read(this.cohortId, this.#id, open.id))}`
            : html`<p class="muted">The lab was not opened yet.</p>`
      }
    </section>`;
  }

  /** Dates and attempts of their own, and where one may a form to give them. */
  #extension({ id, extension }: LearnerAssignment, { timeZone }: LearnerReply, cohort: CohortReply) {
    const manages = cohort.permissions.includes('manage');
    return html`${
      extension
        ? html`<p>
            Own dates: ${extensionText(extension)}. ${extension.reason}
            <span class="small muted">${extension.by ?? ''}</span>
            ${
              manages
                ? html`<button class="small" @click=${() => this.#actions.takeBackDates(id)}>
                    Take the own dates back
                  </button>`
                : nothing
            }
          </p>`
        : nothing
    }
    ${
      manages
        ? html`<details>
            <summary>Give other dates or attempts</summary>
            <form @submit=${(event: SubmitEvent) => this.#actions.giveDates(event, id)}>
              ${extensionFields(timeZone, extension)}
              <p class="row"><button class="primary">Give</button></p>
            </form>
          </details>`
        : nothing
    }`;
  }

  #requests({ requests }: LearnerReply, open: LearnerAssignment | undefined, cohort: CohortReply) {
    const shown = open ? requests.filter(({ lab }) => lab === open.item) : requests;
    if (shown.length === 0 || !cohort.permissions.includes('grade')) return nothing;
    return html`<section aria-labelledby="requests">
      <h2 id="requests">Requests</h2>
      ${shown.map((request) =>
        requestView(request, {
          assigned: false,
          href: '',
          answer: (event) => this.#actions.answer(event, request.id),
          setPoints: () => undefined,
        }),
      )}
    </section>`;
  }

  async #view(): Promise<void> {
    this.problem = null;
    try {
      await viewAs(this.cohortId, this.#id);
      location.assign('/');
    } catch (error) {
      this.problem = asApiError(error);
    }
  }

  async #compare({ from, to }: { from: string; to: string }): Promise<void> {
    this.comparing = true;
    try {
      this.comparison = await api.getLearnerChanges(this.cohortId, this.#id, to, from);
      announce(`Attempts ${this.comparison.from.number} and ${this.comparison.to.number} compared`);
    } catch (error) {
      this.problem = asApiError(error);
    }
    this.comparing = false;
  }

  async #readEvidence(attempt: string): Promise<void> {
    try {
      const evidence = await api.getLearnerEvidence(this.cohortId, this.#id, attempt);
      if (this.params['attempt'] === attempt) this.evidence = evidence;
    } catch (error) {
      this.problem = asApiError(error);
    }
  }
}
customElements.define('page-cohort-learner', CohortLearnerPage);
