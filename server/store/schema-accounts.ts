import type { Insertable, Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of learners' own AWS accounts. As in schema.ts: times are epoch milliseconds, flags 0 or 1, JSON is text. */
export interface AccountTables {
  aws_accounts: AwsAccountTable;
  account_calls: AccountCallTable;
}

interface AwsAccountTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  /** 12 digits. */
  account: Fixed<string>;
  region: Fixed<string>;
  /** JSON list of the labs that its role was offered for. */
  labs: Fixed<string>;
  /** Issued by us, for this registration alone. Not a secret, and in no log all the same. */
  external_id: Fixed<string>;
  /** Null until it was confirmed once. */
  role_arn: string | null;
  /** pending or confirmed. */
  status: string;
  /** JSON of the last test of the role, also of one that decided nothing. */
  last_test: string | null;
  /** Of the last test that decided something. */
  tested_at: number | null;
  created_at: Fixed<number>;
  deleted_at: number | null;
  /** 1 until it is deleted; unique for the learner. */
  holds: number | null;
  /** 1 while it is confirmed; unique for the account. */
  serves: number | null;
}
export type AwsAccount = Selectable<AwsAccountTable>;

/** One request that was sent to an account of a learner's own. */
interface AccountCallTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  /** 12 digits. */
  account: Fixed<string>;
  lab: Fixed<string>;
  /** Id of the attempt, or what it was made for otherwise: `picture-network`. */
  run: Fixed<string>;
  /** By which CloudTrail shows it. */
  session_name: Fixed<string>;
  /** Of Groundschool and of the lab, `0.1.0+<digest>`. */
  version: Fixed<string>;
  at: Fixed<number>;
  /** `s3:GetBucketPolicy` */
  operation: Fixed<string>;
  region: Fixed<string | null>;
  resource: Fixed<string>;
  /** HTTP status; 0 where no answer came. */
  status: Fixed<number>;
  error: Fixed<string | null>;
  request_id: Fixed<string | null>;
  duration_ms: Fixed<number>;
}
export type AccountCallRow = Selectable<AccountCallTable>;
export type NewAccountCall = Omit<Insertable<AccountCallTable>, 'id'>;
