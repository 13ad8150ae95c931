import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { BillReply } from '../../../server/contract/index.ts';
import { asApiError, type ApiError } from '../../data/http.ts';
import { getLearnerBill } from '../../data/learners.ts';
import { formatMoment, plural } from '../../format.ts';

interface Figure {
  assignment: string;
  hour: string;
  day: string;
  missing: number;
  reply: BillReply;
}

/**
 * What a learner's account still costs: read when somebody asks and said with the time of the reading, never guessed. The
 * figures are those of the learner's own page of the bill; the model of prices comes with the first reading.
 */
export class LearnerCost implements ReactiveController {
  #figure: Figure | null = null;
  #problem: ApiError | null = null;
  #busy = false;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Another learner is shown. */
  forget(): void {
    this.#figure = null;
    this.#problem = null;
  }

  async read(cohort: string, learner: string, assignment: string): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.forget();
    this.#host.requestUpdate();
    try {
      const [reply, { billsOf, money, NO_CHANGES, readingOf }] = await Promise.all([
        getLearnerBill(cohort, learner, assignment),
        import('../bill/model.ts'),
      ]);
      const { known, missing } = billsOf(readingOf(reply), NO_CHANGES).burn;
      this.#figure = {
        assignment,
        hour: money(known),
        day: money({ n: known.n * 24n, d: known.d }),
        missing: missing.length,
        reply,
      };
    } catch (error) {
      this.#problem = asApiError(error);
    }
    this.#busy = false;
    this.#host.requestUpdate();
  }

  view(assignment: string, read: () => void): TemplateResult {
    const figure = this.#figure?.assignment === assignment ? this.#figure : null;
    return html`<section aria-labelledby="cost">
      <h3 id="cost">Cost still running</h3>
      <div role="status">${figure ? figureView(figure) : nothing}</div>
      ${
        this.#problem
          ? html`<gs-problem
              heading="The account cannot be read"
              retry=""
              .problem=${this.#problem}
            ></gs-problem>`
          : nothing
      }
      <p class="row">
        <button ?disabled=${this.#busy} @click=${read}>
          ${figure ? 'Read the account again' : 'Read the account now'}
        </button>
      </p>
    </section>`;
  }
}

function figureView({ hour, day, missing, reply }: Figure): TemplateResult {
  const { unread, now, resources } = reply;
  return html`<p>
      <strong>${hour} an hour</strong>, ${day} a day${missing === 0 ? '' : ' or more'}, for
      ${plural(resources.length, 'resource')} at list prices. Read ${formatMoment(now)}.
    </p>
    ${
      missing === 0
        ? nothing
        : html`<p class="small muted">${plural(missing, 'quantity', 'quantities')} without a known price.</p>`
    }
    ${
      unread.length === 0
        ? nothing
        : html`<p class="small muted">Not read: ${unread.map(({ what }) => what).join(', ')}.</p>`
    }`;
}
