import { html, nothing, svg, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { getIdentities, openLabSession } from '../data/lab-sessions.ts';
import '../elements/decision-detail.ts';
import type { DecisionDetail } from '../elements/decision-detail.ts';
import { icon } from '../elements/icons.ts';
import '../elements/identity-graph.ts';
import '../elements/tabs.ts';
import type { IdentitiesReply } from '../../server/contract/index.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import {
  countsOf,
  factsOf,
  firstWrong,
  graphsOf,
  linkAt,
  requestsOf,
  type Graph,
} from './identities/model.ts';
import { identitiesPageStyles } from './identities/styles.ts';
import { tablesView } from './identities/tables-view.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';

interface Loaded {
  reply: IdentitiesReply;
  graphs: readonly Graph[];
}
const MOST_REQUESTS = 12;

class IdentitiesPage extends Page {
  static override properties: PropertyDeclarations = {
    role: { state: true },
    chosen: { state: true },
    request: { state: true },
  };
  static override styles = [base, controls, tones, picture, identitiesPageStyles];
  declare role: string;
  /** The line whose reason is shown. */
  declare chosen: string;
  /** Which of its requests; empty for the one that decides. */
  declare request: string;
  readonly #load = new Load<Loaded>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Identities' : 'Identities not available');
  });

  constructor() {
    super();
    this.role = '';
    this.chosen = '';
    this.request = '';
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      const reply = await getIdentities(session.id);
      const graphs = graphsOf(reply);
      const kept = graphs.find(({ role }) => role === this.role);
      if (!kept) this.#turnTo(graphs[0]);
      else if (!linkAt(kept, this.chosen)) this.chosen = firstWrong(kept);
      this.request = '';
      return { reply, graphs };
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, { heading: 'Your roles could not be read', what: 'your roles' });
    return this.#page(state.value);
  }

  #page({ reply, graphs }: Loaded) {
    const index = graphs.findIndex(({ role }) => role === this.role);
    const graph = graphs[index];
    return html`<div class="picture-page identities-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">Identities</h1>
          <p class="muted">
            Whoever starts a job or makes a model hands a role over, and needs iam:PassRole for that. From
            then on only what the role may do counts. The model that answers is the model that grades.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read the roles again
        </button>
      </header>
      ${reply.unread.map(
        ({ message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} Jobs or models may be missing here.</span>
          </p>`,
      )}
      ${
        graph === undefined
          ? html`<p class="note tone-info">${icon('info')} <span>There is no role to draw.</span></p>`
          : html`<gs-tabs
              label="Roles"
              .tabs=${graphs.map(({ role, workloads }, at) => ({
                id: `r${at}`,
                label: role,
                note: ` ${workloads.length}`,
              }))}
              .selected=${`r${index}`}
              @tab-change=${(event: CustomEvent<string>) =>
                this.#turnTo(graphs[Number(event.detail.slice(1))])}
            >
              <div slot="r${index}">${this.#graph(graph)}</div>
            </gs-tabs>`
      }
    </div>`;
  }

  #graph(graph: Graph) {
    if (graph.state !== 'read') {
      const blocked = graph.state === 'blocked';
      return html`<p class="note tone-${blocked ? 'blocked' : 'info'}">
        ${icon(blocked ? 'blocked' : 'info')} <span>${graph.message}</span>
      </p>`;
    }
    return html`${graph.reading.unknown.map(
        ({ message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} What depends on it cannot be told.</span>
          </p>`,
      )}
      <div class="bar">
        <strong>${summary(graph)}</strong>
        <ul class="plain legend small" aria-label="Lines">
          <li>${line('allow')} allowed</li>
          <li>${line('deny')} denied: stopped at the bar</li>
          <li>${line('unknown')} cannot be told</li>
        </ul>
      </div>
      <div class="work">
        <gs-identity-graph
          .scene=${graph}
          .chosen=${this.chosen}
          @link-choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}
        ></gs-identity-graph>
        <div class="side">${this.#detail(graph)}</div>
      </div>
      ${tablesView(graph)}`;
  }

  #detail(graph: Graph) {
    const found = linkAt(graph, this.chosen);
    if (!found) return html`<gs-decision-detail></gs-decision-detail>`;
    const { link } = found;
    const shown = this.request || link.request;
    const lines = requestsOf(graph, link);
    return html`<gs-decision-detail .facts=${factsOf(graph, link, shown)}></gs-decision-detail> ${
        lines.length < 2
          ? nothing
          : html`<section class="requests card">
              <h2>The ${lines.length} requests of this line</h2>
              <ul class="plain">
                ${lines.slice(0, MOST_REQUESTS).map(
                  ({ id, words, actual }) =>
                    html`<li>
                      <button
                        class="quiet small"
                        aria-pressed=${id === shown}
                        @click=${() => {
                          this.request = id;
                          this.#look();
                        }}
                      >
                        ${icon(actual === 'allow' ? 'check' : actual === 'deny' ? 'cross' : 'blocked')}
                        <span><span class="visually-hidden">${WORDS[actual]}:</span> ${words}</span>
                      </button>
                    </li>`,
                )}
              </ul>
              ${
                lines.length > MOST_REQUESTS
                  ? html`<p class="small muted">and ${lines.length - MOST_REQUESTS} more of the kind</p>`
                  : nothing
              }
            </section>`
      }`;
  }

  #turnTo(graph: Graph | undefined) {
    this.role = graph?.role ?? '';
    this.chosen = graph ? firstWrong(graph) : '';
    this.request = '';
    if (graph && this.#load.value) announce(`${graph.role}. ${summary(graph)}`);
  }

  #choose(id: string) {
    this.chosen = id;
    this.request = '';
    this.#look();
  }

  #look() {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<DecisionDetail>('gs-decision-detail')?.focus(),
    );
  }
}
customElements.define('page-identities', IdentitiesPage);

const WORDS = { allow: 'allowed', deny: 'denied', unknown: 'cannot be told' } as const;

function summary(graph: Graph): string {
  const { right, wrong, unknown } = countsOf(graph);
  const total = right + wrong + unknown;
  if (total === 0) return 'No task asks about this role; this is what it may do.';
  return `${right} of ${total} lines are as the task asks${unknown > 0 ? `, ${unknown} cannot be told` : ''}.`;
}

/** A line as the graph draws it. */
const line = (actual: 'allow' | 'deny' | 'unknown') =>
  html`<svg class="sample ${actual}" viewBox="0 0 40 12" aria-hidden="true">
    ${svg`<path d="M1 6H${actual === 'deny' ? 28 : 39}" />`}
    ${actual === 'deny' ? svg`<path class="stop" d="M30 1V11" />` : nothing}
  </svg>`;
