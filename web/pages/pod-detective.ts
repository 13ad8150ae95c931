import { html, nothing, type PropertyDeclarations } from 'lit';
import { announce } from '../announce.ts';
import { getPods, openLabSession } from '../data/lab-sessions.ts';
import '../elements/cluster-map.ts';
import { icon } from '../elements/icons.ts';
import '../elements/pod-constraints.ts';
import '../elements/tabs.ts';
import type { PodsReply } from '../../server/contract/index.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';
import { NOTHING, play, survivalOf, type ClusterEvent, type Played } from './pod-detective/events.ts';
import { readingsOf, stageOf, type Nodes, type Reading, type Run } from './pod-detective/model.ts';
import { sceneOf } from './pod-detective/scene.ts';
import { sheetOf } from './pod-detective/sheet.ts';
import { detectivePageStyles } from './pod-detective/styles.ts';
import { findingView, podsTable, problemsView, survivalView } from './pod-detective/views.ts';

interface Loaded {
  reply: PodsReply;
  readings: readonly Reading[];
}

class PodDetectivePage extends Page {
  static override properties: PropertyDeclarations = {
    task: { state: true },
    chosen: { state: true },
    count: { state: true },
    event: { state: true },
  };
  static override styles = [base, controls, tones, picture, detectivePageStyles];
  /** The task whose file is shown. */
  declare task: string;
  /** The pod that is looked at; empty for the first that waits. */
  declare chosen: string;
  declare count: Nodes;
  declare event: ClusterEvent;
  readonly #load = new Load<Loaded>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'Pod detective' : 'Pods not available');
  });

  constructor() {
    super();
    this.task = '';
    this.chosen = '';
    this.count = 'desired';
    this.event = NOTHING;
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      const reply = await getPods(session.id);
      const readings = readingsOf(reply);
      if (!readings.some(({ file }) => file.task === this.task)) this.task = readings[0]?.file.task ?? '';
      this.#from(NOTHING);
      return { reply, readings };
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, {
        heading: 'Your cluster could not be read',
        what: 'your pods and nodes',
      });
    return this.#page(state.value);
  }

  #page({ reply, readings }: Loaded) {
    const { cluster } = reply;
    const reading = readings.find(({ file }) => file.task === this.task);
    return html`<div class="picture-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">Pod detective</h1>
          <p class="muted">
            Your manifests against the nodes of
            ${cluster.name}${cluster.version === null ? '' : `, Kubernetes ${cluster.version}`}: who runs
            where, and why the others wait. The model that answers is the model that grades.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read files and cluster again
        </button>
      </header>
      ${this.#notes(reply)}
      ${
        reading === undefined
          ? html`<p class="note tone-info">${icon('info')} <span>No task asks for a manifest.</span></p>`
          : html`<gs-tabs
              label="Files"
              .tabs=${readings.map(({ file }) => ({ id: file.task, label: file.name }))}
              .selected=${this.task}
              @tab-change=${(event: CustomEvent<string>) => {
                this.task = event.detail;
                this.#from(NOTHING);
              }}
            >
              <div slot=${this.task} class="file">${this.#file(reading, reply)}</div>
            </gs-tabs>`
      }
    </div>`;
  }

  #notes({ cluster, idle, unread, groups }: PodsReply) {
    const note = (tone: 'blocked' | 'info', text: string) =>
      html`<p class="note tone-${tone}">${icon(tone)} <span>${text}</span></p>`;
    return html`${cluster.state === 'read' ? nothing : note(cluster.state === 'blocked' ? 'blocked' : 'info', cluster.message)}
    ${unread.map(({ what, message }) => note('blocked', `${message} The nodes of ${what} are missing here.`))}
    ${idle.map(({ name, status }) => note('info', `Node group ${name} is ${status}, and gives no nodes.`))}
    ${cluster.autoMode ? note('info', 'EKS Auto Mode is on: nodes that it starts are not drawn.') : nothing}
    ${
      cluster.state === 'read' && groups.length + idle.length + unread.length === 0
        ? note('info', 'The cluster has no node group, so there is no node for any pod.')
        : nothing
    }`;
  }

  #file(reading: Reading, reply: PodsReply) {
    const { file } = reading;
    const before = stageOf(reading, this.count);
    const played = play(reading, before, this.event);
    const run = this.#shown(played);
    return html`${
      file.message === ''
        ? nothing
        : html`<p class="note tone-${file.state === 'unreadable' ? 'fail' : 'info'}">
            ${icon(file.state === 'unreadable' ? 'fail' : 'info')}
            <span>${file.message} <a href="/labs/${this.params['lab']}/${file.task}">${file.title}</a></span>
          </p>`
    }
    ${problemsView(reading)}
    ${
      reading.all.length === 0
        ? file.state === 'submitted' || file.state === 'starter'
          ? html`<p class="note tone-info">
              ${icon('info')} <span>Nothing in ${file.name} makes pods that could be drawn.</span>
            </p>`
          : nothing
        : html`${this.#bar(reading, played)}
            ${played.outcomes.map(
              ({ tone, text }) => html`<p class="note tone-${tone}">${icon(tone)} <span>${text}</span></p>`,
            )}
            <gs-cluster-map
              .scene=${reply.groups.length === 0 ? null : sceneOf(reading, played.stage, run)}
              .chosen=${run?.id ?? ''}
              @pod-choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}
              @zone-toggle=${(event: CustomEvent<string>) => this.#toggleZone(event.detail)}
              @node-toggle=${(event: CustomEvent<string>) => this.#toggleNode(event.detail)}
            ></gs-cluster-map>
            ${run === null ? nothing : this.#detail(reading, played, run)}
            ${survivalView(survivalOf(reading, before))} ${podsTable(reading, played.stage)}`
    }`;
  }

  #bar(reading: Reading, { stage }: Played) {
    const waits = stage.runs.filter(({ node }) => node === null).length;
    const updates = reading.all.flatMap(({ object }, index) =>
      object.kind === 'Deployment' ? [{ name: object.name, index }] : [],
    );
    return html`<div class="bar">
      <strong class="sum">${countWords(stage.runs.length - waits, stage.runs.length)}</strong>
      <label
        ><input
          type="checkbox"
          .checked=${this.count === 'max'}
          @change=${(event: Event) => {
            this.count = (event.target as HTMLInputElement).checked ? 'max' : 'desired';
            this.#from(NOTHING);
            this.#tell();
          }}
        />
        As many nodes as the groups may have</label
      >
      ${updates.map(({ name, index }) => {
        const on = this.event.kind === 'update' && this.event.workload === index;
        return html`<button
          class="small"
          aria-pressed=${on}
          @click=${() => {
            this.#from(on ? NOTHING : { kind: 'update', workload: index });
            this.#tell();
          }}
        >
          ${icon('right')} Roll out an update of ${name}
        </button>`;
      })}
      ${
        this.event.kind === 'none'
          ? nothing
          : html`<button
              class="small"
              @click=${() => {
                this.#from(NOTHING);
                this.#tell();
              }}
            >
              ${icon('reset')} Back to before
            </button>`
      }
      ${stage.cut ? html`<span class="small muted">Not all nodes and pods are drawn.</span>` : nothing}
    </div>`;
  }

  #detail(reading: Reading, { stage }: Played, run: Run) {
    const sheet = sheetOf(reading, stage, run);
    return html`<section class="card detail" aria-labelledby="pod-title">
      <h2 id="pod-title" tabindex="-1">
        ${run.node ? `Why ${run.name} runs on ${run.node.name}` : `Why ${run.name} waits`}
      </h2>
      ${findingView(run, sheet, stage)}
      <gs-pod-constraints .sheet=${sheet}></gs-pod-constraints>
    </section>`;
  }

  /** The pod that was chosen, else the first that waits, else the first. */
  #shown({ stage: { runs } }: Played): Run | null {
    return (
      runs.find(({ id }) => id === this.chosen) ?? runs.find(({ node }) => node === null) ?? runs[0] ?? null
    );
  }

  #from(event: ClusterEvent) {
    this.event = event;
    this.chosen = '';
  }

  #choose(id: string) {
    this.chosen = id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#pod-title')?.focus());
  }

  #toggleZone(zone: string) {
    const on = this.event.kind === 'zone' && this.event.zone === zone;
    this.#from(on ? NOTHING : { kind: 'zone', zone });
    this.#tell();
  }

  #toggleNode(node: string) {
    const on = this.event.kind === 'drain' && this.event.node === node;
    this.#from(on ? NOTHING : { kind: 'drain', node });
    this.#tell();
  }

  /** What an event has done, for those who do not see the map. */
  #tell() {
    const reading = this.#load.value?.readings.find(({ file }) => file.task === this.task);
    if (!reading) return;
    const { outcomes, stage } = play(reading, stageOf(reading, this.count), this.event);
    const waits = stage.runs.filter(({ node }) => node === null).length;
    const words = outcomes.map(({ text }) => text).join(' ');
    announce(words || `${countWords(stage.runs.length - waits, stage.runs.length)}.`);
  }
}
customElements.define('page-pod-detective', PodDetectivePage);

const countWords = (run: number, all: number): string =>
  `${run} of ${all} ${all === 1 ? 'pod' : 'pods'} ${run === 1 && all === 1 ? 'runs' : 'run'}`;
