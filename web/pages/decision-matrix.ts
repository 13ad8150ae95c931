import { html, nothing, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { getDecisions, openLabSession } from '../data/lab-sessions.ts';
import '../elements/decision-detail.ts';
import '../elements/decision-grid.ts';
import type { DecisionDetail, DecisionFacts } from '../elements/decision-detail.ts';
import { icon } from '../elements/icons.ts';
import '../elements/tabs.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import {
  countsOf,
  factsAbout,
  gridOf,
  ownRequest,
  readingOf,
  requestAt,
  type Reading,
  type Request,
} from './decision-matrix/model.ts';
import { decisionPageStyles } from './decision-matrix/styles.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';

interface Loaded {
  readings: readonly Reading[];
}
const NOTHING_TYPED = { action: '', resource: '', facts: '' };

class DecisionMatrixPage extends Page {
  static override properties: PropertyDeclarations = {
    task: { state: true },
    chosen: { state: true },
    differences: { state: true },
    typed: { state: true },
    own: { state: true },
  };
  static override styles = [base, controls, tones, picture, decisionPageStyles];
  /** The task whose subject is shown. */
  declare task: string;
  declare chosen: string;
  declare differences: boolean;
  declare typed: typeof NOTHING_TYPED;
  /** A request of the reader's own, or what is wrong with it. */
  declare own: Request | string | null;
  readonly #load = new Load<Loaded>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Decision matrix' : 'Matrix not available');
  });

  constructor() {
    super();
    this.task = '';
    this.chosen = '';
    this.differences = false;
    this.typed = NOTHING_TYPED;
    this.own = null;
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      const reply = await getDecisions(session.id);
      const readings = reply.subjects.map((subject) => readingOf(subject, reply.account));
      if (!readings.some(({ subject }) => subject.task === this.task))
        this.#turnTo(readings[0]?.subject.task ?? '');
      return { readings };
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, {
        heading: 'Your policies could not be read',
        what: 'your policies',
      });
    return this.#page(state.value);
  }

  #page({ readings }: Loaded) {
    const reading = readings.find(({ subject }) => subject.task === this.task);
    return html`<div class="picture-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">Decision matrix</h1>
          <p class="muted">
            The requests of the tasks, asked of your own policies as they are now. The model that answers is
            the model that grades.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read the policies again
        </button>
      </header>
      ${
        reading === undefined
          ? html`<p class="note tone-info">${icon('info')} <span>No task asks about permissions.</span></p>`
          : html`<gs-tabs
              label="Tasks"
              .tabs=${readings.map(({ subject }) => ({ id: subject.task, label: subject.title }))}
              .selected=${this.task}
              @tab-change=${(event: CustomEvent<string>) => this.#turnTo(event.detail)}
            >
              <div slot=${this.task}>${this.#subject(reading)}</div>
            </gs-tabs>`
      }
    </div>`;
  }

  #subject(reading: Reading) {
    const { subject } = reading;
    if (subject.state !== 'read') {
      const blocked = subject.state === 'blocked';
      return html`<p class="note tone-${blocked ? 'blocked' : 'info'}">
        ${icon(blocked ? 'blocked' : 'info')} <span>${subject.message}</span>
      </p>`;
    }
    const counts = countsOf(gridOf(reading, false));
    const groups = gridOf(reading, this.differences);
    return html`${reading.unknown.map(
        ({ message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} What depends on it cannot be told.</span>
          </p>`,
      )}
      <div class="bar">
        <strong>${this.#summary(counts)}</strong>
        <label
          ><input
            type="checkbox"
            .checked=${this.differences}
            @change=${(event: Event) => {
              this.differences = (event.target as HTMLInputElement).checked;
              announce(
                `${gridOf(reading, this.differences).flatMap(({ rows }) => rows).length} requests shown.`,
              );
            }}
          />
          Only what differs</label
        >
        <ul class="plain legend small" aria-label="Signs">
          <li><span class="ring"></span> what the task asks for</li>
          <li class="tone-pass">${icon('check')} is so</li>
          <li class="tone-fail">${icon('cross')} is so, and should not be</li>
        </ul>
      </div>
      <div class="work">
        <div class="grid card">
          ${
            groups.length === 0
              ? html`<p class="note tone-pass">
                  ${icon('pass')} <span>Nothing differs from what the task asks.</span>
                </p>`
              : html`<gs-decision-grid
                  .groups=${groups}
                  .chosen=${this.chosen}
                  @decision-choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}
                ></gs-decision-grid>`
          }
        </div>
        <div class="side">
          <gs-decision-detail .facts=${this.#facts(reading)}></gs-decision-detail>
          ${this.#form(reading)}
        </div>
      </div>`;
  }

  #summary({ right, wrong, unknown }: ReturnType<typeof countsOf>): string {
    const doubts = unknown > 0 ? `, ${unknown} cannot be told` : '';
    return `${right} of ${right + wrong + unknown} answers are as the task asks${doubts}.`;
  }

  #facts(reading: Reading): DecisionFacts | null {
    if (typeof this.own === 'object' && this.own !== null) return factsAbout(reading, 'all', this.own, null);
    const found = requestAt(reading, this.chosen);
    return found && factsAbout(reading, found.group.layer, found.request);
  }

  #form(reading: Reading) {
    const { subject } = reading;
    const typed = (name: keyof typeof NOTHING_TYPED) => (event: Event) => {
      this.typed = { ...this.typed, [name]: (event.target as HTMLInputElement).value };
    };
    return html`<form
      class="card"
      @submit=${(event: Event) => {
        event.preventDefault();
        this.own = ownRequest(reading, this.typed);
        if (typeof this.own === 'string') announce(this.own);
        else this.#look();
      }}
    >
      <h2>Ask a request of your own</h2>
      <p class="small muted">As ${subject.name}, with whatever its policies say now.</p>
      <label
        >Action
        <input
          id="action"
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="s3:GetObject"
          .value=${this.typed.action}
          @input=${typed('action')}
      /></label>
      <label
        >Resource
        <input
          id="resource"
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="arn:aws:s3:::name/key"
          .value=${this.typed.resource}
          @input=${typed('resource')}
      /></label>
      <label
        >What the request carries, one fact on each line
        <textarea
          id="facts"
          rows="2"
          spellcheck="false"
          placeholder="s3:prefix=datasets/"
          .value=${this.typed.facts}
          @input=${typed('facts')}
        ></textarea>
      </label>
      ${
        typeof this.own === 'string'
          ? html`<p class="note tone-fail" id="wrong">${icon('fail')} <span>${this.own}</span></p>`
          : nothing
      }
      <div><button>Ask</button></div>
    </form>`;
  }

  #turnTo(task: string) {
    this.task = task;
    this.chosen = '';
    this.own = null;
  }

  #choose(id: string) {
    this.chosen = id;
    this.own = null;
    this.#look();
  }

  #look() {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<DecisionDetail>('gs-decision-detail')?.focus(),
    );
  }
}
customElements.define('page-decision-matrix', DecisionMatrixPage);
