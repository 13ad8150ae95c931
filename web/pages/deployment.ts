import { html, nothing, type PropertyDeclarations } from 'lit';
import type { DeploymentReply } from '../../server/contract/index.ts';
import { failureAt } from '../../graders/semantics/deployment/index.ts';
import { announce } from '../announce.ts';
import { getDeployment, openLabSession } from '../data/lab-sessions.ts';
import '../elements/deploy-timeline.ts';
import { icon } from '../elements/icons.ts';
import '../elements/tabs.ts';
import { formatSpan } from '../format.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { historyView } from './deployment/history-view.ts';
import {
  firstMoment,
  noticeOf,
  planFor,
  planWords,
  sceneOf,
  START_SECONDS,
  waysOf,
  wordsOf,
  type Way,
  type WayId,
} from './deployment/model.ts';
import { deploymentPageStyles } from './deployment/styles.ts';
import { tablesView } from './deployment/tables-view.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';

const NOTICES = [60, 180, 300, 600] as const;
const SIGNS = { pass: 'pass', fail: 'fail', info: 'info' } as const;

class DeploymentPage extends Page {
  static override properties: PropertyDeclarations = {
    way: { state: true },
    at: { state: true },
    alarm: { state: true },
  };
  static override styles = [base, controls, tones, picture, deploymentPageStyles];
  declare way: WayId;
  /** The moment at which the new version begins to fail; null for the first request that it gets. */
  declare at: number | null;
  /** `own`, `none`, or seconds that an alarm needs. */
  declare alarm: string;
  readonly #load = new Load<DeploymentReply>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Deployment' : 'Deployment not available');
  });

  constructor() {
    super();
    this.way = 'own';
    this.at = null;
    this.alarm = 'own';
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      return await getDeployment(session.id);
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, {
        heading: 'Your endpoint could not be read',
        what: 'your endpoint',
      });
    return this.#page(state.value);
  }

  #page(reply: DeploymentReply) {
    const ways = waysOf(reply);
    const way = ways.find(({ id }) => id === this.way) ?? ways[0];
    return html`<div class="picture-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">Deployment of ${reply.endpoint}</h1>
          <p class="muted">
            An update over time, and who meets a bad version when it begins to fail at a moment of your
            choice. Instances are taken to need ${formatSpan(START_SECONDS)} to start; no setting says it.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read the endpoint again
        </button>
      </header>
      ${reply.unread.map(
        ({ message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} What depends on it is not shown.</span>
          </p>`,
      )}
      ${this.#state(reply)}
      ${
        way === undefined
          ? nothing
          : html`<gs-tabs
              label="Ways to update"
              .tabs=${ways.map(({ id, label }) => ({ id, label }))}
              .selected=${way.id}
              @tab-change=${(event: CustomEvent<WayId>) => this.#turnTo(event.detail, reply)}
            >
              <div slot=${way.id}>${this.#timeline(reply, way)}</div>
            </gs-tabs>`
      }
      ${reply.state === 'blocked' ? nothing : historyView(reply)}
    </div>`;
  }

  #state(reply: DeploymentReply) {
    const { state, message, status, failure, settings } = reply;
    if (state !== 'read')
      return html`<p class="note tone-${state === 'blocked' ? 'blocked' : 'info'}">
        ${icon(state === 'blocked' ? 'blocked' : 'info')}
        <span>${message} Below is what an update of two instances would be.</span>
      </p>`;
    if (failure !== null || status !== 'InService')
      return html`<p class="note tone-${failure === null ? 'info' : 'fail'}">
        ${icon(failure === null ? 'info' : 'fail')} <span>It is ${status}. ${failure ?? ''}</span>
      </p>`;
    if (settings === null)
      return html`<p class="note tone-fail">
        ${icon('fail')}
        <span
          >Its last update had no deployment configuration: all traffic moves at once, and nothing turns
          back.</span
        >
      </p>`;
    return nothing;
  }

  #notice(reply: DeploymentReply): number | null {
    if (this.alarm === 'own') return noticeOf(reply);
    return this.alarm === 'none' ? null : Number(this.alarm);
  }

  #timeline(reply: DeploymentReply, way: Way) {
    const plan = planFor(reply, way);
    const notice = this.#notice(reply);
    const at = this.at ?? firstMoment(plan);
    const { tone, title, text } = wordsOf(plan, at, failureAt(plan, at, notice));
    return html`<div class="work">
        <section class="stage card" aria-labelledby="plan-title">
          <h2 id="plan-title">${way.label}</h2>
          <p class="small muted">${planWords(plan)}</p>
          <gs-deploy-timeline
            .scene=${sceneOf(plan, at, notice, `${way.label}: traffic over time`)}
            @moment=${(event: CustomEvent<number>) => (this.at = event.detail)}
          ></gs-deploy-timeline>
          <ul class="plain legend small" aria-label="Colours">
            <li><span class="box old" aria-hidden="true"></span> old version</li>
            <li><span class="box fresh" aria-hidden="true"></span> new version</li>
            <li>${hatch()} requests that fail</li>
            <li><span class="box watch" aria-hidden="true"></span> an alarm turns back</li>
          </ul>
        </section>
        <section class="side" aria-labelledby="outcome">
          <div class="card outcome tone-${tone}">
            <p class="label">It begins to fail after ${formatSpan(at)}</p>
            <h2 id="outcome">${icon(SIGNS[tone])} ${title}</h2>
            ${text.map((words) => html`<p>${words}</p>`)}
          </div>
          <div class="card form">
            <label for="alarm">An alarm goes off after</label>
            <select
              id="alarm"
              @change=${(event: Event) => {
                this.alarm = (event.target as HTMLSelectElement).value;
                this.#say(reply);
              }}
            >
              <option value="own" ?selected=${this.alarm === 'own'}>${ownAlarm(reply)}</option>
              ${NOTICES.map((one) => html`<option value=${one} ?selected=${this.alarm === String(one)}>${formatSpan(one)}</option>`)}
              <option value="none" ?selected=${this.alarm === 'none'}>never: no alarm</option>
            </select>
            <p class="small muted">
              An alarm needs its period times its datapoints with failing requests. A bake that is shorter
              ends before it.
            </p>
          </div>
        </section>
      </div>
      ${tablesView(plan, notice)}`;
  }

  #turnTo(way: WayId, reply: DeploymentReply) {
    this.way = way;
    this.at = null;
    this.#say(reply);
  }

  #say(reply: DeploymentReply) {
    const way = waysOf(reply).find(({ id }) => id === this.way);
    if (!way) return;
    const plan = planFor(reply, way);
    const at = this.at ?? firstMoment(plan);
    const { title, text } = wordsOf(plan, at, failureAt(plan, at, this.#notice(reply)));
    announce(`${way.label}. ${title}. ${text[0] ?? ''}`);
  }
}
customElements.define('page-deployment', DeploymentPage);

function ownAlarm(reply: DeploymentReply): string {
  const own = noticeOf(reply);
  return own === null ? 'your alarms: none counts' : `${formatSpan(own)}, as yours does`;
}

const hatch = () =>
  html`<svg class="hatch" viewBox="0 0 24 16" aria-hidden="true">
    <path d="M0 10 10 0M0 18 18 0M6 20 24 2M16 18 26 8" />
  </svg>`;
