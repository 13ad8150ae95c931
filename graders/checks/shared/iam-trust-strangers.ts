/**
 * Outsiders to try a trust policy with. Any account stands for those whom it admits without naming them; whom it names, it may
 * mean to admit, so each account, role, service and identity provider that it mentions is tried as well.
 */
import type { Policy, Principal } from '../../semantics/iam/index.ts';
import { sessionOf } from './iam-holdings.ts';

const ANY_ACCOUNT = '999988887777';

/** An ARN of somebody, perhaps with wildcards, also in the place of the account. */
const MENTIONED = /^arn:([^:]*):(iam|sts)::([\d*?]+):((?:user|role|assumed-role|federated-user)\/.+)$/;

/** A user and a role of an account that no trust policy has a reason to mention. */
export const STRANGERS: readonly Principal[] = peopleOf(ANY_ACCOUNT);

/** Outsiders, each with the action by which it would become the role. */
export interface Outsider {
  readonly principal: Principal;
  readonly action: 'sts:AssumeRole' | 'sts:AssumeRoleWithSAML' | 'sts:AssumeRoleWithWebIdentity';
}

/**
 * Everybody outside the account whom the policy mentions, and STRANGERS.
 *
 * @param account the role's own
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function outsidersOf(policy: Policy, account: string): Outsider[] {
  const allows = policy.statements.filter(({ effect }) => effect === 'Allow');
  const texts = allows.flatMap(({ principal, conditions }) => [
    ...(principal?.entries ?? []).flatMap(({ kind, id }) => (kind === 'AWS' ? [id] : [])),
    ...conditions.flatMap(({ values }) => values.map(({ source }) => source)),
  ]);
  const accounts = new Set(texts.flatMap((text) => text.match(/(?<!\d)\d{12}(?!\d)/g) ?? []));
  accounts.delete(account);
  const named = texts.flatMap((text) => {
    const [, partition = '', service = '', owner = '', resource = ''] = MENTIONED.exec(text) ?? [];
    if (resource === '' || owner === account) return [];
    const number = /^\d{12}$/.test(owner) ? owner : ANY_ACCOUNT;
    return [principalOf(`arn:${partition}:${service}::${number}:${resource.replaceAll(/[*?]/g, 'x')}`)];
  });
  const people = [...STRANGERS, ...named, ...[...accounts].flatMap(peopleOf)];
  return [
    ...people.map((principal): Outsider => ({ principal, action: 'sts:AssumeRole' })),
    ...providersOf(policy).flatMap((principal): Outsider[] => [
      { principal, action: 'sts:AssumeRoleWithSAML' },
      { principal, action: 'sts:AssumeRoleWithWebIdentity' },
    ]),
  ];
}

/** Services that the policy names; `*` stands for one that nobody has heard of. */
export function servicesOf(policy: Policy): string[] {
  return namesOf(policy, 'Service').map((name) => (name === '*' ? 'any.amazonaws.com' : name));
}

function providersOf(policy: Policy): Principal[] {
  return namesOf(policy, 'Federated').map((provider) => ({ type: 'federated', provider }));
}

function namesOf(policy: Policy, wanted: 'Service' | 'Federated'): string[] {
  const entries = policy.statements.flatMap(({ effect, principal }) =>
    effect === 'Allow' ? (principal?.entries ?? []) : [],
  );
  return [...new Set(entries.flatMap(({ kind, id }) => (kind === wanted ? [id] : [])))];
}

function peopleOf(account: string): Principal[] {
  return [
    { type: 'aws', arn: `arn:aws:iam::${account}:user/x` },
    sessionOf({ RoleName: 'x', Arn: `arn:aws:iam::${account}:role/x` }),
  ];
}

/** A role asks through a session of it; everybody else as what it is. */
function principalOf(arn: string): Principal {
  const role = /^arn:[^:]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return role?.[1] === undefined ? { type: 'aws', arn } : sessionOf({ RoleName: role[1], Arn: arn });
}
