import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { alarms } from '../../reads/cloudwatch-alarms.ts';
import { securityGroups, type SecurityGroup } from '../../reads/ec2-groups.ts';
import { instances } from '../../reads/ec2-instances.ts';
import { managedPrefixListEntries, subnets, vpcs } from '../../reads/ec2-vpc.ts';
import { targetGroup } from '../../reads/elbv2-targets.ts';
import { loadBalancer } from '../../reads/elbv2.ts';
import { readNetwork, type Network } from '../../semantics/network/index.ts';
import { alarmPath, heeded } from '../shared/alarms.ts';
import { balancerDimension } from '../shared/balancer-alarms.ts';
import { firstFinding } from '../shared/candidates.ts';
import { spansInWords, type Search } from '../shared/chain-search.ts';
import { healthCheckLie } from '../shared/health-check.ts';
import { groupsCalled, nodesOf, openToOutside, shutToBalancer } from '../shared/node-doors.ts';
import { prefixListIds, prefixListsOf, stopAtDoubts } from '../shared/security-groups.ts';

const HEALTH_PATH = '/health';

export default defineCheck({
  id: 'capstone/release-fix',
  title: 'The broken release tells the truth, and is shut to the world',
  params: Type.Object({
    prefix: Type.String(),
    alb: Type.String(),
    tg: Type.String(),
    node_sg: Type.String(),
    app_port: Type.Integer({ minimum: 1, maximum: 65535 }),
  }),
  reads: {
    group: targetGroup,
    balancer: loadBalancer,
    vpcs,
    subnets,
    groups: securityGroups,
    prefixLists: each(managedPrefixListEntries),
    instances,
    alarms,
  },
  bind: ({ alb, tg }, { region }) => ({
    group: { name: tg },
    balancer: { name: alb },
    vpcs: {},
    subnets: {},
    groups: {},
    prefixLists: after('groups', prefixListIds),
    instances: {},
    alarms: { region },
  }),
  reasons: {
    repaired: pass(
      'The health check of {tg} asks {path}, {node_sg} takes in the balancer and nobody from outside, and no alarm is blind.',
    ),
    'tg-missing': fail(
      'Target group {tg} does not exist.',
      'It is to be repaired, not deleted: create it again.',
    ),
    'health-check-lies': fail(
      'The health check of {tg} says little: {field} is {actual}; the task wants {expected}.',
      'Change it with modify-target-group.',
    ),
    'nodes-open': fail('{group} lets {range} in at {ports}.', 'Revoke that rule.'),
    'alb-cannot-reach': fail(
      'The balancer does not reach TCP {app_port} of {node_sg}: {why}.',
      'Let the group of the balancer in at that port.',
    ),
    'alarm-blind': fail(
      'Alarm {alarm} watches LoadBalancer={actual}, which never gets data; this balancer is {expected}.',
      'Put the alarm again with the end of the ARN, or delete it.',
    ),
  },
  judge(saw, { prefix, alb, tg, node_sg: nodeGroup, app_port: port }) {
    const names = { tg, node_sg: nodeGroup, app_port: port, path: HEALTH_PATH };
    const lists = () => prefixListsOf(saw.prefixLists);
    const network = (places: 'with places' | 'without'): Network =>
      readNetwork({
        Vpcs: saw.vpcs() ?? [],
        Subnets: places === 'without' ? [] : (saw.subnets() ?? []),
        SecurityGroups: saw.groups() ?? [],
        ManagedPrefixLists: lists().known,
      });
    const ours = (): SecurityGroup[] => {
      const defaults = new Set((saw.vpcs() ?? []).filter((vpc) => vpc.IsDefault).map(({ VpcId }) => VpcId));
      return groupsCalled(saw.groups() ?? [], nodeGroup, defaults);
    };
    /** Further groups that the nodes hold. */
    const held = (): SecurityGroup[] => {
      const ids = new Set(
        nodesOf(saw.instances() ?? [], `${prefix}-cap`).flatMap((one) => one.SecurityGroupIds),
      );
      return (saw.groups() ?? []).filter(({ GroupId }) => ids.has(GroupId));
    };
    const at = ({ GroupId }: SecurityGroup, expected: string, actual: string) =>
      saw.groups.at(`SecurityGroups[?GroupId=='${GroupId}'] | [0].IpPermissions`, expected, actual);
    const certain = <T>({ found, doubts }: Search<T>): T | undefined => {
      if (found === undefined) stopAtDoubts(doubts, securityGroups.id, lists());
      return found;
    };
    const open = (list: () => readonly SecurityGroup[]) => () =>
      firstFinding(list(), (group) => {
        const door = certain(openToOutside(network('without'), group.GroupId));
        if (!door) return undefined;
        return {
          reason: 'nodes-open' as const,
          data: { ...names, group: `${group.GroupName} (${group.GroupId})`, ...door },
          evidence: [at(group, 'nothing from outside of the VPC', `${door.range} at ${door.ports}`)],
        };
      });
    const cannotReach = (why: string, evidence: ReturnType<typeof at>) => ({
      reason: 'alb-cannot-reach' as const,
      data: { ...names, why },
      evidence: [evidence],
    });
    return decide(
      [
        () =>
          saw.group()
            ? undefined
            : {
                reason: 'tg-missing' as const,
                data: names,
                evidence: [saw.group.at('TargetGroups[].TargetGroupName', tg, saw.group.absence() ?? 'none')],
              },
        () => {
          const group = saw.group();
          const lie = group && healthCheckLie(group, { path: HEALTH_PATH, port });
          if (!lie) return undefined;
          return {
            reason: 'health-check-lies' as const,
            data: { ...names, ...lie, actual: lie.actual ?? 'missing' },
            evidence: [saw.group.at(`TargetGroups[0].${lie.field}`, lie.expected, lie.actual)],
          };
        },
        open(ours),
        open(held),
        () => {
          if (ours().length > 0) return undefined;
          const evidence = saw.groups.at('SecurityGroups[].GroupName', nodeGroup, 'none');
          return cannotReach('there is no such security group', evidence);
        },
        () => {
          if (saw.balancer()) return undefined;
          const evidence = saw.balancer.at('LoadBalancers[].LoadBalancerName', alb, 'none');
          return cannotReach(`there is no load balancer ${alb}`, evidence);
        },
        () => {
          const balancer = saw.balancer();
          if (!balancer) return undefined;
          const stands = {
            groupIds: balancer.SecurityGroups,
            subnetIds: balancer.AvailabilityZones.flatMap(({ SubnetId }) => SubnetId ?? []),
          };
          return firstFinding(ours(), (group) => {
            const missing = certain(shutToBalancer(network('with places'), group.GroupId, port, stands));
            if (!missing) return undefined;
            const left = spansInWords(4, missing);
            return cannotReach(
              `${group.GroupId} does not let it in from ${left}`,
              at(group, `TCP ${port} from ${balancer.SecurityGroups.join(', ')}`, `not from ${left}`),
            );
          });
        },
        () => {
          const name = `${prefix}-cap-5xx`;
          const alarm = (saw.alarms()?.MetricAlarms ?? []).find(({ AlarmName }) => AlarmName === name);
          if (!alarm) return undefined;
          const balancer = saw.balancer();
          const expected = balancer ? balancerDimension(balancer.LoadBalancerArn) : '(there is none)';
          const watched = heeded(alarm).flatMap(({ Dimensions }) =>
            Dimensions.flatMap(({ Name, Value }) => (Name === 'LoadBalancer' ? [Value] : [])),
          );
          if (watched.length > 0 && watched.every((value) => value === expected)) return undefined;
          const actual = watched.find((value) => value !== expected) ?? 'nothing';
          return {
            reason: 'alarm-blind' as const,
            data: { ...names, alarm: name, actual, expected },
            evidence: [saw.alarms.at(alarmPath(alarm, 'Dimensions'), `LoadBalancer=${expected}`, actual)],
          };
        },
      ],
      () => ({
        reason: 'repaired' as const,
        data: names,
        evidence: [
          saw.group.at('TargetGroups[0].HealthCheckPath', HEALTH_PATH, saw.group()?.HealthCheckPath),
          ...ours().map((group) => at(group, `TCP ${port} from the balancer alone`, 'as wanted')),
        ],
      }),
    );
  },
});
