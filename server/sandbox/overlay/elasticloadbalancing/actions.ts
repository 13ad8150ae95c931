/**
 * Actions of rules: what is refused, and what AWS fills in.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
 */
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OverlayContext } from '../../types.ts';
import {
  balancersUsing,
  groupOf,
  groupsOfAction,
  invalid,
  refused,
  type BalancerRecord,
  type ListenerRecord,
} from './store.ts';

type Front = Pick<ListenerRecord, 'port' | 'protocol'>;

const REDIRECT = {
  Protocol: '#{protocol}',
  Port: '#{port}',
  Host: '#{host}',
  Path: '/#{path}',
  Query: '#{query}',
};
const LAST = new Set(['forward', 'redirect', 'fixed-response']);

/** The actions as AWS shows them. @throws AwsError for what it refuses */
export function completeActions(
  context: OverlayContext,
  balancer: BalancerRecord,
  front: Front,
  asked: readonly Sdk.Action[],
): Sdk.Action[] {
  if (asked.length === 0) throw invalid('At least one action must be specified');
  const ordered = asked.toSorted((a, b) => (a.Order ?? 1) - (b.Order ?? 1));
  const lasts = ordered.filter(({ Type }) => LAST.has(Type ?? ''));
  if (lasts.length !== 1 || lasts[0] !== ordered.at(-1))
    throw refused(
      'InvalidLoadBalancerAction',
      'Exactly one forward, redirect or fixed-response action is required, and it must be the last one',
    );
  if (balancer.type === 'network' && lasts[0]?.Type !== 'forward')
    throw refused(
      'InvalidLoadBalancerAction',
      `Network load balancers do not support ${lasts[0]?.Type} actions`,
    );
  return ordered.map((action) => {
    if (action.Type === 'forward') return forward(context, balancer, action);
    if (action.Type === 'redirect') return redirect(front, action);
    if (action.Type === 'fixed-response') return fixed(action);
    if (front.protocol !== 'HTTPS')
      throw refused('InvalidLoadBalancerAction', `Actions of type '${action.Type}' need an HTTPS listener`);
    return action;
  });
}

function forward(context: OverlayContext, balancer: BalancerRecord, action: Sdk.Action): Sdk.Action {
  const arns = groupsOfAction(action);
  if (arns.length === 0) throw invalid('A target group ARN must be specified');
  if (arns.length > 5)
    throw refused('TooManyUniqueTargetGroupsPerLoadBalancer', 'Five target groups at most in one action');
  for (const arn of arns) {
    const { settings } = groupOf(context, arn);
    const http = settings.Protocol === 'HTTP' || settings.Protocol === 'HTTPS';
    if (settings.TargetType !== 'lambda' && http !== (balancer.type === 'application'))
      throw refused(
        'IncompatibleProtocols',
        `The target group '${arn}' has the protocol ${settings.Protocol}, which ${balancer.type} load balancers do not forward to`,
      );
    if (settings.VpcId !== undefined && settings.VpcId !== balancer.vpcId)
      throw refused(
        'InvalidConfigurationRequest',
        `The following target groups are not in the VPC of the load balancer: ${arn}`,
      );
    if (balancersUsing(context, arn).some((other) => other !== balancer.arn))
      throw refused(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
  }
  const { TargetGroups = arns.map((TargetGroupArn): Sdk.TargetGroupTuple => ({ TargetGroupArn })) } =
    action.ForwardConfig ?? {};
  return {
    ...action,
    ...(arns.length === 1 ? { TargetGroupArn: arns[0] } : {}),
    ForwardConfig: {
      TargetGroups: TargetGroups.map((one) => ({ Weight: 1, ...one })),
      TargetGroupStickinessConfig: {
        Enabled: false,
        ...action.ForwardConfig?.TargetGroupStickinessConfig,
      },
    },
  };
}

function redirect(front: Front, action: Sdk.Action): Sdk.Action {
  const { StatusCode, ...where } = action.RedirectConfig ?? { StatusCode: undefined };
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302')
    throw invalid("The redirect status code must be one of 'HTTP_301, HTTP_302'");
  const RedirectConfig = { ...REDIRECT, ...where, StatusCode };
  const same =
    [REDIRECT.Protocol, front.protocol].includes(RedirectConfig.Protocol) &&
    [REDIRECT.Port, String(front.port)].includes(RedirectConfig.Port) &&
    (['Host', 'Path', 'Query'] as const).every((part) => RedirectConfig[part] === REDIRECT[part]);
  if (same)
    throw refused('InvalidLoadBalancerAction', 'The RedirectConfig is not valid because it creates a loop.');
  return { ...action, RedirectConfig };
}

function fixed(action: Sdk.Action): Sdk.Action {
  const code = action.FixedResponseConfig?.StatusCode ?? '';
  if (!/^[245]\d\d$/.test(code))
    throw invalid(`The status code '${code}' of a fixed response must be 2XX, 4XX or 5XX`);
  return action;
}
