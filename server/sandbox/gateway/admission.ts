/** Who may do what: from the key in a signature to a caller that is allowed to make this call, or AWS's refusal. */
import type { Accounts } from '../account/accounts.ts';
import type { Engine } from '../engine/index.ts';
import type { Access } from '../iam/access.ts';
import { iamAction } from '../iam/actions.ts';
import { ambiguityOf } from '../iam/ambiguity.ts';
import { Call } from '../iam/call.ts';
import { callerOf } from '../iam/callers.ts';
import type { Directories } from '../iam/directories.ts';
import { allowsEverything, judge, type Denial } from '../iam/judge.ts';
import { findKey, sessionTokenOf } from '../iam/keyring.ts';
import { isRightCode } from '../iam/mfa.ts';
import { listingOf, needsOf } from '../iam/needs/index.ts';
import type { SessionTokens } from '../iam/session-tokens.ts';
import type { Caller, KnownKey } from '../iam/types.ts';
import { worldOf } from '../iam/world.ts';
import { AwsError, type OperationName } from '../types.ts';
import { resourceOf } from './describe.ts';
import type { Exchange } from './exchange.ts';
import * as refuse from './refusals.ts';
import type { Claim } from './sigv4.ts';
import { queryPairs } from './wire.ts';

export interface AdmissionDeps {
  accounts: Accounts;
  engine: Engine;
  tokens: SessionTokens;
  directories: Directories;
  isReadOnly: (operation: OperationName) => boolean;
  now: () => Date;
}

/** A caller that may make its call. */
export interface Admitted {
  caller: Caller;
  /** The call itself brought a right code of the caller's MFA device. */
  mfaShown: boolean;
  /** For reading an object: what the caller hears when there is none. Null: the truth. */
  absent?: () => AwsError | null;
}

/** Services whose calls change nothing about users, roles and policies, however they end. */
const APART =
  /^(autoscaling|application-autoscaling|budgets|cloudwatch|dynamodb|ec2|ecr|eks|elasticloadbalancing|elb|events|kms|logs|s3|sagemaker|servicequotas|sns|sqs|ssm|sts)$/;

