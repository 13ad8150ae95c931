/** Whether a role lets exactly the pods of one service account have it. */
import { cannotEvaluate, type RunFacts } from '../../kit/index.ts';
import type { PodIdentityAssociation } from '../../reads/eks-identity.ts';
import { accountAuthorization, type RoleAuthorization } from '../../reads/iam.ts';
import type { Policy, Principal, RequestContext } from '../../semantics/iam/index.ts';
import { providerArn, type Identity, type Workload } from './eks-identity.ts';
import { requestContext } from './iam-context.ts';
import { sessionOf } from './iam-holdings.ts';
import { askTrust } from './iam-trust.ts';
import { policyToJudge } from './policy.ts';
import type { SessionLimits } from './iam-permissions.ts';

type Run = Pick<RunFacts, 'account' | 'region' | 'now'>;

const PODS = 'pods.eks.amazonaws.com';
const AUDIENCE = 'sts.amazonaws.com';

/** A request that the trust policy answers the wrong way. */
export interface TrustFlaw {
  /** Whose trust policy it is. */
  readonly role: string;
  readonly probe: string;
  readonly words: string;
  readonly expected: string;
  readonly statement: number | undefined;
}

/**
 * The first request that a role's trust policy answers the wrong way for pods of the service account; undefined when they
 * get the role, and where OpenID Connect gives it, nobody else of the cluster does.
 *
 * @throws Blocked when the policy holds what the model does not know
 */
export function trustFlaw(identity: Identity, workload: Workload, run: Run): TrustFlaw | undefined {
  if (identity.by === 'association') return chainFlaw(identity, workload, run);
  const { issuer } = identity;
  const principal: Principal = { type: 'federated', provider: providerArn(issuer, run.account) };
  const action = 'sts:AssumeRoleWithWebIdentity';
  const policy = trustPolicy(identity.role);
  const token = (sub: string, aud: string) => {
    const context = { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: aud };
    const { decision, words, statement } = askTrust(
      policy,
      identity.role.Arn,
      principal,
      { ...requestContext(principal, run, identity.role.Arn), ...context },
      context,
      action,
    );
    return {
      role: identity.role.RoleName,
      allowed: decision.allowed,
      probe: `${action} by ${sub} for ${aud}`,
      words,
      statement,
    };
  };
  const own = subject(workload.namespace, workload.serviceAccount);
  const first = token(own, AUDIENCE);
  if (!first.allowed) return { ...first, expected: 'allowed' };
  const others = [...strangers(workload), ...mentioned(policy, 'sub')].filter((sub) => sub !== own);
  const audiences = ['another.example', ...mentioned(policy, 'aud')].filter((aud) => aud !== AUDIENCE);
  const admitted = [
    ...others.map((sub) => token(sub, AUDIENCE)),
    ...audiences.map((aud) => token(own, aud)),
  ].find(({ allowed }) => allowed);
  return admitted && { ...admitted, expected: 'denied' };
}

const trustPolicy = ({ RoleName, AssumeRolePolicyDocument }: RoleAuthorization): Policy =>
  policyToJudge(AssumeRolePolicyDocument, accountAuthorization.id, `trust policy of ${RoleName}`);

