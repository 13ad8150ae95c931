import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Executor } from './database.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** Evidence ready to be stored: compress before the transaction begins, because everyone waits for a transaction. */
export interface PackedEvidence {
  body: string;
  bytes: number;
}

export async function packEvidence(evidence: unknown): Promise<PackedEvidence> {
  const json = Buffer.from(JSON.stringify(evidence), 'utf8');
  // Quality 5: within a few percent of the best, and some milliseconds instead of some hundred.
  const packed = await compress(json, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: json.length },
  });
  return { body: packed.toString('base64'), bytes: json.length };
}

export async function insertEvidence(
  tx: Executor,
  attempt: string,
  packed: PackedEvidence,
  now: number,
): Promise<void> {
  await tx
    .insertInto('evidence')
    .values({ attempt, body: packed.body, bytes: packed.bytes, encoding: 'br', created_at: now })
    .execute();
}

/** The evidence of an attempt as it was stored; undefined when there is none. */
export async function evidenceOf(db: Executor, attempt: string): Promise<unknown> {
  const row = await db
    .selectFrom('evidence')
    .select('body')
    .where('attempt', '=', attempt)
    .executeTakeFirst();
  return row && (await unpackEvidence(row.body));
}

/** What `packEvidence` packed. */
export async function unpackEvidence(body: string): Promise<unknown> {
  return JSON.parse(await unpackText(body)) as unknown;
}

/** The same as JSON, for whoever only looks what stands in it. */
export async function unpackText(body: string): Promise<string> {
  return (await decompress(Buffer.from(body, 'base64'))).toString('utf8');
}
