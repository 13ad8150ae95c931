/** Network ACLs: ordered, stateless, around subnets (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html). */
import { spansText, type Family } from './cidr.ts';
import { covers, intersect, NOTHING, subtract, unite, type Spans } from './spans.ts';
import { matchesTraffic, trafficsText, trafficText } from './traffic.ts';
import { verdict, type Check } from './trail.ts';
import type { AclRule, AclRules, Doubt, Network, NetworkAcl, Subnet, Traffic } from './types.ts';

type Flow = 'in' | 'out';
type Direction = 'request' | 'reply';

/** The ACL of a subnet: the one associated with it, else the VPC's default one. */
export function networkAclOf(network: Network, subnet: Subnet): NetworkAcl | undefined {
  return network.aclOf.get(subnet.id);
}

interface Sifted {
  readonly allowed: Spans;
  /** The first rule that takes some address away, with those addresses; no rule is the final `*`. */
  readonly denial?: { readonly rule?: AclRule; readonly addresses: Spans };
  readonly firstAllow?: AclRule;
}

/** Runs addresses through a list of rules: the lowest number that matches decides (nacl-rules). */
function sift(rules: readonly AclRule[], traffic: Traffic, family: Family, addresses: Spans): Sifted {
  let left = addresses;
  let allowed = NOTHING;
  let denial: Sifted['denial'];
  let firstAllow: AclRule | undefined;
  for (const rule of rules) {
    if (left.length === 0) break;
    if (!matchesTraffic(rule.match, traffic)) continue;
    const taken = intersect(left, rule.cidr[family]);
    if (taken.length === 0) continue;
    left = subtract(left, taken);
    if (rule.allow) {
      allowed = unite(allowed, taken);
      firstAllow ??= rule;
    } else denial ??= { rule, addresses: taken };
  }
  if (left.length > 0) denial ??= { addresses: left };
  return { allowed, denial, firstAllow };
}

/** Rules of one's own go up to here; what follows are the rules every list ends with, shown as an asterisk (nacl-rules). */
const LAST_NUMBER = 32_766;

/**
 * Whether a subnet's ACL lets every one of `traffics` through, by the addresses of the other side. Replies are traffic
 * like any other to it: it keeps no state (nacl-ephemeral-ports).
 */
export function aclCheck(
  network: Network,
  subnet: Subnet,
  flow: Flow,
  direction: Direction,
  traffics: readonly Traffic[],
  family: Family,
  others: Spans,
): Check {
  const acl = networkAclOf(network, subnet);
  if (acl === undefined) {
    const doubt: Doubt = network.notRead.has('NetworkAcls')
      ? { construct: 'not-read:NetworkAcls', resource: subnet.id }
      : { construct: 'network-acl', resource: subnet.id };
    return verdict(undefined, others, {
      part: 'network-acl',
      direction,
      flow,
      resource: subnet.id,
      subnetId: subnet.id,
      why: 'unknown',
      doubts: [doubt],
    });
  }
  const rules = flow === 'in' ? acl.inbound : acl.outbound;
  let sure = others;
  let possible = others;
  let blame: { traffic: Traffic; denial: NonNullable<Sifted['denial']> } | undefined;
  let pass: AclRule | undefined;
  for (const traffic of traffics) {
    const strict = sift(rules.strict, traffic, family, others);
    const generous = rules.generous === rules.strict ? strict : sift(rules.generous, traffic, family, others);
    sure = intersect(sure, strict.allowed);
    possible = intersect(possible, generous.allowed);
    // Only what the generous reading denies is denied for certain.
    if (generous.denial !== undefined) blame ??= { traffic, denial: generous.denial };
    pass ??= strict.firstAllow;
  }
  const doubts = covers(sure, possible) ? [] : doubtsIn(acl.id, rules);
  const decided = blame === undefined ? pass : blame.denial.rule;
  return {
    sure,
    possible,
    hop: {
      part: 'network-acl',
      direction,
      flow,
      resource: acl.id,
      name: acl.name,
      subnetId: subnet.id,
      why: blame !== undefined ? 'acl-denies' : doubts.length > 0 ? 'unknown' : 'acl-allows',
      traffic: blame === undefined ? trafficsText(traffics) : trafficText(blame.traffic),
      peer: spansText(family, blame?.denial.addresses ?? others),
      rule: {
        number: decided === undefined || decided.number > LAST_NUMBER ? '*' : decided.number,
        allow: blame === undefined,
        source: decided?.source ?? 'everything else',
      },
      doubts: doubts.length === 0 ? undefined : doubts,
    },
  };
}

/** Unreadable entries, or entries of one number that disagree. */
function doubtsIn(aclId: string, { strict, generous }: AclRules): Doubt[] {
  const found = [...strict, ...generous].flatMap(({ doubt }) => doubt ?? []);
  if (found.length === 0) return [{ construct: 'acl-rule-numbers', resource: aclId }];
  return [...new Map(found.map((doubt) => [doubt.resource, doubt])).values()];
}
