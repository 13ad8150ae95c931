import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { AnalysisItem, AnalysisReply } from '../../../server/contract/index.ts';
import { getAnalysis } from '../../data/insight.ts';
import '../../elements/item-statistics.ts';
import { plural } from '../../format.ts';
import { base, controls } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';

type Order = 'course' | 'look' | 'hard';

/** Item analysis: which tasks and questions are hard, tell nobody apart, or may be wrong themselves. */
class CohortAnalysisPage extends CohortPage<AnalysisReply> {
  static override properties: PropertyDeclarations = { ...CohortPage.properties, order: { state: true } };
  static override styles = [
    base,
    controls,
    formStyles,
    css`
      .items {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
        gap: var(--s3);
        align-items: start;
      }
    `,
  ];
  declare order: Order;
  protected override readonly tab = 'analysis';
  protected override readonly heading1 = 'Analysis';

  constructor() {
    super();
    this.order = 'course';
  }

  protected override fetch(cohort: string): Promise<AnalysisReply> {
    return getAnalysis(cohort);
  }

  protected override body({ assignments, learners, suppressed }: AnalysisReply) {
    if (assignments.length === 0)
      return html`<p class="muted">
        Nothing is assigned yet. What is assigned is analysed here, task by task.
      </p>`;
    const warnings = assignments.flatMap(({ items }) => items.filter(needsALook)).length;
    return html`<p>
        ${learners === null ? 'The learners of this cohort' : plural(learners, 'learner')}.
        ${warnings === 0 ? 'No item stands out.' : `${plural(warnings, 'item')} to look at.`}
        ${suppressed ? 'You see no number that is about fewer than five learners.' : nothing}
      </p>
      <p class="small muted">
        The bar is the mean share of the points. “Tells apart” is the correlation with the rest of the same
        lab or quiz: whoever does well elsewhere should do better here as well. Checks that could not be
        judged count in neither.
      </p>
      <label class="field"
        >Order
        <select @change=${this.#choose}>
          <option value="course">as in the lab or quiz</option>
          <option value="look">what to look at first</option>
          <option value="hard">hardest first</option>
        </select>
      </label>
      ${assignments.map(
        ({ id, title, kind, items }) =>
          html`<section aria-labelledby="of-${id}">
            <h2 id="of-${id}">${title}${kind === 'quiz' ? ' (quiz)' : nothing}</h2>
            <div class="items">
              ${ordered(items, this.order).map(
                (item) => html`<gs-item-statistics .item=${item}></gs-item-statistics>`,
              )}
            </div>
          </section>`,
      )}`;
  }

  readonly #choose = (event: Event) => {
    this.order = (event.target as HTMLSelectElement).value as Order;
  };
}
customElements.define('page-cohort-analysis', CohortAnalysisPage);

const needsALook = ({ notes }: AnalysisItem): boolean =>
  notes.some(({ key }) => key === 'negative' || key === 'flat' || key === 'hard' || key === 'blocked');

function ordered(items: readonly AnalysisItem[], order: Order): readonly AnalysisItem[] {
  if (order === 'course') return items;
  if (order === 'hard') return items.toSorted((a, b) => (a.facility ?? 2) - (b.facility ?? 2));
  const rank = (item: AnalysisItem): number => (needsALook(item) ? 0 : 1);
  return items.toSorted(
    (a, b) => rank(a) - rank(b) || (a.discrimination?.value ?? 2) - (b.discrimination?.value ?? 2),
  );
}
