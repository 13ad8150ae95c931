import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PROBE_SIZE,
  STORAGE_CLASSES,
  agreeOnBothUploads,
  explainEffect,
  explainFinding,
  explainNote,
  isGone,
  lifetime,
  possibleStates,
  rank,
  stateAt,
  stateOnDay,
  timeline,
  type LifecycleConfiguration,
  type LifecycleFilter,
  type LifecycleRule,
  type Probe,
  type ProbeState,
  type StorageClass,
} from '../../../graders/semantics/lifecycle/index.ts';

const today = '2026-11-25';
const UNTIL = 800;
const day = (offset: number): string => new Date(Date.UTC(2026, 10, 25 + offset)).toISOString();

const key = fc.constantFrom('models/a.pth', 'models-old/x', 'datasets/x.wav', 'notes.txt', 'm', '/models/a');
const prefix = fc.constantFrom('', 'm', 'models', 'models/', 'models/a.pth', 'datasets/', '/models/', 'zzz');
const size = fc.constantFrom(0, 1, 1000, 131_071, 131_072, 131_073, DEFAULT_PROBE_SIZE);
const tag = fc.record({ Key: fc.constantFrom('a', 'b'), Value: fc.constantFrom('1', '2') });
const age = fc.integer({ min: 0, max: UNTIL });
const coldClass = fc.constantFrom(...STORAGE_CLASSES.slice(1));
const time = fc.oneof(
  { weight: 3, arbitrary: fc.record({ Days: fc.integer({ min: 1, max: 500 }) }) },
  { weight: 1, arbitrary: fc.integer({ min: -50, max: 400 }).map((offset) => ({ Date: day(offset) })) },
);
const newer = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined });

const filter: fc.Arbitrary<LifecycleFilter> = fc.oneof(
  fc.constant({}),
  fc.record({ Prefix: prefix }),
  fc.record({ Tag: tag }),
  fc.record({ ObjectSizeGreaterThan: size }),
  fc.record({ ObjectSizeLessThan: size }),
  fc.record({
    And: fc.record(
      {
        Prefix: prefix,
        Tags: fc.array(tag, { maxLength: 2 }),
        ObjectSizeGreaterThan: size,
        ObjectSizeLessThan: size,
      },
      { requiredKeys: ['Prefix'] },
    ),
  }),
);

const rule: fc.Arbitrary<LifecycleRule> = fc.record(
  {
    Filter: filter,
    Status: fc.constantFrom('Enabled', 'Enabled', 'Disabled'),
    Transitions: fc.array(
      fc.tuple(time, coldClass).map(([when, StorageClass]) => ({ ...when, StorageClass })),
      { maxLength: 3 },
    ),
    Expiration: fc.oneof(time, fc.record({ ExpiredObjectDeleteMarker: fc.boolean() })),
    NoncurrentVersionTransitions: fc.array(
      fc.record({
        NoncurrentDays: fc.integer({ min: 0, max: 400 }),
        NewerNoncurrentVersions: newer,
        StorageClass: coldClass,
      }),
      { maxLength: 2 },
    ),
    NoncurrentVersionExpiration: fc.record({
      NoncurrentDays: fc.integer({ min: 1, max: 400 }),
      NewerNoncurrentVersions: newer,
    }),
    AbortIncompleteMultipartUpload: fc.record({ DaysAfterInitiation: fc.integer({ min: 1, max: 400 }) }),
  },
  { requiredKeys: ['Filter', 'Status'] },
);

const rules = fc
  .array(rule, { maxLength: 6 })
  .map((list) => list.map((one, index): LifecycleRule => ({ ID: `rule-${index}`, ...one })));
const config: fc.Arbitrary<LifecycleConfiguration> = fc.record({
  Rules: rules,
  TransitionDefaultMinimumObjectSize: fc.constantFrom(
    undefined,
    null,
    'all_storage_classes_128K',
    'varies_by_storage_class',
  ),
});

