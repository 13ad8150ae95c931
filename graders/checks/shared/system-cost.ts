/** The capstone's system as resources of the pricing model: what stands in the account, counted by the month. */
import type { RunFacts, Saw, SawEach } from '../../kit/index.ts';
import { cannotEvaluate } from '../../kit/index.ts';
import type { Alarms } from '../../reads/cloudwatch-alarms.ts';
import type { Instance } from '../../reads/ec2-instances.ts';
import {
  launchTemplateVersion,
  type LaunchTemplateVersion,
  type TemplateVersion,
} from '../../reads/ec2-templates.ts';
import type { Volume } from '../../reads/ec2-volumes.ts';
import type { NatGateway, Vpc } from '../../reads/ec2-vpc.ts';
import type { Cluster, ClusterVersion } from '../../reads/eks.ts';
import type { Nodegroup } from '../../reads/eks-nodes.ts';
import type { LoadBalancer } from '../../reads/elbv2.ts';
import type { Resource } from '../../semantics/pricing/index.ts';
import { livingCluster, phaseOf, supportOf } from './eks-cluster.ts';
import { typesOf, type NodeViews } from './eks-nodes.ts';
import { vpcsNamed } from './vpc.ts';
import { isAttached, liveGateways, liveVolumes, volumeCost } from './waste.ts';

export const ITEMS = [
  'eks',
  'nodes',
  'node-disks',
  'gpu',
  'gpu-disks',
  'nat',
  'alb',
  'public-ipv4',
  'alarms',
] as const;
export type Item = (typeof ITEMS)[number];

/** GiB of a node's disk where the group does not say. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html */
const NODE_DISK = 20;
/** Capacity units that the task assumes in each hour. */
const LCU = 2;

interface Views {
  cluster: Saw<Cluster>;
  versions: Saw<ClusterVersion[]>;
  nodegroups: Saw<string[]>;
  groups: NodeViews['groups'];
  templates: SawEach<TemplateVersion, LaunchTemplateVersion>;
  instances: Saw<Instance[]>;
  volumes: Saw<Volume[]>;
  vpcs: Saw<Vpc[]>;
  gateways: Saw<NatGateway[]>;
  balancer: Saw<LoadBalancer>;
  alarms: Saw<Alarms>;
}
interface Params {
  instanceName: string;
  vpc: string;
  gpuHours: number;
}

/** What one line of the bill is made of. @throws Blocked when it depends on what could not be read */
export function resourcesOf(
  item: Item,
  saw: Views,
  params: Params,
  { today }: Pick<RunFacts, 'today'>,
): Resource[] {
  switch (item) {
    case 'eks': {
      const found = livingCluster(saw.cluster());
      if (!found) return [];
      const { status } = supportOf(saw.versions() ?? [], found.version ?? '', today);
      return [
        {
          kind: 'eks-cluster',
          id: found.name,
          support: status === 'STANDARD_SUPPORT' ? 'standard' : 'extended',
        },
      ];
    }
    case 'nodes':
      return groupsOf(saw).flatMap((group): Resource[] => {
        const [instanceType] = typesOf(saw, group);
        const count = group.scalingConfig.desiredSize ?? 0;
        if (count === 0) return [];
        if (instanceType === undefined)
          return cannotEvaluate(launchTemplateVersion.id, `the type of ${group.nodegroupName}`);
        return [{ kind: 'instance', id: group.nodegroupName, instanceType, count }];
      });
    case 'node-disks':
      return groupsOf(saw).flatMap(({ nodegroupName: id, diskSize, scalingConfig }): Resource[] => {
        const count = scalingConfig.desiredSize ?? 0;
        return count === 0
          ? []
          : [{ kind: 'volume', id, volumeType: 'gp3', gb: diskSize ?? NODE_DISK, count }];
      });
    case 'gpu':
      return trainers(saw, params).map(({ InstanceId, InstanceType }) => ({
        kind: 'instance',
        id: InstanceId,
        instanceType: InstanceType ?? '',
        hours: params.gpuHours,
      }));
    case 'gpu-disks': {
      const ids = new Set(trainers(saw, params).map(({ InstanceId }) => InstanceId));
      return liveVolumes(saw.volumes() ?? [])
        .filter(
          (volume) =>
            isAttached(volume) && volume.Attachments.some(({ InstanceId }) => ids.has(InstanceId ?? '')),
        )
        .map((volume) => volumeCost(volume));
    }
    case 'nat':
      return gatewaysOf(saw, params).map(({ NatGatewayId }) => ({ kind: 'nat-gateway', id: NatGatewayId }));
    case 'alb':
      return balancers(saw).map(({ LoadBalancerName, Type }) => ({
        kind: 'load-balancer',
        id: LoadBalancerName,
        type: Type === 'network' ? 'network' : 'application',
        lcu: LCU,
      }));
    case 'public-ipv4': {
      const gateways = gatewaysOf(saw, params).filter(
        ({ ConnectivityType }) => ConnectivityType !== 'private',
      );
      const zones = balancers(saw)
        .filter(({ Scheme }) => Scheme !== 'internal')
        .flatMap(({ AvailabilityZones }) => AvailabilityZones);
      const count = gateways.length + zones.length;
      return count === 0 ? [] : [{ kind: 'public-ipv4', id: 'addresses', count }];
    }
    case 'alarms': {
      const all = saw.alarms();
      const count = all ? all.MetricAlarms.length + all.CompositeAlarms.length : 0;
      return count === 0 ? [] : [{ kind: 'alarm', id: 'alarms', count }];
    }
    default:
      return [];
  }
}

/** Groups whose nodes are paid: all that are not going. */
function groupsOf(saw: Views): Nodegroup[] {
  if (!saw.nodegroups()) return [];
  return saw.groups().flatMap(({ value }) => (value && phaseOf(value.status) !== 'gone' ? [value] : []));
}

const GONE: ReadonlySet<string | null> = new Set(['terminated', 'shutting-down']);

const trainers = (saw: Views, { instanceName }: Params): Instance[] =>
  (saw.instances() ?? []).filter(
    ({ State, Tags }) =>
      !GONE.has(State) && Tags.some(({ Key, Value }) => Key === 'Name' && Value === instanceName),
  );

function gatewaysOf(saw: Views, { vpc }: Params): NatGateway[] {
  const ids = new Set(vpcsNamed(saw.vpcs() ?? [], vpc).map(({ VpcId }) => VpcId));
  return liveGateways(saw.gateways() ?? []).filter(({ VpcId }) => VpcId !== null && ids.has(VpcId));
}

const balancers = (saw: Views): LoadBalancer[] => [saw.balancer() ?? []].flat();
