/**
 * What the sandbox knows about whoever signed a request. Nothing here reaches the journal or the database in clear but
 * ARNs and ids.
 */
import type { AccountState } from '../account/accounts.ts';
import type { Principal } from '../types.ts';
import type {
  PolicySet,
  Principal as PolicyPrincipal,
  RequestContext,
} from '../../../graders/semantics/iam/index.ts';

/** Whose credentials they are. */
export type Holder =
  /** The account's first key: nothing limits it but the trust policies of roles. */
  | { type: 'administrator' }
  /** The graders' key. */
  | { type: 'reader' }
  /** An IAM user, by the id that a user of the same name made later does not have. `keyId`: its long-lived key. */
  | { type: 'user'; userId: string; keyId: string }
  | RoleHolder;

/** A session of sts:AssumeRole. */
export interface RoleHolder {
  type: 'role';
  roleId: string;
  roleArn: string;
  sessionName: string;
  /** Session policies as they were given: documents, and ARNs of managed ones. */
  policies: string[];
  policyArns: string[];
  tags: Record<string, string>;
  /** Names of the tags that further sessions inherit. */
  transitive: string[];
  sourceIdentity: string | null;
}

/** What temporary credentials add to their holder. Times are milliseconds since the epoch. */
export interface SessionFacts {
  issuedAt: number;
  expiresAt: number;
  /** When the holder showed an MFA code, where it did. */
  mfaAt: number | null;
}

/** Credentials that the sandbox gave out, found by the id in a signature. */
export interface KnownKey {
  accessKeyId: string;
  secret: string;
  account: string;
  state: AccountState;
  holder: Holder;
  /** Null for a long-lived key. */
  session: SessionFacts | null;
}

/** Whose policies are asked, and what they are. */
export interface Subject {
  principal: PolicyPrincipal;
  policies: PolicySet;
  /** Policies of the subject that could not be read, in words; with one of them nothing is allowed. */
  problems: string[];
  /** aws:userid, aws:PrincipalTag and what else the caller brings into every request. */
  context: RequestContext;
}

/** The caller of one request, after its signature, its key and its session were found good. */
export interface Caller {
  key: KnownKey;
  principal: Principal;
  /** As sts:GetCallerIdentity says it. */
  userId: string;
  subject: Subject;
}