const tags = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'));
const uploadClass = fc.option(fc.constantFrom(...STORAGE_CLASSES), { nil: undefined });
const current = fc.record({
  kind: fc.constant('current' as const),
  key,
  size,
  tags,
  uploadClass,
  uploadedOn: fc.option(fc.integer({ min: -300, max: 300 }).map(day), { nil: undefined }),
});
const probe: fc.Arbitrary<Probe> = fc.oneof(
  { weight: 3, arbitrary: current },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('noncurrent' as const),
      key,
      size,
      tags,
      uploadClass,
      newerNoncurrentVersions: fc.integer({ min: 0, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete-marker' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('multipart-upload' as const), key }) },
);

const stateOf = (rulesOf: LifecycleConfiguration, of: Probe, ageDays: number): ProbeState =>
  stateAt(rulesOf, of, { today, ageDays }).state;

/** The catalogue's rules once more, written the slow way: one day at a time, no plan, no reasons. */
function oracle(given: LifecycleConfiguration, of: Probe, ageDays: number): ProbeState {
  const version = of.kind === 'current' || of.kind === 'noncurrent';
  const bytes = version ? (of.size ?? DEFAULT_PROBE_SIZE) : 0;
  const uploaded = Date.parse((of.kind === 'current' ? of.uploadedOn : undefined) ?? `${today}T00:00:00Z`);
  const isDue = (one: { Days?: number | null; Date?: string | null }): boolean =>
    one.Days != null
      ? ageDays >= one.Days
      : one.Date != null && uploaded + ageDays * 86_400_000 >= Date.parse(one.Date);
  const enough = (n: number | null | undefined): boolean =>
    of.kind === 'noncurrent' && (of.newerNoncurrentVersions ?? 0) >= (n ?? 0);
  let best: ProbeState = version ? (of.uploadClass ?? 'STANDARD') : 'kept';
  const moveTo = (name: string, sized: boolean): void => {
    const varies = given.TransitionDefaultMinimumObjectSize === 'varies_by_storage_class';
    const archive = name === 'GLACIER' || name === 'DEEP_ARCHIVE';
    if (bytes < 131_072 && !sized && !(varies && archive)) return;
    const order: string[] = ['STANDARD', 'STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA'];
    order.push('GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE');
    if (order.indexOf(name) > order.indexOf(best)) best = name as StorageClass;
  };
  let end: ProbeState | null = null;
  for (const one of given.Rules ?? []) {
    const f = { ...one.Filter, ...one.Filter?.And };
    const wantedTags = [...(f.Tag ? [f.Tag] : []), ...(f.Tags ?? [])];
    const sized = f.ObjectSizeGreaterThan != null || f.ObjectSizeLessThan != null;
    if (one.Status !== 'Enabled' || !of.key.startsWith(f.Prefix ?? '')) continue;
    if (!version && (sized || wantedTags.length > 0)) continue;
    if (version && !wantedTags.every((t) => of.tags?.[t.Key ?? ''] === t.Value)) continue;
    if (f.ObjectSizeGreaterThan != null && !(bytes > f.ObjectSizeGreaterThan)) continue;
    if (f.ObjectSizeLessThan != null && !(bytes < f.ObjectSizeLessThan)) continue;
    if (of.kind === 'current') {
      for (const t of one.Transitions ?? []) if (isDue(t)) moveTo(t.StorageClass ?? '', sized);
      if (one.Expiration && isDue(one.Expiration)) end = 'expired';
    } else if (of.kind === 'noncurrent') {
      for (const t of one.NoncurrentVersionTransitions ?? []) {
        if (ageDays >= (t.NoncurrentDays ?? 0) && enough(t.NewerNoncurrentVersions))
          moveTo(t.StorageClass ?? '', sized);
      }
      const e = one.NoncurrentVersionExpiration;
      if (e && ageDays >= (e.NoncurrentDays ?? 0) && enough(e.NewerNoncurrentVersions)) end = 'expired';
    } else if (of.kind === 'delete-marker') {
      const e = one.Expiration;
      if (e?.ExpiredObjectDeleteMarker === true || (e?.Days != null && ageDays >= e.Days)) end = 'removed';
    } else if (one.AbortIncompleteMultipartUpload) {
      if (ageDays >= (one.AbortIncompleteMultipartUpload.DaysAfterInitiation ?? 0)) end = 'aborted';
    }
  }
  return end ?? best;
}

describe('lifecycle: properties', () => {
  it('agrees with a second, day-by-day reading of the rules', () => {
    fc.assert(
      fc.property(config, probe, age, (given, of, ageDays) => {
        expect(stateOf(given, of, ageDays)).toBe(oracle(given, of, ageDays));
      }),
      { numRuns: 1500 },
    );
  });

  it('draws a timeline that agrees with stateAt on every day from 0 to 800', () => {
    fc.assert(
      fc.property(config, probe, (given, of) => {
        const line = timeline(given, of, { today, untilDay: UNTIL });
        const days = Array.from({ length: UNTIL + 1 }, (_, d) => d);
        const apart = days.filter((d) => stateOf(given, of, d) !== stateOnDay(line, d));
        expect(apart).toEqual([]);
        expect(line.end).toBe(stateOf(given, of, UNTIL));
        expect(line.changes.every((one, i) => one.day > (line.changes[i - 1]?.day ?? -1))).toBe(true);
        expect(line.changes.every((one, i) => one.from === (line.changes[i - 1]?.to ?? line.start))).toBe(
          true,
        );
        expect(line.changes.every((one) => one.by.day === one.day && one.by.to === one.to)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('does not care about the order of the rules, nor does the deciding rule', () => {
    const shuffled = config.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...(given.Rules ?? [])], { minLength: given.Rules?.length ?? 0 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, probe, age, ([given, order], of, ageDays) => {
        const one = stateAt(given, of, { today, ageDays });
        const two = stateAt({ ...given, Rules: order }, of, { today, ageDays });
        expect(two.state).toBe(one.state);
        expect(two.decidedBy?.rule.id).toBe(one.decidedBy?.rule.id);
        expect(two.notes.map((note) => `${note.rule.id} ${note.why}`).sort()).toEqual(
          one.notes.map((note) => `${note.rule.id} ${note.why}`).sort(),
        );
      }),
    );
  });

  it('is not changed by a Disabled rule', () => {
    fc.assert(
      fc.property(config, rule, probe, age, (given, extra, of, ageDays) => {
        const more = { ...given, Rules: [...(given.Rules ?? []), { ...extra, Status: 'Disabled' }] };
        expect(stateOf(more, of, ageDays)).toBe(stateOf(given, of, ageDays));
      }),
    );
  });

  it('never warms an object, and what is gone stays gone', () => {
    fc.assert(
      fc.property(config, probe, age, age, (given, of, a, b) => {
        const [young, old] = a < b ? [a, b] : [b, a];
        const before = stateOf(given, of, young);
        const after = stateOf(given, of, old);
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
        expect(isGone(before) && after !== before).toBe(false);
      }),
    );
  });

  it('never un-expires an object by another Expiration', () => {
    fc.assert(
      fc.property(config, filter, time, current, age, (given, Filter, when, of, ageDays) => {
        const extra: LifecycleRule = { Status: 'Enabled', Filter, Expiration: when };
        const more = { ...given, Rules: [extra, ...(given.Rules ?? [])] };
        const before = stateOf(given, of, ageDays);
        const after = stateOf(more, of, ageDays);
        expect(before === 'expired' ? ['expired'] : [before, 'expired']).toContain(after);
      }),
    );
  });

  it('touches no key outside a prefix', () => {
    fc.assert(
      fc.property(config, rule, prefix, probe, age, (given, extra, Prefix, of, ageDays) => {
        fc.pre(!of.key.startsWith(Prefix));
        const more = {
          ...given,
          Rules: [...(given.Rules ?? []), { ...extra, Status: 'Enabled', Filter: { Prefix } }],
        };
        const result = stateAt(more, of, { today, ageDays });
        expect(result.state).toBe(stateOf(given, of, ageDays));
        expect(result.notes.at(-1)?.why).toMatch(/^prefix-/);
      }),
    );
  });

  it('reads Filter.Prefix, the legacy Prefix and And with one Prefix alike', () => {
    fc.assert(
      fc.property(rule, prefix, probe, age, (given, Prefix, of, ageDays) => {
        const { Filter: _, ...rest } = given;
        const forms: LifecycleRule[] = [
          { ...rest, Filter: { Prefix } },
          { ...rest, Prefix },
          { ...rest, Filter: { And: { Prefix } } },
          { ...rest, Prefix, Filter: { Prefix } },
        ];
        const results = forms.map((form) => stateAt({ Rules: [form] }, of, { today, ageDays }));
        for (const result of results) expect(result).toEqual(results[0]);
      }),
    );
  });

  it('lets a Date act from its day on, and at once on later uploads', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 700 }), age, (offset, ageDays) => {
        const given = { Rules: [{ Status: 'Enabled', Expiration: { Date: day(offset) } }] };
        const both = agreeOnBothUploads(given, { kind: 'current', key: 'x' }, { today, ageDays });
        expect(both.now.state === 'expired').toBe(ageDays >= offset);
        expect(both.later.state === 'expired').toBe(ageDays + 200 >= offset);
        expect(both.agree).toBe(ageDays >= offset || ageDays + 200 < offset);
      }),
    );
  });

  it('agrees on both uploads wherever rules count days only', () => {
    const daysOnly = config.filter((given) => !JSON.stringify(given).includes('"Date"'));
    fc.assert(
      fc.property(daysOnly, probe, age, (given, of, ageDays) => {
        const both = agreeOnBothUploads(given, of, { today, ageDays });
        expect(both.agree).toBe(true);
        expect(both.state).toBe(stateOf(given, of, ageDays));
      }),
    );
  });

  it('accounts for every rule: each one decided or has a note', () => {
    fc.assert(
      fc.property(config, probe, age, (given, of, ageDays) => {
        const result = stateAt(given, of, { today, ageDays });
        expect(result.unsupported).toEqual([]);
        const named = new Set(result.notes.map((note) => note.rule.index));
        for (const change of timeline(given, of, { today, untilDay: ageDays }).changes)
          named.add(change.by.rule.index);
        expect(named).toEqual(new Set((given.Rules ?? []).keys()));
        for (const note of result.notes) expect(explainNote(note)).not.toMatch(/undefined|null|NaN/);
        const said = result.decidedBy === null ? '' : explainEffect(result.decidedBy);
        expect(said).not.toMatch(/undefined|null|NaN/);
      }),
    );
  });

  it('follows the bytes without gap or overlap, in the classes of the timeline', () => {
    const versioning = fc.constantFrom('Enabled' as const, 'Suspended' as const, null);
    fc.assert(
      fc.property(config, current, versioning, (given, of, state) => {
        const line = lifetime(given, of, { today, untilDay: UNTIL, versioning: state });
        const visible = timeline(given, of, { today, untilDay: UNTIL });
        line.spans.forEach((span, index) => {
          const next = line.spans[index + 1];
          expect(span.toDay).toBe(next?.fromDay ?? line.removed?.day ?? null);
          const seen = span.noncurrent ? span.storageClass : stateOnDay(visible, span.fromDay);
          expect(seen).toBe(span.storageClass);
          expect(rank(next?.storageClass ?? 'expired')).toBeGreaterThanOrEqual(rank(span.storageClass));
          expect(span.noncurrent && state !== 'Enabled').toBe(false);
        });
        expect(state !== 'Enabled' && (line.removed !== null) !== (visible.end === 'expired')).toBe(false);
      }),
    );
  });

  it('covers with its possible states whatever a doubtful rule turns out to mean', () => {
    fc.assert(
      fc.property(config, rule, probe, age, (given, doubtful, of, ageDays) => {
        const meant = (Status: string): LifecycleConfiguration => ({
          ...given,
          Rules: [...(given.Rules ?? []), { ...doubtful, Status }],
        });
        const possible = possibleStates(stateAt(meant('?'), of, { today, ageDays }));
        expect(possible).toContain(stateOf(meant('Enabled'), of, ageDays));
        expect(possible).toContain(stateOf(meant('Disabled'), of, ageDays));
      }),
    );
  });

  it('answers any JSON without throwing', () => {
    const actions = [
      'Transitions',
      'Expiration',
      'NoncurrentVersionTransitions',
      'NoncurrentVersionExpiration',
    ];
    const junkRule = fc.oneof(
      fc.jsonValue(),
      fc.record(
        Object.fromEntries(
          [...actions, 'ID', 'Status', 'Prefix', 'Filter', 'AbortIncompleteMultipartUpload'].map((name) => [
            name,
            name === 'Status' ? fc.constantFrom('Enabled', 'x', null) : fc.jsonValue(),
          ]),
        ),
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ Rules: fc.array(junkRule) })),
        probe,
        age,
        (junk, of, ageDays) => {
          const given = junk as LifecycleConfiguration;
          const result = stateAt(given, of, { today, ageDays });
          expect(rank(result.state)).toBeGreaterThanOrEqual(-1);
          for (const one of result.unsupported) expect(explainFinding(one)).not.toMatch(/undefined is/);
          timeline(given, of, { today, untilDay: ageDays });
          agreeOnBothUploads(given, of, { today, ageDays });
        },
      ),
      { numRuns: 500 },
    );
  });
});
