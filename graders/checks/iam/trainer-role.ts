import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { getRole } from '../../reads/iam.ts';
import { roleArnOf, roleOf } from '../shared/iam-holdings.ts';
import {
  bindPermissions,
  boundaryAllow,
  firstDeviation,
  permissionReads,
  permissionsOf,
} from '../shared/iam-permissions.ts';
import { boundaryProbes, probeInWords, trainerProbes } from '../shared/iam-probes.ts';
import { trustOf, type TrustAnswer } from '../shared/iam-trust.ts';

const SAGEMAKER = 'sagemaker.amazonaws.com';

export default defineCheck({
  id: 'iam/trainer-role',
  title: 'Training jobs run under a narrow role with a boundary that holds by itself',
  params: Type.Object({
    role: Type.String(),
    prefix: Type.String(),
    bucket: Type.String(),
    dataPrefix: Type.String(),
    modelPrefix: Type.String(),
  }),
  reads: { ...permissionReads, role: getRole },
  bind: ({ role }) => ({ ...bindPermissions({ role }), role: { role } }),
  reasons: {
    narrow: pass('{role} may do what a training job does, and its boundary stops the rest by itself.'),
    'role-missing': fail('There is no role {role}.', 'Create it with a trust policy for SageMaker AI.'),
    'trust-wrong': fail(
      'SageMaker AI cannot assume {role}, or others can. {counterExample}',
      'Trust the service sagemaker.amazonaws.com and nothing else.',
    ),
    'wanted-denied': fail(
      '{probe} is needed. {counterExample}',
      'Both the permissions and the boundary have to allow it.',
    ),
    'too-wide': fail('{probe} should be denied. {counterExample}', 'Narrow the statement that allows it.'),
    'no-boundary': fail(
      'No permissions boundary is set on {role}.',
      'Set one with put-role-permissions-boundary.',
    ),
    'boundary-hollow': fail(
      'Through the boundary {probe} would pass: {counterExample}',
      'A boundary lists the most that the role may ever get.',
    ),
  },
  judge(saw, params, run) {
    const { role } = params;
    const found = () => roleOf(saw.account(), role);
    const roleArn = () => roleArnOf(saw.account(), role, run.account);
    const trust = () => {
      const account = saw.account();
      const entry = found();
      const source = `arn:aws:sagemaker:${run.region}:${run.account}:training-job/${params.prefix}-1`;
      return account && entry ? trustOf(entry, account, run, { [SAGEMAKER]: source }) : undefined;
    };
    const boundary = () => saw.role()?.PermissionsBoundary ?? null;
    const permissions = () => permissionsOf(saw, { role }, run);
    const distrust = (expected: string, answer: TrustAnswer | undefined) =>
      answer && {
        reason: 'trust-wrong' as const,
        data: { counterExample: answer.words },
        evidence: [
          saw.account.at(
            `RoleDetailList[?RoleName=='${role}'] | [0].AssumeRolePolicyDocument.Statement${answer.statement === undefined ? '' : `[${answer.statement}]`}`,
            expected,
            answer.words,
          ),
        ],
      };
    const wrong = <K extends string>(reason: K, topic: string) => {
      const own = permissions();
      if (!own) return undefined;
      const passable = [roleArn(), ...(saw.account()?.RoleDetailList ?? []).map(({ Arn }) => Arn)];
      const probes = trainerProbes({ ...params, roleArn: roleArn(), passable }, run);
      const hit = firstDeviation(
        probes.filter((probe) => probe.topic === topic),
        // Narrow means by itself: a boundary that catches what the policies give away is the second line, not the first.
        topic === 'needed' ? own.decide : own.decideByIdentity,
      );
      return (
        hit && {
          reason,
          data: {
            probe: probeInWords(hit.probe),
            counterExample: own.counterExample(hit.probe, hit.decision),
          },
          evidence: [own.evidence(hit.probe, hit.decision)],
        }
      );
    };
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
        () => distrust(`${SAGEMAKER} admitted`, trust()?.refusedService(SAGEMAKER)),
        () => distrust('nobody else admitted', trust()?.admittedStranger(['ec2.amazonaws.com'])),
        () => wrong('wanted-denied', 'needed'),
        () => wrong('too-wide', 'too-wide'),
        () =>
          !saw.role() || boundary()
            ? undefined
            : {
                reason: 'no-boundary',
                data: {},
                evidence: [saw.role.at('Role.PermissionsBoundary', 'the ARN of a policy', 'not set')],
              },
        () => {
          const own = found() && boundary() ? permissions() : undefined;
          if (!own) return undefined;
          const hit = firstDeviation(
            boundaryProbes({ ...params, roleArn: roleArn() }, run),
            own.decideByBoundary,
          );
          return (
            hit && {
              reason: 'boundary-hollow',
              data: {
                probe: probeInWords(hit.probe),
                counterExample: `${boundaryAllow(hit.decision)} allows it.`,
              },
              evidence: [
                saw.role.at(
                  'Role.PermissionsBoundary.PermissionsBoundaryArn',
                  `a policy that does not allow ${probeInWords(hit.probe)}`,
                  boundary()?.PermissionsBoundaryArn,
                ),
              ],
            }
          );
        },
      ],
      () => ({
        reason: 'narrow',
        data: {},
        evidence: [
          saw.account.at(
            `RoleDetailList[?RoleName=='${role}'] | [0]`,
            'every probe as the task wants it',
            'every probe as the task wants it',
          ),
          saw.role.at(
            'Role.PermissionsBoundary.PermissionsBoundaryArn',
            'a boundary',
            boundary()?.PermissionsBoundaryArn,
          ),
        ],
      }),
    );
  },
});
