import type { LifecycleConfiguration } from './configuration.ts';
import { matchRule, versionSize } from './match.ts';
import { finding, readTime, type Doubt, type When } from './times.ts';
import type { ActionName, Effect, Finding, Probe, ProbeState, RuleNote, RuleRef } from './types.ts';
import { TRANSITION_FLOOR_BYTES, isCount, isRecord, isStorageClass, rank } from './values.ts';

const KNOWN_ELEMENTS = new Set([
  'ID',
  'Status',
  'Prefix',
  'Filter',
  'Transitions',
  'Expiration',
  'NoncurrentVersionTransitions',
  'NoncurrentVersionExpiration',
  'AbortIncompleteMultipartUpload',
]);

/** Everything the rules would ever do to one probe, before anybody asks about a day. */
export interface Plan {
  start: ProbeState;
  /** In the order in which they would act: by day, the strongest first. */
  effects: Effect[];
  notes: RuleNote[];
  findings: Finding[];
}

type Action = Record<string, unknown>;

/** Reads one rule for one probe into a plan: what it does, why it does not, what it cannot be understood to do. */
export class RuleReader {
  private readonly plan: Plan;
  private readonly config: LifecycleConfiguration;
  private readonly probe: Probe;
  /** Where a Date counts from; null for probes whose actions have no Date. */
  private readonly uploaded: string | null;
  private readonly path: string;
  private readonly ref: RuleRef;
  /** Why it is open whether the rule acts on the probe at all. */
  private doubt: Doubt | null = null;
  private sized = false;
  private acted = false;

  constructor(plan: Plan, config: LifecycleConfiguration, probe: Probe, today: string, index: number) {
    this.plan = plan;
    this.config = config;
    this.probe = probe;
    this.uploaded = probe.kind === 'current' ? (probe.uploadedOn ?? today) : null;
    this.path = `Rules[${index}]`;
    this.ref = { index, id: null };
  }

  read(rule: unknown): void {
    if (!isRecord(rule)) {
      this.unsure({ code: 'rule-malformed', path: this.path, value: rule });
      return;
    }
    if (typeof rule.ID === 'string' && rule.ID !== '') this.ref.id = rule.ID;
    if (rule.Status === 'Disabled') {
      this.note(null, 'disabled');
      return;
    }
    const match = matchRule(rule, this.probe);
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
    for (const [name, value] of Object.entries(rule)) {
      if (KNOWN_ELEMENTS.has(name) || value == null) continue;
      this.unsure({ code: 'rule-unknown-element', path: `${this.path}.${name}`, value });
    }
    this.readActions(rule);
    if (!this.acted) this.note(null, 'no-such-action');
  }

  private readActions(rule: Action): void {
    switch (this.probe.kind) {
      case 'current':
        this.each(rule, 'Transitions', (one, path) => {
          this.transition('Transition', one, path, this.time(one, path, 'Days'));
        });
        this.one(rule.Expiration, 'Expiration', (one, path) => {
          const markersOnly = one.ExpiredObjectDeleteMarker != null && one.Days == null && one.Date == null;
          if (!markersOnly) this.add('Expiration', this.time(one, path, 'Days'), 'expired');
        });
        break;
      case 'noncurrent':
        this.each(rule, 'NoncurrentVersionTransitions', (one, path) => {
          if (!this.enoughNewer('NoncurrentVersionTransition', one, path)) return;
          this.transition('NoncurrentVersionTransition', one, path, this.time(one, path, 'NoncurrentDays'));
        });
        this.one(rule.NoncurrentVersionExpiration, 'NoncurrentVersionExpiration', (one, path) => {
          if (!this.enoughNewer('NoncurrentVersionExpiration', one, path)) return;
          this.add('NoncurrentVersionExpiration', this.time(one, path, 'NoncurrentDays'), 'expired');
        });
        break;
      case 'delete-marker':
        this.one(rule.Expiration, 'Expiration', (one, path) => this.marker(one, path));
        break;
      case 'multipart-upload':
        this.one(rule.AbortIncompleteMultipartUpload, 'AbortIncompleteMultipartUpload', (one, path) => {
          const when = this.time(one, path, 'DaysAfterInitiation');
          this.add('AbortIncompleteMultipartUpload', when, 'aborted');
        });
    }
  }

