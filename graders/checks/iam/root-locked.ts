import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { accountSummary } from '../../reads/iam.ts';

export default defineCheck({
  id: 'iam/root-locked',
  title: 'Root has MFA and no keys',
  params: Type.Object({}),
  reads: { summary: accountSummary },
  bind: () => ({ summary: {} }),
  reasons: {
    locked: pass('The root user has no access key and nobody signs in as root with a password alone.'),
    'root-open': fail(
      'The root user of account {account} has an access key and no MFA device.',
      'Assign an MFA device to the root user, and delete its key.',
    ),
    'root-key-present': fail(
      'The root user of account {account} still has an access key.',
      'Delete it: nothing that root alone can do needs a key.',
    ),
    'root-no-mfa': fail(
      'The root user of account {account} signs in without a second factor.',
      'Assign an MFA device to root itself; a device of an IAM user does not count.',
    ),
  },
  judge(saw) {
    const keys = () => (saw.summary()?.AccountAccessKeysPresent ?? 0) > 0;
    const protectedSignIn = () =>
      (saw.summary()?.AccountMFAEnabled ?? 0) > 0 || saw.summary()?.AccountPasswordPresent === 0;
    const key = () =>
      saw.summary.at('SummaryMap.AccountAccessKeysPresent', 0, saw.summary()?.AccountAccessKeysPresent);
    const mfa = () => saw.summary.at('SummaryMap.AccountMFAEnabled', 1, saw.summary()?.AccountMFAEnabled);
    return decide(
      [
        () =>
          keys() && !protectedSignIn()
            ? { reason: 'root-open', data: {}, evidence: [key(), mfa()] }
            : undefined,
        () => (keys() ? { reason: 'root-key-present', data: {}, evidence: [key()] } : undefined),
        () => (protectedSignIn() ? undefined : { reason: 'root-no-mfa', data: {}, evidence: [mfa()] }),
      ],
      () => ({ reason: 'locked', data: {}, evidence: [key(), mfa()] }),
    );
  },
});
