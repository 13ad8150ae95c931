import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { roleArnOf, roleOf } from '../shared/iam-holdings.ts';
import {
  bindPermissions,
  firstDeviation,
  permissionReads,
  permissionsOf,
} from '../shared/iam-permissions.ts';
import { probeInWords } from '../shared/iam-probes.ts';
import { trustOf, type TrustAnswer } from '../shared/iam-trust.ts';
import { execRoleProbes } from '../shared/sagemaker-probes.ts';

const SAGEMAKER = 'sagemaker.amazonaws.com';

export default defineCheck({
  id: 'sagemaker/exec-role',
  title: 'The execution role reads the data, writes the models, and does nothing else',
  params: Type.Object({ role: Type.String(), bucket: Type.String(), prefix: Type.String() }),
  reads: permissionReads,
  bind: ({ role }) => bindPermissions({ role }),
  reasons: {
    narrow: pass('{role} may do what training and serving need on {bucket}, and nothing beside.'),
    'role-missing': fail('There is no role {role}.', 'Create it with a trust policy for SageMaker AI.'),
    'trust-wrong': fail(
      'SageMaker AI cannot assume {role}, or others can. {counterExample}',
      'Trust the service sagemaker.amazonaws.com and nothing else.',
    ),
    'data-denied': fail(
      '{probe} is needed. {counterExample}',
      'Objects and their bucket are two resources: one statement for each.',
    ),
    'full-access': fail(
      '{probe} should be denied. {counterExample}',
      'Detach what allows it; a job needs its own bucket, its logs and its image.',
    ),
  },
  judge(saw, { role, bucket, prefix }, run) {
    const found = () => roleOf(saw.account(), role);
    const trust = () => {
      const account = saw.account();
      const entry = found();
      const source = `arn:aws:sagemaker:${run.region}:${run.account}:training-job/${prefix}-1`;
      return account && entry ? trustOf(entry, account, run, { [SAGEMAKER]: source }) : undefined;
    };
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
      const own = permissionsOf(saw, { role }, run);
      if (!own) return undefined;
      const self = roleArnOf(saw.account(), role, run.account);
      const existing = (saw.account()?.RoleDetailList ?? []).map(({ Arn }) => Arn);
      // One that no account has, so that the probe is never empty.
      const otherRoles = [`arn:aws:iam::${run.account}:role/${prefix}-any-other`, ...existing].filter(
        (arn) => arn !== self,
      );
      const probes = execRoleProbes({ bucket, prefix, otherRoles }, run);
      const hit = firstDeviation(
        probes.filter((probe) => probe.topic === topic),
        own.decide,
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
                reason: 'role-missing' as const,
                data: {},
                evidence: [saw.account.at('RoleDetailList', `a role ${role}`, 'no such role')],
              },
        () => distrust(`${SAGEMAKER} admitted`, trust()?.refusedService(SAGEMAKER)),
        () => distrust('nobody else admitted', trust()?.admittedStranger(OTHER_SERVICES)),
        () => distrust('nobody else admitted', trust()?.admittedInsider()),
        () => wrong('data-denied', 'needed'),
        () => wrong('full-access', 'dangerous'),
      ],
      () => ({
        reason: 'narrow' as const,
        data: {},
        evidence: [
          saw.account.at(
            `RoleDetailList[?RoleName=='${role}'] | [0]`,
            'every probe as the task wants it',
            'every probe as the task wants it',
          ),
        ],
      }),
    );
  },
});

const OTHER_SERVICES = ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'];