/**
 * EKS assumes a role and tags the session; where the association has a target role, that session then assumes it, with the
 * external id of the association. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
function chainFlaw(
  { role, first, association }: Extract<Identity, { by: 'association' }>,
  workload: Workload,
  run: Run,
): TrustFlaw | undefined {
  const tags = podContext(association, workload, run);
  const actions = ['sts:AssumeRole', 'sts:TagSession'];
  const steps: { of: RoleAuthorization; principal: Principal; context: RequestContext; actions: string[] }[] =
    [
      {
        of: first,
        principal: { type: 'service', name: PODS },
        context: { ...sourceOf(workload, run), ...tags },
        actions,
      },
    ];
  if (role !== first) {
    const { externalId } = association;
    steps.push({
      of: role,
      principal: sessionOf(first),
      context: { ...tags, ...(externalId === null ? {} : { 'sts:ExternalId': externalId }) },
      actions: association.disableSessionTags ? ['sts:AssumeRole'] : actions,
    });
  }
  for (const { of, principal, context, actions: asked } of steps)
    for (const action of asked) {
      const { decision, words, statement } = askTrust(
        trustPolicy(of),
        of.Arn,
        principal,
        { ...requestContext(principal, run, of.Arn), ...context },
        {},
        action,
      );
      const probe = `${action} by ${principal.type === 'service' ? PODS : first.RoleName}`;
      if (!decision.allowed) return { role: of.RoleName, probe, words, expected: 'allowed', statement };
      // Trust in the account alone leaves it to the policies of the role that asks.
      if (decision.deciding?.principalMatch === 'account')
        return cannotEvaluate(
          accountAuthorization.id,
          `${of.RoleName} trusts the account, not ${first.RoleName}`,
        );
    }
  return undefined;
}

const subject = (namespace: string, account: string): string =>
  `system:serviceaccount:${namespace}:${account}`;

/** Other service accounts of the cluster, by name and by namespace. */
const strangers = ({ namespace, serviceAccount }: Workload): string[] => [
  subject(namespace, 'default'),
  subject(namespace, `${serviceAccount}-other`),
  subject('default', serviceAccount),
  subject('another', 'another'),
];

/** Values that the policy itself speaks of, wildcards filled in: whom it names it may mean to admit. */
function mentioned(policy: Policy, claim: 'sub' | 'aud'): string[] {
  const tests = policy.statements.flatMap(({ effect, conditions }) => (effect === 'Allow' ? conditions : []));
  return tests
    .filter(({ lookup }) => lookup.endsWith(`:${claim}`))
    .flatMap(({ values }) => values.map(({ source }) => source.replaceAll(/[*?]/g, 'x')));
}

const clusterArn = ({ cluster }: Workload, { account, region }: Run): string =>
  `arn:aws:eks:${region}:${account}:cluster/${cluster}`;

/** The session tags of EKS Pod Identity. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
const tagsOf = (workload: Workload, run: Run): [key: string, value: string][] => [
  ['eks-cluster-arn', clusterArn(workload, run)],
  ['eks-cluster-name', workload.cluster],
  ['kubernetes-namespace', workload.namespace],
  ['kubernetes-service-account', workload.serviceAccount],
  ['kubernetes-pod-name', `${workload.serviceAccount}-0`],
  ['kubernetes-pod-uid', '3f2c1d5e-8a47-4f0b-9f43-6f7f4d0a1b2c'],
];

/** For whom EKS Pod Identity asks. */
const sourceOf = (workload: Workload, run: Run): RequestContext => ({
  'aws:SourceAccount': run.account,
  'aws:SourceArn': clusterArn(workload, run),
});

/** The session tags that a request carries, unless they are switched off. */
function podContext(
  { disableSessionTags }: PodIdentityAssociation,
  workload: Workload,
  run: Run,
): RequestContext {
  if (disableSessionTags) return {};
  const tags = tagsOf(workload, run);
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(([key]) => key),
    'sts:TransitiveTagKeys': tags.map(([key]) => key),
  };
}

/** What the session that the pods get carries into each request, and the policy that an association may limit it with. */
export function sessionOfPods(identity: Identity, workload: Workload, run: Run): SessionLimits {
  if (identity.by === 'annotation')
    return { context: { 'aws:FederatedProvider': providerArn(identity.issuer, run.account) } };
  const { disableSessionTags, policy } = identity.association;
  const tags = disableSessionTags ? [] : tagsOf(workload, run);
  return {
    context: Object.fromEntries(tags.map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
    ...(policy === null ? {} : { policy: sessionPolicy(policy) }),
  };
}

function sessionPolicy(text: string): NonNullable<SessionLimits['policy']> {
  const name = 'session policy of the association';
  return { name, policy: policyToJudge(jsonOf(text), 'eks:DescribePodIdentityAssociation', name) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
