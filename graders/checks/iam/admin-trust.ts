import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { roleOf } from '../shared/iam-holdings.ts';
import {
  bindPermissions,
  firstDeviation,
  permissionReads,
  permissionsOf,
} from '../shared/iam-permissions.ts';
import { adminProbes, probeInWords } from '../shared/iam-probes.ts';
import { trustOf, type TrustAnswer } from '../shared/iam-trust.ts';

const SERVICES = ['ec2.amazonaws.com', 'lambda.amazonaws.com'];

export default defineCheck({
  id: 'iam/admin-trust',
  title: 'The admin role is for people of the account, with MFA, and still an admin role',
  params: Type.Object({ role: Type.String() }),
  reads: permissionReads,
  bind: ({ role }) => bindPermissions({ role }),
  reasons: {
    closed: pass(
      'Only people of this account may assume {role}, only with MFA, and it can still repair things.',
    ),
    'admin-missing': fail(
      'The break-glass role {role} is gone.',
      'Create it again: an account without one cannot be repaired.',
    ),
    'trust-open-world': fail(
      'Outsiders may assume {role}. {counterExample}',
      'Name this account as the principal.',
    ),
    'trust-no-mfa': fail(
      'MFA is not required to assume {role}. {counterExample}',
      'Demand the MFA key so that a request without it is refused.',
    ),
    'locked-out': fail(
      'Nobody can assume {role}. {counterExample}',
      'Let a principal of this account in when the MFA key says true.',
    ),
    'admin-powerless': fail(
      'The permissions of {role} are gone: {probe} is denied. {counterExample}',
      'Give it AdministratorAccess back; the trust policy is what needed closing.',
    ),
  },
  judge(saw, { role }, run) {
    const found = () => roleOf(saw.account(), role);
    const trust = () => {
      const account = saw.account();
      const entry = found();
      return account && entry ? trustOf(entry, account, run) : undefined;
    };
    const at = (path: string, expected: string, actual: string) =>
      saw.account.at(`RoleDetailList[?RoleName=='${role}'] | [0].${path}`, expected, actual);
    const wrong = <K extends string>(reason: K, expected: string, answer: TrustAnswer | undefined) =>
      answer && {
        reason,
        data: { counterExample: answer.words },
        evidence: [
          at(
            `AssumeRolePolicyDocument.Statement${answer.statement === undefined ? '' : `[${answer.statement}]`}`,
            expected,
            answer.words,
          ),
        ],
      };
    return decide(
      [
        () =>
          found()
            ? undefined
            : {
                reason: 'admin-missing',
                data: {},
                evidence: [saw.account.at('RoleDetailList', `a role ${role}`, 'no such role')],
              },
        () =>
          wrong(
            'trust-open-world',
            'no other account, stranger or service admitted',
            trust()?.admittedStranger(SERVICES),
          ),
        () => wrong('trust-no-mfa', 'nobody admitted without MFA', trust()?.admittedWithoutMfa()),
        () => wrong('locked-out', 'somebody admitted with MFA', trust()?.nobodyAdmitted()),
        () => {
          const permissions = permissionsOf(saw, { role }, run);
          const hit = permissions && firstDeviation(adminProbes(run), permissions.decide);
          return (
            hit && {
              reason: 'admin-powerless',
              data: {
                probe: probeInWords(hit.probe),
                counterExample: permissions.counterExample(hit.probe, hit.decision),
              },
              evidence: [permissions.evidence(hit.probe, hit.decision)],
            }
          );
        },
      ],
      () => ({
        reason: 'closed',
        data: {},
        evidence: [at('AssumeRolePolicyDocument', 'this account, with MFA', 'this account, with MFA')],
      }),
    );
  },
});