  /** A lone marker goes at once with ExpiredObjectDeleteMarker, or when it is as old as Days. */
  private marker(one: Action, path: string): void {
    const flag = one.ExpiredObjectDeleteMarker ?? false;
    if (flag === true) this.add('ExpiredObjectDeleteMarker', { day: 0 }, 'removed');
    if (typeof flag !== 'boolean') {
      this.unsure({ code: 'action-malformed', path: `${path}.ExpiredObjectDeleteMarker`, value: flag });
    }
    if (one.Days != null) this.add('Expiration', this.time({ Days: one.Days }, path, 'Days'), 'removed');
  }

  private transition(action: ActionName, one: Action, path: string, when: When): void {
    const target = one.StorageClass;
    if (!isStorageClass(target) || target === 'STANDARD') {
      const doubt: Doubt = { code: 'storage-class-unknown', path: `${path}.StorageClass`, value: target };
      this.unsure(doubt, 'day' in when ? when.day : 0);
      return;
    }
    const size = versionSize(this.probe);
    if (size < TRANSITION_FLOOR_BYTES && !this.sized) {
      const setting = this.config.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K';
      const archive = target === 'GLACIER' || target === 'DEEP_ARCHIVE';
      if (setting === 'all_storage_classes_128K' || (setting === 'varies_by_storage_class' && !archive)) {
        this.note(action, 'below-size-floor', TRANSITION_FLOOR_BYTES, size);
        return;
      }
      if (setting !== 'varies_by_storage_class') {
        const path = 'TransitionDefaultMinimumObjectSize';
        this.unsure(
          { code: 'minimum-size-unknown', path, value: setting },
          'day' in when ? when.day : 0,
          target,
        );
        return;
      }
    }
    if (rank(target) <= rank(this.plan.start)) this.note(action, 'not-colder', target, this.plan.start);
    else this.add(action, when, target);
  }

  /** Noncurrent actions leave the newest NewerNoncurrentVersions noncurrent versions alone (0 when absent). */
  private enoughNewer(action: ActionName, one: Action, path: string): boolean {
    const wanted = one.NewerNoncurrentVersions ?? 0;
    const found = this.probe.kind === 'noncurrent' ? (this.probe.newerNoncurrentVersions ?? 0) : 0;
    if (!isCount(wanted, 0)) {
      this.unsure({ code: 'newer-versions-invalid', path: `${path}.NewerNoncurrentVersions`, value: wanted });
      return false;
    }
    if (found < wanted) this.note(action, 'too-few-newer-versions', wanted, found);
    return found >= wanted;
  }

  private time(one: Action, path: string, field: string): When {
    return readTime(one, { path, field }, this.uploaded);
  }

  private each(rule: Action, name: string, read: (one: Action, path: string) => void): void {
    const list = rule[name] ?? [];
    if (!Array.isArray(list)) {
      this.unsure({ code: 'action-malformed', path: `${this.path}.${name}`, value: list });
      return;
    }
    list.forEach((value: unknown, index) => {
      const place = `${name}[${index}]`;
      if (value == null) this.unsure({ code: 'action-malformed', path: `${this.path}.${place}`, value });
      else this.one(value, place, read);
    });
  }

  private one(value: unknown, name: string, read: (one: Action, path: string) => void): void {
    const path = `${this.path}.${name}`;
    if (isRecord(value)) read(value, path);
    else if (value != null) this.unsure({ code: 'action-malformed', path, value });
  }

  private add(action: ActionName, when: When, to: Effect['to']): void {
    this.acted = true;
    if ('doubt' in when) this.unsure(when.doubt, 0, to);
    else if (this.doubt) this.unsure(this.doubt, when.day, to);
    else this.plan.effects.push({ ...when, to, rule: this.ref, action });
  }

  private note(
    action: ActionName | null,
    why: RuleNote['why'],
    wanted?: string | number,
    found?: RuleNote['found'],
  ): void {
    this.acted = true;
    this.plan.notes.push({ rule: this.ref, action, why, wanted, found });
  }

  private unsure(doubt: Doubt, day = 0, to: Effect['to'] | null = null): void {
    this.plan.findings.push(finding(doubt, day, to));
    this.note(null, 'unsupported', doubt.path, doubt.code);
  }
}
