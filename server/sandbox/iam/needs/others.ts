/**
 * Services with few resources, or whose resources stand in one parameter. What is not here has the resource `*`, without
 * certainty. https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { decodeText } from '../../gateway/wire.ts';
import { iamAction } from '../actions.ts';
import type { Call } from '../call.ts';
import { need, requestTags, vague, type NeedsOf } from './need.ts';

const TAGS = /^aws:(requesttag\/.*|tagkeys)$/;

/** Log groups and streams. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
export const logsNeeds: NeedsOf = (call) => {
  const action = `logs:${call.operation.operation}`;
  const group = call.text('logGroupName') ?? '';
  const stream = call.text('logStreamName') ?? '';
  const arn = call.text('resourceArn') ?? call.text('logGroupIdentifier');
  const extra = { context: requestTags(call.tags('tags')), knows: TAGS };
  if (arn?.startsWith('arn:')) return [need(action, arn, extra)];
  if (group === '' && !/^Describe(LogGroups|Queries|Destinations|Resource)/.test(call.operation.operation))
    return [vague(action, extra)];
  return [need(action, call.arn('logs', `log-group:${group}:log-stream:${stream}`), extra)];
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
export const eksNeeds: NeedsOf = (call) => {
  const action = `eks:${call.operation.operation}`;
  const extra = { context: requestTags(call.tags('tags')), knows: TAGS };
  const [, root, cluster, ...rest] = call.request.path.split('/').map(decodeText);
  const [part, id] = rest;
  if (root === 'tags' && cluster?.startsWith('arn:')) return [need(action, cluster, extra)];
  if (part === 'pod-identity-associations' && id !== undefined)
    return [need(action, call.arn('eks', `podidentityassociation/${cluster}/${id}`), extra)];
  const ofCluster = part === 'updates' && call.pairs.length === 0;
  // Node groups, add-ons and access entries have an id in their ARN that the request does not say.
  if (root !== 'clusters' || (rest.length > 1 && !ofCluster)) return [vague(action, extra)];
  const name = cluster ?? call.text('name');
  return name === undefined || name === ''
    ? [need(action, '*', extra)]
    : [need(action, call.arn('eks', `cluster/${name}`), extra)];
};

/**
 * Budgets have ARNs without a Region; a list of them is about all.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
 */
export const budgetsNeeds: NeedsOf = (call) => {
  const action = iamAction(call.operation);
  const tags = call.tags('ResourceTags');
  const extra = { context: requestTags(tags), knows: TAGS };
  const named = call.text('ResourceARN');
  if (named !== undefined) return [need(action, named, extra)];
  const asked = (call.json['Budget'] ?? call.json['NewBudget'] ?? call.json) as Record<string, unknown>;
  const name = typeof asked['BudgetName'] === 'string' ? asked['BudgetName'] : '*';
  const arn = `arn:aws:budgets::${call.account}:budget/${name}`;
  const tagging = Object.keys(tags).length > 0 ? [need('budgets:TagResource', arn, extra)] : [];
  return [need(action, arn, extra), ...tagging];
};

/**
 * Calls name what they are about by ARN; what is to be created has an id that nobody knows yet.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export const balancerNeeds: NeedsOf = (call) => {
  const { operation } = call.operation;
  const action = `elasticloadbalancing:${operation}`;
  const extra = { context: requestTags(call.tags('Tags')), knows: TAGS };
  if (operation.startsWith('Describe')) return [need(action, '*', extra)];
  const named = ['RuleArn', 'ListenerArn', 'TargetGroupArn', 'LoadBalancerArn']
    .map((parameter) => call.text(parameter))
    .filter((arn) => arn !== undefined);
  const arns = named.length > 0 ? named.slice(0, 1) : call.list('ResourceArns.member');
  return arns.length === 0 ? [vague(action, extra)] : arns.map((arn) => need(action, arn, extra));
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscertificatemanager.html */
export const certificateNeeds: NeedsOf = (call) => {
  const action = `acm:${call.operation.operation}`;
  const extra = { context: requestTags(call.tags('Tags')), knows: TAGS };
  const arn = call.text('CertificateArn');
  if (arn !== undefined) return [need(action, arn, extra)];
  return call.operation.operation === 'RequestCertificate'
    ? [need(action, call.arn('acm', 'certificate/*'), extra)]
    : [need(action, '*', extra)];
};

/** The parameter that names the resource of a service, and the end of its ARN. */
const NAMED: Readonly<Record<string, readonly [parameter: string, resource: string][]>> = {
  ecr: [['repositoryName', 'repository/']],
  events: [
    ['Rule', 'rule/'],
    ['Name', 'rule/'],
  ],
  kms: [['KeyId', 'key/']],
  sns: [['TopicArn', '']],
  ssm: [['Name', 'parameter']],
  dynamodb: [['TableName', 'table/']],
};

/** Calls about everything. */
const ABOUT_ALL =
  /^(List|Describe)[A-Za-z]*s$|^GetAuthorizationToken$|^(Get|Put)RegistryScanningConfiguration$|^GetMetric|^PutMetricData$/;

export const otherNeeds: NeedsOf = (call) => {
  const { service, operation } = call.operation;
  const action = iamAction(call.operation);
  if (service === 'cloudwatch' && operation === 'PutMetricData')
    return [need(action, '*', { context: namespace(call), knows: /^cloudwatch:namespace$/ })];
  for (const [parameter, prefix] of Object.hasOwn(NAMED, service) ? (NAMED[service] ?? []) : []) {
    const name = call.text(parameter);
    if (name === undefined || name.includes('alias/')) continue;
    if (name.startsWith('arn:')) return [need(action, name)];
    const slash = service === 'ssm' && !name.startsWith('/') ? '/' : '';
    return [need(action, call.arn(service, `${prefix}${slash}${name}`))];
  }
  return ABOUT_ALL.test(operation) ? [need(action, '*')] : [vague(action)];
};

function namespace(call: Call): Record<string, string> {
  const value = call.text('Namespace');
  return value === undefined ? {} : { 'cloudwatch:namespace': value };
}
