import type { Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of programs that talk to us, or that we talk to. As in schema.ts: times are epoch milliseconds, JSON is text. */
export interface ConnectionTables {
  api_tokens: ApiTokenTable;
}

interface ApiTokenTable {
  id: Fixed<string>;
  /** SHA-256 of the token, which is nowhere else. */
  digest: Fixed<string>;
  /** The first characters of the token, to tell it by. */
  hint: Fixed<string>;
  cohort: Fixed<string>;
  owner: Fixed<string>;
  name: Fixed<string>;
  role: Fixed<string>;
  /** JSON list of the contract's Scope. */
  scopes: Fixed<string>;
  created_at: Fixed<number>;
  expires_at: Fixed<number | null>;
  last_used_at: number | null;
  /** When it was revoked, or its owner could no longer do what it may. It never comes back. */
  ended_at: number | null;
}
export type ApiToken = Selectable<ApiTokenTable>;
