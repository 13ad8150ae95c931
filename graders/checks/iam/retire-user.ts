import { Type } from 'typebox';
import { Blocked, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { getLoginProfile, listAccessKeys } from '../../reads/iam.ts';
import { roleArnOf, userOf } from '../shared/iam-holdings.ts';
import {
  bindPermissions,
  firstDeviation,
  permissionReads,
  permissionsOf,
} from '../shared/iam-permissions.ts';
import { probeInWords, retiredProbes } from '../shared/iam-probes.ts';

export default defineCheck({
  id: 'iam/retire-user',
  title: 'The shared user can do nothing any more',
  params: Type.Object({
    user: Type.String(),
    bucket: Type.String(),
    roles: Type.Array(Type.String(), { description: 'Names of the roles it must not reach' }),
  }),
  reads: { ...permissionReads, keys: listAccessKeys, password: getLoginProfile },
  bind: ({ user }) => ({ ...bindPermissions({ user }), keys: { user }, password: { user } }),
  reasons: {
    retired: pass('{user} has no way in and no permission left.'),
    'key-active': fail(
      'Key {id} of {user} still works.',
      'Deactivate it, and delete it once nothing breaks.',
    ),
    'password-active': fail('{user} can still sign in with a password.', 'Delete its login profile.'),
    'still-permitted': fail(
      '{probe} is allowed through {policy}. {counterExample}',
      'Detach it from the user, or take the user out of the group.',
    ),
  },
  judge(saw, { user, bucket, roles }, run) {
    const exists = () => userOf(saw.account(), user) !== undefined;
    /** Known to be gone: then neither keys nor a password need to be read. */
    const gone = () => {
      try {
        return !exists();
      } catch (error) {
        if (error instanceof Blocked) return false;
        throw error;
      }
    };
    return decide(
      [
        () => {
          if (gone()) return undefined;
          const active = saw.keys()?.find(({ Status }) => Status === 'Active');
          return (
            active && {
              reason: 'key-active',
              data: { id: active.AccessKeyId },
              evidence: [
                saw.keys.at(
                  `AccessKeyMetadata[?AccessKeyId=='${active.AccessKeyId}'].Status`,
                  'Inactive',
                  'Active',
                ),
              ],
            }
          );
        },
        () =>
          !gone() && saw.password()
            ? {
                reason: 'password-active',
                data: {},
                evidence: [
                  saw.password.at('LoginProfile', 'none', saw.password()?.CreateDate ?? 'there is one'),
                ],
              }
            : undefined,
        () => {
          const permissions = permissionsOf(saw, { user }, run);
          if (!permissions) return undefined;
          const roleArns = roles.map((role) => roleArnOf(saw.account(), role, run.account));
          const hit = firstDeviation(retiredProbes({ bucket, roleArns }, run), permissions.decide);
          return (
            hit && {
              reason: 'still-permitted',
              data: {
                probe: probeInWords(hit.probe),
                policy: hit.decision.deciding?.policy ?? 'a policy',
                counterExample: permissions.counterExample(hit.probe, hit.decision),
              },
              evidence: [permissions.evidence(hit.probe, hit.decision)],
            }
          );
        },
      ],
      () => ({
        reason: 'retired',
        data: {},
        evidence: [
          saw.account.at(
            'UserDetailList',
            `no ${user}, or one that may do nothing`,
            exists() ? 'it may do nothing' : `no ${user}`,
          ),
        ],
      }),
    );
  },
});
