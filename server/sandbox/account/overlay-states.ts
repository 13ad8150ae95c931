import type Database from 'better-sqlite3';
import type { OverlayState } from '../types.ts';

/** What overlays keep, by account and service. Read from memory, on disk before a change returns. */
export class OverlayStates {
  readonly #db: Database.Database;
  readonly #values = new Map<string, Map<string, unknown>>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  of(account: string, service: string): OverlayState {
    const values = this.#load(account, service);
    const upsert = this.#db.prepare(
      'INSERT INTO overlay_state (account, service, key, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    const drop = this.#db.prepare('DELETE FROM overlay_state WHERE account = ? AND service = ? AND key = ?');
    return {
      // Copies both ways: a handler that edits what it was given must not change the state without `set`.
      get: <T>(key: string): T | undefined => {
        const value = values.get(key);
        return value === undefined ? undefined : (structuredClone(value) as T);
      },
      set: (key, value) => {
        const text = JSON.stringify(value);
        if (text === undefined) throw new TypeError(`overlay state ${key} is not JSON`);
        upsert.run(account, service, key, text);
        values.set(key, JSON.parse(text));
      },
      delete: (key) => {
        drop.run(account, service, key);
        values.delete(key);
      },
      keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
    };
  }

  /** Forgets everything of an account. */
  drop(account: string): void {
    this.#db.prepare('DELETE FROM overlay_state WHERE account = ?').run(account);
    for (const name of this.#values.keys()) if (name.startsWith(`${account}/`)) this.#values.delete(name);
  }

  #load(account: string, service: string): Map<string, unknown> {
    const name = `${account}/${service}`;
    let values = this.#values.get(name);
    if (!values) {
      const rows = this.#db
        .prepare<[string, string], { key: string; value: string }>(
          'SELECT key, value FROM overlay_state WHERE account = ? AND service = ?',
        )
        .all(account, service);
      values = new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
      this.#values.set(name, values);
    }
    return values;
  }
}
