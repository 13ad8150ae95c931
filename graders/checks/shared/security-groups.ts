/** Security groups as several checks look at them: by name, with the prefix lists that their rules name. */
import { Blocked, cannotEvaluate, type SawEach } from '../../kit/index.ts';
import type { SecurityGroup } from '../../reads/ec2-groups.ts';
import type { PrefixListEntry } from '../../reads/ec2-vpc.ts';
import type { Doubt, ManagedPrefixListDescription } from '../../semantics/network/index.ts';

/**
 * The groups of a VPC with this name. The group's own name counts, which nobody can change and no two groups of a VPC
 * share; where no group has it, the `Name` tag does, as on stacks that make names up.
 */
export function groupsNamed(groups: readonly SecurityGroup[], vpcId: string, name: string): SecurityGroup[] {
  const here = groups.filter((group) => group.VpcId === vpcId);
  const named = here.filter(({ GroupName }) => GroupName === name);
  if (named.length > 0) return named;
  return here.filter(({ Tags }) => Tags.some(({ Key, Value }) => Key === 'Name' && Value === name));
}

/** Arguments for reading every prefix list that a rule of some group names, each once. */
export function prefixListIds(groups: readonly SecurityGroup[] | undefined): { prefixListId: string }[] {
  const rules = (groups ?? []).flatMap((group) => [...group.IpPermissions, ...group.IpPermissionsEgress]);
  const ids = rules.flatMap(({ PrefixListIds }) => PrefixListIds.flatMap((list) => list.PrefixListId ?? []));
  return [...new Set(ids)].sort().map((prefixListId) => ({ prefixListId }));
}

/** Prefix lists with their entries, and why some could not be read. */
export interface PrefixLists {
  readonly known: ManagedPrefixListDescription[];
  readonly unread: Blocked | undefined;
}

/** A list that could not be read is left out: the network model then doubts the rules that name it, and no others. */
export function prefixListsOf(
  saw: SawEach<{ prefixListId: string }, readonly PrefixListEntry[]>,
): PrefixLists {
  const known: ManagedPrefixListDescription[] = [];
  let unread: Blocked | undefined;
  const attempt = (look: () => void): void => {
    try {
      look();
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      unread ??= error;
    }
  };
  attempt(() => {
    for (const entry of saw())
      attempt(() => {
        if (entry.value) known.push({ PrefixListId: entry.args.prefixListId, Entries: [...entry.value] });
      });
  });
  return { known, unread };
}

/**
 * Ends in blocked where an answer depends on something that the network model cannot evaluate: for what a read withheld,
 * else as a construct. Does nothing without doubts.
 *
 * @throws Blocked
 */
export function stopAtDoubts(doubts: readonly Doubt[], operation: string, lists: PrefixLists): void {
  const [first] = doubts;
  if (first === undefined) return;
  if (lists.unread && doubts.some(({ construct }) => construct === 'prefix-list-entries')) throw lists.unread;
  cannotEvaluate(operation, `${first.construct} at ${first.resource}`);
}
