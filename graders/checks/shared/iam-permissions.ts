/** What a user or role of the account may do: its policies gathered from the reads, and one probe decided on them. */
import type { Evidence } from '../../contract/index.ts';
import {
  after,
  Blocked,
  cannotEvaluate,
  each,
  type RunFacts,
  type Saw,
  type SawEach,
} from '../../kit/index.ts';
import {
  accountAuthorization,
  getPolicy,
  getPolicyVersion,
  type AccountAuthorization,
  type ManagedPolicy,
} from '../../reads/iam.ts';
import {
  counterExample as smallest,
  evaluate,
  explain,
  reasonInWords,
  requestInWords,
  statementName,
  type AccessRequest,
  type Decision,
  type NamedPolicy,
  type Principal,
  type RequestContext,
} from '../../semantics/iam/index.ts';
import { unlessBlocked } from './candidates.ts';
import { requestContext } from './iam-context.ts';
import { awsManaged, holdingOf, type Grant, type Subject } from './iam-holdings.ts';
import { probeInWords, type Probe } from './iam-probes.ts';
import { policyToJudge } from './policy.ts';

/** Reads of every check that judges permissions; spread into `reads`, with `bindPermissions` in `bind`. */
export const permissionReads = {
  account: accountAuthorization,
  managed: each(getPolicy),
  versions: each(getPolicyVersion),
};

interface PermissionViews {
  account: Saw<AccountAuthorization>;
  managed: SawEach<{ arn: string }, ManagedPolicy>;
  versions: SawEach<{ arn: string; versionId: string }, { Document: unknown }>;
}

/** AWS's own policies are not in the authorization details: those of the subject are read one by one. */
export function bindPermissions(subject: Subject) {
  return {
    account: {},
    managed: after('account', (account: AccountAuthorization | undefined) =>
      account ? awsManaged(account, subject).map((arn) => ({ arn })) : [],
    ),
    versions: after('managed', (entries: ReturnType<PermissionViews['managed']>) =>
      entries.flatMap((entry) => {
        const policy = unlessBlocked(() => entry.value);
        return policy ? [{ arn: entry.args.arn, versionId: policy.DefaultVersionId }] : [];
      }),
    ),
  };
}

export interface Permissions {
  readonly principal: Principal;
  /** @throws Blocked when the answer depends on a policy that could not be read or evaluated */
  decide: (probe: Probe) => Decision;
  /** Without the boundary: what the subject's own policies grant. @throws Blocked */
  decideByIdentity: (probe: Probe) => Decision;
  /** With identity policies that allow everything, so that only the boundary (a policy's ARN) limits. @throws Blocked */
  decideByBoundary: (probe: Probe) => Decision;
  /** Why the answer is not the wanted one, as the smallest request that shows it. */
  counterExample: (probe: Probe, decision: Decision) => string;
  /** Points at the statement that decided, or at the subject when none did. */
  evidence: (probe: Probe, decision: Decision) => Evidence;
}

type Run = Pick<RunFacts, 'region' | 'now' | 'account'>;

/** What whoever assumes a role gives to the session: tags, which a request carries, and a policy, which limits it. */
export interface SessionLimits {
  context?: RequestContext;
  policy?: NamedPolicy;
}

/**
 * The permissions of a user or role; undefined when it does not exist.
 *
 * A policy that could not be read (or holds what the model does not know) is unknown: it may allow or deny anything. An
 * explicit Deny elsewhere and a boundary that does not allow settle a request all the same; every other answer is blocked.
 *
 * @throws Blocked when the account itself could not be read
 */
export function permissionsOf(
  saw: PermissionViews,
  subject: Subject,
  run: Run,
  session: SessionLimits = {},
): Permissions | undefined {
  const account = saw.account();
  const holding = account && holdingOf(account, subject);
  if (!account || !holding) return undefined;
  const { principal } = holding;
  const identity = load(holding.grants, account, saw);
  const boundary = holding.boundary && load([holding.boundary], account, saw);

  const requestOf = ({ action, resource, context }: Probe): AccessRequest => ({
    principal,
    action,
    resource,
    resourceAccount: run.account,
    context: { ...requestContext(principal, run, resource), ...session.context, ...context },
  });
  const limit = boundary && !boundary.unknown ? { boundary: boundary.known } : {};
  const policies = {
    identity: identity.known,
    ...limit,
    ...(session.policy ? { session: [session.policy] } : {}),
  };

  const decideByBoundary = (probe: Probe): Decision => {
    if (boundary?.unknown) throw boundary.unknown;
    return evaluate(requestOf(probe), { identity: EVERYTHING, ...limit });
  };
  const decideByIdentity = (probe: Probe): Decision => {
    const decision = evaluate(requestOf(probe), { identity: identity.known });
    if (identity.unknown && decision.effect !== 'explicit-deny') throw identity.unknown;
    return decision;
  };
  const decide = (probe: Probe): Decision => {
    const decision = evaluate(requestOf(probe), policies);
    if (decision.effect === 'explicit-deny') return decision;
    if (identity.unknown) {
      const limited = boundary && !boundary.unknown ? decideByBoundary(probe) : undefined;
      if (limited && !limited.allowed) return limited;
      throw identity.unknown;
    }
    if (boundary?.unknown && decision.withheldBy !== 'identity') throw boundary.unknown;
    return decision;
  };
  const documents = [...identity.known, ...(boundary?.known ?? [])];
  return {
    principal,
    decide,
    decideByIdentity,
    decideByBoundary,
    counterExample: (probe, decision) => {
      if (!decision.allowed) return deniedInWords(probe, decision);
      const found =
        smallest(decision.request, policies, 'deny') ??
        smallest(decision.request, { identity: identity.known }, 'deny');
      return found?.words ?? `${requestInWords(decision.request)} is allowed.`;
    },
    evidence: (probe, decision) => {
      const { deciding } = decision;
      const source = deciding && documents.find(({ name }) => name === deciding.policy);
      const expected = `${probeInWords(probe)}: ${probe.wanted === 'allow' ? 'allowed' : 'denied'}`;
      const actual = `${decision.allowed ? 'allowed' : 'denied'}: ${reasonInWords(decision)}`;
      return source && deciding
        ? source.at(`Statement[${deciding.index}]`, expected, actual)
        : saw.account.at(holding.path, expected, actual);
    },
  };
}

