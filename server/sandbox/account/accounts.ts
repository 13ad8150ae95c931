import { randomInt } from 'node:crypto';
import type Database from 'better-sqlite3';
import { SandboxError } from '../sandbox-error.ts';
import type { KnownKey } from '../iam/types.ts';
import type { OverlayState, Pace } from '../types.ts';
import { newKeyPair } from './key-pair.ts';
import { OverlayStates } from './overlay-states.ts';
import type { SecretBox } from '../../secret-box.ts';
import { INHERITED_ROOT, type RootUser } from './root-user.ts';
import { UserKeys } from './user-keys.ts';

/** What the caller hands to the learner and to the graders. The secrets are worthless at AWS. */
export interface SandboxAccount {
  /** The 12-digit account id; changes with every reset. */
  account: string;
  accessKeyId: string;
  secretAccessKey: string;
  readerAccessKeyId: string;
  readerSecretAccessKey: string;
}

/** alive = usable; lost = the engine that held it is gone; reset, revoked = replaced or ended on purpose. */
export type AccountState = 'alive' | 'lost' | 'reset' | 'revoked';

export interface AccountSummary {
  account: string;
  label: string | null;
  state: AccountState;
  createdAt: string;
}

/** A key of the account itself: the learner's first, or the graders'. */
type AccountKey = { accessKeyId: string; secret: string; account: string; kind: 'learner' | 'reader' };

interface AccountRow {
  account: string;
  label: string | null;
  state: AccountState;
  created_at: number;
  engine_nonce: string;
}

interface KeyRow {
  access_key_id: string;
  account: string;
  kind: AccountKey['kind'];
  secret: Buffer;
}

/** Accounts, their keys and what overlays keep for them. Reads come from memory, every change is on disk when it returns. */
export class Accounts {
  readonly #db: Database.Database;
  readonly #box: SecretBox;
  readonly #now: () => Date;
  readonly #accounts = new Map<string, AccountRow>();
  readonly #keys = new Map<string, AccountKey>();
  readonly #states: OverlayStates;
  /** Keys that learners made for IAM users. */
  readonly userKeys: UserKeys;

  /** @throws SandboxError SANDBOX_KEY_MISMATCH when the stored secrets belong to another key file */
  constructor(db: Database.Database, box: SecretBox, now: () => Date) {
    this.#db = db;
    this.#box = box;
    this.#now = now;
    this.#states = new OverlayStates(db);
    this.userKeys = new UserKeys(db, box);
    for (const row of db.prepare<[], AccountRow>('SELECT * FROM accounts').all())
      this.#accounts.set(row.account, row);
    for (const row of db.prepare<[], KeyRow>('SELECT * FROM access_keys').all()) {
      let secret: string;
      try {
        secret = box.open(row.secret, row.access_key_id);
      } catch (cause) {
        const message =
          'The sandbox keys in sandbox.sqlite cannot be decrypted with sandbox.key. Restore the key file that belongs to it, or move both away to start with empty accounts.';
        throw new SandboxError('SANDBOX_KEY_MISMATCH', message, { cause });
      }
      this.#remember(row.access_key_id, secret, row.account, row.kind);
    }
  }

