import { html } from 'lit';
import { getCohort } from '../../data/classroom.ts';
import { homeOf } from '../../elements/cohort-tabs.ts';
import { navigate } from '../../navigate.ts';
import { base, controls } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { Load, Page } from '../page.ts';
import type { CohortReply } from '../../../server/contract/index.ts';

/** The address of a cohort: on to the first of its pages that one may see. */
class CohortHomePage extends Page {
  static override styles = [base, controls, formStyles];
  readonly #load = new Load<CohortReply>(this, (state) => {
    if (state.status === 'ready') navigate(homeOf(state.value), true);
    else void this.ready('Cohort not available');
  });

  override arrived() {
    void this.#load.run(() => getCohort(this.params['cohort'] ?? ''));
  }

  override render() {
    const { state } = this.#load;
    return html`<div class="page">
      ${
        state.status === 'error'
          ? html`<gs-problem
              page
              heading="The cohort cannot be shown"
              .problem=${state.error}
              @retry=${() => this.arrived()}
            ></gs-problem>`
          : html`<gs-skeleton what="the cohort"></gs-skeleton>`
      }
    </div>`;
  }
}
customElements.define('page-cohort-home', CohortHomePage);
