import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { Absent, defineRead, type ClientSpec } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

const eventbridge: ClientSpec<EventBridgeClient> = {
  service: 'events',
  create: (config) => new EventBridgeClient(config),
};

export interface EventRule {
  Name: string;
  /** ENABLED, DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. */
  State: string;
  /** Null for a rule that runs by a schedule. */
  EventPattern: string | null;
}

/** The rules of the default bus. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const eventRules = defineRead<Record<string, never>, EventRule[]>({
  id: 'events:ListRules',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: EventRule[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client(eventbridge).send(
        new ListRulesCommand({ EventBusName: 'default', ...(NextToken ? { NextToken } : {}) }),
      );
      for (const { Name, State, EventPattern } of page.Rules ?? [])
        all.push({ Name: Name ?? '', State: State ?? '', EventPattern: EventPattern ?? null });
      ({ NextToken } = page);
    } while (NextToken);
    return all;
  },
});

/**
 * Whom a rule of the default bus tells: ARNs. Absent: ResourceNotFoundException.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
 */
export const ruleTargets = defineRead<{ rule: string }, string[]>({
  id: 'events:ListTargetsByRule',
  resources: ({ rule }, run) => [regionalArn(run, 'events', `rule/${rule}`)],
  call: async ({ client }, { rule }) => {
    const all: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client(eventbridge)
        .send(
          new ListTargetsByRuleCommand({
            Rule: rule,
            EventBusName: 'default',
            ...(NextToken ? { NextToken } : {}),
          }),
        )
        .catch((error: unknown) => {
          if (error instanceof Error && error.name === 'ResourceNotFoundException')
            throw new Absent(error.name);
          throw error;
        });
      for (const { Arn } of page.Targets ?? []) all.push(Arn ?? '');
      ({ NextToken } = page);
    } while (NextToken);
    return all;
  },
});
