import {
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  type Action as SdkAction,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Absent, defineRead, type ClientSpec } from '../kit/index.ts';

export const elbv2: ClientSpec<ElasticLoadBalancingV2Client> = {
  service: 'elasticloadbalancing',
  create: (config) => new ElasticLoadBalancingV2Client(config),
};

const MISSING = /^(LoadBalancer|Listener|TargetGroup)NotFound(Exception)?$/;

/** The SDK lengthens AWS's codes: the evidence has AWS's. @throws Absent for those of "there is none", the rest as it came */
export async function orAbsent<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const word = error instanceof Error ? MISSING.exec(error.name)?.[1] : undefined;
    throw word === undefined ? error : new Absent(`${word}NotFound`);
  }
}

/** All of a paginated answer. @throws Absent as `orAbsent` */
export async function allOf<P, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => T[] | undefined,
): Promise<T[]> {
  const gather = async (): Promise<T[]> => {
    const all: T[] = [];
    for await (const page of pages) all.push(...(items(page) ?? []));
    return all;
  };
  return orAbsent(gather());
}

export interface LoadBalancer {
  LoadBalancerArn: string;
  LoadBalancerName: string;
  DNSName: string | null;
  /** internet-facing or internal. */
  Scheme: string | null;
  VpcId: string | null;
  /** provisioning, active, active_impaired or failed. */
  State: { Code: string | null };
  /** application, network or gateway. */
  Type: string | null;
  AvailabilityZones: { ZoneName: string | null; SubnetId: string | null }[];
  SecurityGroups: string[];
}

/**
 * One load balancer by its name, which no two of a Region share. Absent: LoadBalancerNotFound.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
 */
export const loadBalancer = defineRead<{ name: string }, LoadBalancer>({
  id: 'elasticloadbalancing:DescribeLoadBalancers',
  resources: () => ['*'],
  call: async ({ client }, { name }) => {
    const pages = paginateDescribeLoadBalancers({ client: client(elbv2) }, { Names: [name] });
    const all = await allOf(pages, (page) => page.LoadBalancers);
    const found = all.find(({ LoadBalancerName }) => LoadBalancerName === name);
    if (!found) throw new Absent('LoadBalancerNotFound');
    return {
      LoadBalancerArn: found.LoadBalancerArn ?? '',
      LoadBalancerName: name,
      DNSName: found.DNSName ?? null,
      Scheme: found.Scheme ?? null,
      VpcId: found.VpcId ?? null,
      State: { Code: found.State?.Code ?? null },
      Type: found.Type ?? null,
      AvailabilityZones: (found.AvailabilityZones ?? []).map(({ ZoneName, SubnetId }) => ({
        ZoneName: ZoneName ?? null,
        SubnetId: SubnetId ?? null,
      })),
      SecurityGroups: found.SecurityGroups ?? [],
    };
  },
});

export interface Action {
  /** forward, redirect, fixed-response, authenticate-oidc, authenticate-cognito or jwt-validation. */
  Type: string;
  Order: number | null;
  /** Every group that a forward names, in whichever of the two ways; Weight null where none is said. */
  ForwardConfig: { TargetGroups: { TargetGroupArn: string; Weight: number | null }[] } | null;
  RedirectConfig: {
    Protocol: string | null;
    Port: string | null;
    Host: string | null;
    Path: string | null;
    StatusCode: string | null;
  } | null;
  FixedResponseConfig: { StatusCode: string | null } | null;
}
export interface Listener {
  ListenerArn: string;
  Port: number | null;
  Protocol: string | null;
  /** The default certificate only: AWS names the others in DescribeListenerCertificates. */
  Certificates: { CertificateArn: string }[];
  DefaultActions: Action[];
}

/**
 * Every listener of a load balancer. Absent: LoadBalancerNotFound.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
 */
export const listeners = defineRead<{ loadBalancerArn: string }, Listener[]>({
  id: 'elasticloadbalancing:DescribeListeners',
  resources: () => ['*'],
  call: async ({ client }, { loadBalancerArn }) => {
    const pages = paginateDescribeListeners({ client: client(elbv2) }, { LoadBalancerArn: loadBalancerArn });
    const all = await allOf(pages, (page) => page.Listeners);
    return all.map((one) => ({
      ListenerArn: one.ListenerArn ?? '',
      Port: one.Port ?? null,
      Protocol: one.Protocol ?? null,
      Certificates: (one.Certificates ?? []).map(({ CertificateArn }) => ({
        CertificateArn: CertificateArn ?? '',
      })),
      DefaultActions: (one.DefaultActions ?? []).map(action),
    }));
  },
});

export interface Rule {
  RuleArn: string;
  /** A number as text, or `default`. */
  Priority: string | null;
  IsDefault: boolean;
  Conditions: { Field: string; Values: string[]; RegexValues: string[] }[];
  Actions: Action[];
}

/**
 * Every rule of a listener, the default one too. Absent: ListenerNotFound.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
 */
export const listenerRules = defineRead<{ listenerArn: string }, Rule[]>({
  id: 'elasticloadbalancing:DescribeRules',
  resources: () => ['*'],
  call: async ({ client }, { listenerArn }) => {
    const pages = paginateDescribeRules({ client: client(elbv2) }, { ListenerArn: listenerArn });
    const all = await allOf(pages, (page) => page.Rules);
    return all.map((one) => ({
      RuleArn: one.RuleArn ?? '',
      Priority: one.Priority ?? null,
      IsDefault: one.IsDefault === true,
      Conditions: (one.Conditions ?? []).map(condition),
      Actions: (one.Actions ?? []).map(action),
    }));
  },
});

function action(one: SdkAction): Action {
  const groups =
    one.ForwardConfig?.TargetGroups ?? (one.TargetGroupArn ? [{ TargetGroupArn: one.TargetGroupArn }] : []);
  const { RedirectConfig: redirect, FixedResponseConfig: fixed } = one;
  return {
    Type: one.Type ?? '',
    Order: one.Order ?? null,
    ForwardConfig:
      one.Type === 'forward'
        ? {
            TargetGroups: groups.map((group) => ({
              TargetGroupArn: group.TargetGroupArn ?? '',
              Weight: 'Weight' in group ? (group.Weight ?? null) : null,
            })),
          }
        : null,
    RedirectConfig: redirect
      ? {
          Protocol: redirect.Protocol ?? null,
          Port: redirect.Port ?? null,
          Host: redirect.Host ?? null,
          Path: redirect.Path ?? null,
          StatusCode: redirect.StatusCode ?? null,
        }
      : null,
    FixedResponseConfig: fixed ? { StatusCode: fixed.StatusCode ?? null } : null,
  };
}

/** Values stand beside the field, or in a member of their own that repeats them: each once. */
function condition(one: RuleCondition): Rule['Conditions'][number] {
  const members = [one.HostHeaderConfig, one.PathPatternConfig, one.HttpHeaderConfig];
  const named = [one.HttpRequestMethodConfig, one.SourceIpConfig, ...members];
  const values = [...(one.Values ?? []), ...named.flatMap((member) => member?.Values ?? [])];
  const regexes = [...(one.RegexValues ?? []), ...members.flatMap((member) => member?.RegexValues ?? [])];
  return { Field: one.Field ?? '', Values: [...new Set(values)], RegexValues: [...new Set(regexes)] };
}
