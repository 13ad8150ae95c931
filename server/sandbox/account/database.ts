import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (
  account TEXT PRIMARY KEY,
  label TEXT,
  state TEXT NOT NULL,           -- alive | lost | reset | revoked
  created_at INTEGER NOT NULL,   -- epoch ms
  engine_nonce TEXT NOT NULL     -- the engine's run in which it was made
) STRICT;
CREATE TABLE IF NOT EXISTS access_keys (
  access_key_id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (account),
  kind TEXT NOT NULL,            -- learner | reader
  secret BLOB NOT NULL           -- AES-256-GCM: nonce (12) | tag (16) | ciphertext
) STRICT;
CREATE INDEX IF NOT EXISTS access_keys_account ON access_keys (account);
CREATE TABLE IF NOT EXISTS user_keys (
  access_key_id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (account),
  user_id TEXT NOT NULL,         -- of the IAM user; its name may change
  secret BLOB NOT NULL           -- sealed as in access_keys
) STRICT;
CREATE INDEX IF NOT EXISTS user_keys_account ON user_keys (account);
CREATE TABLE IF NOT EXISTS overlay_state (
  account TEXT NOT NULL,
  service TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,           -- JSON
  PRIMARY KEY (account, service, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal (
  account TEXT NOT NULL,
  seq INTEGER NOT NULL,
  entry TEXT NOT NULL,           -- JSON
  PRIMARY KEY (account, seq)
) STRICT, WITHOUT ROWID;
`;

const VERSION = 1;

/**
 * Opens the sandbox's database: `sandbox.sqlite` in the data folder, or in memory when nothing is to be kept.
 *
 * @throws Error when the file was written by a newer Groundschool
 */
export function openDatabase(dataDir: string | null): Database.Database {
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = new Database(dataDir === null ? ':memory:' : join(dataDir, 'sandbox.sqlite'));
  // NORMAL in WAL mode survives our own death; only a power cut may cost the last calls of the journal.
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  const version = db.pragma('user_version', { simple: true });
  if (typeof version === 'number' && version > VERSION) {
    db.close();
    throw new Error(
      `sandbox.sqlite has version ${version}, this Groundschool knows ${VERSION}. Update Groundschool, or move the file away to start with empty accounts.`,
    );
  }
  db.exec(SCHEMA);
  db.pragma(`user_version = ${VERSION}`);
  return db;
}
