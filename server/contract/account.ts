import { Type, type Static } from 'typebox';
import { TargetKind } from '../../graders/contract/index.ts';
import { ErrorReply, Id, Instant, RowId } from './common.ts';

const AccountNumber = Type.String({ pattern: '^\\d{12}$' });
const Region = Type.String({ pattern: '^[a-z]{2,}(-[a-z]+)+-\\d+$', maxLength: 40 });
const Document = Type.Object({ Version: Type.String(), Statement: Type.Array(Type.Unknown()) });

/** One step of the test of a role. `good` is what it should have been; `untested` says nothing about the role. */
export const RoleTestStep = Type.Object({
  step: Type.Enum(['without-id', 'wrong-id', 'right-id', 'identity']),
  outcome: Type.Enum(['good', 'bad', 'untested']),
  detail: Type.String(),
});
export type RoleTestStep = Static<typeof RoleTestStep>;
export const RoleTestReply = Type.Object({
  at: Instant,
  verdict: Type.String({ description: 'CONFIRMED, or the code of the error that says what is wrong' }),
  steps: Type.Array(RoleTestStep),
});
export type RoleTestReply = Static<typeof RoleTestReply>;

/** The read-only role as its owner can make it. */
export const RoleOfferReply = Type.Object({
  principal: Type.String({ description: 'Whom the role trusts' }),
  policy: Document,
  policies: Type.Array(Type.Object({ lab: Id, title: Type.String(), policy: Document }), {
    description: 'What each lab alone needs; the role has all of them together',
  }),
  trust: Document,
  cloudformation: Type.String(),
  terraform: Type.String(),
  cli: Type.String(),
  /** Commands that take it away. */
  removal: Type.Array(Type.String()),
  notes: Type.Array(Type.String()),
});
export type RoleOfferReply = Static<typeof RoleOfferReply>;

export const AccountRegistration = Type.Object({
  id: RowId,
  account: Type.String(),
  region: Type.String(),
  labs: Type.Array(Id),
  externalId: Type.String({ description: 'Issued for this registration; shown to its owner alone' }),
  status: Type.Enum(['pending', 'confirmed']),
  roleArn: Type.Union([Type.String(), Type.Null()]),
  createdAt: Instant,
  testedAt: Type.Union([Instant, Type.Null()]),
  test: Type.Union([RoleTestReply, Type.Null()]),
  /** Null while this server cannot reach AWS. */
  role: Type.Union([RoleOfferReply, Type.Null()]),
});
export type AccountRegistration = Static<typeof AccountRegistration>;

/** GET /api/account, and what every change of it answers. */
export const AccountReply = Type.Object({
  /** Why no account can be reached from here; null when one can. */
  problem: Type.Union([ErrorReply, Type.Null()]),
  labs: Type.Array(Type.Object({ id: Id, title: Type.String(), region: Type.String() })),
  registration: Type.Union([AccountRegistration, Type.Null()]),
});
export type AccountReply = Static<typeof AccountReply>;

/** POST /api/account: which account, and for which labs its role is made. */
export const RegisterAccountBody = Type.Object(
  {
    account: AccountNumber,
    region: Type.Optional(Region),
    labs: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description: 'All labs by default' })),
  },
  { additionalProperties: false },
);
export type RegisterAccountBody = Static<typeof RegisterAccountBody>;

/** POST /api/account/confirm: the role that was made. */
export const ConfirmAccountBody = Type.Object(
  {
    roleArn: Type.String({
      pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,576}$',
      description: 'Such as arn:aws:iam::123456789012:role/groundschool-grader',
    }),
  },
  { additionalProperties: false },
);
export type ConfirmAccountBody = Static<typeof ConfirmAccountBody>;

/** DELETE /api/account: the commands that take the role away. */
export const RemovedAccountReply = Type.Object({
  account: Type.String(),
  removal: Type.Array(Type.String()),
});
export type RemovedAccountReply = Static<typeof RemovedAccountReply>;

/** GET /api/account/labs/:lab: what a lab may cost there, before it begins, and the commands that are its owner's to run. */
export const AccountLabReply = Type.Object({
  lab: Id,
  title: Type.String(),
  account: Type.String(),
  region: Type.String(),
  session: Type.Union([Type.Object({ id: RowId, kind: TargetKind }), Type.Null()], {
    description: 'The learner’s session of this lab and where it is',
  }),
  covered: Type.Boolean({ description: 'Was the role made for this lab?' }),
  costNote: Type.String(),
  costs: Type.Array(
    Type.Object({
      script: Type.Enum(['setup', 'solution'], { description: 'What is inherited, and what is to be built' }),
      usdPerHour: Type.Number({ description: 'Of everything that has a price here, while it stands' }),
      lines: Type.Array(Type.Object({ what: Type.String(), usd: Type.String() }), {
        description: 'Dearest first',
      }),
      missing: Type.Array(Type.String(), { description: 'Costs money and has no price here' }),
      pricesOf: Type.String(),
    }),
  ),
  start: Type.Union([Type.String(), Type.Null()], {
    description: 'Makes the start state; null when it is an empty account',
  }),
  leftovers: Type.String({ description: 'Lists what still costs money, with the commands that end it' }),
});
export type AccountLabReply = Static<typeof AccountLabReply>;
