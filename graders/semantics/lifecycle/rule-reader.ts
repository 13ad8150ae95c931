import { matchRule } from './match.ts';
import type {
  ActionName,
  Effect,
  Finding,
  FindingCode,
  LifecycleConfiguration,
  LifecycleRule,
  Probe,
  ProbeState,
  RuleNote,
  RuleRef,
} from './types.ts';
import {
  DEFAULT_PROBE_SIZE,
  TRANSITION_FLOOR_BYTES,
  dayNumber,
  isCount,
  isRecord,
  isStorageClass,
  rank,
} from './values.ts';

const KNOWN_ELEMENTS = [
  'ID',
  'Status',
  'Prefix',
  'Filter',
  'Transitions',
  'Expiration',
  'NoncurrentVersionTransitions',
  'NoncurrentVersionExpiration',
  'AbortIncompleteMultipartUpload',
];

/** Everything the rules would ever do to one probe, before anybody asks about a day. */
export interface Plan {
  start: ProbeState;
  /** In the order in which they would act: by day, the strongest first. */
  effects: Effect[];
  notes: RuleNote[];
  findings: Finding[];
}

/** Something that cannot be evaluated, before it is known when it would matter. */
export interface Doubt {
  code: FindingCode;
  path: string;
  value: unknown;
}

type When = { day: number; date?: string } | { doubt: Doubt };

/** Writes a doubt down with the first day, and the state, for which it could matter. */
export function finding(doubt: Doubt, day: number, to: Effect['to'] | null): Finding {
  const text = JSON.stringify(doubt.value) ?? String(doubt.value);
  return { code: doubt.code, path: doubt.path, value: text.slice(0, 80), day, to };
}

/** One rule against one probe. */
export class RuleReader {
  private readonly plan: Plan;
  private readonly config: LifecycleConfiguration;
  private readonly probe: Probe;
  private readonly today: string;
  private readonly path: string;
  private readonly ref: RuleRef;
  private doubt: Doubt | null = null;
  private sized = false;
  private seen = 0;

  constructor(plan: Plan, config: LifecycleConfiguration, probe: Probe, today: string, index: number) {
    this.plan = plan;
    this.config = config;
    this.probe = probe;
    this.today = today;
    this.path = `Rules[${index}]`;
    this.ref = { index, id: null };
  }

  read(rule: unknown): void {
    if (!isRecord(rule)) return this.unsure({ code: 'rule-malformed', path: this.path, value: rule });
    if (typeof rule.ID === 'string' && rule.ID !== '') this.ref.id = rule.ID;
    if (rule.Status === 'Disabled') return this.note(null, 'disabled');
    const match = matchRule(rule as LifecycleRule, this.probe);
    if (match.verdict === 'no') {
      this.note(null, match.why, match.wanted, match.found);
      return;
    }
    if (match.verdict === 'unknown') this.doubt = { ...match, path: `${this.path}.${match.path}` };
    if (rule.Status !== 'Enabled') {
      this.doubt = { code: 'status-unknown', path: `${this.path}.Status`, value: rule.Status };
    }
    // A filter that could not be read may hold a size, so the floor cannot be held against it.
    this.sized = match.verdict === 'unknown' || match.sized;
    for (const name of Object.keys(rule).filter(
      (one) => !KNOWN_ELEMENTS.includes(one) && rule[one] != null,
    )) {
      this.unsure({ code: 'rule-unknown-element', path: `${this.path}.${name}`, value: rule[name] });
    }
    this.readActions(rule as LifecycleRule);
    if (this.seen === 0) this.note(null, 'no-such-action');
  }

  private readActions(rule: LifecycleRule): void {
    switch (this.probe.kind) {
      case 'current':
        this.each(rule.Transitions, 'Transitions', (one, path) =>
          this.transition('Transition', one, path, this.when(one, path, 'Days', 0)),
        );
        this.one(rule.Expiration, 'Expiration', (one, path) => {
          if (one.ExpiredObjectDeleteMarker != null && one.Days == null && one.Date == null) return false;
          return this.add('Expiration', this.when(one, path, 'Days', 1), 'expired');
        });
        break;
      case 'noncurrent':
        this.each(rule.NoncurrentVersionTransitions, 'NoncurrentVersionTransitions', (one, path) => {
          if (!this.enoughNewer('NoncurrentVersionTransition', one, path)) return true;
          return this.transition(
            'NoncurrentVersionTransition',
            one,
            path,
            this.when(one, path, 'NoncurrentDays', 0),
          );
        });
        this.one(rule.NoncurrentVersionExpiration, 'NoncurrentVersionExpiration', (one, path) => {
          if (!this.enoughNewer('NoncurrentVersionExpiration', one, path)) return true;
          return this.add(
            'NoncurrentVersionExpiration',
            this.when(one, path, 'NoncurrentDays', 1),
            'expired',
          );
        });
        break;
      case 'delete-marker':
        this.one(rule.Expiration, 'Expiration', (one, path) => this.marker(one, path));
        break;
      case 'multipart-upload':
        this.one(rule.AbortIncompleteMultipartUpload, 'AbortIncompleteMultipartUpload', (one, path) =>
          this.add(
            'AbortIncompleteMultipartUpload',
            this.when(one, path, 'DaysAfterInitiation', 1),
            'aborted',
          ),
        );
    }
  }

