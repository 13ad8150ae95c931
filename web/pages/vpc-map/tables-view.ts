import { html, nothing, type TemplateResult } from 'lit';
import {
  effectiveRouteTable,
  networkAclOf,
  targetVerdict,
  type NetworkAcl,
  type Route,
  type RouteTable,
} from '../../../graders/semantics/network/index.ts';
import { icon } from '../../elements/icons.ts';
import { TIER_WORDS, type Scene, type SubnetBox } from '../../elements/vpc-map-scene.ts';
import type { Reading } from './reading.ts';
import { tableName, titleOf } from './scene.ts';

/** The map in words: subnets, gateways, and every route with what becomes of it. */
export function tablesView(reading: Reading, scene: Scene): TemplateResult {
  const { network } = reading;
  const tables = [...network.routeTables.values()].filter(({ vpcId }) => vpcId === scene.id);
  return html`<div class="under">
    <details class="card" id="words">
      <summary>The map as tables</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Subnets">
        <table>
          <caption>
            Subnets
          </caption>
          <thead>
            <tr>
              ${['Subnet', 'Zone', 'Addresses', 'What it is', 'Tag', 'Route table', 'Holds'].map(head)}
            </tr>
          </thead>
          <tbody>
            ${scene.zones.flatMap(({ name, subnets }) => subnets.map((box) => subnetRow(reading, box, name)))}
          </tbody>
        </table>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Gateways">
        <table>
          <caption>
            Gateways at the edge
          </caption>
          <thead>
            <tr>
              ${['Kind', 'Name or id', 'State'].map(head)}
            </tr>
          </thead>
          <tbody>
            ${
              scene.gateways.length === 0
                ? html`<tr>
                    <td colspan="3">none</td>
                  </tr>`
                : scene.gateways.map(
                    ({ kind, text, alive }) =>
                      html`<tr>
                        <td>${kind}</td>
                        <td><code>${text}</code></td>
                        <td>${alive ? 'in place' : 'not available'}</td>
                      </tr>`,
                  )
            }
          </tbody>
        </table>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Routes">
        <table>
          <caption>
            Routes
          </caption>
          <thead>
            <tr>
              ${['Route table', 'Destination', 'Target', 'What becomes of it'].map(head)}
            </tr>
          </thead>
          <tbody>
            ${tables.flatMap((table) => routeRows(reading, table))}
          </tbody>
        </table>
      </div>
    </details>
  </div>`;
}

const head = (title: string) => html`<th scope="col">${title}</th>`;

function subnetRow({ tierTags }: Reading, box: SubnetBox, zone: string) {
  const tag = tierTags.get(box.id);
  return html`<tr>
    <th scope="row">${box.title}</th>
    <td>${zone}</td>
    <td class="num"><code>${box.block}</code></td>
    <td>${TIER_WORDS[box.tier]}</td>
    <td>${tag === undefined ? 'none' : `${tag}${box.claims === null ? '' : ', which is not so'}`}</td>
    <td>${box.table}</td>
    <td>${box.chips.map(({ text }) => text).join('; ') || 'nothing'}</td>
  </tr>`;
}

function routeRows(reading: Reading, table: RouteTable) {
  const rows = table.routes.map((route) => ({
    destination: `${route.destination.text}${route.prefixListId === undefined ? '' : ` (${route.prefixListId})`}`,
    target: route.target.id,
    fate: fateOf(reading, table, route),
  }));
  const open = table.open.map(({ doubt, target }) => ({
    destination: doubt.resource,
    target: target.id,
    fate: 'its destinations could not be read',
  }));
  return [...rows, ...open].map(
    ({ destination, target, fate }) =>
      html`<tr>
        <td>${titleOf(table)}${table.main ? ' (main)' : ''}</td>
        <td class="num"><code>${destination}</code></td>
        <td><code>${target}</code></td>
        <td>${fate}</td>
      </tr>`,
  );
}

function fateOf({ network }: Reading, { vpcId }: RouteTable, route: Route): string {
  const { live, why, detail } = targetVerdict(network, vpcId, route, route.destination.family);
  if (live === undefined) return 'cannot be told';
  if (live) return 'in force';
  return `dead: ${why.replaceAll('-', ' ')}${detail === undefined ? '' : ` (${detail})`}`;
}

interface SubnetCard {
  reading: Reading;
  box: SubnetBox;
  zone: string;
  choose: (which: 'from' | 'to') => void;
  close: () => void;
}

/** The facts of the subnet that was pressed on the map. */
export function subnetCard({ reading, box, zone, choose, close }: SubnetCard): TemplateResult {
  const { network } = reading;
  const subnet = network.subnets.get(box.id);
  const table = subnet && effectiveRouteTable(network, subnet).table;
  const acl = subnet && networkAclOf(network, subnet);
  return html`<section class="facts card" aria-labelledby="facts-title">
    <div class="row">
      <h2 id="facts-title" class="grow" tabindex="-1">${box.title}</h2>
      <button class="quiet small" @click=${close}>${icon('cross')} Close</button>
    </div>
    <p>${TIER_WORDS[box.tier]}, in ${zone}</p>
    ${box.claims === null ? nothing : html`<p>Its tag <code>Tier</code> says <code>${box.claims}</code>. Routes decide, and they say otherwise.</p>`}
    <dl>
      <dt>Subnet</dt>
      <dd><code>${box.id}</code>, <code>${box.block}</code></dd>
      <dt>Route table</dt>
      <dd>
        ${subnet === undefined ? 'not known' : tableName(network, subnet)}
        ${
          table === undefined
            ? nothing
            : html`<ul>
                ${table.routes.map((route) => html`<li><code>${route.prefixListId ?? route.destination.text}</code> to <code>${route.target.id}</code>: ${fateOf(reading, table, route)}</li>`)}
              </ul>`
        }
      </dd>
      <dt>Network ACL</dt>
      <dd>${acl === undefined ? 'not known' : aclView(acl)}</dd>
      ${
        box.chips.length === 0
          ? nothing
          : html`<dt>Holds</dt>
              <dd>${box.chips.map(({ text }) => text).join('; ')}</dd>`
      }
    </dl>
    <div class="row">
      <button class="small" @click=${() => choose('from')}>Start here</button>
      <button class="small" @click=${() => choose('to')}>Go here</button>
    </div>
  </section>`;
}

function aclView(acl: NetworkAcl) {
  const rules = (['inbound', 'outbound'] as const).map((flow) =>
    acl[flow].strict
      .filter(({ number }) => number <= 32_766)
      .map(
        (rule) =>
          html`<li>
            ${flow === 'inbound' ? 'in' : 'out'} ${rule.number}: ${rule.allow ? 'allow' : 'deny'}
            ${matchText(rule)} ${flow === 'inbound' ? 'from' : 'to'} <code>${rule.source}</code>
          </li>`,
      ),
  );
  return html`${titleOf(acl)}${acl.isDefault ? ' (default)' : ''}
    <ul>
      ${rules}
    </ul>`;
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  [-1]: 'everything',
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
};

function matchText({ match }: NetworkAcl['inbound']['strict'][number]): string {
  const name = PROTOCOL_NAMES[match.protocol] ?? `protocol ${match.protocol}`;
  if (match.ports === undefined) return name;
  const { first, last } = match.ports;
  return `${name} ${first === last ? String(first) : `${first}–${last}`}`;
}
