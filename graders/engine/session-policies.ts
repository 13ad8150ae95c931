import type { PolicyDocument } from '../contract/index.ts';
import { GraderError } from './errors.ts';

/**
 * Characters that a session policy may have. AWS also packs it and has a limit for that which nobody can work out beforehand; a text
 * without blanks and repetitions leaves it the most room.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const SESSION_POLICY_CHARACTERS = 2_048;

/** One session of the role, for some of the clients. */
export interface SessionPolicy {
  /** Services as the clients name them (`elbv2`), sorted. */
  services: readonly string[];
  /** The policy as AssumeRole takes it, without a character that is not needed. */
  document: string;
}

interface Permission {
  action: string;
  resources: readonly string[];
}
interface Group {
  services: readonly string[];
  permissions: readonly Permission[];
}

/**
 * Splits a lab's policy into as few sessions as it takes for each to fit, so that each client holds what it needs and no session
 * holds what the lab does not. Every action is in exactly one of them. Deterministic.
 *
 * @param clients which clients need an action; those of one action share a session. The service of the action's own name where it is
 *   not listed
 * @throws GraderError SESSION_POLICY_TOO_LONG for a service whose own reads do not fit
 */
export function sessionPolicies(
  { Statement }: PolicyDocument,
  clients: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): SessionPolicy[] {
  const groups: Group[] = [];
  for (const { Action, Resource } of Statement) {
    for (const action of Action) {
      const services = [...(clients.get(action) ?? [action.slice(0, action.indexOf(':'))])];
      const kin = groups.filter((group) => group.services.some((one) => services.includes(one)));
      for (const one of kin) groups.splice(groups.indexOf(one), 1);
      groups.push({
        services: [...new Set([...kin.flatMap((one) => one.services), ...services])].sort(),
        permissions: [...kin.flatMap((one) => one.permissions), { action, resources: Resource }],
      });
    }
  }
  const sessions: Group[] = [];
  // The longest first: what is short fills the gaps.
  for (const group of groups
    .map(withLength)
    .sort(byLength)
    .map(([one]) => one)) {
    const at = sessions.findIndex((session) => fits(together(session, group)));
    if (at >= 0) sessions[at] = together(sessions[at] as Group, group);
    else if (fits(group)) sessions.push(group);
    else
      throw new GraderError(
        'SESSION_POLICY_TOO_LONG',
        `The reads of ${group.services.join(', ')} need a session policy of ${documentOf(group.permissions).length} characters; AWS takes ${SESSION_POLICY_CHARACTERS}. Let the lab name fewer resources of this service.`,
      );
  }
  return sessions.map(({ services, permissions }) => ({
    services: [...services].sort(),
    document: documentOf(permissions),
  }));
}

const withLength = (group: Group): [Group, number] => [group, documentOf(group.permissions).length];
const byLength = ([a, x]: [Group, number], [b, y]: [Group, number]): number =>
  y - x || (a.services.join() < b.services.join() ? -1 : 1);
const fits = ({ permissions }: Group): boolean => documentOf(permissions).length <= SESSION_POLICY_CHARACTERS;
const together = (a: Group, b: Group): Group => ({
  services: [...a.services, ...b.services],
  permissions: [...a.permissions, ...b.permissions],
});

/** One statement for each set of resources, whichever service they are of; a list of one is written as that one. */
function documentOf(permissions: readonly Permission[]): string {
  const byResources = new Map<string, { actions: string[]; resources: readonly string[] }>();
  for (const { action, resources } of permissions) {
    const key = JSON.stringify(resources);
    const known = byResources.get(key) ?? { actions: [], resources };
    known.actions.push(action);
    byResources.set(key, known);
  }
  const statements = [...byResources.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { actions, resources }]) => ({
      Effect: 'Allow',
      Action: oneOrAll(actions.sort()),
      Resource: oneOrAll(resources),
    }));
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
function oneOrAll(list: readonly string[]): string | readonly string[] {
  return list.length === 1 ? (list[0] as string) : list;
}
