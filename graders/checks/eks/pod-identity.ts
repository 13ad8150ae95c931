import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { firstFinding } from '../shared/candidates.ts';
import { phaseOf } from '../shared/eks-cluster.ts';
import { bindIdentity, identityOf, identityReads } from '../shared/eks-identity.ts';
import { bindGroups, groupReads } from '../shared/eks-nodes.ts';
import { sessionOfPods, trustFlaw } from '../shared/eks-trust.ts';
import { firstDeviation, permissionsOf } from '../shared/iam-permissions.ts';
import { probeInWords } from '../shared/iam-probes.ts';
import { podProbes } from '../shared/model-probes.ts';

export default defineCheck({
  id: 'eks/pod-identity',
  title: 'Pods of the model server have a role of their own, and their nodes have not',
  params: Type.Object({
    cluster: Type.String(),
    namespace: Type.String(),
    serviceAccount: Type.String(),
    bucket: Type.String(),
    /** Task with which serving.yaml is handed in; a file of this task comes first. */
    manifestTask: Type.String(),
  }),
  reads: { ...identityReads, ...groupReads },
  bind: ({ manifestTask, ...workload }, run, taskId) => ({
    ...bindIdentity(
      workload,
      [...new Set([taskId, manifestTask])].map((task) => ({ task, name: 'serving.yaml', anyName: true })),
      run,
    ),
    ...bindGroups(workload.cluster),
  }),
  reasons: {
    own: pass('Pods of {serviceAccount} get {role} by {by}; it reads models and nothing else.'),
    'no-identity': fail(
      'Pods of {serviceAccount} in {namespace} get no role: {finding}.',
      'Associate a role with that service account in that namespace, or annotate the account with it.',
    ),
    'trust-wrong': fail(
      'The trust policy of {role} does not hold for {probe}. {words}',
      'EKS Pod Identity assumes the role and tags the session; OpenID Connect admits one subject and one audience.',
    ),
    'cannot-read-model': fail(
      '{role} cannot load a model. {words}',
      'Allow s3:GetObject on the objects below models/.',
    ),
    'too-wide': fail('{probe} should be denied. {words}', 'Narrow the statement that allows it.'),
    'node-role-has-s3': fail(
      'Node role {role} of {group} may read models, so that any pod on those nodes may. {words}',
      'Take it from the node role: the pods have a role of their own.',
    ),
  },
  judge(saw, workload, run) {
    const { bucket, namespace, serviceAccount } = workload;
    const found = () => identityOf(saw, workload, run);
    const identity = () => {
      const one = found();
      return 'identity' in one ? one.identity : undefined;
    };
    const probes = podProbes({ bucket });
    const wrong =
      <K extends string>(reason: K, topic: string) =>
      () => {
        const one = identity();
        const name = one?.role.RoleName;
        const own =
          one && permissionsOf(saw, { role: one.role.RoleName }, run, sessionOfPods(one, workload, run));
        const hit =
          own &&
          firstDeviation(
            probes.filter((probe) => probe.topic === topic),
            own.decide,
          );
        return (
          hit && {
            reason,
            data: {
              role: name,
              probe: probeInWords(hit.probe),
              words: own.counterExample(hit.probe, hit.decision),
            },
            evidence: [own.evidence(hit.probe, hit.decision)],
          }
        );
      };
    /** Each node role with something that has it; a node group that could not be read throws when it is looked at. */
    const nodeRoles = () => [
      ...(saw.nodegroups() ? saw.groups() : []).map((entry) => () => {
        const group = entry.value;
        const arn = group && phaseOf(group.status) !== 'gone' ? group.nodeRole : null;
        return { arn, of: `node group ${entry.args.name}` };
      }),
      () => {
        const compute = saw.cluster()?.computeConfig;
        return { arn: compute?.enabled ? compute.nodeRoleArn : null, of: 'EKS Auto Mode' };
      },
    ];
    return decide(
      [
        () => {
          const one = found();
          if (!('finding' in one)) return undefined;
          return {
            reason: 'no-identity' as const,
            data: { namespace, serviceAccount, finding: one.finding },
            evidence: [
              saw.associations.at(
                'associations',
                `one of ${namespace}/${serviceAccount}, or an annotation`,
                one.finding,
              ),
            ],
          };
        },
        () => {
          const one = identity();
          const flaw = one && trustFlaw(one, workload, run);
          if (!flaw) return undefined;
          const at = flaw.statement === undefined ? '' : `[${flaw.statement}]`;
          return {
            reason: 'trust-wrong' as const,
            data: { role: flaw.role, probe: flaw.probe, words: flaw.words },
            evidence: [
              saw.account.at(
                `RoleDetailList[?RoleName=='${flaw.role}'] | [0].AssumeRolePolicyDocument.Statement${at}`,
                `${flaw.probe}: ${flaw.expected}`,
                flaw.words,
              ),
            ],
          };
        },
        wrong('cannot-read-model', 'needed'),
        wrong('too-wide', 'too-wide'),
        () =>
          firstFinding(nodeRoles(), (look) => {
            const { arn, of } = look();
            const role = arn?.split('/').at(-1);
            const own = role === undefined ? undefined : permissionsOf(saw, { role }, run);
            const probe = { ...probes[0], wanted: 'deny' as const };
            const hit = own && firstDeviation([probe], own.decide);
            return (
              hit && {
                reason: 'node-role-has-s3' as const,
                data: { role, group: of, words: own.counterExample(hit.probe, hit.decision) },
                evidence: [own.evidence(hit.probe, hit.decision)],
              }
            );
          }),
      ],
      () => {
        const one = identity();
        const by = one?.by === 'association' ? 'EKS Pod Identity' : 'OpenID Connect';
        const path = one?.by === 'association' ? 'association.roleArn' : 'identity.oidc.issuer';
        return {
          reason: 'own' as const,
          data: { serviceAccount, role: one?.role.RoleName, by },
          evidence: [
            one?.by === 'association'
              ? saw.association.at(
                  { cluster: workload.cluster, id: one.association.associationId },
                  path,
                  'a role that holds every probe',
                  one.role.Arn,
                )
              : saw.cluster.at(`cluster.${path}`, 'an issuer that the account knows', one?.issuer),
          ],
        };
      },
    );
  },
});
