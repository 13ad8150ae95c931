/** Security groups: unions of allow rules that keep state (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html). */
import { EVERYWHERE, spansText, type Family } from './cidr.ts';
import { covers, intersect, spansOf, subtract, type Span, type Spans } from './spans.ts';
import { matchesTraffic, trafficText } from './traffic.ts';
import type { Check } from './trail.ts';
import type { Doubt, GroupRule, Network, Traffic } from './types.ts';

type Flow = 'in' | 'out';

/** What a set of groups admits in one direction: the union of all rules of all groups (security-group-rules). */
export interface Admission {
  readonly sure: Spans;
  readonly possible: Spans;
  readonly doubts: readonly Doubt[];
  /** The first rule that certainly admits some of it. */
  readonly by?: GroupRule;
}

/** The peer of a rule holds a group that the rule names; names count only inside the VPC of the rule's own group. */
function namesHolder(network: Network, rule: GroupRule, holder: readonly string[]): boolean {
  return holder.some((id) => {
    if (rule.groupIds.includes(id)) return true;
    const { groupName, vpcId } = network.securityGroups.get(id) ?? {};
    return groupName !== undefined && rule.groupNames.includes(groupName) && vpcId === rule.vpcId;
  });
}

/** The rules of one direction of some groups, with doubts for groups that are not in the data. */
export function rulesOf(
  network: Network,
  groupIds: readonly string[],
  flow: Flow,
): { rules: readonly GroupRule[]; doubts: Doubt[] } {
  const doubts: Doubt[] =
    groupIds.length === 0 ? [{ construct: 'no-security-group', resource: 'interface' }] : [];
  const rules = [...new Set(groupIds)].sort().flatMap((groupId) => {
    const group = network.securityGroups.get(groupId);
    if (group !== undefined) return flow === 'in' ? group.inbound : group.outbound;
    const construct = network.notRead.has('SecurityGroups') ? 'not-read:SecurityGroups' : 'security-group';
    doubts.push({ construct, resource: groupId });
    return [];
  });
  return { rules, doubts };
}

/** The addresses that one rule admits, out of `others`, whose holder has `otherGroups`. */
function admittedByRule(
  network: Network,
  rule: GroupRule,
  family: Family,
  others: Spans,
  otherGroups: readonly string[],
): Spans {
  if (namesHolder(network, rule, otherGroups)) return others;
  return intersect(others, rule.cidr[family]);
}

export function admission(
  network: Network,
  groupIds: readonly string[],
  flow: Flow,
  traffic: Traffic,
  family: Family,
  others: Spans,
  otherGroups: readonly string[] = [],
): Admission {
  const { rules, doubts } = rulesOf(network, groupIds, flow);
  const sure: Span[] = [];
  const possible: Span[] = doubts.length > 0 ? [...EVERYWHERE[family]] : [];
  let by: Admission['by'];
  for (const rule of rules) {
    if (!matchesTraffic(rule.match, traffic)) continue;
    const admitted = admittedByRule(network, rule, family, others, otherGroups);
    if (admitted.length === 0) continue;
    possible.push(...admitted);
    if (rule.doubt !== undefined) doubts.push(rule.doubt);
    else {
      sure.push(...admitted);
      by ??= rule;
    }
  }
  return { sure: spansOf(sure), possible: spansOf(possible), doubts, by };
}

/** The groups of one end as a hop. They keep state, so replies are not asked about (security-group-connection-tracking). */
export function groupsCheck(
  network: Network,
  groupIds: readonly string[],
  subnetId: string | undefined,
  flow: Flow,
  traffic: Traffic,
  family: Family,
  others: Spans,
  otherGroups: readonly string[] | undefined,
): Check {
  const { sure, possible, doubts, by } = admission(
    network,
    groupIds,
    flow,
    traffic,
    family,
    others,
    otherGroups ?? [],
  );
  const refused = subtract(others, possible);
  const left = subtract(others, sure);
  const why = left.length === 0 ? 'group-admits' : refused.length > 0 ? 'group-blocks' : 'unknown';
  const [only] = groupIds;
  const name = groupIds.length === 1 ? network.securityGroups.get(only ?? '')?.name : undefined;
  return {
    sure,
    possible,
    hop: {
      part: 'security-groups',
      direction: 'request',
      flow,
      resource: [...groupIds].sort().join(', '),
      name,
      subnetId,
      why,
      traffic: trafficText(traffic),
      peer: spansText(family, why === 'group-admits' ? others : why === 'unknown' ? left : refused),
      admittedBy:
        why === 'group-admits' && by !== undefined ? { groupId: by.groupId, peers: by.peers } : undefined,
      doubts: covers(sure, intersect(possible, others)) ? undefined : doubts,
    },
  };
}
