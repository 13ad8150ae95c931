import type { AccountSummary, SandboxAccount } from './account/accounts.ts';
import type { RootUser } from './account/root-user.ts';
import type { JournalEntry, JournalListener, JournalQuery } from './account/journal.ts';
import type { Fault } from './faults.ts';
import type { PushedImage } from './images.ts';
import type { Door } from './gateway/door.ts';
import type { Pace } from './types.ts';

export interface SandboxStats {
  /** Requests that the front door turned away, by AWS error code. */
  refused: Record<string, number>;
  accounts: { alive: number; lost: number };
  engine: SandboxHealth['engine'];
}

export interface SandboxHealth {
  status: 'ok' | 'degraded';
  engine: {
    state: 'running' | 'restarting' | 'stopped';
    version: string | null;
    origin: string;
    pid: number | null;
  };
}

/** A running sandbox. */
export interface Sandbox {
  /** Where AWS clients reach it, for example http://127.0.0.1:4566. */
  readonly endpoint: string;
  readonly adminToken: string;
  /** @throws SandboxError ENGINE_UNAVAILABLE while the engine is being restarted */
  createAccount(label?: string): Promise<SandboxAccount>;
  /**
   * Empties an account by giving it a fresh id; the keys stay the same unless asked otherwise.
   * @throws SandboxError SANDBOX_ACCOUNT_NOT_FOUND, ENGINE_UNAVAILABLE
   */
  resetAccount(account: string, options?: { freshKeys?: boolean }): Promise<SandboxAccount>;
  /** Ends an account: its keys are unknown from now on. */
  revokeAccount(account: string): Promise<void>;
  /** The keys of an account, again. @throws SandboxError SANDBOX_ACCOUNT_NOT_FOUND */
  credentials(account: string): SandboxAccount;
  /** False once the account was reset, revoked, or lost with its engine. */
  isAlive(account: string): boolean;
  /** Was there ever such an account? */
  knows(account: string): boolean;
  accounts(): AccountSummary[];
  /** The calls of an account, oldest first. @throws SandboxError SANDBOX_ACCOUNT_NOT_FOUND */
  journal(account: string, query?: JournalQuery): JournalEntry[];
  /** Calls the listener for every call of every account. @returns ends the subscription */
  onJournal(listener: JournalListener): () => void;
  /** Opens a way in for one account: a Unix socket that takes no other account's keys and has no admin API. */
  openDoor(account: string, path: string): Promise<Door>;
  readonly faults: {
    /** @throws SandboxError SANDBOX_ACCOUNT_NOT_FOUND, SANDBOX_BAD_REQUEST */
    add(account: string, fault: unknown): Fault;
    list(account: string): Fault[];
    clear(account: string): void;
  };
  /** Whether IAM users and roles of the account are held to their policies; they are until somebody says otherwise. */
  isEnforced(account: string): boolean;
  setEnforced(account: string, enforced: boolean): void;
  /** Whether jobs and endpoints of the account are ready at once or pass through AWS's states on the sandbox's clock. */
  pace(account: string): Pace;
  /** What was begun before keeps the pace at which it was begun. */
  setPace(account: string, pace: Pace): void;
  /**
   * What a virtual MFA device of the account shows now. @param serial may be left out where there is one device
   * @throws SandboxError SANDBOX_BAD_REQUEST when there is no such device, or no telling which
   */
  mfaCode(account: string, serial?: string): Promise<{ serial: string; code: string }>;
  rootUser(account: string): RootUser;
  setRootUser(account: string, change: Partial<RootUser>): RootUser;
  pushImage(
    account: string,
    image: { repository: string; tag: string; region?: string },
  ): Promise<PushedImage>;
  stats(): SandboxStats;
  health(): SandboxHealth;
  /** Stops listening and stops the engine: every account is lost. */
  close(): Promise<void>;
}
