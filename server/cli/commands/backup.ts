import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

export const usage = 'groundschool backup <file>';

/** `groundschool backup`: a consistent copy of the database, also while the server writes to it. */
export default async function run(args: readonly string[]): Promise<number> {
  const { words } = parseCommand(args, {}, usage, { min: 1, max: 1 });
  const target = resolve(words[0] ?? '');
  const source = join(
    resolve(process.env['GROUNDSCHOOL_DATA_DIR'] ?? '.groundschool'),
    'groundschool.sqlite',
  );
  if (!existsSync(source))
    throw new UsageError(
      'DATABASE_NOT_FOUND',
      `There is no database at ${source}. Set GROUNDSCHOOL_DATA_DIR to the server's data folder.`,
    );
  if (existsSync(target))
    throw new UsageError('FILE_EXISTS', `${target} exists already and was left alone. Name a new file.`);
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(source, { readonly: true, fileMustExist: true });
  try {
    const { totalPages } = await database.backup(target);
    process.stdout.write(`Copied the database to ${target} (${totalPages} pages).\n`);
  } finally {
    database.close();
  }
  return EXIT.ok;
}
