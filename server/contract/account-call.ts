import { Type, type Static } from 'typebox';
import { Id, Instant } from './common.ts';

/** One request that was sent to the learner's own AWS account. */
export const AccountCall = Type.Object({
  at: Instant,
  account: Type.String(),
  lab: Id,
  run: Type.String({ description: 'Id of the attempt, or what it was made for: `picture-network`' }),
  operation: Type.String({ description: 'As the SDK names it: `s3:GetBucketPolicy`' }),
  region: Type.Union([Type.String(), Type.Null()]),
  resource: Type.String({ description: 'What it was about; empty for lists of everything' }),
  result: Type.Enum(['answered', 'absent', 'denied', 'throttled', 'failed', 'no-answer']),
  /** HTTP status; 0 where no answer came. */
  status: Type.Integer(),
  /** AWS's error code. */
  error: Type.Union([Type.String(), Type.Null()]),
  requestId: Type.Union([Type.String(), Type.Null()]),
  durationMs: Type.Integer(),
  sessionName: Type.String({ description: 'The role session by which CloudTrail shows it' }),
  version: Type.String({ description: 'Of Groundschool and of the lab' }),
});
export type AccountCall = Static<typeof AccountCall>;

export const AccountCallsQuery = Type.Object({
  run: Type.Optional(Type.String({ maxLength: 80 })),
  before: Type.Optional(
    Type.String({ pattern: '^\\d{1,16}-[A-Za-z0-9_-]{8,40}$', description: '`next` of the page before' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type AccountCallsQuery = Static<typeof AccountCallsQuery>;

export const AccountCallsCsvQuery = Type.Object({ run: Type.Optional(Type.String({ maxLength: 80 })) });

/** GET /api/account/calls: newest first. */
export const AccountCallsReply = Type.Object({
  calls: Type.Array(AccountCall),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type AccountCallsReply = Static<typeof AccountCallsReply>;
