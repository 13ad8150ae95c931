// A question between two ends, and its answer as the map and the list show it.
import {
  explainDoubt,
  explainHop,
  pageOf,
  reach,
  type Answer,
  type Doubt,
  type End,
  type Hop,
  type Network,
  type Path,
  type Question,
} from '../../../graders/semantics/network/index.ts';
import type { Station, Trail } from '../../elements/vpc-map-scene.ts';
import type { PathStep, PathVerdict } from '../../elements/vpc-path.ts';
import { s3View, type Reading } from './reading.ts';

export type Goal = 'internet' | 's3' | (string & {});

/** What the reader has chosen. Ends are subnet ids, `internet` or `s3`; an empty group asks no groups. */
export interface Choice {
  vpcId: string;
  from: Goal;
  fromGroup: string;
  to: Goal;
  toGroup: string;
  protocol: Question['protocol'];
  port: number;
  down: string | undefined;
}

/** One end always is in the VPC: what is outside of it moves the other end in, if it was outside too. */
export function movedTo(which: 'from' | 'to', goal: string, choice: Choice): Partial<Choice> {
  const outside = goal === 'internet' || goal === 's3';
  if (which === 'from')
    return outside && (choice.to === 'internet' || choice.to === 's3')
      ? { from: goal, to: choice.from, toGroup: choice.fromGroup }
      : { from: goal };
  return outside && choice.from === 'internet'
    ? { to: goal, from: choice.to, fromGroup: choice.toGroup }
    : { to: goal };
}

export interface Journey {
  verdict: PathVerdict;
  /** One for each address family and route taken. */
  paths: readonly { label: string; steps: readonly PathStep[]; trail: Trail }[];
  /** The path to show first: one that does not get through, else the first. */
  first: number;
}

/** Asks the model. It is the only source of what is drawn: nothing is claimed that it does not answer. */
export function journeyOf(reading: Reading, choice: Choice): Journey {
  const { answer, notes } = ask(reading, choice);
  const paths = answer.paths.map((path) => ({
    label: `IPv${path.family}${path.via === undefined ? '' : ` by ${VIA[path.via]}`}`,
    steps: stepsOf(path),
    trail: trailOf(path, choice, reading.network),
  }));
  const blocked = answer.paths.findIndex(({ outcome }) => outcome !== 'reach');
  // Behind a wall nothing of this matters.
  const assumed =
    answer.outcome !== 'no-reach' && answer.paths.some(({ assumesPublicAddress }) => assumesPublicAddress)
      ? [
          'It takes for granted that the interface has a public IPv4 address; without one there is no way through an internet gateway.',
        ]
      : [];
  return { verdict: verdictOf(answer, [...assumed, ...notes]), paths, first: Math.max(0, blocked) };
}

const VIA: Record<NonNullable<Path['via']>, string> = {
  local: 'the local route',
  'internet-gateway': 'internet gateway',
  'nat-gateway': 'NAT gateway',
  'egress-only-internet-gateway': 'egress-only gateway',
  'gateway-endpoint': 'gateway endpoint',
};

function ask(reading: Reading, choice: Choice): { answer: Answer; notes: string[] } {
  const { vpcId, from, fromGroup, to, toGroup, protocol, port, down } = choice;
  const question: Question = protocol === 'icmp' ? { protocol } : { protocol, port };
  const options = down === undefined ? {} : { down };
  const end = (id: Goal, group: string): End =>
    id === 'internet'
      ? { kind: 'internet' }
      : { kind: 'subnet', subnetId: id, ...(group === '' ? {} : { groupIds: [group] }) };
  const source = end(from, fromGroup);
  if (to !== 's3')
    return { answer: reach(reading.network, source, end(to, toGroup), question, options), notes: [] };
  const { network, address, doubts } = s3View(reading, vpcId);
  const answer = reach(network, source, { kind: 'address', address }, question, options);
  const notes = [
    `S3 is asked for at ${address}, one of its IPv4 addresses.`,
    ...(answer.outcome !== 'no-reach' && answer.paths.some(({ via }) => via === 'gateway-endpoint')
      ? ['Whether the endpoint’s policy lets the call through is another question; the map is about packets.']
      : []),
  ];
  // With a doubt about the way to S3 neither a path nor a wall is certain, except in a subnet that is dark itself.
  if (doubts.length === 0 || answer.broken?.part === 'subnet') return { answer, notes };
  const unsure = { outcome: 'unknown', possible: ['reach', 'no-reach', 'mixed'], paths: [], doubts } as const;
  return { answer: unsure, notes };
}

function verdictOf(answer: Answer, notes: readonly string[]): PathVerdict {
  const { outcome, broken, doubts } = answer;
  const why = broken === undefined ? '' : sentence(explainHop(broken));
  if (outcome === 'reach')
    return { outcome, title: 'It gets through, and the reply comes back.', text: '', notes };
  const together = 'What one hop lets through, another one stops: together they let nothing pass.';
  if (outcome === 'no-reach')
    return {
      outcome,
      title: broken?.direction === 'reply' ? 'The reply meets a wall.' : 'A wall.',
      text: why,
      notes: broken?.result === 'partial' ? [together, ...notes] : notes,
    };
  if (outcome === 'mixed') return { outcome, title: 'Only some of it gets through.', text: why, notes };
  const because = [...new Set(doubts.map(doubtInWords))].join('; ');
  return {
    outcome,
    title: 'This cannot be told.',
    text: because === '' ? '' : sentence(`it depends on ${because}`),
    notes,
  };
}

