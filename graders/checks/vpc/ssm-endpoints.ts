import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { vpcAttribute, vpcEndpoints, type DnsAttribute } from '../../reads/ec2-endpoints.ts';
import { securityGroups } from '../../reads/ec2-groups.ts';
import { managedPrefixListEntries, subnets, vpcs, type Vpc } from '../../reads/ec2-vpc.ts';
import {
  endpointAdmits,
  endpointsFor,
  explainHop,
  readNetwork,
  type VpcEndpoint,
} from '../../semantics/network/index.ts';
import { firstMiss, nearestMiss, type Requirement } from '../shared/candidates.ts';
import { endpointPhase, endpointReasons } from '../shared/endpoint-states.ts';
import { once } from '../shared/once.ts';
import { groupsNamed, prefixListIds, prefixListsOf, stopAtDoubts } from '../shared/security-groups.ts';
import { onlyVpc, tieredSubnets } from '../shared/vpc.ts';

const SERVICES = ['ssm', 'ssmmessages'];
const ATTRIBUTES: readonly DnsAttribute[] = ['enableDnsSupport', 'enableDnsHostnames'];
type Reason = 'not-yet' | 'unhealthy' | 'private-dns-off' | 'one-zone' | 'group-blocks';

export default defineCheck({
  id: 'vpc/ssm-endpoints',
  title: 'Session Manager is reached from inside the VPC, in both zones',
  params: Type.Object({
    vpcName: Type.String(),
    azs: Type.String({ description: 'Zones, separated by commas' }),
    appGroup: Type.String({ description: 'Name of the group that every instance is taken to hold' }),
  }),
  reads: {
    vpcs,
    subnets,
    endpoints: vpcEndpoints,
    attributes: each(vpcAttribute),
    groups: securityGroups,
    prefixLists: each(managedPrefixListEntries),
  },
  bind: ({ vpcName }) => ({
    vpcs: {},
    subnets: {},
    endpoints: {},
    groups: {},
    attributes: after('vpcs', (list: readonly Vpc[] | undefined) => {
      const vpc = onlyVpc(list ?? [], vpcName);
      return vpc ? ATTRIBUTES.map((attribute) => ({ vpcId: vpc.VpcId, attribute })) : [];
    }),
    prefixLists: after('groups', prefixListIds),
  }),
  reasons: {
    'from-inside': pass('Both services are reached inside {vpcName}, in each zone: {endpoints}.'),
    'service-missing': fail(
      '{what} has no interface endpoint for {service}.',
      'Session Manager needs two services; make an interface endpoint for each.',
    ),
    ...endpointReasons,
    'private-dns-off': fail(
      'The name of {service} does not lead to an endpoint inside the VPC: {what} is off.',
      'Turn it on; without it the agent asks for a public address.',
    ),
    'one-zone': fail(
      'Endpoint {endpoint} for {service} has no interface in a private subnet of {zone}.',
      'Add a private subnet of that zone to the endpoint.',
    ),
    'group-blocks': fail(
      'Endpoint {endpoint} for {service} does not let TCP 443 in from {subnet}: {why}',
      'Let 443 in from the block of each private subnet, or from the group of the instances.',
    ),
  },
  judge(saw, { vpcName, azs, appGroup }, { region }) {
    const zones = azs.split(',').map((zone) => zone.trim());
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    const at = ({ id }: VpcEndpoint, field: string, expected: unknown, actual: unknown) =>
      saw.endpoints.at(`VpcEndpoints[?VpcEndpointId=='${id}'] | [0].${field}`, expected, actual);
    const serviceName = (service: string) => `com.amazonaws.${region}.${service}`;
    const doors = once(() => readNetwork({ VpcEndpoints: saw.endpoints() ?? [] }));
    /** Live interface endpoints for a service in the VPC. */
    const candidates = (service: string): VpcEndpoint[] => {
      const found = vpc();
      if (!found) return [];
      return endpointsFor(doors(), found.VpcId, serviceName(service)).filter(
        (one) => one.type === 'interface' && endpointPhase(one) !== 'gone',
      );
    };
    const privates = () => {
      const found = vpc();
      return found ? tieredSubnets(saw.subnets() ?? [], found.VpcId, 'private') : [];
    };
    const lists = () => prefixListsOf(saw.prefixLists);
    const network = once(() =>
      readNetwork({
        Vpcs: saw.vpcs() ?? [],
        Subnets: saw.subnets() ?? [],
        SecurityGroups: saw.groups() ?? [],
        ManagedPrefixLists: lists().known,
      }),
    );

    const requirements = (service: string): readonly Requirement<VpcEndpoint, Reason>[] => {
      const state = (reason: 'not-yet' | 'unhealthy', phase: 'coming' | 'unhealthy') => ({
        reason,
        flaw: (endpoint: VpcEndpoint) =>
          endpointPhase(endpoint) === phase
            ? {
                data: { endpoint: endpoint.id, state: endpoint.state },
                evidence: [at(endpoint, 'State', 'available', endpoint.state)],
              }
            : undefined,
      });
      return [
        state('not-yet', 'coming'),
        state('unhealthy', 'unhealthy'),
        {
          reason: 'private-dns-off',
          flaw: (endpoint) =>
            endpoint.privateDns
              ? undefined
              : {
                  data: { service, what: `private DNS of endpoint ${endpoint.id}` },
                  evidence: [at(endpoint, 'PrivateDnsEnabled', true, false)],
                },
        },
        {
          reason: 'one-zone',
          flaw: (endpoint) => {
            const inside = privates().filter(({ SubnetId }) => endpoint.subnetIds.includes(SubnetId));
            const zone = zones.find((one) =>
              inside.every(({ AvailabilityZone }) => AvailabilityZone !== one),
            );
            return zone === undefined
              ? undefined
              : {
                  data: { endpoint: endpoint.id, service, zone },
                  evidence: [
                    at(
                      endpoint,
                      'SubnetIds',
                      `a private subnet of each of ${zones.join(', ')}`,
                      endpoint.subnetIds,
                    ),
                  ],
                };
          },
        },
        {
          reason: 'group-blocks',
          flaw: (endpoint) => {
            const whole = network();
            const found = vpc();
            const held = found ? groupsNamed(saw.groups() ?? [], found.VpcId, appGroup) : [];
            const ids = held.map(({ GroupId }) => GroupId);
            const answers = privates().flatMap(({ SubnetId }) => {
              const subnet = whole.subnets.get(SubnetId);
              return subnet ? [{ subnet, answer: endpointAdmits(whole, endpoint, subnet, 443, ids) }] : [];
            });
            const closed = answers.find(({ answer }) => answer.admits === false);
            if (closed) {
              const { subnet, answer } = closed;
              return {
                data: {
                  endpoint: endpoint.id,
                  service,
                  subnet: subnet.name ?? subnet.id,
                  why: explainHop({ ...answer.hop, result: 'stop' }),
                },
                evidence: [
                  saw.groups.at(
                    `SecurityGroups[?GroupId=='${endpoint.groupIds.at(0) ?? 'default'}'] | [0].IpPermissions`,
                    `TCP 443 from ${subnet.id}`,
                    'not admitted',
                  ),
                ],
              };
            }
            stopAtDoubts(
              answers
                .filter(({ answer }) => answer.admits === undefined)
                .flatMap(({ answer }) => answer.hop.doubts ?? []),
              securityGroups.id,
              lists(),
            );
            return undefined;
          },
        },
      ];
    };
    const missOf = (reason: Reason) => () =>
      firstMiss(vpc() ? SERVICES : [], reason, (service) =>
        nearestMiss(candidates(service), requirements(service)),
      )?.miss;

    return decide(
      [
        () =>
          vpc()
            ? undefined
            : {
                reason: 'service-missing' as const,
                data: { what: `VPC ${vpcName}, which is not there exactly once,`, service: SERVICES },
                evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several')],
              },
        () => {
          const service = vpc() && SERVICES.find((one) => candidates(one).length === 0);
          return service === undefined
            ? undefined
            : {
                reason: 'service-missing' as const,
                data: { what: `VPC ${vpcName}`, service },
                evidence: [
                  saw.endpoints.at(
                    'VpcEndpoints',
                    `an interface endpoint for ${serviceName(service)}`,
                    'none',
                  ),
                ],
              };
        },
        missOf('not-yet'),
        missOf('unhealthy'),
        ...ATTRIBUTES.map((attribute) => () => {
          const entry = vpc() && saw.attributes().find(({ args }) => args.attribute === attribute);
          if (!entry || entry.value?.Value === true) return undefined;
          if (entry.value?.Value !== false)
            return cannotEvaluate(vpcAttribute.id, `${attribute} is neither on nor off`);
          return {
            reason: 'private-dns-off' as const,
            data: { service: SERVICES, what: `${attribute} of the VPC` },
            evidence: [saw.attributes.at(entry.args, 'Value', true, false)],
          };
        }),
        missOf('private-dns-off'),
        missOf('one-zone'),
        missOf('group-blocks'),
      ],
      () => {
        const endpoints = SERVICES.flatMap((service) => candidates(service).map(({ id }) => id));
        return {
          reason: 'from-inside',
          data: { endpoints },
          evidence: [saw.endpoints.at('VpcEndpoints', `${SERVICES.join(' and ')} in ${azs}`, endpoints)],
        };
      },
    );
  },
});
