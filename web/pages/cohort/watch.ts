import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { CohortReply, WatchItem, WatchReply } from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { getWatch, markWatch, unmarkWatch } from '../../data/insight.ts';
import '../../elements/watch-item.ts';
import { plural } from '../../format.ts';
import { base, controls } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';

/** So many who have not begun are shown at once. */
const FEW = 4;

type Mark = 'spoken' | 'snoozed' | 'back';
const SAID: Record<Mark, string> = {
  spoken: 'marked as spoken to',
  snoozed: 'put off for two days',
  back: 'back on the list',
};

/** Who may be stuck, the most urgent first. */
class CohortWatchPage extends CohortPage<WatchReply> {
  static override properties: PropertyDeclarations = { ...CohortPage.properties, items: { state: true } };
  static override styles = [
    base,
    controls,
    formStyles,
    css`
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr));
        gap: var(--s3);
        align-items: start;
      }
      summary {
        font-weight: 600;
      }
      details .list {
        margin-top: var(--s3);
      }
    `,
  ];
  declare items: readonly WatchItem[];
  protected override readonly tab = 'watch';
  protected override readonly heading1 = 'Watch list';

  constructor() {
    super();
    this.items = [];
  }

  protected override async fetch(cohort: string): Promise<WatchReply> {
    const reply = await getWatch(cohort);
    this.items = reply.items;
    return reply;
  }

  protected override body(_reply: WatchReply, cohort: CohortReply) {
    const listed = this.items.filter(({ quiet, rule }) => !quiet && rule !== 'not-begun');
    const idle = this.items.filter(({ quiet, rule }) => !quiet && rule === 'not-begun');
    const quiet = this.items.filter((item) => item.quiet);
    return html`<p class="small muted">
        Who repeats the same failure, stopped just before the end, lost what was there, or has not begun:
        found in their checks, the most urgent first. Students do not see this list.
      </p>
      ${this.failure()}
      <h2>${listed.length === 0 ? 'Nobody stands out' : plural(listed.length, 'entry', 'entries')}</h2>
      ${this.#list(listed, cohort)} ${this.#folded('Not begun', idle, cohort, idle.length <= FEW)}
      ${this.#folded('Spoken to or put off', quiet, cohort, false)}`;
  }

  /** What there may be much of, a week before it is due, and is no puzzle: out of the way of the rest. */
  #folded(title: string, items: readonly WatchItem[], cohort: CohortReply, open: boolean) {
    if (items.length === 0) return nothing;
    return html`<details ?open=${open}>
      <summary>${title}: ${items.length}</summary>
      ${this.#list(items, cohort)}
    </details>`;
  }

  #list(items: readonly WatchItem[], cohort: CohortReply) {
    return html`<div class="list">
      ${items.map(
        (item) =>
          html`<gs-watch-item
            .item=${item}
            cohort=${cohort.id}
            zone=${cohort.timeZone}
            ?may-mark=${cohort.permissions.includes('grade')}
            @watch-mark=${(event: CustomEvent<Mark>) => void this.#mark(item, event.detail)}
          ></gs-watch-item>`,
      )}
    </div>`;
  }

  async #mark(item: WatchItem, how: Mark) {
    const { learner, assignment, rule, task } = item;
    const of = { learner, assignment, rule, task };
    await this.attempt(async () => {
      const reply = await (how === 'back'
        ? unmarkWatch(this.cohortId, of)
        : markWatch(this.cohortId, { ...of, kind: how, days: 2 }));
      this.items = reply.items;
      announce(`${item.name}: ${SAID[how]}`);
      // The card is gone from where it was: the reader goes on at the top of the list.
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
    });
  }
}
customElements.define('page-cohort-watch', CohortWatchPage);
