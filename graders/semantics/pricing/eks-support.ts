// How long AWS supports a Kubernetes version on EKS: dated data (graders/semantics/data/eks-calendar.json), today a value.

export interface EksCalendar {
  reviewed: string;
  source: { title: string; url: string; date: string };
  versions: Record<string, { standardEnd: string; extendedEnd: string }>;
}

/** `ended`: past extended support, AWS upgrades such a cluster. `unknown`: the calendar does not have the version. */
export type EksSupport = 'standard' | 'extended' | 'ended' | 'unknown';

/**
 * Which support a version has on a day. The last day of a phase belongs to it.
 * @param version as EKS names it, `1.34`
 * @param today `YYYY-MM-DD`, or an instant that begins so
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
export function eksSupport(version: string, today: string, calendar: EksCalendar): EksSupport {
  const dates = Object.hasOwn(calendar.versions, version) ? calendar.versions[version] : undefined;
  const day = /^\d{4}-\d{2}-\d{2}/.exec(today)?.[0];
  if (!dates || !day) return 'unknown';
  if (day <= dates.standardEnd) return 'standard';
  return day <= dates.extendedEnd ? 'extended' : 'ended';
}

/** Versions in standard support on a day, oldest first. */
export function standardVersions(today: string, calendar: EksCalendar): string[] {
  const minor = (version: string): number => Number(version.split('.')[1]);
  return Object.keys(calendar.versions)
    .filter((version) => eksSupport(version, today, calendar) === 'standard')
    .toSorted((a, b) => minor(a) - minor(b));
}
