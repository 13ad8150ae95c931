/** Whether a role lets exactly the pods of one service account have it. */
import type { RunFacts } from '../../kit/index.ts';
import type { PodIdentityAssociation } from '../../reads/eks-identity.ts';
import type { Policy, Principal, RequestContext } from '../../semantics/iam/index.ts';
import { providerArn, type Identity, type Workload } from './eks-identity.ts';
import { requestContext } from './iam-context.ts';
import { askTrust } from './iam-trust.ts';
import { policyToJudge } from './policy.ts';
import type { SessionLimits } from './iam-permissions.ts';

type Run = Pick<RunFacts, 'account' | 'region' | 'now'>;

const PODS = 'pods.eks.amazonaws.com';
const AUDIENCE = 'sts.amazonaws.com';

/** A request that the trust policy answers the wrong way. */
export interface TrustFlaw {
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
  const { role } = identity;
  const policy = policyToJudge(
    role.AssumeRolePolicyDocument,
    'iam:GetAccountAuthorizationDetails',
    `trust policy of ${role.RoleName}`,
  );
  const ask = (
    principal: Principal,
    facts: { context: RequestContext; shown?: RequestContext },
    action: string,
  ) =>
    askTrust(
      policy,
      role.Arn,
      principal,
      { ...requestContext(principal, run, role.Arn), ...facts.context },
      facts.shown ?? {},
      action,
    );
  if (identity.by === 'association') {
    const principal: Principal = { type: 'service', name: PODS };
    const context = podContext(identity.association, workload, run);
    for (const action of ['sts:AssumeRole', 'sts:TagSession']) {
      const { decision, words, statement } = ask(principal, { context }, action);
      if (!decision.allowed) return { probe: `${action} by ${PODS}`, words, expected: 'allowed', statement };
    }
    return undefined;
  }
  const { issuer } = identity;
  const principal: Principal = { type: 'federated', provider: providerArn(issuer, run.account) };
  const action = 'sts:AssumeRoleWithWebIdentity';
  const token = (sub: string, aud: string) => {
    const context = { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: aud };
    const { decision, words, statement } = ask(principal, { context, shown: context }, action);
    return { allowed: decision.allowed, probe: `${action} by ${sub} for ${aud}`, words, statement };
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

/** What EKS Pod Identity says of a request: for whom, and the session tags unless they are switched off. */
function podContext(
  { disableSessionTags }: PodIdentityAssociation,
  workload: Workload,
  run: Run,
): RequestContext {
  const tags = tagsOf(workload, run);
  const source = { 'aws:SourceAccount': run.account, 'aws:SourceArn': clusterArn(workload, run) };
  if (disableSessionTags) return source;
  return {
    ...source,
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
