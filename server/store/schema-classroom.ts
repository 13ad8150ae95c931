import type { Insertable, Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of people, cohorts and roles. As in schema.ts: times are epoch milliseconds, flags 0 or 1, JSON is text. */
export interface ClassroomTables {
  users: UserTable;
  login_failures: LoginFailureTable;
  logins: LoginTable;
  one_time_links: OneTimeLinkTable;
  cohorts: CohortTable;
  enrolments: EnrolmentTable;
  audit: AuditTable;
}

interface UserTable {
  /** The learner of the same id: everybody can study, staff too. */
  id: Fixed<string>;
  /** Lower case. */
  login: string;
  /** argon2id with its parameters; null until a one-time link has set one. */
  password_hash: string | null;
  admin: number;
  disabled: number;
  created_at: Fixed<number>;
}
export type User = Selectable<UserTable>;

interface LoginFailureTable {
  /** As typed, in lower case; there may be no such user. */
  login: Fixed<string>;
  failures: number;
  last_at: number;
  locked_until: number | null;
}
export type LoginFailure = Selectable<LoginFailureTable>;

interface LoginTable {
  /** SHA-256 of the cookie's token, which is nowhere else. */
  id: Fixed<string>;
  user: Fixed<string>;
  created_at: Fixed<number>;
  seen_at: number;
  expires_at: number;
  /** The learner whose pages are looked at. */
  view_as: string | null;
}
export type Login = Selectable<LoginTable>;

interface OneTimeLinkTable {
  /** SHA-256 of the link's token. */
  id: Fixed<string>;
  /** Null for the first admin, who chooses a login. */
  user: Fixed<string | null>;
  purpose: Fixed<string>;
  created_by: Fixed<string | null>;
  created_at: Fixed<number>;
  expires_at: number;
  used_at: number | null;
}
export type OneTimeLink = Selectable<OneTimeLinkTable>;

interface CohortTable {
  id: Fixed<string>;
  title: string;
  /** IANA name: due dates are wall-clock times there. */
  time_zone: string;
  created_at: Fixed<number>;
  archived_at: number | null;
}
export type Cohort = Selectable<CohortTable>;

interface EnrolmentTable {
  cohort: Fixed<string>;
  learner: Fixed<string>;
  role: string;
  /** The university's number, as text: leading zeros count. */
  student_number: string | null;
  group_name: string | null;
  email: string | null;
  status: string;
  created_at: Fixed<number>;
}
export type Enrolment = Selectable<EnrolmentTable>;
export type NewEnrolment = Insertable<EnrolmentTable>;

interface AuditTable {
  id: Fixed<string>;
  at: Fixed<number>;
  /** Null when the server itself did it. */
  actor: Fixed<string | null>;
  action: Fixed<string>;
  cohort: Fixed<string | null>;
  subject: Fixed<string | null>;
  /** JSON; never a secret. */
  detail: Fixed<string>;
}
export type AuditEntry = Selectable<AuditTable>;
