/** Whether groups let the world in, in the words of several checks. */
import { after, each, type Saw, type SawEach } from '../../kit/index.ts';
import { securityGroups, type SecurityGroup } from '../../reads/ec2-groups.ts';
import { managedPrefixListEntries, type PrefixListEntry } from '../../reads/ec2-vpc.ts';
import { readNetwork, worldOpenPorts, type Span } from '../../semantics/network/index.ts';
import { prefixListIds, prefixListsOf, stopAtDoubts } from './security-groups.ts';

/** Groups and the prefix lists that their rules name; `groupArgs` goes with them. */
export const groupRuleReads = { groups: securityGroups, lists: each(managedPrefixListEntries) };
export const groupRuleArgs = {
  groups: {},
  lists: after('groups', (groups: readonly SecurityGroup[] | undefined) => prefixListIds(groups)),
};

export interface GroupRuleViews {
  groups: Saw<SecurityGroup[]>;
  lists: SawEach<{ prefixListId: string }, PrefixListEntry[]>;
}

const EVERY_PORT: Span = { first: 0, last: 65_535 };

/** The first group that opens a TCP port to the world, in words. @throws Blocked when none does for certain and one may */
export function worldFinding(
  saw: GroupRuleViews,
  groupIds: readonly string[],
  within = EVERY_PORT,
): string | undefined {
  const lists = prefixListsOf(saw.lists);
  const network = readNetwork({ SecurityGroups: saw.groups(), ManagedPrefixLists: lists.known });
  const answers = groupIds.map((id) => ({ id, answer: worldOpenPorts(network, id, within) }));
  for (const { id, answer } of answers) {
    const [first] = answer.open;
    if (!first) continue;
    const { first: from, last: to } = first.ports;
    const ports = from === to ? String(from) : `${from}-${to}`;
    const who = first.ipv6Source ?? `${first.ipv4Addresses.toLocaleString('en-US')} public IPv4 addresses`;
    return `group ${id} lets ${who} reach TCP ${ports}`;
  }
  for (const { answer } of answers)
    if (answer.possible.length > 0) stopAtDoubts(answer.doubts, securityGroups.id, lists);
  return undefined;
}
