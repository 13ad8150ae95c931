import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type {
  CohortReply,
  RunAction,
  RunItemReply,
  RunReply,
  RunsReply,
  RunSummary,
} from '../../../server/contract/index.ts';
import { actOnRun, getRun, getRuns, startRun } from '../../data/cohort-grading.ts';
import { getCourse } from '../../data/course.ts';
import { formatMoment, formatPoints, plural } from '../../format.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { CohortPage } from './cohort-page.ts';

type Shown = { runs: RunsReply['runs']; labs: { id: string; title: string }[]; run: RunReply | null };

const POLL_MS = 2_000;
const WORDS: Record<RunItemReply['status'], string> = {
  waiting: 'waits',
  queued: 'is being graded',
  graded: 'graded',
  blocked: 'could not be checked',
  failed: 'did not finish',
  'not-started': 'has not started the lab',
  cancelled: 'left out',
};
const ACTIONS: Record<RunSummary['status'], readonly { action: RunAction; word: string }[]> = {
  running: [
    { action: 'pause', word: 'Pause' },
    { action: 'cancel', word: 'Cancel' },
  ],
  paused: [
    { action: 'resume', word: 'Go on' },
    { action: 'cancel', word: 'Cancel' },
  ],
  cancelled: [],
  done: [{ action: 'retry', word: 'Try the rest again' }],
};

/** Grading a whole cohort at once: started, watched, paused, and tried again for whoever could not be checked. */
class CohortRunsPage extends CohortPage<Shown> {
  static override properties: PropertyDeclarations = { ...CohortPage.properties, open: { state: true } };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      .run {
        display: grid;
        gap: var(--s2);
        padding: 1rem 1.2rem;
      }
    `,
  ];
  /** Id of the run whose learners are listed. */
  declare open: string;
  protected override readonly tab = 'runs';
  protected override readonly heading1 = 'Grading runs';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.open = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override async fetch(cohort: string): Promise<Shown> {
    const [{ runs }, course] = await Promise.all([getRuns(cohort), getCourse()]);
    const labs = course.parts.flatMap((part) => part.labs.filter(({ ready }) => ready));
    const run = this.open === '' ? null : await getRun(cohort, this.open);
    clearTimeout(this.#timer);
    if (runs.some(({ status }) => status === 'running'))
      this.#timer = setTimeout(() => void this.load(true), POLL_MS);
    return { runs, labs: labs.map(({ id, title }) => ({ id, title })), run };
  }

  protected override body({ runs, labs, run }: Shown, cohort: CohortReply) {
    const mayGrade = cohort.permissions.includes('grade');
    return html`${mayGrade ? this.#form(labs) : nothing} ${this.failure()}
      <section aria-label="Runs">
        ${
          runs.length === 0
            ? html`<p class="muted">
                No run yet. A run checks the lab of every active student, behind the checks that students
                press themselves; it uses up none of their attempts and lowers no score.
              </p>`
            : runs.map((one) => this.#run(one, mayGrade))
        }
      </section>
      ${run ? this.#items(run) : nothing}`;
  }

  #form(labs: Shown['labs']) {
    return html`<form class="card" @submit=${this.#start} aria-label="Grade the cohort">
      <div class="fields">
        <label class="field"
          >Lab
          <select name="lab">
            ${labs.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
          </select>
        </label>
        <button class="primary">Grade everybody</button>
      </div>
    </form>`;
  }

  #run(run: RunSummary, mayGrade: boolean) {
    const { graded = 0, blocked = 0, failed = 0, cancelled = 0 } = run.counts;
    const without = run.counts['not-started'] ?? 0;
    const done = graded + blocked + failed + cancelled + without;
    const title = `${run.title}, ${formatMoment(run.createdAt)}`;
    return html`<article class="card run" aria-label=${title}>
      <h2>${title}</h2>
      <progress max=${Math.max(1, run.total)} value=${done} aria-label="Learners done"></progress>
      <p class="small">
        ${run.status}: ${done} of ${plural(run.total, 'learner')}, ${graded}
        graded${
          blocked + failed > 0 ? `, ${blocked + failed} could not be checked` : ''
        }${without > 0 ? `, ${without} have not started the lab` : ''}${
          run.startedBy === null ? '' : `. Started by ${run.startedBy}`
        }.
      </p>
      <div class="row">
        <button class="small" @click=${() => this.#show(run.id)}>
          ${this.open === run.id ? 'Hide' : 'Show'} the learners<span class="visually-hidden">
            of ${title}</span
          >
        </button>
        ${
          mayGrade
            ? ACTIONS[run.status].map(
                ({ action, word }) =>
                  html`<button class="small" @click=${() => this.#act(run, action, word)}>
                    ${word}<span class="visually-hidden">: ${title}</span>
                  </button>`,
              )
            : nothing
        }
      </div>
    </article>`;
  }

  #items({ run, items }: RunReply) {
    return html`<section aria-labelledby="learners">
      <h2 id="learners">Learners of the run “${run.title}”</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of learners">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Group</th>
              <th scope="col">State</th>
              <th scope="col">Score of this run</th>
            </tr>
          </thead>
          <tbody>
            ${items.map(
              (item) =>
                html`<tr>
                  <th scope="row">${item.name}</th>
                  <td>${item.group ?? ''}</td>
                  <td>${WORDS[item.status]}${item.problem === null ? nothing : html`: ${item.problem}`}</td>
                  <td class="num">${item.score === null ? 'none' : formatPoints(item.score)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #show(run: string) {
    this.open = this.open === run ? '' : run;
    void this.load(true);
  }

  async #act(run: RunSummary, action: RunAction, word: string) {
    await this.change(() => actOnRun(this.cohortId, run.id, action), `${word}: ${run.title}`);
  }

  readonly #start = async (event: SubmitEvent) => {
    event.preventDefault();
    const lab = textOf(new FormData(event.currentTarget as HTMLFormElement), 'lab');
    await this.change(() => startRun(this.cohortId, lab), 'The run has started');
  };
}
customElements.define('page-cohort-runs', CohortRunsPage);
