/** What operations of IAM and STS may do with credentials. */
import type { Directory } from './directory.ts';
import type { SealedSession, TemporaryCredentials } from './session-tokens.ts';
import type { Caller } from './types.ts';

export interface Access {
  caller: Caller;
  /** The account's users, roles and policies as they are now. */
  directory(): Promise<Directory>;
  /** Lets a key that the engine has made for a user sign requests. */
  keepKey(accessKeyId: string, userId: string, secret: string): void;
  /** Forgets a key of this account's. */
  dropKey(accessKeyId: string): void;
  /** Makes temporary credentials. */
  issue(session: Omit<SealedSession, 'secret' | 'account'>): TemporaryCredentials;
  /** The call brought a right code of the caller's MFA device. */
  mfaShown: boolean;
}
