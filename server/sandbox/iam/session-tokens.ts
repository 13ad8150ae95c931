/**
 * Temporary credentials. Everything that the sandbox has to know about a session travels in its token, sealed with the
 * key that also seals the accounts' secrets: nothing is stored, nobody can make or alter one, and a token opens with the
 * access key id that it was given out with and no other.
 */
import { newKeyPair } from '../account/key-pair.ts';
import type { SecretBox } from '../../secret-box.ts';
import type { Holder, SessionFacts } from './types.ts';

/** What is in a token. */
export interface SealedSession extends SessionFacts {
  account: string;
  secret: string;
  holder: Exclude<Holder, { type: 'reader' }>;
}

/** What sts gives out. */
export interface TemporaryCredentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
  Expiration: Date;
}

export class SessionTokens {
  readonly #box: SecretBox;

  constructor(box: SecretBox) {
    this.#box = box;
  }

  /** Makes the credentials of a session. */
  issue(session: Omit<SealedSession, 'secret'>): TemporaryCredentials {
    const { id: AccessKeyId, secret: SecretAccessKey } = newKeyPair('ASIA');
    const sealed: SealedSession = { ...session, secret: SecretAccessKey };
    const SessionToken = this.#box.seal(JSON.stringify(sealed), contextOf(AccessKeyId)).toString('base64');
    return { AccessKeyId, SecretAccessKey, SessionToken, Expiration: new Date(session.expiresAt) };
  }

  /** What the token says; null when it is not ours, was changed, or belongs to another access key. */
  open(token: string, accessKeyId: string): SealedSession | null {
    if (!/^[A-Za-z0-9+/]{64,}={0,2}$/.test(token)) return null;
    try {
      return JSON.parse(
        this.#box.open(Buffer.from(token, 'base64'), contextOf(accessKeyId)),
      ) as SealedSession;
    } catch {
      return null; // every reason is the same to the caller: the token is not one that we gave to this key
    }
  }
}

function contextOf(accessKeyId: string): string {
  return `session/${accessKeyId}`;
}
