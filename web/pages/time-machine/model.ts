// From the learner's rules to what the page draws. The model that grades is the model that draws (design §3).
import type { LifecycleReply } from '../../../server/contract/index.ts';
import {
  explainEffect,
  explainFinding,
  explainNote,
  isGone,
  lifetime,
  ruleName,
  stateAt,
  stateOnDay,
  timeline,
  type CurrentProbe,
  type LifecycleConfiguration,
  type RuleNote,
  type Versioning,
} from '../../../graders/semantics/lifecycle/index.ts';
import {
  costOnDay,
  lifetimeCost,
  type LifetimeCost,
  type S3Prices,
} from '../../../graders/semantics/s3-cost/index.ts';
import prices from '../../../graders/semantics/data/s3-prices.json';
import type { LaneMark, LaneSegment } from '../../elements/lane.ts';

export const DAYS = 400;
export const PRICES: S3Prices = prices;
export type Bucket = LifecycleReply['buckets'][number];
export type ProbeFacts = Pick<Bucket['probes'][number], 'label' | 'key' | 'sizeBytes' | 'tags' | 'expected'>;

export interface Row extends ProbeFacts {
  segments: LaneSegment[];
  marks: (LaneMark & { actual: string })[];
  changes: { day: number; from: string; to: string; by: string }[];
  cost: LifetimeCost;
  warnings: string[];
}
export interface Reading {
  state: string;
  /** A delete marker hides the object, its bytes are still there and cost. */
  hidden: boolean;
  decidedBy: string | null;
  others: { key: string; text: string }[];
  usdPerMonth: number;
  usdSoFar: number | null;
}

interface Setting {
  config: LifecycleConfiguration | null;
  versioning: Versioning;
  today: string;
}

export const settingOf = (bucket: Bucket, today: string): Setting => ({
  config: bucket.configuration as LifecycleConfiguration | null,
  versioning: bucket.versioning as Versioning,
  today,
});

/** Everything about one object that does not depend on the slider. */
export function rowOf(facts: ProbeFacts, setting: Setting): Row {
  const { config, versioning, today } = setting;
  const probe = probeOf(facts);
  const last = Math.max(DAYS, ...facts.expected.map((one) => one.day));
  const line = timeline(config, probe, { today, untilDay: last, versioning });
  const life = lifetime(config, probe, { today, untilDay: DAYS, versioning });
  const segments: LaneSegment[] = life.spans.map((span) => ({
    from: span.fromDay,
    to: span.toDay,
    state: span.storageClass,
    hidden: span.noncurrent,
  }));
  if (life.removed) segments.push({ from: life.removed.day, to: null, state: 'expired', hidden: false });
  return {
    ...facts,
    segments,
    marks: facts.expected.map(({ day, state }) => {
      const actual = stateOnDay(line, day);
      const ok = state === 'kept' ? !isGone(actual) : state === actual;
      return { day, expected: state, actual, ok };
    }),
    changes: line.changes
      .filter((change) => change.day <= DAYS)
      .map((change) => ({ day: change.day, from: change.from, to: change.to, by: ruleName(change.by.rule) })),
    cost: lifetimeCost(life.spans, { bytes: facts.sizeBytes, untilDay: DAYS + 1 }, PRICES),
    warnings: life.unsupported.map(explainFinding),
  };
}

/** What the slider's day says about one object. */
export function readingOf(row: Row, setting: Setting, day: number): Reading {
  const at = stateAt(setting.config, probeOf(row), {
    today: setting.today,
    ageDays: day,
    versioning: setting.versioning,
  });
  const money = costOnDay(row.cost, day);
  return {
    state: at.state,
    hidden: at.hiddenByMarker,
    decidedBy: at.decidedBy ? explainEffect(at.decidedBy) : null,
    others: at.notes
      .filter(isTelling)
      .map((note) => ({ key: `${note.rule.index}-${note.action}-${note.why}`, text: explainNote(note) })),
    ...money,
  };
}

/** The days on which something happens to any of the rows, ascending. */
export function changeDays(rows: readonly Row[]): number[] {
  const days = rows.flatMap((row) => [
    ...row.changes.map((change) => change.day),
    ...row.segments.map((segment) => segment.from),
  ]);
  return [...new Set(days)].filter((day) => day > 0 && day <= DAYS).sort((a, b) => a - b);
}

/** A rule that has no action for an object says nothing about why the object is where it is. */
const isTelling = (note: RuleNote): boolean => note.why !== 'no-such-action';

const probeOf = (facts: ProbeFacts): CurrentProbe => ({
  kind: 'current',
  key: facts.key,
  size: facts.sizeBytes,
  tags: facts.tags,
});
