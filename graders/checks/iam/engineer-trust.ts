import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { accountAuthorization, getRole } from '../../reads/iam.ts';
import { roleOf } from '../shared/iam-holdings.ts';
import { trustOf, type TrustAnswer } from '../shared/iam-trust.ts';

const SERVICES = ['ec2.amazonaws.com', 'lambda.amazonaws.com'];

export default defineCheck({
  id: 'iam/engineer-trust',
  title: 'People of the account assume the role with MFA, for a few hours',
  params: Type.Object({ role: Type.String(), sessionHours: Type.Number() }),
  reads: { account: accountAuthorization, role: getRole },
  bind: ({ role }) => ({ account: {}, role: { role } }),
  reasons: {
    'people-with-mfa': pass(
      'Only people of this account may assume {role}, only with MFA, for at most {hours} h.',
    ),
    'role-missing': fail('There is no role {role}.', 'Create it with a trust policy for this account.'),
    'trust-foreign': fail(
      'Outsiders or services may assume {role}. {counterExample}',
      'Name this account as the principal.',
    ),
    'trust-no-mfa': fail(
      'MFA is not required to assume {role}. {counterExample}',
      'Demand the MFA key so that a request without it is refused.',
    ),
    'nobody-can-assume': fail(
      'Even with MFA nobody may assume {role}. {counterExample}',
      'Let a principal of this account in when the MFA key says true.',
    ),
    'session-too-long': fail(
      'Sessions of {role} may last {hours} h; the task allows {sessionHours} h.',
      'Lower the maximum session duration.',
    ),
  },
  judge(saw, { role, sessionHours }, run) {
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
    const hours = () => (saw.role()?.MaxSessionDuration ?? 0) / 3600;
    return decide(
      [
        () =>
          found()
            ? undefined
            : {
                reason: 'role-missing',
                data: {},
                evidence: [saw.account.at('RoleDetailList', `a role ${role}`, 'no such role')],
              },
        () =>
          wrong(
            'trust-foreign',
            'no other account, stranger or service admitted',
            trust()?.admittedStranger(SERVICES),
          ),
        () => wrong('trust-no-mfa', 'nobody admitted without MFA', trust()?.admittedWithoutMfa()),
        () => wrong('nobody-can-assume', 'somebody admitted with MFA', trust()?.nobodyAdmitted()),
        () =>
          hours() <= sessionHours
            ? undefined
            : {
                reason: 'session-too-long',
                data: { hours: hours() },
                evidence: [
                  saw.role.at(
                    'Role.MaxSessionDuration',
                    `at most ${sessionHours * 3600}`,
                    saw.role()?.MaxSessionDuration,
                  ),
                ],
              },
      ],
      () => ({
        reason: 'people-with-mfa',
        data: { hours: hours() },
        evidence: [
          at('AssumeRolePolicyDocument', 'this account, with MFA', 'this account, with MFA'),
          saw.role.at(
            'Role.MaxSessionDuration',
            `at most ${sessionHours * 3600}`,
            saw.role()?.MaxSessionDuration,
          ),
        ],
      }),
    );
  },
});
