import { Type } from 'typebox';
import { cannotEvaluate, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { vpcEndpoints } from '../../reads/ec2-endpoints.ts';
import { routeTables } from '../../reads/ec2-routing.ts';
import { subnets, vpcs } from '../../reads/ec2-vpc.ts';
import {
  addressText,
  effectiveRouteTable,
  endpointsFor,
  gatewayEndpointsOf,
  readNetwork,
  type GatewayEndpointUse,
  type Network,
  type Subnet,
  type VpcEndpoint,
} from '../../semantics/network/index.ts';
import { firstMiss, nearestMiss, type Requirement } from '../shared/candidates.ts';
import { stoppedByGatewayPolicy } from '../shared/endpoint-policy.ts';
import { endpointPhase, endpointReasons } from '../shared/endpoint-states.ts';
import { once } from '../shared/once.ts';
import { policyToJudge } from '../shared/policy.ts';
import { onlyVpc, tieredSubnets } from '../shared/vpc.ts';

const ACTIONS = ['s3:GetObject', 's3:PutObject'];
type Reason = 'table-missing' | 'policy-blocks';
const REASONS: readonly Reason[] = ['table-missing', 'policy-blocks'];

export default defineCheck({
  id: 'vpc/s3-endpoint',
  title: 'Private subnets reach S3 by a gateway endpoint',
  params: Type.Object({ vpcName: Type.String(), bucket: Type.String() }),
  reads: { vpcs, subnets, routeTables, endpoints: vpcEndpoints },
  bind: () => ({ vpcs: {}, subnets: {}, routeTables: {}, endpoints: {} }),
  reasons: {
    'by-gateway': pass('Every private subnet of {vpcName} reaches S3 by a gateway endpoint: {endpoints}.'),
    'endpoint-missing': fail(
      '{what} has no endpoint for {service}.',
      'Make one of type Gateway in the VPC of the task.',
    ),
    ...endpointReasons,
    'wrong-type': fail(
      'Endpoint {endpoint} for {service} is of type {type}, not Gateway.',
      'Gateway endpoints are routes and cost nothing; make one of that type.',
    ),
    'table-missing': fail(
      'The route table of {subnet}, {table}, is on no gateway endpoint for {service}.',
      'Add the table to the endpoint.',
    ),
    'policy-blocks': fail(
      'The policy of {endpoint} stops {principal} calling {action} on {resource}: {why}.',
      'Let its Allow cover both actions on the objects of this bucket, for everybody of the account.',
    ),
  },
  judge(saw, { vpcName, bucket }, run) {
    const service = `com.amazonaws.${run.region}.s3`;
    const resource = `arn:aws:s3:::${bucket}/x`;
    const vpc = () => onlyVpc(saw.vpcs() ?? [], vpcName);
    const at = ({ id }: VpcEndpoint, field: string, expected: unknown, actual: unknown) =>
      saw.endpoints.at(`VpcEndpoints[?VpcEndpointId=='${id}'] | [0].${field}`, expected, actual);

    const doors = once(() => readNetwork({ VpcEndpoints: saw.endpoints() ?? [] }));
    /** Live endpoints for S3 in the VPC, whatever their type. */
    const live = (): readonly VpcEndpoint[] => {
      const found = vpc();
      if (found === undefined) return [];
      return endpointsFor(doors(), found.VpcId, service).filter((one) => endpointPhase(one) !== 'gone');
    };
    const gateways = () => live().filter(({ type }) => type === 'gateway');
    const available = () => gateways().filter((one) => endpointPhase(one) === 'available');
    const privates = () => {
      const found = vpc();
      return found ? tieredSubnets(saw.subnets() ?? [], found.VpcId, 'private') : [];
    };
    const network = once(() =>
      readNetwork({
        Vpcs: saw.vpcs() ?? [],
        Subnets: saw.subnets() ?? [],
        RouteTables: saw.routeTables() ?? [],
        VpcEndpoints: saw.endpoints() ?? [],
      }),
    );

    const missing = (what: string, expected: string, actual: string) => ({
      reason: 'endpoint-missing' as const,
      data: { what, service },
      evidence: [saw.endpoints.at('VpcEndpoints', expected, actual)],
    });
    const notReady = (reason: 'not-yet' | 'unhealthy', phase: 'coming' | 'unhealthy') => () => {
      if (available().length > 0) return undefined;
      const found = gateways().find((one) => endpointPhase(one) === phase);
      return (
        found && {
          reason,
          data: { endpoint: found.id, state: found.state },
          evidence: [at(found, 'State', 'available', found.state)],
        }
      );
    };

    const requirements = (
      whole: Network,
      subnet: Subnet,
    ): readonly Requirement<GatewayEndpointUse, Reason>[] => [
      {
        reason: 'table-missing',
        flaw: ({ endpoint, associated, routeTableId }) => {
          if (associated === true) return undefined;
          if (associated === undefined)
            return cannotEvaluate(routeTables.id, `which route table rules subnet ${subnet.id}`);
          const table = `${routeTableId ?? ''}${effectiveRouteTable(whole, subnet).how === 'main' ? ' (the main table)' : ''}`;
          return {
            data: { subnet: label(subnet), table, service },
            evidence: [
              at(endpoint, 'RouteTableIds', `with ${routeTableId ?? ''}`, endpoint.routeTableIds ?? []),
            ],
          };
        },
      },
      {
        reason: 'policy-blocks',
        flaw: ({ endpoint }) => {
          // Without a policy of its own an endpoint has the default one, which lets everything through.
          if (endpoint.policy === undefined) return undefined;
          const policy = policyToJudge(endpoint.policy, vpcEndpoints.id, `of ${endpoint.id}`);
          const first = subnet.usable[4].at(0)?.first;
          const from = typeof first === 'number' ? addressText(4, first) : undefined;
          const stopped = stoppedByGatewayPolicy(
            policy,
            ACTIONS.map((action) => ({
              action,
              resource,
              vpcId: subnet.vpcId,
              endpointId: endpoint.id,
              from,
            })),
            run,
          );
          if (!stopped) return undefined;
          const { principal, action, words, statement } = stopped;
          return {
            data: { endpoint: endpoint.id, principal, action, resource, why: words },
            evidence: [
              at(
                endpoint,
                `PolicyDocument${statement === undefined ? '' : `.Statement[${statement}]`}`,
                `${action} on ${resource} allowed for everybody of ${run.account}`,
                words,
              ),
            ],
          };
        },
      },
    ];

    return decide(
      [
        () =>
          vpc()
            ? undefined
            : {
                reason: 'endpoint-missing' as const,
                data: { what: `VPC ${vpcName}, which is not there exactly once,`, service },
                evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several')],
              },
        () =>
          vpc() && live().length === 0
            ? missing(`VPC ${vpcName}`, `an endpoint for ${service} in VPC ${vpcName}`, 'none')
            : undefined,
        () =>
          vpc() && privates().length === 0
            ? {
                reason: 'endpoint-missing' as const,
                data: { what: `A private subnet of ${vpcName}, of which there is none,`, service },
                evidence: [saw.subnets.at('Subnets', `a subnet of ${vpcName} with Tier private`, 'none')],
              }
            : undefined,
        notReady('not-yet', 'coming'),
        notReady('unhealthy', 'unhealthy'),
        () => {
          const [other] = live();
          if (other === undefined || gateways().length > 0) return undefined;
          return {
            reason: 'wrong-type' as const,
            data: { endpoint: other.id, type: typeInWords(other.type), service },
            evidence: [at(other, 'VpcEndpointType', 'Gateway', typeInWords(other.type))],
          };
        },
        ...REASONS.map((reason) => () => {
          if (available().length === 0) return undefined;
          const whole = network();
          const found = firstMiss(privates(), reason, ({ SubnetId }) => {
            const subnet = whole.subnets.get(SubnetId);
            const uses = gatewayEndpointsOf(whole, SubnetId, service).filter((use) => use.available);
            return subnet && nearestMiss(uses, requirements(whole, subnet));
          });
          return found?.miss;
        }),
      ],
      () => {
        const endpoints = available().map(({ id }) => id);
        return {
          reason: 'by-gateway',
          data: { endpoints },
          evidence: [
            saw.endpoints.at(
              'VpcEndpoints',
              `${service} for the tables of ${privates().length} private subnets`,
              endpoints,
            ),
          ],
        };
      },
    );
  },
});

function label({ id, name }: Subnet): string {
  return name === undefined ? id : `${name} (${id})`;
}

function typeInWords(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
