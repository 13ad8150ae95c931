import { Type, type Static } from 'typebox';
import { Id, Instant } from './common.ts';
import { Permission, Role } from './roles.ts';

const Login = Type.String({ minLength: 1, maxLength: 200 });
const Password = Type.String({ minLength: 1, maxLength: 1_000 });
const Name = Type.String({ minLength: 1, maxLength: 200 });
export const LearnerId = Type.String({ pattern: '^[A-Za-z0-9_-]{8,40}$' });

/** POST /api/login. */
export const LoginBody = Type.Object({ login: Login, password: Password }, { additionalProperties: false });
export type LoginBody = Static<typeof LoginBody>;
/** POST /api/password: the user's own; other logins of theirs end. */
export const PasswordBody = Type.Object(
  { current: Password, next: Password },
  { additionalProperties: false },
);
export type PasswordBody = Static<typeof PasswordBody>;

/** POST /api/one-time-links/look: whose link it is, before a password is chosen. The token comes in the body: addresses get logged. */
export const LinkBody = Type.Object(
  { token: Type.String({ pattern: '^[A-Za-z0-9_-]{20,100}$' }) },
  { additionalProperties: false },
);
export const LinkReply = Type.Object({
  purpose: Type.Enum(['first-admin', 'invite', 'reset']),
  login: Type.Union([Type.String(), Type.Null()]),
  name: Type.Union([Type.String(), Type.Null()]),
  expiresAt: Instant,
});
export type LinkReply = Static<typeof LinkReply>;
/** POST /api/one-time-links/redeem: sets the password and logs in. Login and name only for the first admin. */
export const RedeemBody = Type.Object(
  { ...LinkBody.properties, password: Password, login: Type.Optional(Login), name: Type.Optional(Name) },
  { additionalProperties: false },
);
export type RedeemBody = Static<typeof RedeemBody>;
/** A link that is shown once. The token is in the fragment, which browsers never send. */
export const OneTimeLinkReply = Type.Object({ path: Type.String(), expiresAt: Instant });
export type OneTimeLinkReply = Static<typeof OneTimeLinkReply>;

export const UserRow = Type.Object({
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  admin: Type.Boolean(),
  disabled: Type.Boolean(),
  /** False until the one-time link was used. */
  hasPassword: Type.Boolean(),
  createdAt: Instant,
});
export type UserRow = Static<typeof UserRow>;
export const UsersReply = Type.Object({ users: Type.Array(UserRow) });
export type UsersReply = Static<typeof UsersReply>;
export const CreateUserBody = Type.Object(
  { login: Login, name: Name, admin: Type.Boolean({ default: false }) },
  { additionalProperties: false },
);
export const CreatedUserReply = Type.Object({ user: UserRow, link: OneTimeLinkReply });
export type CreatedUserReply = Static<typeof CreatedUserReply>;
export const ChangeUserBody = Type.Object(
  {
    name: Type.Optional(Name),
    admin: Type.Optional(Type.Boolean()),
    disabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ChangeUserBody = Static<typeof ChangeUserBody>;

export const CohortReply = Type.Object({
  id: Id,
  title: Type.String(),
  timeZone: Type.String(),
  createdAt: Instant,
  archived: Type.Boolean(),
  /** The caller's; admins of the server count as owners. */
  role: Role,
  permissions: Type.Array(Permission),
});
export type CohortReply = Static<typeof CohortReply>;
export const CohortsReply = Type.Object({ cohorts: Type.Array(CohortReply), mayCreate: Type.Boolean() });
export type CohortsReply = Static<typeof CohortsReply>;
const CohortFields = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  timeZone: Type.String({ minLength: 1, maxLength: 60 }),
};
export const CreateCohortBody = Type.Object({ id: Id, ...CohortFields }, { additionalProperties: false });
export type CreateCohortBody = Static<typeof CreateCohortBody>;
export const ChangeCohortBody = Type.Partial(
  Type.Object({ ...CohortFields, archived: Type.Boolean() }, { additionalProperties: false }),
  { additionalProperties: false },
);
export type ChangeCohortBody = Static<typeof ChangeCohortBody>;

/** The staff of a cohort: everybody who is more than a student. */
export const StaffReply = Type.Object({
  staff: Type.Array(
    Type.Object({
      learner: Type.String(),
      name: Type.String(),
      login: Type.Union([Type.String(), Type.Null()]),
      role: Role,
      active: Type.Boolean(),
    }),
  ),
});
export type StaffReply = Static<typeof StaffReply>;
/** PUT /api/cohorts/:cohort/staff: by login; a user who is not there yet is made by an admin first. */
export const StaffBody = Type.Object(
  {
    login: Login,
    role: Type.Union([Role, Type.Null({ description: 'Takes the person out of the cohort' })]),
  },
  { additionalProperties: false },
);
export type StaffBody = Static<typeof StaffBody>;

export const AuditReply = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Instant,
      actor: Type.Union([Type.String(), Type.Null()]),
      action: Type.String(),
      cohort: Type.Union([Type.String(), Type.Null()]),
      subject: Type.Union([Type.String(), Type.Null()]),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});
export type AuditReply = Static<typeof AuditReply>;