  /** A lone marker goes at once with ExpiredObjectDeleteMarker, or when it is as old as Days. */
  private marker(one: Record<string, unknown>, path: string): boolean {
    const flag = one.ExpiredObjectDeleteMarker;
    if (flag === true) this.add('ExpiredObjectDeleteMarker', { day: 0 }, 'removed');
    else if (flag != null && flag !== false) {
      this.unsure({ code: 'action-malformed', path: `${path}.ExpiredObjectDeleteMarker`, value: flag });
    }
    if (one.Days != null) this.add('Expiration', this.when({ Days: one.Days }, path, 'Days', 1), 'removed');
    return flag === true || one.Days != null;
  }

  private transition(action: ActionName, one: Record<string, unknown>, path: string, when: When): boolean {
    const target = one.StorageClass;
    if (!isStorageClass(target) || target === 'STANDARD') {
      const doubt: Doubt = { code: 'storage-class-unknown', path: `${path}.StorageClass`, value: target };
      this.unsure(doubt, 'day' in when ? when.day : 0);
      return true;
    }
    const size = 'size' in this.probe ? (this.probe.size ?? DEFAULT_PROBE_SIZE) : DEFAULT_PROBE_SIZE;
    if (size < TRANSITION_FLOOR_BYTES && !this.sized) {
      const setting = this.config.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K';
      const archive = target === 'GLACIER' || target === 'DEEP_ARCHIVE';
      if (setting === 'all_storage_classes_128K' || (setting === 'varies_by_storage_class' && !archive)) {
        this.note(action, 'below-size-floor', TRANSITION_FLOOR_BYTES, size);
        return true;
      }
      if (setting !== 'varies_by_storage_class') {
        const place = 'TransitionDefaultMinimumObjectSize';
        const doubt: Doubt = { code: 'minimum-size-unknown', path: place, value: setting };
        this.unsure(doubt, 'day' in when ? when.day : 0, target);
        return true;
      }
    }
    if (rank(target) <= rank(this.plan.start)) {
      this.note(action, 'not-colder', target, this.plan.start);
      return true;
    }
    return this.add(action, when, target);
  }

  /** Noncurrent actions leave the newest NewerNoncurrentVersions noncurrent versions alone (0 when absent). */
  private enoughNewer(action: ActionName, one: Record<string, unknown>, path: string): boolean {
    const wanted = one.NewerNoncurrentVersions ?? 0;
    const found = this.probe.kind === 'noncurrent' ? (this.probe.newerNoncurrentVersions ?? 0) : 0;
    if (!isCount(wanted, 0)) {
      this.unsure({ code: 'newer-versions-invalid', path: `${path}.NewerNoncurrentVersions`, value: wanted });
      return false;
    }
    if (found >= wanted) return true;
    this.note(action, 'too-few-newer-versions', wanted, found);
    return false;
  }

  /**
   * First day of the probe's age on which an action holds. `Days: N` means age N and later; a Date means that day and
   * every later one while the rule stays Enabled, so an object uploaded afterwards is met on its first day.
   */
  private when(one: Record<string, unknown>, path: string, field: string, min: number): When {
    const { [field]: days, Date: date } = one;
    if (days != null && date != null) return { doubt: { code: 'days-and-date', path, value: one } };
    if (days != null) {
      return isCount(days, min)
        ? { day: days }
        : { doubt: { code: 'days-invalid', path: `${path}.${field}`, value: days } };
    }
    if (date == null || field !== 'Days') return { doubt: { code: 'time-missing', path, value: one } };
    const uploaded = (this.probe.kind === 'current' ? this.probe.uploadedOn : null) ?? this.today;
    const day = dayNumber(date) - dayNumber(uploaded);
    if (Number.isNaN(day)) return { doubt: { code: 'date-invalid', path: `${path}.Date`, value: date } };
    return { day: Math.max(0, day), date: String(date).slice(0, 10) };
  }

  private each(
    list: unknown,
    name: string,
    read: (one: Record<string, unknown>, path: string) => boolean,
  ): void {
    if (list == null) return;
    if (!Array.isArray(list))
      return this.unsure({ code: 'action-malformed', path: `${this.path}.${name}`, value: list });
    list.forEach((one: unknown, index) => this.one(one ?? '', `${name}[${index}]`, read));
  }

  private one(
    value: unknown,
    name: string,
    read: (one: Record<string, unknown>, path: string) => boolean,
  ): void {
    if (value == null) return;
    const path = `${this.path}.${name}`;
    if (!isRecord(value)) this.unsure({ code: 'action-malformed', path, value });
    else if (read(value, path)) this.seen += 1;
  }

  private add(action: ActionName, when: When, to: Effect['to']): boolean {
    if ('doubt' in when) this.unsure(when.doubt, 0, to);
    else if (this.doubt) this.unsure(this.doubt, when.day, to);
    else this.plan.effects.push({ ...when, to, rule: this.ref, action });
    return true;
  }

  private note(
    action: ActionName | null,
    why: RuleNote['why'],
    wanted?: string | number,
    found?: RuleNote['found'],
  ): void {
    this.plan.notes.push({ rule: this.ref, action, why, ...(wanted === undefined ? {} : { wanted, found }) });
  }

  private unsure(doubt: Doubt, day = 0, to: Effect['to'] | null = null): void {
    this.seen += 1;
    this.plan.findings.push(finding(doubt, day, to));
    this.note(null, 'unsupported', doubt.path, doubt.code);
  }
}
