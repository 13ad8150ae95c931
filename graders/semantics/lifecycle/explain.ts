import type { ActionName, Effect, Finding, FindingCode, RuleNote, RuleRef, Why } from './types.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/';
const API = 'https://docs.aws.amazon.com/AmazonS3/latest/API/';

const ELEMENTS = `${GUIDE}intro-lifecycle-rules.html`;
const FILTERS = `${GUIDE}intro-lifecycle-filters.html`;
const CONFLICTS = `${GUIDE}lifecycle-conflicts.html`;
const MOVING = `${GUIDE}lifecycle-transition-general-considerations.html`;

const PAGES: Partial<Record<Why | ActionName | FindingCode, string>> = {
  'prefix-mismatch': FILTERS,
  'prefix-leading-slash': FILTERS,
  'prefix-wildcard': FILTERS,
  'tag-missing': FILTERS,
  'tag-differs': FILTERS,
  'size-not-greater': FILTERS,
  'size-not-less': FILTERS,
  'filter-malformed': FILTERS,
  'tag-or-size-filter': `${GUIDE}mpu-abort-incomplete-mpu-lifecycle-config.html`,
  'below-size-floor': MOVING,
  'not-colder': MOVING,
  outdone: CONFLICTS,
  'expiration-wins': CONFLICTS,
  'minimum-size-unknown': `${API}API_PutBucketLifecycleConfiguration.html`,
  'storage-class-unknown': `${API}API_Transition.html`,
  'prefix-and-filter': `${API}API_LifecycleRule.html`,
  'filter-several-conditions': `${API}API_LifecycleRule.html`,
  'newer-versions-invalid': `${API}API_NoncurrentVersionExpiration.html`,
  Transition: `${API}API_Transition.html`,
  Expiration: `${GUIDE}lifecycle-expire-general-considerations.html`,
  ExpiredObjectDeleteMarker: `${API}API_LifecycleExpiration.html`,
  NoncurrentVersionTransition: `${API}API_NoncurrentVersionTransition.html`,
  NoncurrentVersionExpiration: `${API}API_NoncurrentVersionExpiration.html`,
  AbortIncompleteMultipartUpload: `${GUIDE}mpu-abort-incomplete-mpu-lifecycle-config.html`,
};

const DONE: Record<string, string> = {
  expired: 'expires the object',
  removed: 'removes the delete marker',
  aborted: 'aborts the upload',
};

/** The AWS page that documents the behaviour behind a reason, an action or a finding. */
export function pageOf(subject: Why | ActionName | FindingCode): string {
  return PAGES[subject] ?? ELEMENTS;
}

/** `rule "models"`, or `rule 2` (counted from 1) for a rule without ID. */
export function ruleName(rule: RuleRef): string {
  return rule.id === null ? `rule ${rule.index + 1}` : `rule "${rule.id}"`;
}

/** One sentence without full stop on what a rule did, such as `rule "models" moves it to STANDARD_IA from day 30`. */
export function explainEffect(effect: Effect): string {
  const done = DONE[effect.to] ?? `moves it to ${effect.to}`;
  const since = effect.date === undefined ? '' : ` (date ${effect.date})`;
  return `${ruleName(effect.rule)} ${done} from day ${effect.day}${since}`;
}

/** One sentence without full stop on why a rule, or an action of it, did not decide. */
export function explainNote(note: RuleNote): string {
  const { wanted, found } = note;
  const because: Record<Why, string> = {
    disabled: 'is Disabled',
    'prefix-mismatch': `asks for the prefix "${wanted}"`,
    'prefix-leading-slash': `asks for the prefix "${wanted}"; keys do not begin with a slash`,
    'prefix-wildcard': `asks for the prefix "${wanted}"; a prefix is literal, * is an ordinary character`,
    'tag-missing': `asks for the tag ${wanted}, which the object does not have`,
    'tag-differs': `asks for the tag ${wanted}, the object has ${found}`,
    'size-not-greater': `asks for more than ${wanted} bytes, the object has ${found}`,
    'size-not-less': `asks for fewer than ${wanted} bytes, the object has ${found}`,
    'tag-or-size-filter':
      'filters by tag or size, so it does not act on delete markers and unfinished uploads',
    'no-such-action': 'has no action for this kind of thing',
    'below-size-floor': `does not move objects under ${wanted} bytes without a size filter; this one has ${found}`,
    'not-colder': `aims at ${wanted}, but the object is in ${found} already and never moves up`,
    'too-few-newer-versions': `keeps the ${wanted} newest noncurrent versions; only ${found} are newer than this one`,
    'not-yet': `acts from day ${wanted}`,
    outdone: `aims at ${wanted}, where another action was earlier or went further (${found})`,
    'expiration-wins': `would move it to ${wanted}, but the object expires on day ${found}`,
    unsupported: `cannot be evaluated at ${wanted} (${found})`,
  };
  const action = note.action === null ? '' : ` (${note.action})`;
  return `${ruleName(note.rule)}${action} ${because[note.why]}`;
}

/** One sentence without full stop on something the model cannot evaluate. */
export function explainFinding(finding: Finding): string {
  const said: Record<FindingCode, string> = {
    'rules-malformed': 'is not a list of rules',
    'rule-malformed': 'is not a rule',
    'rule-unknown-element': 'is an element that S3 Lifecycle does not document',
    'status-unknown': 'is neither Enabled nor Disabled',
    'prefix-and-filter': 'stands beside a Filter that selects other objects; a rule has one or the other',
    'filter-malformed': 'is not a condition that a filter can have',
    'filter-several-conditions': 'has several conditions outside And, and they disagree',
    'action-malformed': 'is not a valid action',
    'days-invalid': 'is not a valid number of days',
    'date-invalid': 'is not a date',
    'time-missing': 'says neither after how many days nor on which date',
    'days-and-date': 'gives both days and a date',
    'storage-class-unknown': 'is not a class that objects can move to',
    'minimum-size-unknown': 'is neither all_storage_classes_128K nor varies_by_storage_class',
    'newer-versions-invalid': 'is not a valid number of versions',
    'probe-class-unknown': 'is not a storage class of this model',
  };
  return `${finding.path} ${said[finding.code]}: ${finding.value}`;
}
