import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CohortReply } from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { getCohort } from '../../data/classroom.ts';
import { asApiError } from '../../data/http.ts';
import '../../elements/cohort-tabs.ts';
import type { ProblemText } from '../../elements/problem.ts';
import { Load, Page } from '../page.ts';

/** What the pages of a cohort share: its tabs, and loading with skeleton and problem. `T` is what the page itself loads. */
export abstract class CohortPage<T> extends Page {
  static override properties: PropertyDeclarations = {
    ...Page.properties,
    cohort: { state: true },
    problem: { state: true },
  };
  declare cohort: CohortReply | null;
  /** Of the last thing that was tried. */
  declare problem: ProblemText | null;
  /** Id of the tab, and the title. */
  protected abstract readonly tab: string;
  protected abstract readonly heading1: string;
  protected readonly loader = new Load<T>(this, (state) => {
    void this.ready(
      state.status === 'ready'
        ? `${this.heading1}, ${this.cohort?.title ?? ''}`
        : `${this.heading1} not available`,
    );
  });

  constructor() {
    super();
    this.cohort = null;
    this.problem = null;
  }

  protected get cohortId(): string {
    return this.params['cohort'] ?? '';
  }

  override arrived(_url: URL): void {
    void this.load();
  }

  /** Loads (again); with `keep` what is shown stays until the new one is there. */
  protected load(keep = false): Promise<void> {
    const id = this.cohortId;
    return this.loader.run(async () => {
      const [cohort, value] = await Promise.all([getCohort(id), this.fetch(id)]);
      this.cohort = cohort;
      return value;
    }, keep);
  }

  /** Tries something. What goes wrong is said, and shown where `failure` stands. @returns whether it worked */
  protected async attempt(work: () => Promise<unknown>): Promise<boolean> {
    this.problem = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
      return false;
    }
  }

  /** Changes something, reads again what is shown, and says that it is done. @returns whether it worked */
  protected change(work: () => Promise<unknown>, said: string): Promise<boolean> {
    return this.attempt(async () => {
      await work();
      await this.load(true);
      announce(said);
    });
  }

  /** What went wrong with the last thing that was tried. */
  protected failure() {
    return this.problem
      ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
      : nothing;
  }

  protected abstract fetch(cohort: string): Promise<T>;
  protected abstract body(value: T, cohort: CohortReply): TemplateResult;

  override render() {
    const { state } = this.loader;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="${this.heading1} cannot be shown"
          .problem=${state.error}
          @retry=${() => void this.load()}
        ></gs-problem>
      </div>`;
    if (state.status === 'loading' || !this.cohort)
      return html`<div class="page"><gs-skeleton what=${this.heading1.toLowerCase()}></gs-skeleton></div>`;
    return html`<div class="page">
      <gs-cohort-tabs .cohort=${this.cohort} .current=${this.tab}></gs-cohort-tabs>
      <h1 tabindex="-1">${this.heading1}</h1>
      ${this.body(state.value, this.cohort)}
    </div>`;
  }
}
