import { Type } from 'typebox';
import { decide, defineCheck, fail, pass, type Saw } from '../../kit/index.ts';
import { bucketLifecycle } from '../../reads/s3.ts';
import type { LifecycleConfiguration } from '../../semantics/lifecycle/index.ts';
import { deviations, firstDeviation, isLost } from '../shared/lifecycle.ts';
import { tieringExpectations } from '../shared/s3-expectations.ts';

export default defineCheck({
  id: 's3/tiering',
  title: 'Objects are in the right storage class at the right age',
  params: Type.Object({
    bucket: Type.String(),
    iaDays: Type.Number(),
    girDays: Type.Number(),
    archiveDays: Type.Number(),
    scratchDays: Type.Number(),
  }),
  reads: { rules: bucketLifecycle },
  bind: ({ bucket }) => ({ rules: { bucket } }),
  reasons: {
    'on-schedule': pass('Every probe object is where it should be, at every age asked for.'),
    'no-lifecycle': fail(
      'Bucket {bucket} has no lifecycle configuration.',
      'Write one with a rule for models and one for experiments.',
    ),
    'data-lost': fail(
      '{key} expires at {age} days, by {rule}; it should still be there.',
      'Narrow the filter of that expiration.',
    ),
    'wrong-class': fail(
      'At {age} days {key} is in {class} ({rule}), expected {expected}.',
      'Compare prefix, days and class of its rule.',
    ),
    'small-moved': fail(
      '{key}, 50 KiB, moves to {class} by {rule}, where it is billed as 128 KB.',
      'Leave small objects to the default floor.',
    ),
    'scratch-kept': fail(
      '{key} is tagged retention=scratch and still there at {age} days.',
      'Expire by the tag, whatever the prefix.',
    ),
    overreach: fail(
      '{key} lies outside the prefixes and moves to {class} by {rule}.',
      'A prefix is text: end it with a slash.',
    ),
  },
  judge(saw, params, { today }) {
    const rules = saw.rules as Saw<LifecycleConfiguration>;
    const all = () =>
      rules()?.Rules?.length ? [...deviations(rules(), tieringExpectations(params), { today })] : [];
    return decide(
      [
        () =>
          rules()?.Rules?.length
            ? undefined
            : {
                reason: 'no-lifecycle',
                data: {},
                evidence: [saw.rules.at('', 'lifecycle rules', saw.rules.absence() ?? 'no rules')],
              },
        () => firstDeviation(all(), rules, 'data-lost', isLost),
        () =>
          firstDeviation(all(), rules, 'wrong-class', ({ expectation }) => expectation.subject === 'tiered'),
        () =>
          firstDeviation(all(), rules, 'small-moved', ({ expectation }) => expectation.subject === 'small'),
        () =>
          firstDeviation(
            all(),
            rules,
            'scratch-kept',
            ({ expectation }) => expectation.subject === 'scratch',
          ),
        () =>
          firstDeviation(all(), rules, 'overreach', ({ expectation }) => expectation.subject === 'untouched'),
      ],
      () => ({
        reason: 'on-schedule',
        data: {},
        evidence: [saw.rules.at('Rules', 'the schedule of the task', 'kept by every probe')],
      }),
    );
  },
});
