import type Database from 'better-sqlite3';
import type { PrincipalKind } from '../types.ts';

/** One call as the sandbox saw it. */
export interface JournalEntry {
  /** Counts from 1 within the account, without gaps. */
  seq: number;
  /** ISO time of arrival. */
  at: string;
  who: PrincipalKind;
  /** ARN of the user or session that signed; null without a good signature. */
  principal: string | null;
  /** For a call that policies denied: the deciding statement, or what did not allow it. */
  decision: string | null;
  /** Service id (s3, ec2 …) or null when the request named none. */
  service: string | null;
  operation: string | null;
  region: string;
  /** Key parameters; secrets replaced, long values cut. Never the content of objects. */
  parameters: Record<string, string>;
  /** HTTP status; 0 = the client left before an answer. */
  status: number;
  /** AWS error code, or null. */
  errorCode: string | null;
  /** Who answered. */
  source: 'overlay' | 'engine' | 'fault' | 'gateway';
  durationMs: number;
  requestId: string;
}

/** What entries of older versions do not have. */
const NAMELESS = { principal: null, decision: null };

export type JournalListener = (account: string, entry: JournalEntry) => void;

export interface JournalQuery {
  /** Only entries with a greater seq; default 0. */
  after?: number;
  /** At most so many, oldest first; default 200, at most 1000. */
  limit?: number;
}

/** The append-only call journal of every account: the sandbox's CloudTrail. */
export class Journal {
  readonly #insert: Database.Statement<[string, number, string]>;
  readonly #select: Database.Statement<[string, number, number], { entry: string }>;
  readonly #last: Database.Statement<[string], { seq: number | null }>;
  readonly #sequences = new Map<string, number>();
  readonly #listeners = new Set<JournalListener>();
  #closed = false;

  constructor(db: Database.Database) {
    this.#insert = db.prepare('INSERT INTO journal (account, seq, entry) VALUES (?, ?, ?)');
    this.#select = db.prepare('SELECT entry FROM journal WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?');
    this.#last = db.prepare('SELECT max(seq) AS seq FROM journal WHERE account = ?');
  }

  /** From now on nothing is kept: calls that are cut off by our own end are not the learner's. */
  close(): void {
    this.#closed = true;
  }

  /** Keeps one call and tells the listeners, which must not throw. */
  append(account: string, call: Omit<JournalEntry, 'seq'>): void {
    if (this.#closed) return;
    const seq = (this.#sequences.get(account) ?? this.#last.get(account)?.seq ?? 0) + 1;
    const entry: JournalEntry = { seq, ...call };
    this.#insert.run(account, seq, JSON.stringify(entry));
    this.#sequences.set(account, seq);
    for (const listener of this.#listeners) listener(account, entry);
  }

  read(account: string, query: JournalQuery = {}): JournalEntry[] {
    const limit = Math.min(Math.max(query.limit ?? 200, 1), 1_000);
    return this.#select
      .all(account, query.after ?? 0, limit)
      .map((row) => ({ ...NAMELESS, ...(JSON.parse(row.entry) as JournalEntry) }));
  }

  /** @returns a function that ends the subscription */
  onEntry(listener: JournalListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
