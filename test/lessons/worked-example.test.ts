import { describe, expect, it } from 'vitest';
import { stateAt, type LifecycleConfiguration, type Probe } from '../../graders/semantics/lifecycle/index.ts';
import { lessons } from './read-content.ts';

// The lesson's claims about its own rules, asked of the model that grades the lab.

const today = '2026-11-25';
const fence = lessons
  .find(({ part }) => part === 's3')
  ?.fences.find(({ info }) => info.startsWith('json lifecycle'));
const rules = JSON.parse(fence?.body ?? 'null') as LifecycleConfiguration;

function state(config: LifecycleConfiguration, probe: Probe, ageDays: number): string {
  return stateAt(config, probe, { today, ageDays, versioning: 'Enabled' }).state;
}

describe('the timeline figure of the S3 lesson', () => {
  const wav: Probe = { kind: 'current', key: 'recordings/site7.wav', size: 2_000_000 };
  const label: Probe = { kind: 'current', key: 'recordings/site7.txt', size: 20 * 1024 };
  const older: Probe = { kind: 'noncurrent', key: 'notes.txt', newerNoncurrentVersions: 1 };
  const newest: Probe = { kind: 'noncurrent', key: 'notes.txt', newerNoncurrentVersions: 0 };
  const upload: Probe = { kind: 'multipart-upload', key: 'recordings/site8.wav' };

  it.each<[string, Probe, number, string]>([
    ['a recording', wav, 44, 'STANDARD'],
    ['a recording', wav, 45, 'STANDARD_IA'],
    ['a recording', wav, 364, 'STANDARD_IA'],
    ['a recording', wav, 365, 'DEEP_ARCHIVE'],
    ['a recording', wav, 400, 'DEEP_ARCHIVE'],
    ['a label file under the floor', label, 400, 'STANDARD'],
    ['an older noncurrent version', older, 89, 'STANDARD'],
    ['an older noncurrent version', older, 90, 'expired'],
    ['the newest noncurrent version', newest, 4000, 'STANDARD'],
    ['an unfinished upload', upload, 9, 'kept'],
    ['an unfinished upload', upload, 10, 'aborted'],
    ['a marker left alone', { kind: 'delete-marker', key: 'notes.txt' }, 2, 'removed'],
  ])('%s: %o on day %i is %s', (_, probe, day, expected) => {
    expect(state(rules, probe, day)).toBe(expected);
  });
});

describe('the self-check of the S3 lesson', () => {
  const both: LifecycleConfiguration = {
    Rules: [
      {
        ID: 'A',
        Status: 'Enabled',
        Filter: { Prefix: 'raw/' },
        Transitions: [{ Days: 30, StorageClass: 'DEEP_ARCHIVE' }],
      },
      { ID: 'B', Status: 'Enabled', Filter: {}, Expiration: { Days: 365 } },
    ],
  };
  const objects: [string, number, string][] = [
    ['raw/a.wav', 2_000_000, 'DEEP_ARCHIVE'],
    ['raw/a.txt', 6 * 1024, 'STANDARD'],
    ['/raw/b.wav', 2_000_000, 'STANDARD'],
  ];

  it.each(objects)('%s of %i bytes is in %s on day 40 and expired on day 400', (key, size, expected) => {
    const probe: Probe = { kind: 'current', key, size };
    const ask = (ageDays: number) => stateAt(both, probe, { today, ageDays, versioning: null }).state;
    expect(ask(40)).toBe(expected);
    expect(ask(400)).toBe('expired');
  });
});
