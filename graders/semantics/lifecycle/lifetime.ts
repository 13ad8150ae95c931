import type { LifecycleConfiguration } from './configuration.ts';
import { planFor } from './plan.ts';
import { timeline } from './timeline.ts';
import type { Change, CurrentProbe, Effect, Finding, StorageClass, Versioning } from './types.ts';
import { rank } from './values.ts';

/** A stretch of days on which the bytes of one object lie in one class. */
export interface StorageSpan {
  fromDay: number;
  /** First day after the span; null when nothing ends it before the last day asked for. */
  toDay: number | null;
  storageClass: StorageClass;
  /** True once a delete marker hides the object and only its noncurrent version is left. */
  noncurrent: boolean;
  /** The action that began the span; null for the upload. */
  by: Effect | null;
}

export interface Lifetime {
  spans: StorageSpan[];
  /** The day on which the bytes are gone for good, and the action that removed them; null when they stay. */
  removed: { day: number; by: Effect } | null;
  unsupported: Finding[];
}

/**
 * Follows the bytes of a current object, past the delete marker of a versioned bucket, until they are really gone.
 * In a bucket whose versioning is suspended, an object written since then has the null version, which the marker
 * replaces: it is gone as in an unversioned bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
 * @param question.untilDay last day after the upload, inclusive
 */
export function lifetime(
  config: LifecycleConfiguration | null | undefined,
  probe: CurrentProbe,
  question: { today: string; untilDay: number; versioning?: Versioning },
): Lifetime {
  const { today, untilDay, versioning } = question;
  const line = timeline(config, probe, { today, untilDay, versioning });
  const current = follow(line.start as StorageClass, line.changes, 0, false);
  if (current.removed === null || versioning !== 'Enabled')
    return { ...current, unsupported: line.unsupported };

  const { day, by } = current.removed;
  // AWS: a transition due on the same day goes before the creation of a delete marker.
  const uploadClass = planFor(config, probe, today)
    .effects.filter((effect) => effect.day <= day && effect.to !== 'expired')
    .reduce<StorageClass>(
      (coldest, { to }) => (rank(to) > rank(coldest) ? (to as StorageClass) : coldest),
      line.start as StorageClass,
    );
  const hidden = timeline(
    config,
    { ...probe, kind: 'noncurrent', uploadClass, newerNoncurrentVersions: 0 },
    { today, untilDay: untilDay - day },
  );
  const rest = follow(uploadClass, hidden.changes, day, true, by);
  return {
    spans: [...current.spans, ...rest.spans],
    removed: rest.removed,
    unsupported: [...line.unsupported, ...hidden.unsupported],
  };
}

/** Turns changes into stretches of days; a class that is left on the day it is entered leaves no stretch. */
function follow(
  start: StorageClass,
  changes: readonly Change[],
  offset: number,
  noncurrent: boolean,
  by: Effect | null = null,
): { spans: StorageSpan[]; removed: Lifetime['removed'] } {
  const spans: StorageSpan[] = [];
  let open: StorageSpan = { fromDay: offset, toDay: null, storageClass: start, noncurrent, by };
  for (const change of changes) {
    const day = change.day + offset;
    if (day > open.fromDay) spans.push({ ...open, toDay: day });
    if (change.to === 'expired') return { spans, removed: { day, by: change.by } };
    open = { fromDay: day, toDay: null, storageClass: change.to as StorageClass, noncurrent, by: change.by };
  }
  return { spans: [...spans, open], removed: null };
}
