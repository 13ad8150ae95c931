import { html, nothing, type PropertyDeclarations } from 'lit';
import type { NetworkReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { getNetwork, openLabSession } from '../data/lab-sessions.ts';
import { icon } from '../elements/icons.ts';
import '../elements/tabs.ts';
import '../elements/vpc-map.ts';
import '../elements/vpc-path.ts';
import { TIER_NAMES, type Scene } from '../elements/vpc-map-scene.ts';
import { picture } from '../styles/picture.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';
import { formView } from './vpc-map/form-view.ts';
import { journeyOf, movedTo, type Choice, type Journey } from './vpc-map/journey.ts';
import { readingOf, type Reading } from './vpc-map/reading.ts';
import { NO_ZONE, sceneOf } from './vpc-map/scene.ts';
import { vpcMapPageStyles } from './vpc-map/styles.ts';
import { subnetCard, tablesView } from './vpc-map/tables-view.ts';

interface Loaded {
  reply: NetworkReply;
  reading: Reading;
}

class VpcMapPage extends Page {
  static override properties: PropertyDeclarations = {
    choice: { state: true },
    path: { state: true },
    open: { state: true },
  };
  static override styles = [base, controls, tones, picture, vpcMapPageStyles];
  /** Null until the reader or the first reading has chosen. */
  declare choice: Choice | null;
  /** Which of several paths is shown; null for the one to look at first. */
  declare path: number | null;
  /** The subnet whose facts are open. */
  declare open: string;
  readonly #load = new Load<Loaded>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'VPC map' : 'Map not available');
  });

  constructor() {
    super();
    this.choice = null;
    this.path = null;
    this.open = '';
  }

  override arrived() {
    void this.#load.run(async () => {
      const session = await openLabSession(this.params['lab'] ?? '');
      const reply = await getNetwork(session.id);
      const reading = readingOf(reply);
      this.choice = kept(this.choice, reading) ?? firstChoice(reply, reading);
      return { reply, reading };
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, { heading: 'Your network could not be read', what: 'your network' });
    return this.#page(state.value);
  }

  #page({ reply, reading }: Loaded) {
    const { choice } = this;
    return html`<div class="picture-page map-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">VPC map</h1>
          <p class="muted">
            Your own network, read from your account. A subnet’s colour is what its routes make of it,
            whatever its name says. The model that draws is the model that grades.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Read the network again
        </button>
      </header>
      ${reply.unread.map(
        ({ message }) =>
          html`<p class="note tone-blocked">
            ${icon('blocked')} <span>${message} What depends on it is shown as not known.</span>
          </p>`,
      )}
      ${
        choice === null
          ? html`<p class="note tone-info">
              ${icon('info')} <span>There is no VPC in ${reply.region} that could be drawn.</span>
            </p>`
          : html`<gs-tabs
              label="VPCs"
              .tabs=${reply.vpcs.map((vpc) => ({
                id: vpc.id,
                label: vpc.name ?? vpc.id,
                ...(vpc.role === 'default' ? { note: ' default' } : {}),
              }))}
              .selected=${choice.vpcId}
              @tab-change=${(event: CustomEvent<string>) => this.#turnTo(event.detail, reading)}
            >
              <div slot=${choice.vpcId}>${this.#vpc(reading, choice)}</div>
            </gs-tabs>`
      }
    </div>`;
  }

  #vpc(reading: Reading, choice: Choice) {
    const scene = sceneOf(reading, choice.vpcId, choice.down);
    if (scene === null)
      return html`<p class="note tone-info">${icon('info')} <span>This VPC is gone.</span></p>`;
    const zones = scene.zones.map(({ name }) => name).filter((name) => name !== NO_ZONE);
    if (scene.zones.length === 0)
      return html`<p class="note tone-info">
          ${icon('info')} <span>${scene.title} (${scene.block}) has no subnets yet.</span>
        </p>
        ${tablesView(reading, scene)}`;
    const journey = journeyOf(reading, choice);
    const shown = this.path !== null && this.path < journey.paths.length ? this.path : journey.first;
    const path = journey.paths[shown];
    const change = (changed: Partial<Choice>) => this.#change(changed, reading);
    return html`${formView({ reading, choice, zones, change })}
      <div class="work">
        <div class="stage card">
          ${legend()}
          <gs-vpc-map
            .scene=${scene}
            .trail=${path?.trail ?? null}
            .chosen=${this.open}
            @subnet-choose=${(event: CustomEvent<string>) => this.#show(event.detail)}
          ></gs-vpc-map>
        </div>
        <div class="side">
          ${this.#facts(reading, scene)} ${this.#paths(journey, shown)}
          <gs-vpc-path .verdict=${journey.verdict} .steps=${path?.steps ?? []}></gs-vpc-path>
        </div>
      </div>
      ${tablesView(reading, scene)}`;
  }

  #paths({ paths }: Journey, shown: number) {
    if (paths.length < 2) return nothing;
    return html`<fieldset class="paths">
      <legend>It takes ${paths.length} ways. Show</legend>
      ${paths.map(
        ({ label }, index) =>
          html`<label class="zone">
            <input
              type="radio"
              name="path"
              .checked=${index === shown}
              @change=${() => (this.path = index)}
            />
            ${label}</label
          >`,
      )}
    </fieldset>`;
  }

  #facts(reading: Reading, scene: Scene) {
    for (const { name, subnets } of scene.zones)
      for (const box of subnets)
        if (box.id === this.open)
          return subnetCard({
            reading,
            box,
            zone: name,
            close: () => (this.open = ''),
            choose: (which) => {
              if (this.choice) this.#change(movedTo(which, box.id, this.choice), reading);
            },
          });
    return nothing;
  }

  #show(id: string) {
    this.open = this.open === id ? '' : id;
    if (this.open === '') return;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#facts-title')?.focus());
  }

  #turnTo(vpcId: string, reading: Reading) {
    this.choice = choiceIn(reading, vpcId);
    this.path = null;
    this.open = '';
    this.#say(reading);
  }

  #change(changed: Partial<Choice>, reading: Reading) {
    if (this.choice === null) return;
    this.choice = { ...this.choice, ...changed };
    this.path = null;
    this.#say(reading);
  }

  /** What changed, for whoever does not see the map: the verdict, and what a dark zone does to the others. */
  #say(reading: Reading) {
    if (this.choice === null) return;
    const { verdict } = journeyOf(reading, this.choice);
    const scene = sceneOf(reading, this.choice.vpcId, this.choice.down);
    const changed = (scene?.zones ?? [])
      .flatMap(({ subnets }) => subnets)
      .filter(({ was, tier }) => was !== null && tier !== 'down')
      .map(({ title, tier }) => `${title} is now ${TIER_NAMES[tier]}.`);
    announce([verdict.title, verdict.text, ...changed].filter(Boolean).join(' '));
  }
}
customElements.define('page-vpc-map', VpcMapPage);

