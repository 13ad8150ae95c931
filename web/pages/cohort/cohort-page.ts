import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CohortReply } from '../../../server/contract/index.ts';
import { getCohort } from '../../data/classroom.ts';
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