const EVERYTHING: readonly NamedPolicy[] = [
  {
    name: 'everything',
    policy: policyToJudge(
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
      'everything',
    ),
  },
];

/** What was wanted stays whole: without its own keys another request would be explained. */
function deniedInWords({ context }: Probe, decision: Decision): string {
  const facts = Object.entries(context).map(([key, value]) => `${key} ${String(value)}`);
  const given = facts.length === 0 ? '' : ` with ${facts.join(', ')}`;
  const nearest = explain(decision).nearest ?? '';
  return `${requestInWords(decision.request)}${given} is denied: ${reasonInWords(decision)}. ${nearest}`.trim();
}

interface LoadedPolicy extends NamedPolicy {
  /** Evidence at a place in the document. */
  readonly at: (path: string, expected: string, actual: string) => Evidence;
}
interface LoadedPolicies {
  readonly known: readonly LoadedPolicy[];
  /** Set when at least one policy could not be read or understood. */
  readonly unknown: Blocked | undefined;
}

function load(grants: readonly Grant[], account: AccountAuthorization, saw: PermissionViews): LoadedPolicies {
  const known: LoadedPolicy[] = [];
  let unknown: Blocked | undefined;
  for (const grant of grants) {
    try {
      known.push(documentOf(grant, account, saw));
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      unknown ??= error;
    }
  }
  return { known, unknown };
}

/** @throws Blocked when the document cannot be had or understood */
function documentOf(
  { name, path, source }: Grant,
  account: AccountAuthorization,
  saw: PermissionViews,
): LoadedPolicy {
  if ('document' in source) {
    return {
      name,
      policy: policyToJudge(source.document, accountAuthorization.id, name),
      at: (inner, expected, actual) => saw.account.at(`${path}.${inner}`, expected, actual),
    };
  }
  const { arn } = source;
  const index = account.Policies.findIndex((policy) => policy.Arn === arn);
  const local = account.Policies[index];
  if (local) {
    return {
      name,
      policy: policyToJudge(local.Document, accountAuthorization.id, name),
      at: (inner, expected, actual) =>
        saw.account.at(`Policies[${index}].Document.${inner}`, expected, actual),
    };
  }
  const managed = saw.managed().find(({ args }) => args.arn === arn)?.value;
  const version = managed && saw.versions().find(({ args }) => args.arn === arn);
  const document = version?.value?.Document;
  if (!version || document === undefined)
    return cannotEvaluate(getPolicy.id, `${arn} is attached but cannot be found`, 'unsupported-by-target');
  return {
    name,
    policy: policyToJudge(document, getPolicyVersion.id, name),
    at: (inner, expected, actual) =>
      saw.versions.at(version.args, `PolicyVersion.Document.${inner}`, expected, actual),
  };
}

/**
 * The first probe, in order, whose answer is not the wanted one; a probe that cannot be decided does not hide a later one.
 *
 * @throws Blocked when no probe is proven wrong and one could not be decided
 */
export function firstDeviation(
  probes: readonly Probe[],
  decide: (probe: Probe) => Decision,
): { probe: Probe; decision: Decision } | undefined {
  let undecided: Blocked | undefined;
  for (const probe of probes) {
    try {
      const decision = decide(probe);
      if (decision.allowed !== (probe.wanted === 'allow')) return { probe, decision };
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      undecided ??= error;
    }
  }
  if (undecided) throw undecided;
  return undefined;
}

/** The Allow of the boundary that lets a request through. */
export function boundaryAllow(decision: Decision): string {
  const allow = decision.statements.find(
    ({ layer, applies, effect }) => layer === 'boundary' && applies && effect === 'Allow',
  );
  return allow ? statementName(allow) : 'the boundary';
}
