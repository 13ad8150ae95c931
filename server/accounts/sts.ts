/** The two calls of STS that a registration needs, with the credentials that this server has. */
import { classify } from '../../graders/engine/classify.ts';
import { clientConfig, type Credentials } from '../../graders/engine/index.ts';
import { pacer } from '../../graders/engine/pace.ts';
import type { AnyRead } from '../../graders/kit/index.ts';
import { callerIdentity, type CallerIdentity } from '../../graders/reads/sts.ts';
import { NOTHING, ownCredentials, SESSION_SECONDS } from '../targets/credentials.ts';

/** One answer is waited for this long, in milliseconds; the SDK asks twice. */
const ANSWER_MS = 5_000;

export interface StsOptions {
  /** Only for tests; AWS's own STS otherwise. */
  endpoint?: string;
}

/** What came of asking for a session of a role. */
export type Assumed =
  | { state: 'opened'; keys: Exclude<Credentials, (...options: never[]) => unknown> }
  | { state: 'refused'; detail: string }
  /** AWS said nothing about the role: no answer, a throttle, our own credentials. */
  | { state: 'untested'; detail: string };

export class Sts {
  readonly #endpoint: string | null;

  constructor({ endpoint }: StsOptions = {}) {
    this.#endpoint = endpoint ?? null;
  }

  /**
   * Asks for a session that may do nothing, whatever the role may.
   *
   * @param role.externalId left out entirely when undefined
   */
  async assume(role: { roleArn: string; externalId: string | undefined; region: string }): Promise<Assumed> {
    const { roleArn, externalId, region } = role;
    await pacer.take({ account: 'our own', region, operation: 'sts:AssumeRole' });
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient(this.#config(region, ownCredentials(region)));
    try {
      const { Credentials: keys } = await client.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: 'groundschool-role-test',
          DurationSeconds: SESSION_SECONDS,
          Policy: NOTHING,
          ...(externalId === undefined ? {} : { ExternalId: externalId }),
        }),
      );
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: token } = keys ?? {};
      if (accessKeyId === undefined || secretAccessKey === undefined)
        return { state: 'untested', detail: 'the answer holds no session' };
      return {
        state: 'opened',
        keys: { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) },
      };
    } catch (error) {
      // Only this word is AWS's refusal; a 403 of a proxy says nothing about the role.
      if (error instanceof Error && error.name.startsWith('AccessDenied'))
        return { state: 'refused', detail: error.name };
      return { state: 'untested', detail: this.#why(error, assumeRole(roleArn), region) };
    } finally {
      client.destroy();
    }
  }

  /** Whose credentials these are; this server's own without any. */
  async identity(
    region: string,
    credentials: Credentials = ownCredentials(region),
  ): Promise<{ state: 'known'; caller: CallerIdentity } | { state: 'untested'; detail: string }> {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient(this.#config(region, credentials));
    try {
      const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
      if (account === undefined || arn === undefined)
        return { state: 'untested', detail: 'the answer names no account' };
      return { state: 'known', caller: { account, arn } };
    } catch (error) {
      return { state: 'untested', detail: this.#why(error, callerIdentity, region) };
    } finally {
      client.destroy();
    }
  }

  #config(region: string, credentials: Credentials): object {
    return {
      ...clientConfig({ endpoint: this.#endpoint, region, credentials }, { answerMs: ANSWER_MS }),
      maxAttempts: 2,
    };
  }

  /** In the words that a check has for the same trouble. @throws the error itself when it is a mistake of ours */
  #why(
    error: unknown,
    read: Pick<AnyRead, 'id' | 'actions' | 'resources' | 'absent'>,
    region: string,
  ): string {
    const seen = classify(error, {
      read: read as AnyRead,
      args: {},
      account: '',
      region,
      endpoint: this.#endpoint,
      callMs: ANSWER_MS,
      labTimeUp: false,
      labMs: ANSWER_MS,
    });
    return seen.state === 'blocked'
      ? seen.detail
      : `STS answered ${seen.state === 'absent' ? seen.code : ''}`;
  }
}

function assumeRole(roleArn: string): Pick<AnyRead, 'id' | 'actions' | 'resources' | 'absent'> {
  return { id: 'sts:AssumeRole', actions: ['sts:AssumeRole'], resources: () => [roleArn], absent: [] };
}
