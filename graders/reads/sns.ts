import { GetTopicAttributesCommand, paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { defineRead, type ClientSpec, type Read } from '../kit/index.ts';
import { arnOr, partitionOf } from './arn.ts';

const sns: ClientSpec<SNSClient> = { service: 'sns', create: (config) => new SNSClient(config) };

/** A topic is asked for in the Region of its ARN, whatever the Region of the run. */
const regionOf = (topic: string): string | undefined => /^arn:[^:]+:sns:([^:]+):/.exec(topic)?.[1];
/** Judges ask about topics of the account itself only; a budget's may be of any Region. */
const resources: Read<{ topic: string }>['resources'] = ({ topic }, { account, region }) => [
  arnOr(topic, `arn:${partitionOf(region)}:sns:*:${account}:*`),
];

export interface Subscription {
  /** `PendingConfirmation` until its owner has agreed, `Deleted` when it is gone; an ARN means that it is confirmed. */
  SubscriptionArn: string;
  /** email, sms, sqs, lambda, https … */
  Protocol: string;
}

/**
 * Who listens to a topic. Absent: NotFound, there is no such topic.
 * https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
 */
export const topicSubscriptions = defineRead<{ topic: string }, Subscription[]>({
  id: 'sns:ListSubscriptionsByTopic',
  resources,
  call: async ({ client }, { topic }) => {
    const all: Subscription[] = [];
    const pages = paginateListSubscriptionsByTopic(
      { client: client(sns, regionOf(topic)) },
      { TopicArn: topic },
    );
    for await (const page of pages)
      for (const { SubscriptionArn, Protocol } of page.Subscriptions ?? [])
        all.push({ SubscriptionArn: SubscriptionArn ?? '', Protocol: Protocol ?? '' });
    return all;
  },
});

/** Whether a topic is there. Absent: NotFound. https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const topicAttributes = defineRead<{ topic: string }, { TopicArn: string; FifoTopic: boolean }>({
  id: 'sns:GetTopicAttributes',
  resources,
  call: async ({ client }, { topic }) => {
    const { Attributes } = await client(sns, regionOf(topic)).send(
      new GetTopicAttributesCommand({ TopicArn: topic }),
    );
    return {
      TopicArn: Attributes?.['TopicArn'] ?? topic,
      FifoTopic: Attributes?.['FifoTopic'] === 'true',
    };
  },
});
