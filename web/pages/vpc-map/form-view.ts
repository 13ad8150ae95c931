import { html, nothing, type TemplateResult } from 'lit';
import type { Named, SecurityGroup, Subnet } from '../../../graders/semantics/network/index.ts';
import { TIER_NAMES } from '../../elements/vpc-map-scene.ts';
import { movedTo, type Choice } from './journey.ts';
import type { Reading } from './reading.ts';
import { subnetsOf, tierNow, titleOf, zoneOf } from './scene.ts';

const PROTOCOLS = [
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['icmp', 'ICMP echo'],
] as const;

interface Form {
  reading: Reading;
  choice: Choice;
  zones: readonly string[];
  change: (change: Partial<Choice>) => void;
}

/** The two ends with their groups, what is sent, and the zone that is taken down. Native controls throughout. */
export function formView({ reading, choice, zones, change }: Form): TemplateResult {
  const { network } = reading;
  const subnets = subnetsOf(network, choice.vpcId);
  const groups = [...network.securityGroups.values()]
    .filter(({ vpcId }) => vpcId === choice.vpcId)
    .sort((a, b) => (groupName(a) < groupName(b) ? -1 : 1));
  const value = (event: Event): string => (event.target as HTMLSelectElement | HTMLInputElement).value;
  const end = (which: 'from' | 'to') =>
    html`<fieldset class="end">
      <legend>${which === 'from' ? 'Start' : 'Goal'}</legend>
      <label class="field"
        >${which === 'from' ? 'From' : 'To'}
        <select id=${which} @change=${(event: Event) => change(movedTo(which, value(event), choice))}>
          ${subnets.map((subnet) => option(subnet.id, choice[which], subnetLabel(reading, subnet, choice.down)))}
          ${option('internet', choice[which], 'The Internet')}
          ${which === 'to' ? option('s3', choice.to, 'Amazon S3') : nothing}
        </select></label
      >
      ${
        choice[which] === 'internet' || choice[which] === 's3'
          ? nothing
          : html`<label class="field"
              >Holding
              <select
                id="${which}-group"
                @change=${(event: Event) => change({ [which === 'from' ? 'fromGroup' : 'toGroup']: value(event) })}
              >
                ${option('', groupOf(choice, which), 'no group: groups are not asked')}
                ${groups.map((group) => option(group.id, groupOf(choice, which), groupName(group)))}
              </select></label
            >`
      }
    </fieldset>`;
  return html`<form class="ask card" @submit=${(event: Event) => event.preventDefault()}>
    ${end('from')} ${end('to')}
    <fieldset class="what">
      <legend>Traffic</legend>
      <label class="field"
        >Protocol
        <select
          id="protocol"
          @change=${(event: Event) => change({ protocol: value(event) as Choice['protocol'] })}
        >
          ${PROTOCOLS.map(([id, label]) => option(id, choice.protocol, label))}
        </select></label
      >
      <label class="field"
        >Port
        <input
          id="port"
          type="number"
          min="0"
          max="65535"
          inputmode="numeric"
          .value=${String(choice.port)}
          ?disabled=${choice.protocol === 'icmp'}
          @change=${(event: Event) => change({ port: portOf(value(event), choice.port) })}
      /></label>
    </fieldset>
    <fieldset class="zones">
      <legend>Take a zone down</legend>
      ${[undefined, ...zones].map(
        (zone) =>
          html`<label class="zone">
            <input
              type="radio"
              name="down"
              .checked=${choice.down === zone}
              @change=${() => change({ down: zone })}
            />
            ${zone ?? 'none'}</label
          >`,
      )}
    </fieldset>
  </form>`;
}

const option = (id: string, chosen: string, label: string) =>
  html`<option value=${id} ?selected=${id === chosen}>${label}</option>`;

const groupOf = (choice: Choice, which: 'from' | 'to'): string =>
  which === 'from' ? choice.fromGroup : choice.toGroup;

const groupName = (group: SecurityGroup): string => group.groupName ?? titleOf(group satisfies Named);

const subnetLabel = (reading: Reading, subnet: Subnet, down: string | undefined): string =>
  `${titleOf(subnet)} (${zoneOf(subnet)}, ${TIER_NAMES[tierNow(reading, subnet, down)]})`;

/** Text that is no port changes nothing. */
function portOf(text: string, before: number): number {
  const port = Number(text);
  return text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : before;
}
