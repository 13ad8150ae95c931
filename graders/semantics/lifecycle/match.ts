import type { LifecycleRule } from './configuration.ts';
import type { FindingCode, Probe, Why } from './types.ts';
import { DEFAULT_PROBE_SIZE, isCount, isRecord } from './values.ts';

/** What one condition, or a whole filter, says about one probe. `path` is relative to the rule. */
export type Match =
  | { verdict: 'yes'; sized: boolean }
  | { verdict: 'no'; why: Why; wanted: string | number; found: string | number | null }
  | { verdict: 'unknown'; code: FindingCode; path: string; value: unknown };

const YES: Match = { verdict: 'yes', sized: false };
const FILTER_CONDITIONS = ['Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'And'];
const AND_CONDITIONS = ['Prefix', 'Tags', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'];

/**
 * Does the rule's filter select the probe? A legacy `Prefix` counts like `Filter.Prefix`; a rule without both selects
 * every object, since an empty element is all that can have been lost on the way.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html
 */
export function matchRule(rule: LifecycleRule, probe: Probe): Match {
  const legacy = rule.Prefix == null ? null : matchPrefix(rule.Prefix, probe.key, 'Prefix');
  const filter = rule.Filter == null ? null : matchFilter(rule.Filter, probe);
  if (legacy === null || filter === null) return legacy ?? filter ?? YES;
  // AWS refuses a rule with both. Where both say the same, its meaning is plain all the same.
  if (legacy.verdict === filter.verdict) return filter;
  return { verdict: 'unknown', code: 'prefix-and-filter', path: 'Prefix', value: rule.Prefix };
}

function matchFilter(filter: unknown, probe: Probe): Match {
  if (filter === '') return YES;
  const conditions = conditionsOf(filter, FILTER_CONDITIONS, 'Filter', probe);
  const first = conditions[0] ?? YES;
  if (conditions.every((one) => one.verdict === first.verdict)) return all(conditions);
  // API_LifecycleRule: a filter has exactly one of its members; more than one has no documented meaning.
  const broken = conditions.find((one) => one.verdict === 'unknown');
  return broken ?? { verdict: 'unknown', code: 'filter-several-conditions', path: 'Filter', value: filter };
}

function matchAnd(and: unknown, path: string, probe: Probe): Match {
  const conditions = conditionsOf(and, AND_CONDITIONS, path, probe);
  return conditions.length > 0 ? all(conditions) : malformed(path, and);
}

/** One verdict for each condition that is present; null members are absent ones. */
function conditionsOf(filter: unknown, known: readonly string[], path: string, probe: Probe): Match[] {
  if (!isRecord(filter)) return [malformed(path, filter)];
  const present = Object.keys(filter).filter((name) => filter[name] != null);
  const strange = present.filter((name) => !known.includes(name));
  return [
    ...known
      .filter((name) => present.includes(name))
      .map((name) => matchOne(name, filter[name], path, probe)),
    ...strange.map((name) => malformed(`${path}.${name}`, filter[name])),
  ];
}

function matchOne(name: string, wanted: unknown, parent: string, probe: Probe): Match {
  const path = `${parent}.${name}`;
  switch (name) {
    case 'Prefix':
      return matchPrefix(wanted, probe.key, path);
    case 'Tag':
      return matchTag(wanted, path, probe);
    case 'Tags':
      return Array.isArray(wanted)
        ? all(wanted.map((tag, index) => matchTag(tag, `${path}[${index}]`, probe)))
        : malformed(path, wanted);
    case 'And':
      return matchAnd(wanted, path, probe);
    default:
      return matchSize(name, wanted, path, probe);
  }
}

/** Prefixes are literal: no wildcard, and keys have no leading slash unless somebody wrote one. */
function matchPrefix(prefix: unknown, key: string, path: string): Match {
  if (typeof prefix !== 'string') return malformed(path, prefix);
  if (key.startsWith(prefix)) return YES;
  const star = prefix.indexOf('*');
  const why: Why =
    prefix.startsWith('/') && key.startsWith(prefix.slice(1))
      ? 'prefix-leading-slash'
      : star >= 0 && key.startsWith(prefix.slice(0, star))
        ? 'prefix-wildcard'
        : 'prefix-mismatch';
  return { verdict: 'no', why, wanted: prefix, found: key };
}

/** Key and value must be equal; a filter tag without Value asks for an empty value (intro-lifecycle-filters.html). */
function matchTag(tag: unknown, path: string, probe: Probe): Match {
  if (!isRecord(tag) || typeof tag.Key !== 'string') return malformed(path, tag);
  const value = tag.Value ?? '';
  if (typeof value !== 'string') return malformed(`${path}.Value`, value);
  const wanted = `${tag.Key}=${value}`;
  if (!isVersion(probe)) return { verdict: 'no', why: 'tag-or-size-filter', wanted, found: null };
  const found = Object.entries(probe.tags ?? {}).find(([key]) => key === tag.Key)?.[1];
  if (found === undefined) return { verdict: 'no', why: 'tag-missing', wanted, found: null };
  return found === value ? YES : { verdict: 'no', why: 'tag-differs', wanted, found: `${tag.Key}=${found}` };
}

/** Both bounds are strict: ObjectSizeGreaterThan 100 leaves an object of 100 bytes out. */
function matchSize(name: string, limit: unknown, path: string, probe: Probe): Match {
  if (!isCount(limit, 0)) return malformed(path, limit);
  if (!isVersion(probe)) return { verdict: 'no', why: 'tag-or-size-filter', wanted: limit, found: null };
  const size = versionSize(probe);
  const greater = name === 'ObjectSizeGreaterThan';
  if (greater ? size > limit : size < limit) return { verdict: 'yes', sized: true };
  return { verdict: 'no', why: greater ? 'size-not-greater' : 'size-not-less', wanted: limit, found: size };
}

/** Markers and uploads have neither tags nor a size to filter by. */
function isVersion(probe: Probe): probe is Extract<Probe, { kind: 'current' | 'noncurrent' }> {
  return probe.kind === 'current' || probe.kind === 'noncurrent';
}

/** Size of a version in bytes, 5 MiB when the probe names none; markers and uploads have none to compare. */
export function versionSize(probe: Probe): number {
  return (isVersion(probe) ? probe.size : undefined) ?? DEFAULT_PROBE_SIZE;
}

/** Conjunction: one certain no is enough, then one unknown, else yes. */
function all(conditions: readonly Match[]): Match {
  const no = conditions.find((one) => one.verdict === 'no');
  const unknown = conditions.find((one) => one.verdict === 'unknown');
  return (
    no ?? unknown ?? { verdict: 'yes', sized: conditions.some((one) => one.verdict === 'yes' && one.sized) }
  );
}

function malformed(path: string, value: unknown): Match {
  return { verdict: 'unknown', code: 'filter-malformed', path, value };
}
