import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, each, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { alarms } from '../../reads/cloudwatch-alarms.ts';
import { instances } from '../../reads/ec2-instances.ts';
import { launchTemplateVersion } from '../../reads/ec2-templates.ts';
import { volumes } from '../../reads/ec2-volumes.ts';
import { natGateways, vpcs } from '../../reads/ec2-vpc.ts';
import { cluster, clusterVersions } from '../../reads/eks.ts';
import { nodegroup } from '../../reads/eks-nodes.ts';
import { loadBalancer } from '../../reads/elbv2.ts';
import { cents, sum, type Exact } from '../../semantics/pricing/index.ts';
import { ESTIMATE, estimateClauses, estimateReasons } from '../shared/estimate.ts';
import { bindNodes, nodeReads } from '../shared/eks-nodes.ts';
import { monthlyCost } from '../shared/prices.ts';
import { ITEMS, resourcesOf, type Item } from '../shared/system-cost.ts';

const TOLERANCE = { line: 0.05, total: 0.01 };

export default defineCheck({
  id: 'capstone/monthly-cost',
  title: 'The system as it stands, priced line by line',
  params: Type.Object({
    cluster: Type.String(),
    instanceName: Type.String(),
    vpc: Type.String(),
    alb: Type.String(),
    gpuHours: Type.Number(),
  }),
  reads: {
    file: artifact,
    cluster,
    versions: clusterVersions,
    nodegroups: nodeReads.nodegroups,
    groups: each(nodegroup),
    templates: each(launchTemplateVersion),
    instances,
    volumes,
    vpcs,
    gateways: natGateways,
    balancer: loadBalancer,
    alarms,
  },
  bind: ({ cluster: name, alb }, { region }, task) => {
    const { nodegroups, groups, templates } = bindNodes(name);
    return {
      file: { task, name: ESTIMATE, anyName: true },
      cluster: { name },
      versions: {},
      nodegroups,
      groups,
      templates,
      instances: {},
      volumes: {},
      vpcs: {},
      gateways: {},
      balancer: { name: alb },
      alarms: { region },
    };
  },
  reasons: {
    priced: pass('Every line is what the system really costs: {total} USD a month.'),
    ...artifactReasons,
    ...estimateReasons,
  },
  judge(saw, params, run) {
    const operations: Record<Item, string> = {
      eks: 'eks:DescribeCluster',
      nodes: 'eks:DescribeNodegroup',
      'node-disks': 'eks:DescribeNodegroup',
      gpu: 'ec2:DescribeInstances',
      'gpu-disks': 'ec2:DescribeVolumes',
      nat: 'ec2:DescribeNatGateways',
      alb: 'elasticloadbalancing:DescribeLoadBalancers',
      'public-ipv4': 'ec2:DescribeNatGateways',
      alarms: 'cloudwatch:DescribeAlarms',
    };
    const costOf = (item: string): Exact =>
      monthlyCost(resourcesOf(item as Item, saw, params, run), operations[item as Item]);
    const asked = estimateClauses({ file: saw.file, items: ITEMS, costOf, tolerance: TOLERANCE });
    return decide(
      [...asked.readable, ...asked.missing, ...asked.lines, asked.extra, asked.total, ...asked.duplicates],
      () => {
        const total = cents(sum(ITEMS.map(costOf)));
        return {
          reason: 'priced' as const,
          data: { total },
          evidence: [saw.file.at('total', total, asked.estimate()?.total)],
        };
      },
    );
  },
});
