// The pure parts of the pages, without a browser.
import { describe, expect, test } from 'vitest';
import { formatBytes, formatDate, formatDollars, plural } from '../../web/format.ts';
import { readNumber, readTags } from '../../web/elements/read-input.ts';
import { match } from '../../web/router.ts';
import { changeDays, readingOf, rowOf, settingOf } from '../../web/pages/time-machine/model.ts';
import { lifecycleReply } from '../helpers/web/fixtures.ts';

describe('router', () => {
  test.each([
    ['/', 'course', {}],
    ['/lessons/s3', 'lesson', { part: 's3' }],
    ['/labs/s3-lifecycle', 'lab', { lab: 's3-lifecycle' }],
    ['/labs/s3-lifecycle/tiering', 'lab', { lab: 's3-lifecycle', task: 'tiering' }],
    ['/labs/s3-lifecycle/time-machine', 'time-machine', { lab: 's3-lifecycle' }],
    ['/labs/iam-foundations/decision-matrix', 'decision-matrix', { lab: 'iam-foundations' }],
    ['/labs/vpc-two-az/vpc-map', 'vpc-map', { lab: 'vpc-two-az' }],
    ['/quizzes/s3/', 'quiz', { part: 's3' }],
    ['/lessons/S3', 'not-found', {}],
    ['/lessons/s3/more', 'not-found', {}],
  ])('%s is the %s page', (path, name, params) => {
    const found = match(path);
    expect(found.route.name).toBe(name);
    expect(found.params).toEqual(params);
  });
});

describe('what people type', () => {
  test.each([
    ['8.19', 8.19],
    [' $8,19 ', 8.19],
    ['1,234', 1234],
    ['1,234.5', 1234.5],
    ['-3', -3],
    ['.5', 0.5],
    ['8 %', 8],
    ['eight', null],
    ['1.2.3', null],
    ['', null],
  ])('the number %j', (text, value) => expect(readNumber(text)).toBe(value));

  test.each([
    ['retention=scratch, team = audio', { retention: 'scratch', team: 'audio' }],
    ['a=b=c', { a: 'b=c' }],
    ['', {}],
    ['retention', null],
  ])('the tags %j', (text, tags) => expect(readTags(text)).toEqual(tags));
});

describe('formats', () => {
  test('money under a cent keeps its digits', () => {
    expect([0, 0.00043, 12.5, 1234].map(formatDollars)).toEqual(['$0.00', '$0.00043', '$12.50', '$1,234.00']);
  });
  test('dates as far as they are known', () => {
    expect(['2026-08', '2026-08-14', 'soon'].map(formatDate)).toEqual([
      'August 2026',
      'August 14, 2026',
      'soon',
    ]);
  });
  test('sizes and counts', () => {
    expect([0, 1023, 51_200, 5 * 1024 ** 2].map(formatBytes)).toEqual([
      '0 bytes',
      '1,023 bytes',
      '50 KiB',
      '5 MiB',
    ]);
    expect([plural(1, 'call'), plural(2, 'call')]).toEqual(['1 call', '2 calls']);
  });
});

describe('time machine', () => {
  const reply = lifecycleReply();
  const bucket = reply.buckets[0];
  if (!bucket) throw new Error('the fixture has no bucket');
  const setting = settingOf(bucket, reply.today);
  const rows = bucket.probes.map((probe) => rowOf(probe, setting));
  const [model, tiny, , scratch] = rows;
  if (!model || !tiny || !scratch) throw new Error('the fixture lost its probes');

  test('draws the classes where the rules put the object', () => {
    expect(model.segments.map(({ from, to, state }) => [from, to, state])).toEqual([
      [0, 30, 'STANDARD'],
      [30, 90, 'STANDARD_IA'],
      [90, null, 'GLACIER'],
    ]);
    expect(tiny.segments.map(({ state }) => state)).toEqual(['STANDARD']);
  });

  test('marks what the task expects, also after the last day drawn', () => {
    expect(model.marks.map(({ day, ok }) => [day, ok])).toEqual([
      [29, true],
      [31, true],
      [91, false],
      [2000, false],
    ]);
  });

  test('names the rule that decided and why others did not', () => {
    expect(readingOf(model, setting, 29).decidedBy).toBeNull();
    const at = readingOf(model, setting, 91);
    expect(at.state).toBe('GLACIER');
    expect(at.decidedBy).toContain('rule "models"');
    expect(at.others.map(({ text }) => text).join('\n')).toContain('rule "old" is Disabled');
    expect(at.usdSoFar).toBeGreaterThan(at.usdPerMonth);
  });

  test('a delete marker hides an object of a versioned bucket, and its bytes go later', () => {
    expect(readingOf(scratch, setting, 20)).toMatchObject({ state: 'expired', hidden: true });
    expect(readingOf(scratch, setting, 20).usdPerMonth).toBeGreaterThan(0);
    expect(readingOf(scratch, setting, 60).usdPerMonth).toBe(0);
    expect(scratch.segments.map(({ from, state, hidden }) => [from, state, hidden])).toEqual([
      [0, 'STANDARD', false],
      [14, 'STANDARD', true],
      [44, 'expired', false],
    ]);
  });

  test('jumps go to every day on which something happens', () => {
    expect(changeDays(rows)).toEqual([14, 30, 44, 60, 90]);
  });
});
