import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { cluster, clusterVersions } from '../../reads/eks.ts';
import {
  livingCluster,
  logFlaw,
  officeFlaw,
  phaseOf,
  policyFlaw,
  versionFlaw,
  type ClusterFlaw,
  type Phase,
} from '../shared/eks-cluster.ts';

export default defineCheck({
  id: 'eks/cluster-current',
  title: 'The cluster is in standard support, logs what happens, and is not open to the world',
  params: Type.Object({ cluster: Type.String(), officeCidr: Type.String() }),
  reads: { cluster, versions: clusterVersions },
  bind: ({ cluster: name }) => ({ cluster: { name }, versions: {} }),
  reasons: {
    current: pass(
      'Cluster {cluster} runs {version} in standard support, logs api and audit, and answers the office only.',
    ),
    'cluster-missing': fail('There is no cluster {cluster}.', 'The lab starts with one; look at the Region.'),
    'not-yet': fail('Cluster {cluster} is still {state}.', 'Grade again when it is ACTIVE.'),
    unhealthy: fail('Cluster {cluster} is {state}.', 'Look at the health issues of the cluster.'),
    'version-unsupported': fail(
      'Version {version} of {cluster} is {words}.',
      'Update it one minor version at a time, until the support calendar calls it standard.',
    ),
    'extended-policy': fail(
      'The upgrade policy of {cluster} is {supportType}: it will slide into paid support.',
      'Set the support type of its upgrade policy to STANDARD.',
    ),
    'endpoint-open': fail(
      'The API server of {cluster} answers {cidr}, which is not inside {officeCidr}.',
      'Narrow the blocks of the public endpoint, or turn it off with the private one on.',
    ),
    'logs-off': fail(
      'The {type} log of {cluster} is not sent to CloudWatch Logs.',
      'Turn on the log types api and audit.',
    ),
  },
  judge(saw, { cluster: name, officeCidr }, run) {
    const found = () => livingCluster(saw.cluster());
    const ready = () => {
      const one = found();
      return one && phaseOf(one.status) === 'active' ? one : undefined;
    };
    const stated = (reason: 'not-yet' | 'unhealthy', phase: Phase) => () => {
      const one = found();
      if (!one || phaseOf(one.status) !== phase) return undefined;
      const state = one.status ?? 'in no state';
      return {
        reason,
        data: { cluster: name, state },
        evidence: [saw.cluster.at('cluster.status', 'ACTIVE', state)],
      };
    };
    const flawed =
      <K extends string>(
        reason: K,
        look: (of: NonNullable<ReturnType<typeof ready>>) => ClusterFlaw | undefined,
      ) =>
      () => {
        const one = ready();
        const flaw = one && look(one);
        return (
          flaw && {
            reason,
            data: { cluster: name, officeCidr, ...flaw.data },
            evidence: [saw.cluster.at(flaw.path, flaw.expected, flaw.actual)],
          }
        );
      };
    return decide(
      [
        () =>
          found()
            ? undefined
            : {
                reason: 'cluster-missing' as const,
                data: { cluster: name },
                evidence: [
                  saw.cluster.at('cluster.status', 'ACTIVE', saw.cluster.absence() ?? saw.cluster()?.status),
                ],
              },
        stated('not-yet', 'coming'),
        stated('unhealthy', 'unhealthy'),
        () => {
          const finding = flawed('version-unsupported', (one) =>
            versionFlaw(one, saw.versions() ?? [], run.today),
          )();
          if (!finding) return undefined;
          const { version, words } = finding.data as { version?: string; words?: string };
          const at = `clusterVersions[?clusterVersion=='${version ?? ''}'] | [0]`;
          return {
            ...finding,
            evidence: [...finding.evidence, saw.versions.at(at, 'STANDARD_SUPPORT', words)],
          };
        },
        flawed('extended-policy', policyFlaw),
        flawed('endpoint-open', (one) => officeFlaw(one, officeCidr)),
        flawed('logs-off', (one) => logFlaw(one)),
      ],
      () => {
        const one = ready();
        return {
          reason: 'current' as const,
          data: { cluster: name, version: one?.version },
          evidence: [
            saw.cluster.at('cluster.version', 'in standard support', one?.version),
            saw.cluster.at(
              'cluster.resourcesVpcConfig',
              `nobody outside ${officeCidr}`,
              one?.resourcesVpcConfig,
            ),
          ],
        };
      },
    );
  },
});
