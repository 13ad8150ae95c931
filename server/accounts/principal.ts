import { CodedError } from '../errors.ts';
import { PRINCIPAL } from '../targets/role-templates.ts';
import type { Sts } from './sts.ts';

/** An answer that there is none is kept this long, in milliseconds: looking for credentials may take seconds. */
const RETRY_MS = 60_000;
/** Any Region answers this question alike. */
const REGION = 'us-east-1';

export interface PrincipalOptions {
  /** From GROUNDSCHOOL_PRINCIPAL; null for whoever this server's credentials belong to. */
  configured: string | null;
  sts: Pick<Sts, 'identity'>;
  now(): number;
}

/** Who this server is at AWS: whom a learner's role has to trust. */
export class Principal {
  readonly #options: PrincipalOptions;
  #known: string | undefined;
  #failed: { error: CodedError; at: number } | undefined;

  constructor(options: PrincipalOptions) {
    this.#options = options;
  }

  /** @throws CodedError ACCOUNTS_UNAVAILABLE when there is nobody that a role could trust */
  async arn(): Promise<string> {
    const { configured, sts, now } = this.#options;
    const known = configured ?? this.#known;
    if (known !== undefined) return known;
    if (this.#failed && now() - this.#failed.at < RETRY_MS) throw this.#failed.error;
    try {
      const seen = await sts.identity(REGION);
      if (seen.state === 'untested') throw unavailable(seen.detail);
      this.#known = principalOf(seen.caller.arn);
      return this.#known;
    } catch (error) {
      if (error instanceof CodedError) this.#failed = { error, at: now() };
      throw error;
    }
  }
}

/**
 * The ARN that a trust policy names for a caller. A session is of a role, and the role is what is trusted; where its path is not in
 * the session's name, only the operator can tell.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 *
 * @throws CodedError ACCOUNTS_UNAVAILABLE for a root user, who may assume no role, and for a session that names no role
 */
export function principalOf(arn: string): string {
  const session = /^(arn:aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/.exec(arn);
  if (session) {
    const [, partition, account, role = ''] = session;
    // Roles of IAM Identity Center have a path, which the session's name leaves out.
    if (role.startsWith('AWSReservedSSO_'))
      throw unavailable(`the path of its role ${role} is not in the name of its session`);
    return `${partition}:iam::${account}:role/${role}`;
  }
  if (arn.endsWith(':root')) throw unavailable('it has the keys of a root user, who may assume no role');
  if (PRINCIPAL.test(arn)) return arn;
  throw unavailable(`no role can trust ${arn}`);
}

function unavailable(problem: string): CodedError {
  return new CodedError('ACCOUNTS_UNAVAILABLE', { problem });
}