export class Admission {
  readonly #deps: AdmissionDeps;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  /** The credentials that a signature names. @throws AwsError InvalidClientTokenId and its kin */
  keyOf({ arrival, dialect, only }: Exchange, claim: Claim): KnownKey {
    const token = sessionTokenOf(arrival.request.headers, queryPairs(arrival.sentQuery));
    const found = findKey(this.#deps.accounts, this.#deps.tokens, claim.accessKeyId, token);
    if (found.ok && (only ?? found.key.account) === found.key.account) return found.key;
    if (found.ok) throw refuse.unknownKey(dialect); // A door carries one account: there, the keys of all others are unknown.
    throw found.why === 'unknown' ? refuse.unknownKey(dialect) : refuse.wrongToken(dialect);
  }

  /**
   * Admits a request whose signature is right.
   *
   * @param body null for S3, whose bodies are content
   * @throws AwsError for a user or role that is gone, and for what the policies do not allow
   */
  async admit(exchange: Exchange, claim: Claim, key: KnownKey, body: Buffer | null): Promise<Admitted> {
    const { dialect, operation } = exchange;
    const { account, holder, session } = key;
    const directory = (): ReturnType<Directories['of']> => this.#deps.directories.of(account);
    const caller = await callerOf(key, directory);
    if (caller === null) throw refuse.unknownKey(dialect);
    exchange.caller = caller.principal.arn;
    // Everything is open to the first key but what trust policies keep.
    if (holder.type === 'administrator' && operation?.service !== 'sts') return { caller, mfaShown: false };

    const call =
      operation && new Call(operation, exchange.arrival.request, body, { account, region: claim.region });
    const unclear = call ? await ambiguityOf(call, claim.service) : null;
    if (holder.type === 'reader') {
      this.#admitReader(exchange, caller, unclear);
      return { caller, mfaShown: false };
    }
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html: no IAM without MFA
    if (holder.type === 'user' && session !== null && session.mfaAt === null && operation?.service === 'iam')
      throw refuse.unknownKey(dialect);
    const mfaShown = call !== null && (await this.#showsMfa(exchange, call, caller));
    if (!this.#deps.accounts.isEnforced(account)) return { caller, mfaShown };
    if (holder.type === 'administrator' && call?.name !== 'sts:AssumeRole') return { caller, mfaShown };

    if (call === null || unclear !== null) {
      // Whatever the request is, such a caller may make it; only trust policies are asked of everybody.
      if (call?.name !== 'sts:AssumeRole' && allowsEverything(caller.subject)) return { caller, mfaShown };
      const why =
        call === null
          ? 'the sandbox does not know which operation this request is'
          : `the sandbox cannot tell what this request is: ${unclear}`;
      const action = operation ? iamAction(operation) : `${claim.service}:UnknownOperation`;
      const denial = { action, resource: '*', because: `because ${why}`, decision: why };
      throw this.#denied(exchange, caller, denial);
    }
    const world = worldOf(this.#deps.engine, this.#deps.accounts, {
      caller,
      directory: await directory(),
      region: claim.region,
      mfaShown,
    });
    const { headers } = exchange.arrival.request;
    const circumstances = {
      account,
      region: claim.region,
      now: this.#deps.now(),
      sourceIp: (exchange.incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
      userAgent: headers['user-agent'],
      referer: headers['referer'],
    };
    for (const need of await needsOf(call, world)) {
      const denial = judge(caller, need, circumstances);
      if (denial !== null) throw this.#denied(exchange, caller, denial);
    }
    if (!/^s3:(Get|Head)Object$/.test(call.name)) return { caller, mfaShown };
    const absent = (): AwsError | null => {
      const denial = judge(caller, listingOf(call, world), circumstances);
      return denial && this.#denied(exchange, caller, denial);
    };
    return { caller, mfaShown, absent };
  }

  /** A call was answered, and nobody has heard of it yet: what it may have changed is read again. */
  settled({ account, operation, service, signal }: Exchange): void {
    const name = operation?.service ?? service ?? '';
    if (account === null || APART.test(name) || (operation && this.#deps.isReadOnly(operation))) return;
    this.#deps.directories.changed(account, signal.aborted);
  }

  /** What the handlers of IAM's and STS's operations get. */
  accessOf({ caller, mfaShown }: Admitted): Access {
    const { account } = caller.key;
    return {
      caller,
      mfaShown,
      directory: () => this.#deps.directories.of(account),
      keepKey: (id, userId, secret) => this.#deps.accounts.userKeys.add(account, id, userId, secret),
      dropKey: (id) => {
        if (this.#deps.accounts.userKeys.find(id)?.account === account)
          this.#deps.accounts.userKeys.remove(id);
      },
      issue: (session) => this.#deps.tokens.issue({ ...session, account }),
    };
  }

  #admitReader(exchange: Exchange, caller: Caller, unclear: string | null): void {
    const { operation } = exchange;
    if (operation && unclear === null && this.#deps.isReadOnly(operation)) return;
    const action = operation ? iamAction(operation) : `${exchange.service}:UnknownOperation`;
    const resource = operation ? resourceOf(operation, exchange.arrival.request) : '*';
    const why = "the graders' key may only read";
    throw this.#denied(exchange, caller, { action, resource, because: `because ${why}`, decision: why });
  }

  #denied(exchange: Exchange, caller: Caller, denial: Denial): AwsError {
    exchange.decision = denial.decision;
    return refuse.denied(
      exchange.dialect,
      caller.principal.arn,
      denial.action,
      denial.resource,
      denial.because,
    );
  }

  /** Checks the MFA code of a call that brings one. @throws AwsError AccessDenied for a wrong one */
  async #showsMfa(exchange: Exchange, call: Call, caller: Caller): Promise<boolean> {
    if (call.name !== 'sts:AssumeRole' && call.name !== 'sts:GetSessionToken') return false;
    const [serial, code] = [call.text('SerialNumber'), call.text('TokenCode')];
    if (serial === undefined && code === undefined) return false;
    const directory = await this.#deps.directories.of(caller.key.account);
    const shown = { serial: serial ?? '', code: code ?? '', now: this.#deps.now() };
    if (await isRightCode(directory, caller, shown)) return true;
    exchange.decision = `no MFA device ${shown.serial} of the caller shows this code`;
    throw new AwsError(
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      403,
    );
  }
}
