import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  checkName,
  publicKeyFrom,
  publicKeyOf,
  recordLines,
  verifyEvidence,
  verifyRecord,
  type SealedRecord,
} from '../records/index.ts';
import { dataFolder } from './local-server.ts';
import { EXIT, parseCommand, UsageError } from './usage.ts';

/**
 * `groundschool receipt verify` and `groundschool certificate verify`: offline, with the key of the data folder or the one
 * that is given.
 *
 * @returns 0 when all holds; every doubt is a coded error
 */
export async function verifyFile(
  kind: 'receipt' | 'certificate',
  args: readonly string[],
  usage: string,
): Promise<number> {
  const options = {
    key: { type: 'string' },
    evidence: { type: 'string' },
    name: { type: 'string' },
    format: { type: 'string' },
  } as const;
  const { values, words } = parseCommand(args, options, usage, { min: 2, max: 2 });
  const [verb, file = ''] = words;
  if (verb !== 'verify') throw new UsageError('USAGE', `There is no ${kind} ${verb ?? ''}.\nUsage: ${usage}`);
  if (values.format !== undefined && !['text', 'json'].includes(values.format))
    throw new UsageError('USAGE', `--format takes text or json.\nUsage: ${usage}`);
  const trusted = values.key ?? publicKeyOf(dataFolder());
  if (trusted === undefined)
    throw new UsageError(
      'RECORD_KEY_MISSING',
      `There is no key in ${dataFolder()} to check with. Give the public key of whoever issued the ${kind} with --key, or set GROUNDSCHOOL_DATA_DIR.`,
    );
  if (publicKeyFrom(trusted) === undefined)
    throw new UsageError(
      'USAGE',
      `--key takes an Ed25519 public key as Groundschool shows it, 43 characters.`,
    );
  const record = verifyRecord(read(file), trusted);
  if (record.format !== `groundschool-${kind}/1`)
    throw new UsageError('RECORD_OF_OTHER_KIND', `${file} is no ${kind}. Use the other command for it.`);
  if (values.name !== undefined) checkName(record, values.name);
  const compared = values.evidence === undefined ? null : await compare(record, values.evidence);
  tell(record, compared, values.format === 'json');
  return EXIT.ok;
}

function tell(record: SealedRecord, compared: number | null, json: boolean): void {
  const evidence =
    compared === null
      ? 'not compared; give a copy of the database with --evidence'
      : `${compared} attempts worked out again, all as stated`;
  const lines = [
    ...recordLines(record),
    '',
    'Signature: holds. Fields: unchanged.',
    `Evidence: ${evidence}.`,
  ];
  const reply = { valid: true, id: record.id, format: record.format, evidenceCompared: compared };
  process.stdout.write(json ? `${JSON.stringify(reply)}\n` : `${lines.join('\n')}\n`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError('RECORD_UNREADABLE', `${file} cannot be read: ${(error as Error).message}.`);
  }
}

/** Opens a database as it is: a verifier's copy is not migrated. */
async function compare(record: SealedRecord, path: string): Promise<number> {
  const file = resolve(path);
  if (!existsSync(file))
    throw new UsageError(
      'DATABASE_NOT_FOUND',
      `There is no database at ${file}. Make a copy with groundschool backup.`,
    );
  const { default: Database } = await import('better-sqlite3');
  const { unpackEvidence } = await import('../store/evidence.ts');
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const find = database.prepare('select body from evidence where attempt = ?');
    return await verifyEvidence(record, async (attempt) => {
      const row = find.get(attempt) as { body: string } | undefined;
      return row && (await unpackEvidence(row.body));
    });
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_') !== true) throw error;
    throw new UsageError(
      'DATABASE_UNREADABLE',
      `${file} is no database of Groundschool: ${(error as Error).message}.`,
    );
  } finally {
    database.close();
  }
}
