import { sql } from 'kysely';
import { CodedError } from '../errors.ts';
import { findLearner, unpackEvidence, type Executor } from '../store/index.ts';
import { PERSONAL } from './tables.ts';

const README = [
  'Everything that Groundschool has stored about one learner, as it is in the database.',
  'Each entry of `tables` has the rows of one table; `about` says what they are. Times are milliseconds since 1970-01-01 UTC, flags are 0 or 1.',
  'Values that are JSON in the database (verdicts, receipts, evidence) are JSON here.',
  'Left out: the hash of the password, digests of logins, links and tokens, and the seeds that values are drawn from: they open something, and say nothing about a person. Also who the other one of a similarity is.',
  'Not in the database: files in the home folder of the terminal, and what is in the sandbox account; both can be taken along from there.',
  'The audit lists what was done to or by the learner, in `audit`.',
];

/** GET …/export: a JSON document of everything about a learner. */
export interface LearnerExport {
  format: 'groundschool-learner-1';
  at: string;
  learner: string;
  readme: readonly string[];
  tables: Record<string, { about: string; rows: Record<string, unknown>[] }>;
}

/** @throws CodedError LEARNER_NOT_FOUND */
export async function exportLearner(db: Executor, learner: string, now: number): Promise<LearnerExport> {
  if (!(await findLearner(db, learner))) throw new CodedError('LEARNER_NOT_FOUND', { learner });
  const tables: LearnerExport['tables'] = {};
  for (const { table, about, of, secret = [] } of PERSONAL) {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(table)} where ${of(learner)}`.execute(db);
    const shown: Record<string, unknown>[] = [];
    for (const row of rows) shown.push(await readable(table, row, secret));
    tables[table] = { about, rows: shown };
  }
  const { rows } = await sql<Record<string, unknown>>`select at, action, cohort, detail from audit
    where actor = ${learner} or subject = ${learner} order by at`.execute(db);
  tables['audit'] = { about: 'What was done to or by the learner', rows: rows.map((row) => parsed(row)) };
  return {
    format: 'groundschool-learner-1',
    at: new Date(now).toISOString(),
    learner,
    readme: README,
    tables,
  };
}

async function readable(
  table: string,
  row: Record<string, unknown>,
  secret: readonly string[],
): Promise<Record<string, unknown>> {
  const { body, encoding: _encoding, ...rest } = row;
  if (table === 'evidence') return { ...rest, body: await unpackEvidence(String(body)) };
  return parsed(Object.fromEntries(Object.entries(row).filter(([column]) => !secret.includes(column))));
}

/** Columns that hold JSON, by name; a learner's own text in them stays text. */
const JSON_COLUMNS = new Set([
  'variables',
  'report',
  'result',
  'detail',
  'before',
  'after',
  'answer',
  'items',
  'scopes',
  'labs',
  'last_test',
]);

function parsed(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const isJson = typeof value === 'string' && (JSON_COLUMNS.has(column) || value.startsWith('{"'));
      return [column, isJson ? json(value) : value];
    }),
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A file of the learner that only looks like it.
    return text;
  }
}
