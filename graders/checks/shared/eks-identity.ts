/** Which IAM role the pods of a service account get, and by whose word: EKS Pod Identity, or an annotation and OpenID Connect. */
import {
  after,
  Blocked,
  cannotEvaluate,
  each,
  type RunFacts,
  type Saw,
  type SawEach,
} from '../../kit/index.ts';
import { cluster } from '../../reads/eks.ts';
import { artifact, type Artifact, type ArtifactArgs } from '../../reads/artifact.ts';
import {
  podIdentityAssociation,
  podIdentityAssociations,
  type PodIdentityAssociation,
  type PodIdentityAssociationSummary,
} from '../../reads/eks-identity.ts';
import type { AccountAuthorization, RoleAuthorization } from '../../reads/iam.ts';
import { openIdProviders } from '../../reads/iam-providers.ts';
import { readManifests } from '../../semantics/manifests/index.ts';
import { awsManaged } from './iam-holdings.ts';
import { bindPermissions, permissionReads } from './iam-permissions.ts';
import { asked, bindLive, liveReads, type LiveViews } from './live-manifests.ts';

export interface Workload {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Reads of what gives pods a role, and of what roles may do; `bindIdentity` goes with them. */
export const identityReads = {
  ...liveReads,
  cluster,
  associations: podIdentityAssociations,
  association: each(podIdentityAssociation),
  manifests: each(artifact),
  providers: openIdProviders,
  ...permissionReads,
};

/** Roles that pods or nodes may assume, as their trust policies say, also by way of another role. */
const FOR_PODS_OR_NODES =
  /pods\.eks\.amazonaws|ec2\.amazonaws|oidc-provider|AssumeRoleWithWebIdentity|:role\//;

/**
 * @param files manifests that may annotate the service account: the first that has been handed in counts, and the cluster is
 *   asked when none has
 */
export function bindIdentity(workload: Workload, files: readonly ArtifactArgs[], run: RunFacts) {
  const { cluster, namespace } = workload;
  return {
    ...bindLive({ cluster, namespace, resources: ['v1/serviceaccounts'], unless: [...files] }, run),
    associations: { cluster: workload.cluster },
    association: after(
      'associations',
      (all: readonly PodIdentityAssociationSummary[] | undefined) =>
        (all ?? [])
          .filter((one) => isOf(one, workload))
          .map(({ associationId }) => ({ cluster: workload.cluster, id: associationId })),
      { cluster: workload.cluster },
    ),
    manifests: [...files],
    providers: {},
    ...bindPermissions({ role: '' }),
    // Which of these roles it is turns out later: AWS's own policies of all of them are read.
    managed: after('account', (account: AccountAuthorization | undefined) => {
      const arns = (account?.RoleDetailList ?? [])
        .filter((role) => FOR_PODS_OR_NODES.test(JSON.stringify(role.AssumeRolePolicyDocument)))
        .flatMap(({ RoleName }) => (account ? awsManaged(account, { role: RoleName }) : []));
      return [...new Set(arns)].sort().map((arn) => ({ arn }));
    }),
  };
}

const isOf = ({ namespace, serviceAccount }: PodIdentityAssociationSummary, workload: Workload): boolean =>
  namespace === workload.namespace && serviceAccount === workload.serviceAccount;

export interface IdentityViews extends LiveViews {
  associations: Saw<PodIdentityAssociationSummary[]>;
  association: SawEach<{ cluster: string; id: string }, PodIdentityAssociation>;
  manifests: SawEach<ArtifactArgs, Artifact>;
  providers: Saw<string[]>;
  account: Saw<AccountAuthorization>;
}

/** How a service account comes to its role: the one whose permissions its pods have. */
export type Identity =
  | {
      readonly by: 'association';
      readonly role: RoleAuthorization;
      /** The role that EKS assumes; another one where the association names a target role. */
      readonly first: RoleAuthorization;
      readonly association: PodIdentityAssociation;
    }
  | { readonly by: 'annotation'; readonly role: RoleAuthorization; readonly issuer: string };

/** Why pods of the service account get no role, in words; or the role they get. @throws Blocked when it cannot be told */
export function identityOf(
  saw: IdentityViews,
  workload: Workload,
  run: Pick<RunFacts, 'account' | 'target'>,
): { readonly identity: Identity } | { readonly finding: string } {
  const all = saw.associations() ?? [];
  const associations = saw
    .association()
    .flatMap(({ value }) => (value && isOf(value, workload) ? [value] : []));
  const annotated = annotatedRole(saw, workload, run, associations.length > 0);
  const arns = new Set([...associations.flatMap(({ roleArn }) => roleArn ?? []), ...annotated]);
  const [arn, other] = [...arns];
  if (arn === undefined) return { finding: noneInWords(all, workload) };
  if (other !== undefined) return { finding: `two roles are named, ${arn} and ${other}` };
  const role = roleOfArn(saw, arn, run.account);
  if (!role) return { finding: `role ${arn} is not there` };
  const [association] = associations;
  if (association) {
    const { targetRoleArn } = association;
    if (targetRoleArn === null) return { identity: { by: 'association', role, first: role, association } };
    const target = roleOfArn(saw, targetRoleArn, run.account);
    if (!target) return { finding: `target role ${targetRoleArn} is not there` };
    return { identity: { by: 'association', role: target, first: role, association } };
  }
  const issuer = saw.cluster()?.identity.oidc.issuer?.replace(/^https:\/\//, '');
  if (issuer === undefined) return { finding: 'the cluster has no OpenID Connect issuer' };
  const provider = providerArn(issuer, run.account);
  if (!(saw.providers() ?? []).includes(provider))
    return { finding: `the account knows no OpenID Connect provider ${issuer}` };
  return { identity: { by: 'annotation', role, issuer } };
}

export const providerArn = (issuer: string, account: string): string =>
  `arn:aws:iam::${account}:oidc-provider/${issuer}`;

function roleOfArn(saw: IdentityViews, arn: string, account: string): RoleAuthorization | undefined {
  const [, , service, , owner = ''] = arn.split(':');
  if (service === 'iam' && /^\d{12}$/.test(owner) && owner !== account)
    return cannotEvaluate(podIdentityAssociation.id, `${arn}, a role of another account`);
  return saw.account()?.RoleDetailList.find((role) => role.Arn === arn);
}

function noneInWords(
  all: readonly PodIdentityAssociationSummary[],
  { namespace, serviceAccount }: Workload,
): string {
  const near = all.find((one) => one.namespace === namespace || one.serviceAccount === serviceAccount);
  const has = near
    ? `there is an association, of ${near.namespace ?? ''}/${near.serviceAccount ?? ''}`
    : 'there is no association';
  return `${has}, and no manifest annotates ${namespace}/${serviceAccount} with a role`;
}

/** https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const ANNOTATION = 'eks.amazonaws.com/role-arn';

/**
 * The role that the first manifest handed in gives to the service account, or the account itself in the cluster. A file that cannot
 * be read annotates nothing. Beside an association a cluster that does not answer holds nobody up.
 */
function annotatedRole(
  saw: IdentityViews,
  { namespace, serviceAccount }: Workload,
  run: Pick<RunFacts, 'target'>,
  associated: boolean,
): string[] {
  const file = saw
    .manifests()
    .flatMap(({ value }) => value ?? [])
    .at(0);
  const roles = (objects: readonly Annotated[]) =>
    objects.flatMap((object) => {
      if (object.kind !== 'ServiceAccount' || object.name !== serviceAccount) return [];
      if (object.namespace !== namespace) return [];
      const { annotations } = (object.value['metadata'] ?? {}) as { annotations?: Record<string, unknown> };
      const arn = annotations?.[ANNOTATION];
      return typeof arn === 'string' && arn !== '' ? [arn] : [];
    });
  if (file) {
    if (file.text === null) return [];
    const { objects, unknown } = readManifests([{ name: file.name, text: file.text }]);
    return roles([...objects, ...unknown]);
  }
  try {
    const accounts = asked(saw, run).flatMap(({ value }) => value ?? []);
    return roles(
      accounts.flatMap((value): Annotated[] => {
        const { name, namespace: of } = (value['metadata'] ?? {}) as { name?: string; namespace?: string };
        return [{ kind: String(value['kind']), name: name ?? '', namespace: of ?? '', value }];
      }),
    );
  } catch (error) {
    if (error instanceof Blocked && associated) return [];
    throw error;
  }
}

interface Annotated {
  kind: string;
  name: string;
  namespace: string;
  value: Readonly<Record<string, unknown>>;
}
