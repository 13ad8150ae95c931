import type { LabManifest, PolicyDocument, PolicyStatement, Variables } from '../contract/index.ts';
import type { AnyRead, ReadSlot, RunFacts } from '../kit/index.ts';
import { loadPlan } from './plan.ts';
import { sessionPolicies, type SessionPolicy } from './session-policies.ts';
import { isAfter, isEach } from './slots.ts';
import type { CheckMap } from './types.ts';

export interface PolicyInput {
  lab: LabManifest;
  checks: CheckMap;
  variables: Variables;
  /** 12 digits, or `*` while the account is unknown. */
  account?: string;
  region: string;
}

/** Stands for arguments that only another read would tell: every property but those known beforehand is `*`. */
function anyArgs(known: object): unknown {
  return new Proxy(known, {
    get: (target, name) =>
      name === Symbol.toPrimitive ? undefined : ((Reflect.get(target, name) as unknown) ?? '*'),
  });
}

/**
 * The least-privilege policy that grading a lab needs, from the declarations beside the reads, with the lab's own resources.
 * Deterministic and sorted: `labs/<id>/policy.json` is compared with it. sts:GetCallerIdentity needs no permission.
 */
export async function labPolicy(input: PolicyInput): Promise<PolicyDocument> {
  return (await gather(input)).policy;
}

/**
 * The same policy as the sessions of a role that grading a lab takes: each client holds the permissions of its own reads.
 *
 * @throws GraderError SESSION_POLICY_TOO_LONG
 */
export async function labSessions(input: PolicyInput): Promise<SessionPolicy[]> {
  const { policy, clients } = await gather(input);
  return sessionPolicies(policy, clients);
}

/** The policy, and for each action the clients whose calls need it, as reads name them: `elbv2` of `elbv2:DescribeRules`. */
async function gather(
  input: PolicyInput,
): Promise<{ policy: PolicyDocument; clients: Map<string, Set<string>> }> {
  const { lab, checks, variables, region, account = '*' } = input;
  const run: RunFacts = {
    account,
    region,
    today: '2026-01-01',
    now: '2026-01-01T00:00:00.000Z',
    target: { kind: 'aws', endpoint: null },
  };
  const byAction = new Map<string, Set<string>>();
  const clients = new Map<string, Set<string>>();
  for (const { spec, checks: planned } of await loadPlan({ lab, variables, checks })) {
    for (const { check, params } of planned) {
      const bound = check.bind(params, run, spec.id) as Record<string, unknown>;
      for (const [name, slot] of Object.entries(check.reads as Record<string, ReadSlot>)) {
        const read: AnyRead = isEach(slot) ? slot.each : slot;
        for (const action of read.actions)
          clients.set(action, (clients.get(action) ?? new Set()).add(read.id.slice(0, read.id.indexOf(':'))));
        const binding = bound[name];
        const lists = isAfter(binding)
          ? [anyArgs(binding.known)]
          : isEach(slot)
            ? (binding as unknown[])
            : [binding];
        for (const args of lists) {
          for (const action of read.actions) {
            const known = byAction.get(action) ?? new Set<string>();
            const resources = read.resources(args as never, { account, region }, action);
            for (const resource of resources) known.add(resource);
            byAction.set(action, known);
          }
        }
      }
    }
  }
  return { policy: { Version: '2012-10-17', Statement: statements(byAction) }, clients };
}

/** One policy that allows what all of these allow, each action once: what a role that several labs are graded by has. */
export function unitePolicies(policies: readonly PolicyDocument[]): PolicyDocument {
  const byAction = new Map<string, Set<string>>();
  for (const { Action, Resource } of policies.flatMap(({ Statement }) => Statement)) {
    for (const action of Action) {
      const known = byAction.get(action) ?? new Set<string>();
      for (const resource of Resource) known.add(resource);
      byAction.set(action, known);
    }
  }
  return { Version: '2012-10-17', Statement: statements(byAction) };
}

/** Whether a policy of ours, which has Allow statements only, allows an action on a resource. */
export function allows({ Statement }: PolicyDocument, action: string, resource: string): boolean {
  return [Statement]
    .flat()
    .some(
      ({ Action, Resource }) =>
        [Action].flat().includes(action) && [Resource].flat().some((pattern) => covers(pattern, resource)),
    );
}

/** One statement per service and set of resources. */
function statements(byAction: ReadonlyMap<string, ReadonlySet<string>>): PolicyStatement[] {
  const groups = new Map<string, { service: string; actions: string[]; resources: string[] }>();
  for (const action of [...byAction.keys()].sort()) {
    const service = action.slice(0, action.indexOf(':'));
    const resources = withoutCovered([...(byAction.get(action) as Set<string>)].sort());
    const key = `${service} ${resources.join(' ')}`;
    const group = groups.get(key) ?? { service, actions: [], resources };
    group.actions.push(action);
    groups.set(key, group);
  }
  const counts = new Map<string, number>();
  return [...groups.values()]
    .sort((a, b) => compare(a.service, b.service) || compare(a.resources.join(), b.resources.join()))
    .map(({ service, actions, resources }) => {
      const count = (counts.get(service) ?? 0) + 1;
      counts.set(service, count);
      const name = service.replace(/[^A-Za-z0-9]/g, '');
      return {
        Sid: `${name.charAt(0).toUpperCase()}${name.slice(1)}Read${count}`,
        Effect: 'Allow' as const,
        Action: actions,
        Resource: resources,
      };
    });
}

/** Drops a resource that a wildcard of the same list covers already. */
function withoutCovered(resources: readonly string[]): string[] {
  return resources.filter(
    (one) => !resources.some((other) => other !== one && other.includes('*') && covers(other, one)),
  );
}
function covers(pattern: string, resource: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(resource);
}
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
