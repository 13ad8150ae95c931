/** Alarms, topics and budgets: all pages, the Region that each is asked for in, and AWS's word for a topic that is gone. */
import { expect, it } from 'vitest';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { budgetNotifications, budgetSubscribers } from '../../../graders/reads/budgets.ts';
import { alarms } from '../../../graders/reads/cloudwatch-alarms.ts';
import { topicSubscriptions } from '../../../graders/reads/sns.ts';
import { startDouble, type DoubleReply, type DoubleRequest } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:bills';
const notification = {
  NotificationType: 'ACTUAL',
  ComparisonOperator: 'GREATER_THAN',
  Threshold: 80,
  ThresholdType: 'PERCENTAGE',
};

async function read(one: AnyRead, args: unknown, reply: (request: DoubleRequest) => DoubleReply) {
  const double = await startDouble(reply);
  const session = testSession({ target: endpointTarget(double.endpoint), reads: [one] });
  try {
    return { observation: await session.ask(one, args), requests: double.requests };
  } finally {
    session.close();
    await double.close();
  }
}
const json = (value: unknown): DoubleReply => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});
const regionOf = (request: DoubleRequest | undefined): string | undefined =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(String(request?.headers.authorization))?.[1];
const tokenOf = ({ body }: DoubleRequest): unknown => (JSON.parse(body) as { NextToken?: string }).NextToken;

it.each(['us-east-1', 'us-west-2'])('joins the pages of the alarms of %s', async (region) => {
  const { observation, requests } = await read(alarms, { region }, (request) =>
    tokenOf(request) === undefined
      ? json({ MetricAlarms: [{ AlarmName: 'a' }], NextToken: 'more' })
      : json({ MetricAlarms: [{ AlarmName: 'b' }], CompositeAlarms: [{ AlarmName: 'c' }] }),
  );
  expect(observation).toMatchObject({
    value: {
      MetricAlarms: [{ AlarmName: 'a' }, { AlarmName: 'b' }],
      CompositeAlarms: [{ AlarmName: 'c' }],
    },
  });
  expect(requests.map(regionOf)).toEqual([region, region]);
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
});

it('joins the pages of a budget’s notifications and of their subscribers', async () => {
  const page = (list: string, request: DoubleRequest, items: readonly object[]) =>
    tokenOf(request) === undefined
      ? json({ [list]: [items[0]], NextToken: 'more' })
      : json({ [list]: [items[1]] });
  const found = await read(budgetNotifications, { name: 'm' }, (request) =>
    page('Notifications', request, [notification, { ...notification, Threshold: 90 }]),
  );
  expect(found.observation).toMatchObject({ value: [{ Threshold: 80 }, { Threshold: 90 }] });
  expect(JSON.parse(found.requests[0]?.body ?? '')).toEqual({ AccountId: '123456789012', BudgetName: 'm' });
  const heard = await read(budgetSubscribers, { name: 'm', notification }, (request) =>
    page('Subscribers', request, [
      { SubscriptionType: 'EMAIL', Address: 'a@b' },
      { SubscriptionType: 'SNS', Address: TOPIC },
    ]),
  );
  expect(heard.observation).toMatchObject({ value: [{ Address: 'a@b' }, { Address: TOPIC }] });
});

it('asks for a topic in its own Region, page by page', async () => {
  const { observation, requests } = await read(topicSubscriptions, { topic: TOPIC }, ({ body }) => {
    const again = new URLSearchParams(body).has('NextToken');
    const member = `<member><SubscriptionArn>${TOPIC}:${again ? 2 : 1}</SubscriptionArn><Protocol>sqs</Protocol></member>`;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${member}</Subscriptions>${again ? '' : '<NextToken>more</NextToken>'}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
    };
  });
  expect(observation).toMatchObject({ value: [{ Protocol: 'sqs' }, { SubscriptionArn: `${TOPIC}:2` }] });
  expect(requests.map(regionOf)).toEqual(['eu-west-1', 'eu-west-1']);
});

it('observes that a topic is gone', async () => {
  const { observation } = await read(topicSubscriptions, { topic: TOPIC }, () => ({
    status: 404,
    headers: { 'content-type': 'text/xml' },
    body: '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error><RequestId>1</RequestId></ErrorResponse>',
  }));
  expect(observation).toEqual({ state: 'absent', code: 'NotFoundException' });
});
