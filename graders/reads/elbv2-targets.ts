import {
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Absent, defineRead } from '../kit/index.ts';
import { allOf, elbv2, orAbsent } from './elbv2.ts';

export interface TargetGroup {
  TargetGroupArn: string;
  TargetGroupName: string;
  Protocol: string | null;
  Port: number | null;
  VpcId: string | null;
  /** instance, ip, lambda or alb. */
  TargetType: string | null;
  HealthCheckEnabled: boolean;
  HealthCheckProtocol: string | null;
  /** A port as text, or `traffic-port`. */
  HealthCheckPort: string | null;
  HealthCheckPath: string | null;
  Matcher: { HttpCode: string | null; GrpcCode: string | null };
  /** Balancers that send to it. */
  LoadBalancerArns: string[];
}

/**
 * One target group by its name, which no two of a Region share. Absent: TargetGroupNotFound.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
export const targetGroup = defineRead<{ name: string }, TargetGroup>({
  id: 'elasticloadbalancing:DescribeTargetGroups',
  resources: () => ['*'],
  call: async ({ client }, { name }) => {
    const pages = paginateDescribeTargetGroups({ client: client(elbv2) }, { Names: [name] });
    const all = await allOf(pages, (page) => page.TargetGroups);
    const found = all.find(({ TargetGroupName }) => TargetGroupName === name);
    if (!found) throw new Absent('TargetGroupNotFound');
    return {
      TargetGroupArn: found.TargetGroupArn ?? '',
      TargetGroupName: name,
      Protocol: found.Protocol ?? null,
      Port: found.Port ?? null,
      VpcId: found.VpcId ?? null,
      TargetType: found.TargetType ?? null,
      HealthCheckEnabled: found.HealthCheckEnabled !== false,
      HealthCheckProtocol: found.HealthCheckProtocol ?? null,
      HealthCheckPort: found.HealthCheckPort ?? null,
      HealthCheckPath: found.HealthCheckPath ?? null,
      Matcher: {
        HttpCode: found.Matcher?.HttpCode ?? null,
        GrpcCode: found.Matcher?.GrpcCode ?? null,
      },
      LoadBalancerArns: found.LoadBalancerArns ?? [],
    };
  },
});

export interface TargetHealth {
  Target: { Id: string; Port: number | null; AvailabilityZone: string | null };
  /** initial, healthy, unhealthy, unhealthy.draining, unused, draining or unavailable. */
  TargetHealth: { State: string | null; Reason: string | null };
}

/**
 * Every registered target of a group with its health; the operation has no pages. Absent: TargetGroupNotFound.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
export const targetHealth = defineRead<{ targetGroupArn: string }, TargetHealth[]>({
  id: 'elasticloadbalancing:DescribeTargetHealth',
  resources: () => ['*'],
  call: async ({ client }, { targetGroupArn }) => {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
    const { TargetHealthDescriptions: all } = await orAbsent(client(elbv2).send(command));
    return (all ?? []).map(({ Target, TargetHealth: health }) => ({
      Target: {
        Id: Target?.Id ?? '',
        Port: Target?.Port ?? null,
        AvailabilityZone: Target?.AvailabilityZone ?? null,
      },
      TargetHealth: { State: health?.State ?? null, Reason: health?.Reason ?? null },
    }));
  },
});
