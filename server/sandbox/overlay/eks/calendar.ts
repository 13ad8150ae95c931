/**
 * Kubernetes versions of EKS on a day: 14 months of standard support, 12 of extended.
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
import calendar from '../../../../graders/semantics/data/eks-calendar.json' with { type: 'json' };

export type VersionStatus = 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED';

export interface KubernetesVersion {
  version: string;
  minor: number;
  released: Date;
  standardEnd: Date;
  extendedEnd: Date;
  status: VersionStatus;
}

const STANDARD_MONTHS = 14;

/** Every version that is released by then, newest first. */
export function versionsOn(now: Date): KubernetesVersion[] {
  const today = now.toISOString().slice(0, 10);
  return Object.entries(calendar.versions)
    .map(([version, { standardEnd, extendedEnd }]): KubernetesVersion => {
      const released = new Date(`${standardEnd}T00:00:00Z`);
      released.setUTCMonth(released.getUTCMonth() - STANDARD_MONTHS);
      return {
        version,
        minor: minorOf(version),
        released,
        standardEnd: new Date(`${standardEnd}T00:00:00Z`),
        extendedEnd: new Date(`${extendedEnd}T00:00:00Z`),
        status:
          today <= standardEnd
            ? 'STANDARD_SUPPORT'
            : today <= extendedEnd
              ? 'EXTENDED_SUPPORT'
              : 'UNSUPPORTED',
      };
    })
    .filter(({ released }) => released <= now)
    .toSorted((a, b) => b.minor - a.minor);
}

/** The version that a cluster gets which asks for none. */
export function defaultVersion(now: Date): string {
  return versionsOn(now)[0]?.version ?? Object.keys(calendar.versions).at(-1) ?? '';
}

/** Support of a version; undefined for one that AWS does not have. */
export function supportOf(version: string, now: Date): VersionStatus | undefined {
  return versionsOn(now).find((known) => known.version === version)?.status;
}

export function minorOf(version: string): number {
  return Number(/^1\.(\d+)$/.exec(version)?.[1] ?? Number.NaN);
}

/** A platform version grows with the age of its Kubernetes version; its number is made up. */
export function platformVersion(version: string, now: Date): string {
  const known = versionsOn(now).find((one) => one.version === version);
  const days = known === undefined ? 0 : (now.getTime() - known.released.getTime()) / 86_400_000;
  return `eks.${Math.max(1, Math.ceil(days / 30))}`;
}