const DOUBTS: Readonly<Record<string, string>> = {
  'vpc-peering-connection': 'what is behind the peering connection',
  'transit-gateway': 'the tables of the transit gateway',
  'virtual-private-gateway': 'what is behind the virtual private gateway',
  'network-interface': 'what the interface in the middle does with it',
  instance: 'what the instance in the middle does with it',
  'middlebox-route': 'what stands in the middle of the more specific route',
  'prefix-list-entries': 'the entries of a prefix list, which could not be read',
  's3-by-interface-endpoint':
    'where S3’s name leads, because an interface endpoint with private DNS answers for it',
};

/** A doubt as words, without full stop. */
export function doubtInWords(doubt: Doubt): string {
  const { construct, resource } = doubt;
  if (construct.startsWith('not-read:'))
    return `${construct.slice('not-read:'.length)}, which could not be read`;
  const known = Object.hasOwn(DOUBTS, construct) ? DOUBTS[construct] : undefined;
  return known === undefined ? explainDoubt(doubt) : `${known} (${resource})`;
}

/**
 * Hops up to what ends the path for certain, else up to the first that cannot be told. Several hops that each let some of
 * it through can stop all of it together: the last of them then is the wall.
 */
function shownHops({ hops, outcome }: Path): readonly Hop[] {
  const stop = hops.findIndex(({ result }) => result === 'stop');
  if (stop >= 0) return hops.slice(0, stop + 1);
  const wall = outcome === 'no-reach' ? hops.findLastIndex(({ result }) => result === 'partial') : -1;
  const last = hops[wall];
  if (last !== undefined) return [...hops.slice(0, wall), { ...last, result: 'stop' }];
  const unknown = hops.findIndex(({ result }) => result === 'unknown');
  return unknown < 0 ? hops : hops.slice(0, unknown + 1);
}

function stepsOf(path: Path): PathStep[] {
  return shownHops(path).map((hop, index) => ({
    number: index + 1,
    leg: hop.direction,
    result: hop.result,
    text:
      hop.why === 'unknown'
        ? sentence(`it depends on ${(hop.doubts ?? []).map(doubtInWords).join('; ')}`)
        : sentence(explainHop(hop)),
    page: pageOf(hop.why),
  }));
}

/** The stops of both legs: hops that follow each other at one place are one stop. */
function trailOf(path: Path, { from, to }: Choice, network: Network): Trail {
  const hops = shownHops(path);
  const ended = hops.some(({ result }) => result === 'stop' || result === 'unknown');
  const request: Stop[] = from === 'internet' ? [{ place: from, hops: [] }] : [];
  const reply: Stop[] = [];
  let place = from;
  for (const [index, hop] of hops.entries()) {
    const leg = hop.direction === 'reply' ? reply : request;
    if (hop.direction === 'reply' && reply.length === 0) {
      const last = request.at(-1)?.place;
      if (to === 'internet' || to === 's3') reply.push({ place: to, hops: [] }, ...throughGateway(request));
      else if (last !== undefined) place = last;
    }
    place = placeOf(hop, network) ?? place;
    const before = leg.at(-1);
    if (before?.place === place) before.hops.push({ number: index + 1, hop });
    else leg.push({ place, hops: [{ number: index + 1, hop }] });
  }
  const outward = to === 'internet' || to === 's3';
  const replied = reply.length > 0;
  if (outward && (!ended || replied)) request.push({ place: to, hops: [] });
  if (from === 'internet' && !ended && replied)
    reply.push(...throughGateway(request), { place: from, hops: [] });
  return { request: request.map(stationOf), reply: reply.map(stationOf) };
}

interface Stop {
  place: string;
  hops: { number: number; hop: Hop }[];
}

/** A reply comes by the gateway that the request took; nothing is decided there. */
function throughGateway(request: readonly Stop[]): Stop[] {
  const gateway = request.find(({ hops }) =>
    hops.some(({ hop }) =>
      ['internet-gateway', 'egress-only-internet-gateway', 'vpc-endpoint'].includes(hop.part),
    ),
  );
  return gateway === undefined ? [] : [{ place: gateway.place, hops: [] }];
}

/** Where on the map a hop happens; undefined where it is wherever the packet is. */
function placeOf({ part, subnetId, resource }: Hop, network: Network): string | undefined {
  if (subnetId !== undefined) return subnetId;
  if (part === 'nat-gateway') {
    const nat = network.natGateways.get(resource);
    return nat?.regional === true ? nat.id : nat?.subnetId;
  }
  if (part === 'internet-gateway' || part === 'egress-only-internet-gateway' || part === 'vpc-endpoint')
    return resource;
  return undefined;
}

const RANK: readonly Station['result'][] = ['pass', 'partial', 'unknown', 'stop'];

function stationOf({ place, hops }: Stop): Station {
  const numbers = hops.map(({ number }) => number);
  const [low, high] = [numbers.at(0), numbers.at(-1)];
  const label = low === undefined ? '' : low === high ? String(low) : `${low}–${high}`;
  const results = hops.map(({ hop }) => hop.result);
  const result = results.reduce<Station['result']>(
    (a, b) => (RANK.indexOf(b) > RANK.indexOf(a) ? b : a),
    'pass',
  );
  return { place, label, result };
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
