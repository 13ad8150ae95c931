/** Rules of listeners, by priority. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { completeActions } from './actions.ts';
import { completeConditions } from './conditions.ts';
import { ruleArn } from './listeners.ts';
import {
  balancerOf,
  find,
  invalid,
  keep,
  listenerOf,
  pageOf,
  refused,
  type ListenerRecord,
  type RuleRecord,
} from './store.ts';
import { setTags } from './tags.ts';

const create: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.CreateRuleInput;
  const listener = listenerOf(context, asked.ListenerArn);
  const balancer = balancerOf(context, listener.balancer);
  if (balancer.type === 'network')
    throw refused(
      'UnsupportedProtocol',
      'Rules other than the default one need an application load balancer',
    );
  const rule: RuleRecord = {
    arn: ruleArn(listener.arn),
    priority: priorityOf(listener, asked.Priority, []),
    conditions: completeConditions(asked.Conditions ?? []),
    actions: completeActions(context, balancer, listener, asked.Actions ?? []),
  };
  keep(context, 'listener', { ...listener, rules: [...listener.rules, rule] });
  setTags(context, rule.arn, asked.Tags ?? []);
  return Promise.resolve({ Rules: [shown(rule)] });
};

/** @param moved ARNs of rules whose priorities are about to change */
function priorityOf(listener: ListenerRecord, asked: number | undefined, moved: readonly string[]): string {
  if (asked === undefined || !Number.isInteger(asked) || asked < 1 || asked > 50_000)
    throw invalid(`Rule priority '${asked}' must be between '1-50000' inclusive`);
  if (listener.rules.some(({ priority, arn }) => priority === String(asked) && !moved.includes(arn)))
    throw refused('PriorityInUse', `Priority '${asked}' is currently in use`);
  return String(asked);
}

function shown({ arn, priority, conditions, actions }: RuleRecord): Record<string, unknown> {
  return {
    RuleArn: arn,
    Priority: priority,
    Conditions: conditions,
    Actions: actions,
    IsDefault: priority === 'default',
  };
}

const rank = ({ priority }: RuleRecord): number =>
  priority === 'default' ? Number.POSITIVE_INFINITY : Number(priority);

/** @throws AwsError RuleNotFound */
function ruleOf(context: OverlayContext, arn: string): { listener: ListenerRecord; rule: RuleRecord } {
  const owner = arn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
  const listener = find(context, 'listener', owner);
  const rule = listener?.rules.find((one) => one.arn === arn);
  if (listener === undefined || rule === undefined)
    throw refused('RuleNotFound', 'One or more rules not found');
  return { listener, rule };
}

const describe: OverlayHandler = (context, input) => {
  const arns = input['RuleArns'] as string[] | undefined;
  const listener = input['ListenerArn'];
  if (arns === undefined && listener === undefined)
    throw invalid('You must specify either listener rule ARNs or a listener ARN');
  if (arns !== undefined && listener !== undefined)
    throw invalid('Listener rule ARNs and a listener ARN cannot be specified at the same time');
  const found =
    arns?.map((arn) => ruleOf(context, arn).rule) ??
    listenerOf(context, listener).rules.toSorted((a, b) => rank(a) - rank(b));
  const { items, next } = pageOf(found, input);
  return Promise.resolve({ Rules: items.map(shown), ...next });
};

const modify: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.ModifyRuleInput;
  const { listener, rule } = ruleOf(context, asked.RuleArn ?? '');
  const { Conditions: conditions, Actions: actions } = asked;
  if (conditions === undefined && actions === undefined)
    throw invalid('Either conditions or actions must be specified');
  if (rule.priority === 'default')
    throw refused('OperationNotPermitted', `Default rule '${rule.arn}' cannot be modified`);
  const next: RuleRecord = {
    ...rule,
    ...(conditions === undefined ? {} : { conditions: completeConditions(conditions) }),
    ...(actions === undefined
      ? {}
      : {
          actions: completeActions(context, balancerOf(context, listener.balancer), listener, actions),
        }),
  };
  keep(context, 'listener', {
    ...listener,
    rules: listener.rules.map((one) => (one.arn === rule.arn ? next : one)),
  });
  return Promise.resolve({ Rules: [shown(next)] });
};

const remove: OverlayHandler = (context, input) => {
  const { listener, rule } = ruleOf(context, String(input['RuleArn']));
  if (rule.priority === 'default')
    throw refused('OperationNotPermitted', `Default rule '${rule.arn}' cannot be deleted`);
  keep(context, 'listener', {
    ...listener,
    rules: listener.rules.filter(({ arn }) => arn !== rule.arn),
  });
  setTags(context, rule.arn, []);
  return Promise.resolve({});
};

const setPriorities: OverlayHandler = (context, input) => {
  const asked = input['RulePriorities'] as Sdk.RulePriorityPair[];
  const moved = asked.map(({ RuleArn = '' }) => RuleArn);
  const { listener } = ruleOf(context, moved[0] ?? '');
  const priorities = new Map(
    asked.map(({ RuleArn = '', Priority }) => {
      const { rule, listener: other } = ruleOf(context, RuleArn);
      if (rule.priority === 'default')
        throw refused('OperationNotPermitted', 'The priority of the default rule cannot be changed');
      if (other.arn !== listener.arn) throw invalid('All rules must belong to one listener');
      return [RuleArn, priorityOf(listener, Priority, moved)];
    }),
  );
  if (new Set(priorities.values()).size < priorities.size)
    throw refused('PriorityInUse', 'A priority is given to two rules');
  const rules = listener.rules.map((rule) => ({
    ...rule,
    priority: priorities.get(rule.arn) ?? rule.priority,
  }));
  keep(context, 'listener', { ...listener, rules });
  return Promise.resolve({ Rules: rules.filter(({ arn }) => priorities.has(arn)).map(shown) });
};

export const ruleOperations: readonly OverlayOperation[] = [
  { service: 'elasticloadbalancing', operation: 'CreateRule', answer: create },
  { service: 'elasticloadbalancing', operation: 'DescribeRules', answer: describe },
  { service: 'elasticloadbalancing', operation: 'ModifyRule', answer: modify },
  { service: 'elasticloadbalancing', operation: 'DeleteRule', answer: remove },
  { service: 'elasticloadbalancing', operation: 'SetRulePriorities', answer: setPriorities },
];
