import { Type } from 'typebox';
import { decide, defineCheck, fail, pass, type Saw } from '../../kit/index.ts';
import {
  bucketAcl,
  bucketLifecycle,
  bucketPolicy,
  headBucket,
  listMultipartUploads,
  ownershipControls,
  publicAccessBlock,
} from '../../reads/s3.ts';
import {
  anonymousGetObject,
  defaultContext,
  type AclGrant,
  type BucketExposure,
} from '../../semantics/iam/index.ts';
import type { LifecycleConfiguration } from '../../semantics/lifecycle/index.ts';
import { bucketIsMissing } from '../shared/bucket.ts';
import { deviations, firstDeviation, isLost } from '../shared/lifecycle.ts';
import { policyToJudge } from '../shared/policy.ts';
import { atticExpectations } from '../shared/s3-expectations.ts';

const DAY_MS = 86_400_000;
const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

export default defineCheck({
  id: 's3/attic-fix',
  title: 'The inherited bucket is private, ages its models and ends dead uploads',
  params: Type.Object({
    bucket: Type.String(),
    girDays: Type.Number(),
    abortDays: Type.Number(),
    setupUploads: Type.Array(Type.String()),
  }),
  reads: {
    head: headBucket,
    block: publicAccessBlock,
    ownership: ownershipControls,
    policy: bucketPolicy,
    acl: bucketAcl,
    rules: bucketLifecycle,
    uploads: listMultipartUploads,
  },
  bind: ({ bucket }) => {
    const one = { bucket };
    return { head: one, block: one, ownership: one, policy: one, acl: one, rules: one, uploads: one };
  },
  reasons: {
    repaired: pass('{bucket} is private, its models age without being lost, and dead uploads end.'),
    'attic-missing': fail(
      'Bucket {bucket} is gone; the task repairs it, with what it holds.',
      'Reset the account to get it back.',
    ),
    'still-public': fail(
      '{bucket} is still open: {finding}.',
      'Switch on all four settings and take the public grant away.',
    ),
    'data-lost': fail(
      '{key} expires at {age} days, by {rule}; nothing in the attic may.',
      'Take the expiration of current objects out.',
    ),
    'wrong-class': fail(
      'At {age} days {key} is in {class} ({rule}), expected {expected}.',
      'Ask of each rule which objects it matches.',
    ),
    'uploads-kept': fail(
      'Unfinished uploads stay: {finding}.',
      'Enable the abort rule, and abort those that lie there now.',
    ),
  },
  judge(saw, params, { today, region, now }) {
    const { bucket } = params;
    const others = [saw.block, saw.ownership, saw.policy, saw.acl, saw.rules, saw.uploads];
    const rules = saw.rules as Saw<LifecycleConfiguration>;
    const all = () => [...deviations(rules(), atticExpectations(params), { today })];
    const open = (finding: string, evidence: ReturnType<typeof saw.block.at>) => ({
      reason: 'still-public' as const,
      data: { finding },
      evidence: [evidence],
    });
    return decide(
      [
        () => {
          const missing = bucketIsMissing(saw.head, others);
          return missing && { reason: 'attic-missing', data: {}, evidence: [missing] };
        },
        () => {
          const flags = saw.block();
          const off = FLAGS.find((name) => flags?.[name] !== true);
          return off && open(`${off} is off`, saw.block.at(off, true, flags?.[off] ?? 'not set'));
        },
        () => {
          const document = saw.policy();
          const ownership = saw.ownership()?.Rules[0]?.ObjectOwnership as BucketExposure['objectOwnership'];
          const grants: AclGrant[] = (saw.acl()?.Grants ?? []).map(({ URI, Permission }) => ({
            ...(URI === null ? {} : { granteeUri: URI }),
            permission: Permission as AclGrant['permission'],
          }));
          const flags = saw.block();
          const exposure: BucketExposure = {
            bucket,
            ...(document ? { policy: policyToJudge(document.Policy, 's3:GetBucketPolicy') } : {}),
            ...(flags ? { publicAccessBlock: flags } : {}),
            ...(ownership ? { objectOwnership: ownership } : {}),
            bucketAcl: grants,
          };
          const access = anonymousGetObject(
            exposure,
            'models/x',
            defaultContext({ type: 'anonymous' }, { region, now }),
          );
          return access.allowed
            ? open(
                `anyone may read models/x by ${access.via === 'acl' ? 'an ACL' : 'the bucket policy'}`,
                saw.policy.at('Statement', 'no anonymous s3:GetObject', 'allowed'),
              )
            : undefined;
        },
        () => firstDeviation(all(), rules, 'data-lost', isLost),
        () =>
          firstDeviation(all(), rules, 'wrong-class', ({ expectation }) => expectation.subject !== 'upload'),
        () => {
          const late = firstDeviation(
            all(),
            rules,
            'uploads-kept',
            ({ expectation }) => expectation.subject === 'upload',
          );
          return (
            late && {
              ...late,
              data: {
                ...late.data,
                finding: `an upload is still there after ${String(late.data['age'])} days`,
              },
            }
          );
        },
        () => {
          const ageOf = (initiated: string): number =>
            Math.floor((Date.parse(today) - Date.parse(initiated.slice(0, 10))) / DAY_MS);
          const old = saw
            .uploads()
            ?.find(
              ({ Key, Initiated }) =>
                params.setupUploads.includes(Key) ||
                (Initiated !== null && ageOf(Initiated) > params.abortDays),
            );
          return (
            old && {
              reason: 'uploads-kept',
              data: { finding: `${old.Key} has lain there since ${old.Initiated ?? 'setup'}` },
              evidence: [saw.uploads.at('Uploads', 'no dead upload', old.Key)],
            }
          );
        },
      ],
      () => ({
        reason: 'repaired',
        data: {},
        evidence: [
          saw.block.at('', 'all on', 'all on'),
          saw.rules.at('Rules', 'the schedule of the task', 'kept by every probe'),
          saw.uploads.at('Uploads', 'no dead upload', saw.uploads()?.length ?? 0),
        ],
      }),
    );
  },
});