  create(label: string | null, engineNonce: string): SandboxAccount {
    return this.#transaction(() => {
      const account = this.#insertAccount(label, engineNonce);
      this.#insertKey(account, 'learner');
      this.#insertKey(account, 'reader');
      return this.credentials(account);
    });
  }

  /** A fresh account id under the same keys, or with new keys. The old id is never used again. */
  reset(account: string, engineNonce: string, freshKeys: boolean): SandboxAccount {
    const old = this.#row(account);
    if (old.state !== 'alive' && old.state !== 'lost') {
      throw new SandboxError(
        'SANDBOX_ACCOUNT_NOT_FOUND',
        `Sandbox account ${account} was ${old.state} before.`,
      );
    }
    return this.#transaction(() => {
      const fresh = this.#insertAccount(old.label, engineNonce);
      if (freshKeys) {
        this.#dropKeys(account);
        this.#insertKey(fresh, 'learner');
        this.#insertKey(fresh, 'reader');
      } else {
        this.#db.prepare('UPDATE access_keys SET account = ? WHERE account = ?').run(fresh, account);
        for (const key of [...this.#keys.values()].filter((k) => k.account === account)) {
          this.#remember(key.accessKeyId, key.secret, fresh, key.kind);
        }
      }
      this.#end(account, 'reset');
      return this.credentials(fresh);
    });
  }

  /** Ends the account: its keys are unknown from now on. */
  revoke(account: string): void {
    this.#row(account);
    this.#transaction(() => {
      this.#dropKeys(account);
      this.#end(account, 'revoked');
    });
  }

  /** Marks every living account that was not made in this run of the engine. Returns those it marked. */
  markLost(engineNonce: string | null): string[] {
    const lost = [...this.#accounts.values()].filter(
      (a) => a.state === 'alive' && a.engine_nonce !== engineNonce,
    );
    this.#transaction(() => {
      for (const row of lost) {
        this.#setState(row.account, 'lost');
        this.#states.drop(row.account);
      }
    });
    return lost.map((row) => row.account);
  }

  isAlive(account: string): boolean {
    return this.#accounts.get(account)?.state === 'alive';
  }

  has(account: string): boolean {
    return this.#accounts.has(account);
  }

  list(): AccountSummary[] {
    return [...this.#accounts.values()].map(({ account, label, state, created_at }) => ({
      account,
      label,
      state,
      createdAt: new Date(created_at).toISOString(),
    }));
  }

  /** @throws SandboxError SANDBOX_ACCOUNT_NOT_FOUND */
  require(account: string): AccountState {
    return this.#row(account).state;
  }

  /** The long-lived key of this id: one of an account's own two, or one of an IAM user. */
  key(accessKeyId: string): KnownKey | undefined {
    const own = this.#keys.get(accessKeyId);
    const ofUser = own === undefined ? this.userKeys.find(accessKeyId) : undefined;
    const found = own ?? ofUser;
    if (found === undefined) return undefined;
    const { secret, account } = found;
    const holder: KnownKey['holder'] =
      ofUser !== undefined
        ? { type: 'user', userId: ofUser.userId, keyId: accessKeyId }
        : { type: own?.kind === 'learner' ? 'administrator' : 'reader' };
    return { accessKeyId, secret, account, state: this.#row(account).state, holder, session: null };
  }

  /** @throws SandboxError SANDBOX_ACCOUNT_NOT_FOUND when the account has no keys (any more) */
  credentials(account: string): SandboxAccount {
    const keys = [...this.#keys.values()].filter((key) => key.account === account);
    const learner = keys.find((key) => key.kind === 'learner');
    const reader = keys.find((key) => key.kind === 'reader');
    if (!learner || !reader) throw notFound(account);
    return {
      account,
      accessKeyId: learner.accessKeyId,
      secretAccessKey: learner.secret,
      readerAccessKeyId: reader.accessKeyId,
      readerSecretAccessKey: reader.secret,
    };
  }

  /** What one service's overlay keeps for an account. */
  overlayState(account: string, service: string): OverlayState {
    return this.#states.of(account, service);
  }

  /** The root user's flags; they live in the `iam` overlay's state under `root`, where GetAccountSummary reads them. */
  rootUser(account: string): RootUser {
    this.#row(account);
    return this.overlayState(account, 'iam').get<RootUser>('root') ?? { ...INHERITED_ROOT };
  }

  setRootUser(account: string, change: Partial<RootUser>): RootUser {
    const root = { ...this.rootUser(account), ...change };
    this.overlayState(account, 'iam').set('root', root);
    return root;
  }

  /** Whether users and roles of the account are held to their policies; kept in the `iam` overlay's state. */
  isEnforced(account: string): boolean {
    this.#row(account);
    return this.overlayState(account, 'iam').get<boolean>('enforced') ?? true;
  }

  setEnforced(account: string, enforced: boolean): void {
    this.#row(account);
    this.overlayState(account, 'iam').set('enforced', enforced);
  }

  /** Whether what AWS needs minutes for is done at once; `instant` until somebody says otherwise. */
  pace(account: string): Pace {
    this.#row(account);
    return this.overlayState(account, 'groundschool').get<Pace>('pace') ?? 'instant';
  }

  setPace(account: string, pace: Pace): void {
    this.#row(account);
    this.overlayState(account, 'groundschool').set('pace', pace);
  }

  #row(account: string): AccountRow {
    const row = this.#accounts.get(account);
    if (!row) throw notFound(account);
    return row;
  }

  #transaction<T>(work: () => T): T {
    return this.#db.transaction(work)();
  }

  #insertAccount(label: string | null, engineNonce: string): string {
    let account: string;
    // Never with a leading zero, which people drop when they type it, and never one that was used before.
    do account = String(randomInt(100_000_000_000, 1_000_000_000_000));
    while (this.#accounts.has(account));
    const row: AccountRow = {
      account,
      label,
      state: 'alive',
      created_at: this.#now().getTime(),
      engine_nonce: engineNonce,
    };
    this.#db
      .prepare(
        'INSERT INTO accounts (account, label, state, created_at, engine_nonce) VALUES (?, ?, ?, ?, ?)',
      )
      .run(row.account, row.label, row.state, row.created_at, row.engine_nonce);
    this.#accounts.set(account, row);
    return account;
  }

  #insertKey(account: string, kind: AccountKey['kind']): void {
    const { id, secret } = newKeyPair('AKIA');
    this.#db
      .prepare('INSERT INTO access_keys (access_key_id, account, kind, secret) VALUES (?, ?, ?, ?)')
      .run(id, account, kind, this.#box.seal(secret, id));
    this.#remember(id, secret, account, kind);
  }

  #remember(accessKeyId: string, secret: string, account: string, kind: 'learner' | 'reader'): void {
    this.#keys.set(accessKeyId, { accessKeyId, secret, account, kind });
  }

  #dropKeys(account: string): void {
    this.#db.prepare('DELETE FROM access_keys WHERE account = ?').run(account);
    for (const key of this.#keys.values()) if (key.account === account) this.#keys.delete(key.accessKeyId);
  }

  #end(account: string, state: AccountState): void {
    this.#setState(account, state);
    this.#states.drop(account);
    this.userKeys.drop(account);
  }

  #setState(account: string, state: AccountState): void {
    this.#db.prepare('UPDATE accounts SET state = ? WHERE account = ?').run(state, account);
    this.#row(account).state = state;
  }
}

function notFound(account: string): SandboxError {
  return new SandboxError(
    'SANDBOX_ACCOUNT_NOT_FOUND',
    `There is no sandbox account ${account}. Its id changes with every reset; create one with POST /_groundschool/accounts.`,
  );
}
