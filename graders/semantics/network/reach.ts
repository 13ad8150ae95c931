/** Can A reach B on port P, and if not, what stops it first? */
import type { Answer, End, Hop, Part, Path, Question, ReachOptions, Settled, Why } from './answer.ts';
import type { Family } from './cidr.ts';
import { familiesOf, resolveEnds, type Site } from './ends.ts';
import { walkOut } from './leave.ts';
import { doubtsOf, follow, pathOf, startTrail, verdict, type Trail } from './trail.ts';
import type { Doubt, Network } from './types.ts';
import { walkBetween, walkGroups, walkIn, walkInside } from './walk.ts';
import { startWalk, type Walk } from './walk-steps.ts';

/**
 * Answers whether `from` can open a connection to `to`. All addresses of both ends are judged: `reach` when every pair
 * can talk, `no-reach` when none can, `mixed` when some can, `unknown` when it depends on something that the model
 * does not know or that was not read. Never throws.
 */
export function reach(
  network: Network,
  from: End,
  to: End,
  question: Question,
  options: ReachOptions = {},
): Answer {
  const sites = resolveEnds(network, from, to);
  const doubts = [...sites[0].doubts, ...sites[1].doubts, ...questionDoubts(question)];
  if (doubts.length > 0) return unknownAnswer(doubts);
  const paths = familiesOf(sites[0], sites[1], options.family).flatMap((family) =>
    walk(startWalk(network, sites, question, options, family)).map(pathOf),
  );
  if (paths.length === 0) return noFamily(sites, options.family);
  const possible = combined(paths);
  const [only] = possible;
  const outcome = possible.length === 1 && only !== undefined ? only : 'unknown';
  const broken = paths
    .flatMap(({ hops }) => hops)
    .find(({ result }) => result === 'stop' || result === 'partial');
  return {
    outcome,
    possible,
    paths,
    broken,
    doubts:
      outcome === 'unknown'
        ? unique(paths.flatMap((path) => (path.outcome === 'unknown' ? doubtsOf(path.hops) : [])))
        : [],
  };
}

function questionDoubts({ protocol, port }: Question): Doubt[] {
  if (!['tcp', 'udp', 'icmp'].includes(protocol)) return [{ construct: 'protocol', resource: protocol }];
  if (protocol === 'icmp') return [];
  const sound = port !== undefined && Number.isInteger(port) && port >= 0 && port <= 65_535;
  return sound ? [] : [{ construct: 'port', resource: String(port) }];
}

function unknownAnswer(doubts: readonly Doubt[]): Answer {
  return { outcome: 'unknown', possible: ['reach', 'no-reach', 'mixed'], paths: [], doubts: unique(doubts) };
}

function unique(doubts: readonly Doubt[]): Doubt[] {
  return [...new Map(doubts.map((doubt) => [`${doubt.construct} ${doubt.resource}`, doubt])).values()];
}

function walk(of: Walk): Trail[] {
  const { from, to, options } = of;
  if (from.where === 'holders' || to.where === 'holders')
    return (options.level ?? 'groups') === 'groups'
      ? walkGroups(of)
      : [standstill(of, 'security-groups', 'unknown', 'groups-without-place')];
  if (from.where === 'vacant' || to.where === 'vacant') return [standstill(of, 'address', 'vacant-address')];
  const [source, target] = [from.subnet, to.subnet];
  if (source !== undefined && target !== undefined)
    return source.vpcId === target.vpcId ? walkInside(of, source, target) : walkBetween(of, source, target);
  if (source !== undefined) return walkOut(of, source);
  if (target !== undefined) return walkIn(of, target);
  return [standstill(of, 'gateway', 'unknown', 'no-end-in-a-vpc')];
}

/** A trail of one hop that ends there. */
function standstill({ family, from, to }: Walk, part: Part, why: Why, construct?: string): Trail {
  const trail = startTrail(family, from.addresses[family], to.addresses[family]);
  const resource =
    [from, to].map(({ vpcId, groups }) => vpcId ?? groups?.join(', ')).find((id) => id !== undefined) ?? '';
  const doubts = construct === undefined ? undefined : [{ construct, resource }];
  const hop: Omit<Hop, 'result'> = { part, direction: 'request', resource, why, doubts };
  follow(trail, 'to', verdict(construct === undefined ? false : undefined, trail.to.all, hop));
  return trail;
}

/** One end has IPv4 only and the other IPv6 only, or the family asked for is missing. */
function noFamily([from, to]: readonly [Site, Site], family: Family | undefined): Answer {
  const resource = from.subnet?.id ?? to.subnet?.id ?? '';
  const broken: Hop = {
    part: 'address',
    direction: 'request',
    resource,
    result: 'stop',
    why: 'no-common-family',
    detail: family === undefined ? undefined : `IPv${family}`,
  };
  return { outcome: 'no-reach', possible: ['no-reach'], paths: [], broken, doubts: [] };
}

/** The outcomes of a question whose parts are these paths: they are independent, so every combination can be. */
function combined(paths: readonly Path[]): Settled[] {
  const every = (wanted: Settled): boolean => paths.every(({ possible }) => possible.includes(wanted));
  const differ = paths.some(
    (a, i) =>
      a.possible.includes('mixed') ||
      (a.possible.includes('reach') && paths.some((b, j) => i !== j && b.possible.includes('no-reach'))),
  );
  const all: Settled[] = [];
  if (every('reach')) all.push('reach');
  if (every('no-reach')) all.push('no-reach');
  if (differ) all.push('mixed');
  return all;
}