const legend = () =>
  html`<ul class="plain legend small" aria-label="Colours">
    <li class="tier-public">public: the Internet can come in</li>
    <li class="tier-private">private, with a way out</li>
    <li class="tier-isolated">isolated: no way out</li>
    <li class="tier-unknown">cannot be told</li>
  </ul>`;

/** The choice as it was, when everything in it is still there after another reading. */
function kept(choice: Choice | null, { network }: Reading): Choice | null {
  if (choice === null || !network.vpcs.has(choice.vpcId)) return null;
  const there = (id: string) => id === 'internet' || id === 's3' || network.subnets.has(id);
  const held = (id: string) => id === '' || network.securityGroups.has(id);
  return there(choice.from) && there(choice.to) && held(choice.fromGroup) && held(choice.toGroup)
    ? choice
    : null;
}

function firstChoice({ vpcs }: NetworkReply, reading: Reading): Choice | null {
  const [first] = vpcs;
  return first === undefined ? null : choiceIn(reading, first.id);
}

/** From a subnet that is meant to go out, by preference one that is not public, to the Internet. */
function choiceIn(reading: Reading, vpcId: string): Choice {
  const boxes = sceneOf(reading, vpcId, undefined)?.zones.flatMap(({ subnets }) => subnets) ?? [];
  const from = boxes.find(({ tier }) => tier !== 'public') ?? boxes[0];
  return {
    vpcId,
    from: from?.id ?? 'internet',
    fromGroup: '',
    to: 'internet',
    toGroup: '',
    protocol: 'tcp',
    port: 443,
    down: undefined,
  };
}
