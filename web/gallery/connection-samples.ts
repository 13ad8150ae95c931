import type {
  CreatedTokenReply,
  CreatedWebhookReply,
  DeliveriesReply,
  TokenRow,
  TokensReply,
  WebhookRow,
  WebhooksReply,
} from '../../server/contract/index.ts';
import { cohort } from './classroom-samples.ts';

const AT = '2026-11-25T09:30:00.000Z';

const token: TokenRow = {
  id: 'token-00000001',
  cohort: cohort.id,
  name: 'grade sync',
  hint: 'gsk_Jc2v',
  role: 'assistant',
  scopes: ['grades:read', 'roster:read'],
  owner: 'Ada Lovelace',
  own: true,
  createdAt: AT,
  expiresAt: '2027-02-23T09:30:00.000Z',
  lastUsedAt: '2026-11-27T06:00:00.000Z',
  endedAt: null,
};

export const tokens: TokensReply = {
  tokens: [
    token,
    {
      ...token,
      id: 'token-00000002',
      name: 'last year’s script with a name that is rather long',
      hint: 'gsk_0o7X',
      owner: 'Olaf Dole',
      own: false,
      expiresAt: null,
      lastUsedAt: null,
      endedAt: AT,
    },
  ],
};

export const madeToken: CreatedTokenReply = {
  token: 'gsk_Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
  row: { ...token, lastUsedAt: null },
};

const webhook: WebhookRow = {
  id: 'webhook-00000001',
  url: 'https://hooks.uni.example/groundschool',
  events: ['attempt.graded', 'override.set'],
  withNames: false,
  status: 'active',
  problem: null,
  createdAt: AT,
  lastDeliveredAt: '2026-11-27T06:00:00.000Z',
  waiting: 1,
  dead: 0,
};

export const webhooks: WebhooksReply = {
  webhooks: [
    webhook,
    {
      ...webhook,
      id: 'webhook-00000002',
      url: 'https://old.uni.example/a-path-that-is-rather-long-and-has-no-place-where-it-could-break',
      status: 'disabled',
      problem: 'There was no answer: ECONNREFUSED.',
      lastDeliveredAt: null,
      waiting: 0,
      dead: 3,
    },
  ],
};

export const madeWebhook: CreatedWebhookReply = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  row: webhook,
};

export const deliveries: DeliveriesReply = {
  deliveries: [
    {
      id: 'delivery-0000001',
      event: 'override.set',
      status: 'waiting',
      createdAt: AT,
      nextAt: '2026-11-25T09:30:05.000Z',
      tries: [{ at: AT, status: 503, durationMs: 40, problem: 'It answered 503.' }],
    },
    {
      id: 'delivery-0000002',
      event: 'attempt.graded',
      status: 'delivered',
      createdAt: AT,
      nextAt: null,
      tries: [{ at: AT, status: 204, durationMs: 31, problem: null }],
    },
  ],
};
