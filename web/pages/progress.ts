import { html, nothing, type PropertyDeclarations } from 'lit';
import type { ReceiptsReply, ReviewOverviewReply, VerifyRecordReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { asApiError } from '../data/http.ts';
import { getReceipts, getReviews, verifyRecord } from '../data/progress.ts';
import { icon } from '../elements/icons.ts';
import type { ProblemText } from '../elements/problem.ts';
import { formatMoment, formatPercent, formatPoints, plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Load, Page } from './page.ts';
import { progressStyles } from './progress-styles.ts';

type Shown = { reviews: ReviewOverviewReply; receipts: ReceiptsReply['receipts'] };
type Objective = ReviewOverviewReply['parts'][number]['objectives'][number];

const WORDS: Record<
  Objective['word'],
  { word: string; tone: string; icon: 'none' | 'fail' | 'partial' | 'pass' }
> = {
  'not-asked': { word: 'Not asked yet', tone: 'none', icon: 'none' },
  learning: { word: 'Learning', tone: 'warn', icon: 'none' },
  growing: { word: 'Growing', tone: 'info', icon: 'partial' },
  secure: { word: 'Secure', tone: 'pass', icon: 'pass' },
};

/** How each objective stands, the receipts of what was handed in and checked, and the check of a file. */
class ProgressPage extends Page {
  static override properties: PropertyDeclarations = {
    verdict: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  static override styles = [base, controls, tones, progressStyles];
  declare verdict: VerifyRecordReply | null;
  declare problem: ProblemText | null;
  declare busy: boolean;
  readonly #load = new Load<Shown>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'My progress' : 'My progress not available');
  });

  constructor() {
    super();
    this.verdict = null;
    this.problem = null;
    this.busy = false;
  }

  override arrived() {
    void this.#load.run(async () => {
      const [reviews, { receipts }] = await Promise.all([getReviews(), getReceipts()]);
      return { reviews, receipts };
    });
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page"><gs-skeleton what="your progress"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="Your progress cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    const { reviews, receipts } = state.value;
    return html`<div class="page">
      <header>
        <p class="label"><a href="/">Course map</a> <span aria-hidden="true">/</span> My progress</p>
        <h1 tabindex="-1">My progress</h1>
      </header>
      <section class="card due" aria-label="Review">
        <p>
          <strong
            >${reviews.due === 0 ? 'No question is due.' : `${plural(reviews.due, 'question')} due.`}</strong
          >
          ${reviews.nextDueAt ? `The next one falls due on ${formatMoment(reviews.nextDueAt)}.` : nothing}
        </p>
        <div class="row">
          ${
            reviews.due > 0 || reviews.open
              ? html`<a class="button primary" href="/review"
                  >${reviews.open ? 'Go on with the review' : 'Review now'} ${icon('right')}</a
                >`
              : nothing
          }
          <a class="button" href="/certificate">Certificates</a>
        </div>
      </section>
      <section aria-labelledby="mastery">
        <h2 id="mastery">How each objective stands</h2>
        <p class="small muted">
          The percentage is the share of its questions that you can be expected to answer right in two weeks,
          without another look. Questions never asked count as not known.
        </p>
        <div class="parts">
          ${reviews.parts.map(
            (part) =>
              html`<section class="card part" aria-label=${part.title}>
                <h3>${part.title}</h3>
                <ul class="plain">
                  ${part.objectives.map(objective)}
                </ul>
              </section>`,
          )}
        </div>
      </section>
      <section aria-labelledby="receipts">
        <h2 id="receipts">Receipts</h2>
        ${
          receipts.length === 0
            ? html`<p class="muted">
                Every file you hand in and every check you run gets a signed receipt here.
              </p>`
            : html`<ul class="plain">
                ${receipts.map(receiptRow)}
              </ul>`
        }
      </section>
      ${this.#verify()}
      <section aria-labelledby="stored">
        <h2 id="stored">What is stored about you</h2>
        <p>Your work, results, evidence and login, as one file of JSON that says what is in it.</p>
        <div class="row">
          <a class="button" href="/api/export" download="groundschool-export.json"
            >Take it along ${icon('download')}</a
          >
        </div>
      </section>
    </div>`;
  }

  #verify() {
    return html`<section aria-labelledby="verify">
      <h2 id="verify">Check a receipt or certificate</h2>
      <label class="field"
        >The JSON file’s text
        <textarea id="text" spellcheck="false"></textarea>
      </label>
      <div class="row">
        <button ?disabled=${this.busy} @click=${() => this.#check()}>Check it</button>
        <label class="field"
          >or choose the file <input type="file" accept=".json" @change=${this.#file}
        /></label>
      </div>
      ${
        this.problem
          ? html`<gs-problem
              heading="It is not to be trusted"
              retry=""
              .problem=${this.problem}
            ></gs-problem>`
          : nothing
      }
      ${
        this.verdict
          ? html`<div class="card part tone-pass">
              <p>
                <span class="chip">${icon('pass')} Genuine</span> Signed by this server, and no field was
                changed.${this.verdict.evidence === 'matches' ? ' The stored evidence gives the same digests.' : nothing}
              </p>
              <pre tabindex="0">${this.verdict.says.join('\n')}</pre>
            </div>`
          : nothing
      }
    </section>`;
  }

  readonly #file = async (event: Event) => {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    const area = this.renderRoot.querySelector<HTMLTextAreaElement>('#text');
    if (!file || !area) return;
    area.value = await file.text();
    await this.#check();
  };

  async #check() {
    const text = this.renderRoot.querySelector<HTMLTextAreaElement>('#text')?.value ?? '';
    this.busy = true;
    this.problem = null;
    this.verdict = null;
    try {
      this.verdict = await verifyRecord(text.padEnd(2));
      announce('Genuine');
    } catch (error) {
      this.problem = asApiError(error);
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('page-progress', ProgressPage);

function objective(one: Objective) {
  const look = WORDS[one.word];
  return html`<li class="objective">
    <span>${one.text}</span>
    <span class="facts num">
      ${
        one.items > 0
          ? html`<span class="chip tone-${look.tone}">${icon(look.icon)} ${look.word}</span>
              <span>${formatPercent(one.mastery)} expected in two weeks</span>
              <span>${one.right} of ${plural(one.items, 'question')} right</span>`
          : html`<span>Tested in the lab: ${plural(one.tasks.length, 'task')}</span>`
      }
      ${one.due > 0 ? html`<strong>${one.due} due</strong>` : nothing}
      ${one.due === 0 && one.nextDueAt ? html`<span>next ${formatMoment(one.nextDueAt)}</span>` : nothing}
    </span>
  </li>`;
}

function receiptRow(receipt: ReceiptsReply['receipts'][number]) {
  const what =
    receipt.kind === 'attempt'
      ? `Attempt ${receipt.number ?? ''} of ${receipt.lab}`
      : `${receipt.files[0]?.name ?? 'A file'} for ${receipt.files[0]?.task ?? receipt.lab}`;
  const name = `receipt-${receipt.id}`;
  return html`<li class="receipt">
    <span class="row">
      <strong>${what}</strong>
      <span class="small muted num"
        >${formatMoment(receipt.acceptedAt)}${receipt.score === null ? nothing : `, ${formatPoints(receipt.score)} of ${receipt.maxScore} points`}${receipt.status === 'failed' ? ', could not be finished' : nothing}</span
      >
      <a class="button small" href="/api/receipts/${receipt.id}" download="${name}.json"
        >${icon('download')} JSON<span class="visually-hidden"> of ${what}</span></a
      >
      <a class="button small" href="/api/receipts/${receipt.id}/text" download="${name}.txt"
        >${icon('download')} Text<span class="visually-hidden"> of ${what}</span></a
      >
    </span>
    <span class="small muted"
      >Receipt <code>${receipt.id}</code>, grader
      <code>${receipt.graderVersion}</code
      >${receipt.evidenceDigest ? html`, evidence <code>${receipt.evidenceDigest.slice(0, 16)}…</code>` : nothing}</span
    >
  </li>`;
}
