import type Database from 'better-sqlite3';
import type { SecretBox } from '../../secret-box.ts';

interface Row {
  access_key_id: string;
  account: string;
  user_id: string;
  secret: Buffer;
}

/** Keys of IAM users, which learners make with CreateAccessKey. Whether a key is active is the engine's knowledge. */
export class UserKeys {
  readonly #db: Database.Database;
  readonly #box: SecretBox;
  readonly #rows = new Map<string, Row>();

  constructor(db: Database.Database, box: SecretBox) {
    this.#db = db;
    this.#box = box;
    for (const row of db.prepare<[], Row>('SELECT * FROM user_keys').all())
      this.#rows.set(row.access_key_id, row);
  }

  /** Keeps a key, its secret sealed. @throws Error when there is a key of this id: ids come from the engine at random */
  add(account: string, accessKeyId: string, userId: string, secret: string): void {
    const row = {
      access_key_id: accessKeyId,
      account,
      user_id: userId,
      secret: this.#box.seal(secret, accessKeyId),
    };
    this.#db
      .prepare('INSERT INTO user_keys (access_key_id, account, user_id, secret) VALUES (?, ?, ?, ?)')
      .run(row.access_key_id, row.account, row.user_id, row.secret);
    this.#rows.set(accessKeyId, row);
  }

  find(accessKeyId: string): { account: string; userId: string; secret: string } | undefined {
    const row = this.#rows.get(accessKeyId);
    if (row === undefined) return undefined;
    const { account, user_id: userId } = row;
    return { account, userId, secret: this.#box.open(row.secret, accessKeyId) };
  }

  /** Forgets a key that was deleted. */
  remove(accessKeyId: string): void {
    this.#db.prepare('DELETE FROM user_keys WHERE access_key_id = ?').run(accessKeyId);
    this.#rows.delete(accessKeyId);
  }

  /** Forgets the keys of an account. */
  drop(account: string): void {
    this.#db.prepare('DELETE FROM user_keys WHERE account = ?').run(account);
    for (const row of this.#rows.values()) if (row.account === account) this.#rows.delete(row.access_key_id);
  }
}
