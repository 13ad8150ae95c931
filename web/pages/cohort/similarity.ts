import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { CohortReply, SimilarityItem, SimilarityReply } from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { dismissSimilarity, getSimilarity } from '../../data/insight.ts';
import { formatMoment, plural } from '../../format.ts';
import { base, controls } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { CohortPage } from './cohort-page.ts';

/** Values of one learner in the work of another: to be looked at by people, and laid aside with a reason. */
class CohortSimilarityPage extends CohortPage<SimilarityReply> {
  static override properties: PropertyDeclarations = { ...CohortPage.properties, items: { state: true } };
  static override styles = [
    base,
    controls,
    formStyles,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s2);
        padding: 1rem 1.2rem;
      }
      article p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      h3 {
        font-size: 1rem;
      }
      details article {
        margin-top: var(--s3);
      }
      summary {
        font-weight: 600;
      }
    `,
  ];
  declare items: readonly SimilarityItem[];
  protected override readonly tab = 'similarity';
  protected override readonly heading1 = 'Similarity';

  constructor() {
    super();
    this.items = [];
  }

  protected override async fetch(cohort: string): Promise<SimilarityReply> {
    const reply = await getSimilarity(cohort);
    this.items = reply.items;
    return reply;
  }

  protected override body(_reply: SimilarityReply, cohort: CohortReply) {
    const open = this.items.filter(({ dismissed }) => !dismissed);
    const aside = this.items.filter(({ dismissed }) => dismissed);
    return html`<p class="small muted">
        Every learner works with names of their own. Here are those that were found in somebody else’s work.
        It may be a shared note, a pair at one screen, or a copy: that is for you to ask. No points depend on
        it, and students do not see it.
      </p>
      ${this.failure()}
      <section aria-labelledby="open">
        <h2 id="open" tabindex="-1">
          ${open.length === 0 ? 'Nothing to look at' : `${plural(open.length, 'value')} to look at`}
        </h2>
        ${open.map((item) => this.#item(item, cohort))}
      </section>
      ${
        aside.length === 0
          ? nothing
          : html`<details>
              <summary>Laid aside: ${aside.length}</summary>
              ${aside.map((item) => this.#item(item, cohort))}
            </details>`
      }`;
  }

  #item(item: SimilarityItem, cohort: CohortReply) {
    const { learner, owner, assignment, attempt, dismissed } = item;
    const of = (id: string) => `/cohorts/${cohort.id}/learners/${id}`;
    return html`<article class="card">
      <h3>
        <a href=${of(learner.id)}>${learner.name}</a> has a value of <a href=${of(owner.id)}>${owner.name}</a>
      </h3>
      <p><code>${item.value}</code> <span class="muted">${item.about ?? wordOf(item.variable)}</span></p>
      <p class="small">
        Read at <code>${item.place}</code> in the
        <a href="${of(learner.id)}/${assignment}/${attempt}#attempt"
          >check of ${formatMoment(item.foundAt)}</a
        >
        of
        ${item.title}${
          item.times === 1
            ? nothing
            : html`, and in ${plural(item.times, 'check')} until ${formatMoment(item.lastAt)}`
        }.
      </p>
      ${
        dismissed
          ? html`<p class="small muted">
              Laid aside by ${dismissed.by}, ${formatMoment(dismissed.at)}: ${dismissed.reason}
            </p>`
          : html`<form
              class="fields"
              aria-label="Lay aside: ${learner.name} and ${owner.name}"
              @submit=${(event: SubmitEvent) => void this.#dismiss(event, item)}
            >
              <label class="field"
                >Why it does not matter
                <input name="reason" required maxlength="1000" autocomplete="off" />
              </label>
              <button>
                Lay aside<span class="visually-hidden">: ${learner.name} and ${owner.name}</span>
              </button>
            </form>`
      }
    </article>`;
  }

  async #dismiss(event: SubmitEvent, { id, learner }: SimilarityItem) {
    event.preventDefault();
    const reason = textOf(new FormData(event.currentTarget as HTMLFormElement), 'reason');
    await this.attempt(async () => {
      this.items = (await dismissSimilarity(this.cohortId, id, reason)).items;
      announce(`${learner.name}: laid aside`);
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#open')?.focus();
    });
  }
}
customElements.define('page-cohort-similarity', CohortSimilarityPage);

const wordOf = (variable: string): string =>
  variable === 'account' ? 'Number of the account' : variable.replaceAll('_', ' ');
