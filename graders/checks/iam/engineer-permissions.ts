import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { roleArnOf } from '../shared/iam-holdings.ts';
import {
  bindPermissions,
  firstDeviation,
  permissionReads,
  permissionsOf,
} from '../shared/iam-permissions.ts';
import { engineerProbes, probeInWords } from '../shared/iam-probes.ts';

export default defineCheck({
  id: 'iam/engineer-permissions',
  title: 'The engineer role may do its work and nothing that breaks somebody else’s',
  params: Type.Object({
    role: Type.String(),
    trainerRole: Type.String(),
    adminRole: Type.String(),
    prefix: Type.String(),
    project: Type.String(),
    bucket: Type.String(),
    otherBucket: Type.String(),
    dataPrefix: Type.String(),
    modelPrefix: Type.String(),
    gpuTypes: Type.String(),
  }),
  reads: permissionReads,
  bind: ({ role }) => bindPermissions({ role }),
  reasons: {
    'least-privilege': pass(
      '{role} may make all {needed} requests of the work and none of the {forbidden} others.',
    ),
    'wanted-denied': fail(
      '{probe} is needed but denied. {counterExample}',
      'Compare action, resource and each condition with the request.',
    ),
    'iam-escalation': fail(
      '{role} can rewrite permissions: {counterExample}',
      'Take IAM writes out; passing one role is all that the work needs.',
    ),
    'passrole-too-wide': fail(
      '{role} can pass other roles, or to other services: {counterExample}',
      'Name one role, and demand iam:PassedToService.',
    ),
    'big-instance-allowed': fail(
      '{role} can start any size: {counterExample}',
      'Tie RunInstances on instances to ec2:InstanceType.',
    ),
    'terminate-anything': fail(
      "{role} can end other projects' instances: {counterExample}",
      'Demand the Project tag on the instance that is ended.',
    ),
    'foreign-data': fail(
      '{role} reaches beyond its prefixes: {counterExample}',
      'Name the bucket and its two prefixes as resources.',
    ),
  },
  judge(saw, params, run) {
    const { role } = params;
    const probes = (topic?: string) => {
      const account = saw.account();
      const all = engineerProbes(
        {
          ...params,
          trainerRole: roleArnOf(account, params.trainerRole, run.account),
          adminRole: roleArnOf(account, params.adminRole, run.account),
        },
        run,
      );
      return topic === undefined ? all : all.filter((probe) => probe.topic === topic);
    };
    const deviation = <K extends string>(reason: K, topic: string) => {
      const permissions = permissionsOf(saw, { role }, run);
      if (!permissions) return undefined;
      const found = firstDeviation(probes(topic), permissions.decide);
      return (
        found && {
          reason,
          data: {
            probe: probeInWords(found.probe),
            counterExample: permissions.counterExample(found.probe, found.decision),
          },
          evidence: [permissions.evidence(found.probe, found.decision)],
        }
      );
    };
    return decide(
      [
        () => {
          const [first] = probes('needed');
          if (!first || permissionsOf(saw, { role }, run)) return undefined;
          return {
            reason: 'wanted-denied',
            data: { probe: probeInWords(first), counterExample: `There is no role ${role}.` },
            evidence: [saw.account.at('RoleDetailList', `a role ${role}`, 'no such role')],
          };
        },
        () => deviation('wanted-denied', 'needed'),
        () => deviation('iam-escalation', 'escalation'),
        () => deviation('passrole-too-wide', 'pass-role'),
        () => deviation('big-instance-allowed', 'big-instance'),
        () => deviation('terminate-anything', 'terminate'),
        () => deviation('foreign-data', 'foreign-data'),
      ],
      () => {
        const needed = probes('needed').length;
        const forbidden = probes().length - needed;
        return {
          reason: 'least-privilege',
          data: { needed, forbidden },
          evidence: [
            saw.account.at(
              `RoleDetailList[?RoleName=='${role}'] | [0]`,
              `${needed} requests allowed, ${forbidden} denied`,
              'each as wanted',
            ),
          ],
        };
      },
    );
  },
});
