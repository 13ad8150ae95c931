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
  if (root !== 'clusters' || rest.length > 1) return [vague(action, extra)];
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
const ABOUT_ALL = /^(List|Describe)[A-Za-z]*s$|^GetAuthorizationToken$|^GetMetric|^PutMetricData$/;

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
