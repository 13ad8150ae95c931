/** Listeners: one on a port. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
import { randomBytes } from 'node:crypto';
import {
  DescribeSSLPoliciesCommand,
  ElasticLoadBalancingV2Client,
  type ElasticLoadBalancingV2ClientConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { completeActions } from './actions.ts';
import { certificateFor } from './certificates.ts';
import {
  balancerOf,
  drop,
  invalid,
  keep,
  listenerOf,
  listenersOf,
  pageOf,
  refused,
  type BalancerRecord,
  type ListenerRecord,
} from './store.ts';
import { setTags } from './tags.ts';

/** What a listener gets whose client names no policy. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';
const PROTOCOLS = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'],
};

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.CreateListenerInput;
  const balancer = balancerOf(context, asked.LoadBalancerArn);
  const { Port: port, Protocol: protocol } = asked;
  if (port === undefined) throw invalid('A listener port must be specified');
  if (protocol === undefined) throw invalid('A listener protocol must be specified');
  checkFront(context, balancer, { port, protocol }, undefined);
  const certificates = await certificateFor(context, protocol, asked.Certificates);
  const sslPolicy = await policyFor(context, protocol, asked.SslPolicy);
  const actions = completeActions(context, balancer, { port, protocol }, asked.DefaultActions ?? []);
  const arn = `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${randomBytes(8).toString('hex')}`;
  const record: ListenerRecord = {
    arn,
    balancer: balancer.arn,
    port,
    protocol,
    certificates,
    ...sslPolicy,
    rules: [{ arn: ruleArn(arn), priority: 'default', conditions: [], actions }],
    ...(asked.AlpnPolicy === undefined ? {} : { alpnPolicy: asked.AlpnPolicy }),
    ...(asked.MutualAuthentication === undefined ? {} : { mutualAuthentication: asked.MutualAuthentication }),
    attributes: balancer.type === 'network' ? { 'tcp.idle_timeout.seconds': '350' } : {},
  };
  keep(context, 'listener', record);
  setTags(context, arn, asked.Tags ?? []);
  return { Listeners: [shown(record)] };
};

/** The ARN of a new rule of a listener. */
export function ruleArn(listener: string): string {
  return `${listener.replace(':listener/', ':listener-rule/')}/${randomBytes(8).toString('hex')}`;
}

/** @param self the listener that is modified */
function checkFront(
  context: OverlayContext,
  balancer: BalancerRecord,
  { port, protocol }: Pick<ListenerRecord, 'port' | 'protocol'>,
  self: string | undefined,
): void {
  const known = PROTOCOLS[balancer.type];
  if (!known.includes(protocol))
    throw invalid(`Listener protocol '${protocol}' must be one of '${known.join(', ')}'`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw invalid(`Listener port '${port}' must be between '1-65535' inclusive`);
  if (listenersOf(context, balancer.arn).some((one) => one.port === port && one.arn !== self))
    throw refused(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${balancer.arn}'`,
    );
}

/** @throws AwsError SSLPolicyNotFound */
async function policyFor(
  context: OverlayContext,
  protocol: string,
  asked: string | undefined,
): Promise<{ sslPolicy?: string }> {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return {};
  if (asked === undefined) return { sslPolicy: DEFAULT_POLICY };
  const client = new ElasticLoadBalancingV2Client(
    context.engineClient() as ElasticLoadBalancingV2ClientConfig,
  );
  try {
    const { SslPolicies = [] } = await client.send(new DescribeSSLPoliciesCommand({}));
    if (!SslPolicies.some(({ Name }) => Name === asked))
      throw refused('SSLPolicyNotFound', `SSL policy '${asked}' not found`);
  } finally {
    client.destroy();
  }
  return { sslPolicy: asked };
}

function shown(record: ListenerRecord): Record<string, unknown> {
  const [first] = record.certificates;
  return {
    ListenerArn: record.arn,
    LoadBalancerArn: record.balancer,
    Port: record.port,
    Protocol: record.protocol,
    ...(first === undefined ? {} : { Certificates: [{ CertificateArn: first }] }),
    ...(record.sslPolicy === undefined ? {} : { SslPolicy: record.sslPolicy }),
    DefaultActions: record.rules.find(({ priority }) => priority === 'default')?.actions ?? [],
    ...(record.alpnPolicy === undefined ? {} : { AlpnPolicy: record.alpnPolicy }),
    ...(record.protocol === 'HTTPS'
      ? { MutualAuthentication: record.mutualAuthentication ?? { Mode: 'off' } }
      : {}),
  };
}

const describe: OverlayHandler = (context, input) => {
  const arns = input['ListenerArns'] as string[] | undefined;
  const balancer = input['LoadBalancerArn'];
  if ((arns === undefined) === (balancer === undefined))
    throw invalid('You must specify either listener ARNs or a load balancer ARN');
  const found =
    arns?.map((arn) => listenerOf(context, arn)) ?? listenersOf(context, balancerOf(context, balancer).arn);
  const { items, next } = pageOf(found, input);
  return Promise.resolve({ Listeners: items.map(shown), ...next });
};

const modify: OverlayHandler = async (context, input) => {
  const asked = input as unknown as Sdk.ModifyListenerInput;
  const record = listenerOf(context, asked.ListenerArn);
  const balancer = balancerOf(context, record.balancer);
  const { Port: port = record.port, Protocol: protocol = record.protocol } = asked;
  checkFront(context, balancer, { port, protocol }, record.arn);
  const secure = protocol === 'HTTPS' || protocol === 'TLS';
  const kept = secure && asked.Certificates === undefined && record.certificates.length > 0;
  const [, ...others] = record.certificates;
  const certificates = kept
    ? record.certificates
    : [...(await certificateFor(context, protocol, asked.Certificates)), ...(secure ? others : [])];
  const { sslPolicy: before, ...same } = record;
  const actions = asked.DefaultActions;
  const next: ListenerRecord = {
    ...same,
    port,
    protocol,
    certificates,
    ...(await policyFor(context, protocol, asked.SslPolicy ?? before)),
    ...(asked.AlpnPolicy === undefined ? {} : { alpnPolicy: asked.AlpnPolicy }),
    ...(asked.MutualAuthentication === undefined ? {} : { mutualAuthentication: asked.MutualAuthentication }),
    rules: record.rules.map((rule) =>
      rule.priority === 'default' && actions !== undefined && actions.length > 0
        ? { ...rule, actions: completeActions(context, balancer, { port, protocol }, actions) }
        : rule,
    ),
  };
  keep(context, 'listener', next);
  return { Listeners: [shown(next)] };
};

const remove: OverlayHandler = (context, input) => {
  drop(context, 'listener', listenerOf(context, input['ListenerArn']).arn);
  return Promise.resolve({});
};

export const listenerOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'CreateListener', answer: create },
  { service: 'elasticloadbalancing', operation: 'DescribeListeners', answer: describe },
  { service: 'elasticloadbalancing', operation: 'ModifyListener', answer: modify },
  { service: 'elasticloadbalancing', operation: 'DeleteListener', answer: remove },
];
