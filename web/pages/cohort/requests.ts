import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type {
  CohortReply,
  OverridesReply,
  RegradeReply,
  RegradesReply,
  RequestsReply,
} from '../../../server/contract/index.ts';
import {
  answerRequest,
  applyRegrade,
  discardRegrade,
  getOverrides,
  getRegrade,
  getRegrades,
  getRequests,
  setPoints,
  startRegrade,
  takeBackPoints,
} from '../../data/cohort-grading.ts';
import { getAssignments } from '../../data/assignments.ts';
import { getCourse } from '../../data/course.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { CohortPage } from './cohort-page.ts';
import { regradeView } from './regrade-view.ts';
import { overrideRow, requestView } from './request-view.ts';

interface Shown {
  requests: RequestsReply['requests'];
  overrides: OverridesReply['overrides'];
  regrades: RegradesReply['regrades'];
  /** The latest, with its changes. */
  regrade: RegradeReply | null;
  labs: { id: string; title: string }[];
  /** Id of the assignment of each lab. */
  assignments: ReadonlyMap<string, string>;
}
type Request = Shown['requests'][number];
type Override = Shown['overrides'][number];
const POLL_MS = 1_500;

/** Being wrong, well: what students ask, a corrected grader over stored attempts, and points that were set by hand. */
class CohortRequestsPage extends CohortPage<Shown> {
  static override properties: PropertyDeclarations = { ...CohortPage.properties };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      .request,
      .regrade {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        padding: 1rem 1.2rem;
      }
      blockquote {
        margin: 0;
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--line-strong);
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      textarea {
        width: 100%;
        min-height: 4.5rem;
      }
    `,
  ];
  protected override readonly tab = 'requests';
  protected override readonly heading1 = 'Corrections';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override async fetch(cohort: string): Promise<Shown> {
    const [{ requests }, { overrides }, { regrades }, { assignments }, course] = await Promise.all([
      getRequests(cohort),
      getOverrides(cohort),
      getRegrades(cohort),
      getAssignments(cohort),
      getCourse(),
    ]);
    const [latest] = regrades;
    const regrade = latest ? await getRegrade(cohort, latest.id) : null;
    clearTimeout(this.#timer);
    if (regrade?.status === 'running') this.#timer = setTimeout(() => void this.load(true), POLL_MS);
    const labs = course.parts.flatMap((part) => part.labs.filter(({ ready }) => ready));
    return {
      requests,
      overrides,
      regrades,
      regrade,
      labs: labs.map(({ id, title }) => ({ id, title })),
      assignments: new Map(
        assignments.filter(({ kind }) => kind === 'lab').map(({ item, id }) => [item, id]),
      ),
    };
  }

  #attemptOf({ learner, attempt }: Request, assignment: string | undefined): string {
    if (assignment === undefined) return '';
    return `/cohorts/${this.cohortId}/learners/${learner}/${assignment}/${attempt}#attempt`;
  }

  protected override body(shown: Shown, cohort: CohortReply) {
    const manages = cohort.permissions.includes('manage');
    return html`${this.failure()}
      <section aria-labelledby="requests">
        <h2 id="requests">Requests</h2>
        ${
          shown.requests.length === 0
            ? html`<p class="muted">Nobody has asked for another look.</p>`
            : shown.requests.map((request) =>
                requestView(request, {
                  assigned: shown.assignments.has(request.lab),
                  href: this.#attemptOf(request, shown.assignments.get(request.lab)),
                  answer: (event) => void this.#answer(event, request),
                  setPoints: (event) =>
                    void this.#setPoints(event, request, shown.assignments.get(request.lab) ?? ''),
                }),
              )
        }
      </section>
      <section aria-labelledby="regrades">
        <h2 id="regrades">Regrade from evidence</h2>
        <p class="small muted">
          Every attempt keeps what was read for it. After a grader was corrected, all of them can be judged
          again without asking anybody’s account; nothing changes before you have seen whom it would touch.
        </p>
        ${manages ? this.#start(shown.labs) : nothing}
        ${
          shown.regrade
            ? regradeView(shown.regrade, {
                mayDecide: manages,
                decide: (how) => void this.#decide(shown.regrade as RegradeReply, how),
              })
            : nothing
        }
      </section>
      <section aria-labelledby="points">
        <h2 id="points">Points set by hand</h2>
        ${
          shown.overrides.length === 0
            ? html`<p class="muted">None.</p>`
            : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of points set by hand">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Learner</th>
                      <th scope="col">Task</th>
                      <th scope="col">Points</th>
                      <th scope="col">Grader</th>
                      <th scope="col">Why</th>
                      <th scope="col">Change</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${shown.overrides.map((one) => overrideRow(one, () => void this.#takeBack(one)))}
                  </tbody>
                </table>
              </div>`
        }
      </section>`;
  }

  #start(labs: Shown['labs']) {
    return html`<form class="card" @submit=${this.#begin} aria-label="Judge all attempts again">
      <div class="fields">
        <label class="field"
          >Lab
          <select name="lab">
            ${labs.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
          </select>
        </label>
        <button>Look what would change</button>
      </div>
    </form>`;
  }

  async #answer(event: SubmitEvent, request: Request) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const body = { text: textOf(data, 'text'), close: data.get('close') !== null };
    await this.change(async () => {
      await answerRequest(this.cohortId, request.id, body);
      form.reset();
    }, `${request.name} is answered`);
  }

  async #setPoints(event: SubmitEvent, { learner, name, task }: Request, assignment: string) {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const [points, reason] = [Number(textOf(data, 'points')), textOf(data, 'reason')];
    await this.change(
      () => setPoints(this.cohortId, learner, { assignment, task, points, reason }),
      `The points of ${name} are set`,
    );
  }

  readonly #begin = async (event: SubmitEvent) => {
    event.preventDefault();
    const lab = textOf(new FormData(event.currentTarget as HTMLFormElement), 'lab');
    await this.change(() => startRegrade(this.cohortId, lab), 'The regrade has started');
  };

  async #decide(regrade: RegradeReply, how: 'apply' | 'lower' | 'discard') {
    const { cohortId } = this;
    await this.change(
      () =>
        how === 'discard'
          ? discardRegrade(cohortId, regrade.id)
          : applyRegrade(cohortId, regrade.id, how === 'lower'),
      how === 'discard' ? 'The regrade is thrown away' : 'The regrade is applied',
    );
  }

  async #takeBack({ learner, assignment, task, name }: Override) {
    await this.change(
      () => takeBackPoints(this.cohortId, learner, { assignment, task }),
      `The grader’s points count again for ${name}`,
    );
  }
}
customElements.define('page-cohort-requests', CohortRequestsPage);
