import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { securityGroups } from '../../reads/ec2-groups.ts';
import { managedPrefixListEntries, subnets, vpcs } from '../../reads/ec2-vpc.ts';
import { readNetwork, type Family, type Spans } from '../../semantics/network/index.ts';
import { groupsNamed, prefixListIds, prefixListsOf, stopAtDoubts } from '../shared/security-groups.ts';
import { onlyVpc, tieredSubnets } from '../shared/vpc.ts';
import { appNoEgress, appTooOpen, appUnreachable } from '../shared/chain-application.ts';
import { albClosed, albTooOpen } from '../shared/chain-balancer.ts';
import { spansInWords, type Chain, type Search } from '../shared/chain-search.ts';

export default defineCheck({
  id: 'vpc/sg-chain',
  title: 'The Internet reaches the balancer, the balancer the application, nobody else anything',
  params: Type.Object({
    vpcName: Type.String(),
    albGroup: Type.String(),
    appGroup: Type.String(),
    appPort: Type.Integer({ minimum: 1, maximum: 65535 }),
  }),
  reads: { vpcs, subnets, groups: securityGroups, prefixLists: each(managedPrefixListEntries) },
  bind: () => ({
    vpcs: {},
    subnets: {},
    groups: {},
    prefixLists: after('groups', prefixListIds),
  }),
  reasons: {
    chained: pass(
      'The Internet reaches {albGroup} on 443, its holders reach {appGroup} on {appPort}, nobody else does.',
    ),
    'group-missing': fail('{what} has no security group named {name}.', 'Make it in the VPC of the task.'),
    'alb-closed': fail(
      '{group} does not let TCP 443 in from everywhere: {missing} is left out.',
      'Add an inbound rule for 443 from 0.0.0.0/0.',
    ),
    'alb-too-open': fail(
      '{group} lets {port} in from {source}; the task allows TCP 443 and 80.',
      'Take that rule away.',
    ),
    'app-unreachable': fail(
      'A holder of {albGroup} cannot reach TCP {appPort} of {appGroup}: {half}.',
      'Name the group of the balancer as the source, and let the balancer send there.',
    ),
    'app-too-open': fail(
      '{source} reaches {port} of {group}; only holders of {albGroup} may, and only TCP {appPort}.',
      'Name the group of the balancer as the only source, with one port.',
    ),
    'app-no-egress': fail(
      '{group} does not let TCP 443 out to everywhere: {missing} is left out.',
      'Add an outbound rule for 443 to 0.0.0.0/0.',
    ),
  },
  judge(saw, { vpcName, albGroup, appGroup, appPort }) {
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    const groups = (name: string) => {
      const found = vpc();
      return found ? groupsNamed(saw.groups() ?? [], found.VpcId, name) : [];
    };
    const lists = () => prefixListsOf(saw.prefixLists);
    const chain = (places: 'with places' | 'without'): Chain | undefined => {
      const found = vpc();
      const [albs, apps] = [groups(albGroup), groups(appGroup)];
      if (!found || albs.length === 0 || apps.length === 0) return undefined;
      // The balancer's own doors do not depend on where anything stands.
      const list = places === 'without' ? [] : (saw.subnets() ?? []);
      const network = readNetwork({
        Vpcs: saw.vpcs() ?? [],
        Subnets: list,
        SecurityGroups: saw.groups() ?? [],
        ManagedPrefixLists: lists().known,
      });
      const tier = (wanted: 'public' | 'private') =>
        tieredSubnets(list, found.VpcId, wanted).flatMap(
          ({ SubnetId }) => network.subnets.get(SubnetId) ?? [],
        );
      return {
        network,
        vpcId: found.VpcId,
        albs: albs.map(({ GroupId }) => GroupId),
        apps: apps.map(({ GroupId }) => GroupId),
        albSubnets: tier('public'),
        appSubnets: tier('private'),
        appPort,
      };
    };
    const nameOf = (groupId: string) => {
      const group = (saw.groups() ?? []).find(({ GroupId }) => GroupId === groupId);
      return `${group?.GroupName ?? ''} (${groupId})`;
    };
    const at = (groupId: string, flow: 'in' | 'out', expected: string, actual: string) =>
      saw.groups.at(
        `SecurityGroups[?GroupId=='${groupId}'] | [0].${flow === 'in' ? 'IpPermissions' : 'IpPermissionsEgress'}`,
        expected,
        actual,
      );
    /** What a search finds for certain; blocked where it may find something. */
    const certain = <T>(
      search: (chain: Chain) => Search<T>,
      places: 'with places' | 'without' = 'with places',
    ): T | undefined => {
      const whole = chain(places);
      if (!whole) return undefined;
      const { found, doubts } = search(whole);
      if (found === undefined) stopAtDoubts(doubts, securityGroups.id, lists());
      return found;
    };
    const missing = (spans: Spans, family: Family) => spansInWords(family, spans);

    return decide(
      [
        () =>
          vpc()
            ? undefined
            : {
                reason: 'group-missing' as const,
                data: { what: `VPC ${vpcName}, which is not there exactly once,`, name: albGroup },
                evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several')],
              },
        () => {
          const name = vpc() && [albGroup, appGroup].find((one) => groups(one).length === 0);
          return name === undefined
            ? undefined
            : {
                reason: 'group-missing' as const,
                data: { what: `VPC ${vpcName}`, name },
                evidence: [saw.groups.at('SecurityGroups', `a group named ${name} in ${vpcName}`, 'none')],
              };
        },
        () => {
          const found = certain(albClosed, 'without');
          if (!found) return undefined;
          const left = missing(found.missing, 4);
          return {
            reason: 'alb-closed' as const,
            data: { group: nameOf(found.groupId), missing: left },
            evidence: [at(found.groupId, 'in', 'TCP 443 from 0.0.0.0/0', `not from ${left}`)],
          };
        },
        () => {
          const found = certain(albTooOpen, 'without');
          if (!found) return undefined;
          const { groupId, source, port } = found;
          return {
            reason: 'alb-too-open' as const,
            data: { group: nameOf(groupId), source, port },
            evidence: [at(groupId, 'in', 'TCP 443 and 80 only', `${port} from ${source}`)],
          };
        },
        () => {
          const found = certain(appUnreachable);
          if (!found) return undefined;
          const { groupId, flow } = found;
          const half =
            flow === 'in'
              ? `${nameOf(groupId)} does not let it in`
              : `${nameOf(groupId)} does not let it out to every private subnet`;
          return {
            reason: 'app-unreachable' as const,
            data: { half },
            evidence: [at(groupId, flow, `TCP ${appPort}`, half)],
          };
        },
        () => {
          const found = certain(appTooOpen);
          if (!found) return undefined;
          const { groupId, source, port } = found;
          return {
            reason: 'app-too-open' as const,
            data: { group: nameOf(groupId), source, port },
            evidence: [at(groupId, 'in', `TCP ${appPort} from ${albGroup} only`, `${port} from ${source}`)],
          };
        },
        () => {
          const found = certain(appNoEgress);
          if (!found) return undefined;
          const left = missing(found.missing, found.family);
          return {
            reason: 'app-no-egress' as const,
            data: { group: nameOf(found.groupId), missing: left },
            evidence: [at(found.groupId, 'out', 'TCP 443 to 0.0.0.0/0', `not to ${left}`)],
          };
        },
      ],
      () => ({
        reason: 'chained',
        data: {},
        evidence: groups(appGroup).map(({ GroupId }) =>
          at(GroupId, 'in', `TCP ${appPort} from ${albGroup} only`, 'as wanted'),
        ),
      }),
    );
  },
});
