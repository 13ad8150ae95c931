import { Type } from 'typebox';
import { decide, defineCheck, fail, pass, type Saw } from '../../kit/index.ts';
import { bucketLifecycle, bucketVersioning } from '../../reads/s3.ts';
import type { LifecycleConfiguration } from '../../semantics/lifecycle/index.ts';
import { deviations, firstDeviation } from '../shared/lifecycle.ts';
import { hygieneExpectations } from '../shared/s3-expectations.ts';

export default defineCheck({
  id: 's3/version-hygiene',
  title: 'Versions can be brought back, and nothing hidden is paid for ever',
  params: Type.Object({
    bucket: Type.String(),
    noncurrentDays: Type.Number(),
    keepVersions: Type.Number(),
    abortDays: Type.Number(),
  }),
  reads: { versioning: bucketVersioning, rules: bucketLifecycle },
  bind: ({ bucket }) => ({ versioning: { bucket }, rules: { bucket } }),
  reasons: {
    hygienic: pass(
      'Versioning is on; old versions, lone delete markers and unfinished uploads go when they should.',
    ),
    'not-versioned': fail('Versioning of {bucket} is {status}.', 'Set its status to Enabled.'),
    'noncurrent-kept': fail(
      'An old version of {key} with {keepVersions} newer ones is still there after {age} days.',
      'Expire noncurrent versions under every prefix.',
    ),
    'versions-lost': fail(
      'An old version of {key} goes at {age} days by {rule}, although it should stay.',
      'Keep the newest {keepVersions}, and none younger than {noncurrentDays} days may go.',
    ),
    'markers-kept': fail(
      'A delete marker of {key} with nothing behind it is never removed.',
      'Use ExpiredObjectDeleteMarker under every prefix.',
    ),
    'uploads-kept': fail(
      'An unfinished upload to {key} is still there after {age} days.',
      'Abort incomplete uploads after {abortDays} days under every prefix.',
    ),
  },
  judge(saw, params, { today }) {
    const rules = saw.rules as Saw<LifecycleConfiguration>;
    const all = () => [...deviations(rules(), hygieneExpectations(params), { today, versioning: 'Enabled' })];
    return decide(
      [
        () => {
          const status = saw.versioning()?.Status ?? 'never enabled';
          if (status === 'Enabled') return undefined;
          return {
            reason: 'not-versioned',
            data: { status },
            evidence: [saw.versioning.at('Status', 'Enabled', status)],
          };
        },
        () =>
          firstDeviation(
            all(),
            rules,
            'noncurrent-kept',
            ({ expectation }) => expectation.subject === 'old-version',
          ),
        () =>
          firstDeviation(
            all(),
            rules,
            'versions-lost',
            ({ expectation }) => expectation.subject === 'kept-version',
          ),
        () =>
          firstDeviation(all(), rules, 'markers-kept', ({ expectation }) => expectation.subject === 'marker'),
        () =>
          firstDeviation(all(), rules, 'uploads-kept', ({ expectation }) => expectation.subject === 'upload'),
      ],
      () => ({
        reason: 'hygienic',
        data: {},
        evidence: [
          saw.versioning.at('Status', 'Enabled', 'Enabled'),
          saw.rules.at('Rules', 'the rules of the task', 'kept by every probe'),
        ],
      }),
    );
  },
});
