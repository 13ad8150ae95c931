/** What is wrong with an EKS cluster, one question at a time: the serving lab and the capstone ask the same ones. */
import { cannotEvaluate } from '../../kit/index.ts';
import { cluster, clusterVersions, type Cluster, type ClusterVersion } from '../../reads/eks.ts';
import { blockContains } from '../../semantics/network/index.ts';

/**
 * What the state of a cluster or of a managed node group means to a task.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
 */
export type Phase = 'gone' | 'coming' | 'active' | 'unhealthy';

const COMING: ReadonlySet<string | null> = new Set(['CREATING', 'UPDATING', 'PENDING']);

/** A resource that is being deleted is gone; every state that is none of the good ones is unhealthy. */
export function phaseOf(status: string | null): Phase {
  if (status === 'DELETING') return 'gone';
  if (COMING.has(status)) return 'coming';
  return status === 'ACTIVE' ? 'active' : 'unhealthy';
}

/** The cluster, unless it is being deleted. */
export function livingCluster(found: Cluster | undefined): Cluster | undefined {
  return found && phaseOf(found.status) !== 'gone' ? found : undefined;
}

/** What is wrong with a member of the answer of DescribeCluster. */
export interface ClusterFlaw {
  /** In a few words, for messages that hold any of them. */
  readonly finding: string;
  readonly data: Record<string, unknown>;
  readonly path: string;
  readonly expected: string;
  readonly actual: unknown;
}

export interface Support {
  /** STANDARD_SUPPORT, EXTENDED_SUPPORT or UNSUPPORTED; `unknown to Amazon EKS` for a version in nobody's calendar. */
  readonly status: string;
  /** YYYY-MM-DD since when, where the calendar says it. */
  readonly since: string | null;
}

const STANDARD = 'STANDARD_SUPPORT';
const day = (instant: string | null): string | null => instant?.slice(0, 10) ?? null;

/**
 * Support of a version on a day, its last day included. Dates decide, because a status is one of the day of the call; a
 * calendar without dates is taken at its word. A version that is newer than one in standard support is in standard
 * support itself, also where the calendar is older than it: each minor version has its own fourteen months, one after the
 * other (https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html).
 *
 * @throws Blocked when the calendar names the version and says nothing of its support
 */
export function supportOf(calendar: readonly ClusterVersion[], version: string, today: string): Support {
  const known = calendar.filter(({ clusterVersion }) => clusterVersion === version);
  if (known.length === 0) {
    const newer = calendar.some(
      (one) => isOlder(one.clusterVersion, version) && entrySupport(one, today).status === STANDARD,
    );
    return { status: newer ? STANDARD : 'unknown to Amazon EKS', since: null };
  }
  const supports = known.map((one) => entrySupport(one, today));
  const standard = supports.find(({ status }) => status === STANDARD);
  const [first] = supports;
  return standard ?? first ?? { status: 'unknown to Amazon EKS', since: null };
}

function entrySupport(entry: ClusterVersion, today: string): Support {
  const standard = day(entry.endOfStandardSupportDate);
  const extended = day(entry.endOfExtendedSupportDate);
  if (standard !== null) {
    if (today <= standard) return { status: STANDARD, since: null };
    const over = extended !== null && today > extended;
    return over
      ? { status: 'UNSUPPORTED', since: extended }
      : { status: 'EXTENDED_SUPPORT', since: standard };
  }
  return {
    status:
      entry.versionStatus ??
      cannotEvaluate(clusterVersions.id, `the support of ${entry.clusterVersion}`, 'unsupported-by-target'),
    since: null,
  };
}

/** `1.9` is older than `1.35`. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [numbers(one), numbers(other)];
  return a[0] === b[0] ? a[1] < b[1] : a[0] < b[0];
}

const numbers = (version: string): [number, number] => {
  const [major = '', minor = ''] = version.split('.');
  return [Number(major), Number(minor)];
};

/** Kubernetes that is not in standard support on the day. @throws Blocked as `supportOf` */
export function versionFlaw(
  { version }: Cluster,
  calendar: readonly ClusterVersion[],
  today: string,
): ClusterFlaw | undefined {
  const { status, since } = supportOf(calendar, version ?? '', today);
  if (status === STANDARD) return undefined;
  const words = since === null ? status : `${status} since ${since}`;
  return {
    finding: `version ${version ?? 'unknown'} is ${words}`,
    data: { version, status, since, words },
    path: 'cluster.version',
    expected: `a version in standard support on ${today}`,
    actual: `${version ?? 'unknown'}, ${words}`,
  };
}

/**
 * A cluster that slides into paid support when its version leaves the standard one. Where nothing is said of it the target
 * does not know the setting. https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html
 *
 * @throws Blocked where the target does not know it
 */
export function policyFlaw({ upgradePolicy: { supportType } }: Cluster): ClusterFlaw | undefined {
  if (supportType === 'STANDARD') return undefined;
  if (supportType === null)
    return cannotEvaluate(cluster.id, 'the answer has no upgradePolicy', 'unsupported-by-target');
  return {
    finding: `its upgrade policy is ${supportType}`,
    data: { supportType },
    path: 'cluster.upgradePolicy.supportType',
    expected: 'STANDARD',
    actual: supportType,
  };
}

const EVERYONE = ['0.0.0.0/0', '::/0'];

/**
 * The first block from which the public endpoint of the API server answers although it should not. Without a list AWS lets
 * everybody in; a list of an endpoint that is off lets nobody in.
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 *
 * @param admits whether a block may be let in
 */
export function endpointFlaw(
  { resourcesVpcConfig: network }: Cluster,
  admits: (block: string) => boolean,
  expected: string,
): ClusterFlaw | undefined {
  const path = 'cluster.resourcesVpcConfig.publicAccessCidrs';
  if (network.endpointPublicAccess === false) {
    if (network.endpointPrivateAccess !== false) return undefined;
    const finding = 'neither endpoint is on';
    return {
      finding,
      data: { cidr: finding },
      path: 'cluster.resourcesVpcConfig.endpointPrivateAccess',
      expected: 'true where the public endpoint is off',
      actual: false,
    };
  }
  const blocks = network.publicAccessCidrs.length > 0 ? network.publicAccessCidrs : EVERYONE;
  const cidr = blocks.find((block) => !admits(block));
  if (cidr === undefined) return undefined;
  return { finding: `its endpoint answers ${cidr}`, data: { cidr }, path, expected, actual: blocks };
}

/** An endpoint for one office and nobody else. */
export function officeFlaw(found: Cluster, office: string): ClusterFlaw | undefined {
  return endpointFlaw(found, (block) => blockContains(office, block), `blocks inside ${office}`);
}

/** An endpoint for the whole world. */
export function worldFlaw(found: Cluster): ClusterFlaw | undefined {
  const admits = (block: string): boolean => !EVERYONE.some((everyone) => blockContains(block, everyone));
  return endpointFlaw(found, admits, 'anything but everybody');
}

/** The first log type that is not sent, over all entries. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
export function logFlaw(
  { logging }: Cluster,
  wanted: readonly string[] = ['api', 'audit'],
): ClusterFlaw | undefined {
  const sent = logging.clusterLogging.flatMap(({ types, enabled }) => (enabled ? types : []));
  const type = wanted.find((one) => !sent.includes(one));
  if (type === undefined) return undefined;
  return {
    finding: `its ${type} log is off`,
    data: { type },
    path: 'cluster.logging.clusterLogging',
    expected: wanted.join(' and '),
    actual: sent.length > 0 ? sent : 'none',
  };
}
