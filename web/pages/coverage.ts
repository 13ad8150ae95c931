import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { CoverageReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { getCoverage } from '../data/course.ts';
import '../elements/coverage-table.ts';
import { VERDICTS } from '../elements/coverage-table.ts';
import '../elements/gauge.ts';
import { icon } from '../elements/icons.ts';
import { plural } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Load, Page } from './page.ts';

type Part = CoverageReply['parts'][number];

/** The proof of coverage: what the source course says, part by part, and where this one covers it. */
class CoveragePage extends Page {
  static override properties: PropertyDeclarations = {
    openOnly: { state: true },
    verdict: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    css`
      .page {
        display: grid;
        gap: var(--s4);
        max-width: 78rem;
        margin-inline: auto;
        padding: clamp(1.25rem, 3vw, 2.5rem) clamp(0.9rem, 4vw, 2.5rem) 4rem;
      }
      .hold {
        max-width: 60rem;
        margin: 3rem auto;
        padding-inline: clamp(0.9rem, 4vw, 2rem);
      }
      header {
        display: grid;
        gap: var(--s2);
        max-width: 46rem;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s3) var(--s5);
        align-items: center;
        padding: var(--s3) var(--s4);
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2) var(--s3);
        margin: 0;
        padding: 0;
        border: 0;
        font-size: var(--text-s);
      }
      legend {
        float: inline-start;
        padding: 0;
        margin-inline-end: var(--s3);
        font-weight: 600;
      }
      fieldset label {
        display: inline-flex;
        gap: 0.45em;
        align-items: center;
      }
      section {
        padding: var(--s4) clamp(0.75rem, 2vw, 1.5rem);
        content-visibility: auto;
        contain-intrinsic-block-size: auto 60rem;
        scroll-margin-block-start: calc(var(--bar) + 1rem);
      }
      section > div {
        margin-block-end: var(--s3);
      }
      h2 {
        font-size: var(--text-l);
      }
      .note {
        display: flex;
        gap: 0.6em;
        align-items: baseline;
        padding: var(--s3) var(--s4);
        border-radius: var(--radius);
        background: var(--tone-soft);
        color: var(--ink);
      }
    `,
  ];
  /** Only what nothing covers. */
  declare openOnly: boolean;
  /** Only items of this verdict; empty for all. */
  declare verdict: string;
  readonly #load = new Load<CoverageReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'What the course covers' : 'Coverage not available');
  });

  constructor() {
    super();
    this.openOnly = false;
    this.verdict = '';
  }

  override arrived() {
    void this.#load.run(getCoverage, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="hold"><gs-skeleton what="the coverage" lines="10"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="hold">
        <gs-problem
          page
          heading="The coverage cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    return this.#page(state.value);
  }

  #page(reply: CoverageReply) {
    const open = reply.items - reply.covered;
    const shown = reply.parts
      .map((part) => ({ part, items: this.#shown(part) }))
      .filter(({ items }) => items.length > 0);
    return html`<div class="page">
      <header>
        <p class="label"><a href="/">Course map</a> <span aria-hidden="true">/</span> Coverage</p>
        <h1 tabindex="-1">What the course covers</h1>
        <p class="muted">
          ${plural(reply.items, 'statement')} of the source course, each with the verdict of our fact check,
          and with every section, lab task and question that covers it. Only what is open today counts.
        </p>
      </header>
      <div class="bar card">
        <gs-gauge .value=${reply.covered} .max=${reply.items} label="Items covered:" unit=""></gs-gauge>
        <fieldset @change=${this.#show}>
          <legend>Show</legend>
          <label><input type="radio" name="show" value="all" .checked=${!this.openOnly} /> everything</label>
          <label
            ><input type="radio" name="show" value="open" .checked=${this.openOnly} /> what is not covered
            (${open})</label
          >
        </fieldset>
        <label class="field"
          >Verdict
          <select @change=${this.#judge}>
            <option value="" ?selected=${this.verdict === ''}>any</option>
            ${Object.entries(VERDICTS).map(
              ([name, { word }]) =>
                html`<option value=${name} ?selected=${this.verdict === name}>${word.toLowerCase()}</option>`,
            )}
          </select></label
        >
      </div>
      ${
        shown.length === 0
          ? html`<p class="note tone-${open === 0 && this.openOnly ? 'pass' : 'info'}">
              ${icon(open === 0 && this.openOnly ? 'pass' : 'info')}
              <span
                >${
                  open === 0 && this.openOnly
                    ? 'Nothing is left: every item is covered.'
                    : 'No item fits both filters.'
                }</span
              >
            </p>`
          : shown.map(({ part, items }) => this.#part(part, items))
      }
    </div>`;
  }

  #part(part: Part, items: Part['items']) {
    return html`<section class="card" id=${part.id} aria-labelledby="${part.id}-title">
      <div class="row">
        <h2 class="grow" id="${part.id}-title">${part.title}</h2>
        ${part.status === 'planned' ? html`<span class="chip tone-none">${icon('lock')} Planned</span>` : nothing}
        <span class="small muted num">${part.covered} of ${part.items.length} covered</span>
      </div>
      <gs-coverage-table .items=${items} label="Items of ${part.title}"></gs-coverage-table>
    </section>`;
  }

  #shown({ items }: Part): Part['items'] {
    return items.filter(
      ({ places, verdict }) =>
        (!this.openOnly || places.length === 0) && (this.verdict === '' || verdict.includes(this.verdict)),
    );
  }

  readonly #show = (event: Event) => {
    this.openOnly = (event.target as HTMLInputElement).value === 'open';
    this.#tell();
  };
  readonly #judge = (event: Event) => {
    this.verdict = (event.target as HTMLSelectElement).value;
    this.#tell();
  };
  #tell() {
    const items = this.#load.value?.parts.flatMap((part) => this.#shown(part)) ?? [];
    announce(`${plural(items.length, 'item')} shown.`);
  }
}
customElements.define('page-coverage', CoveragePage);
