import { readFileSync } from 'node:fs';
import type { RosterApplyReply, RosterPreviewReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

const usage = 'groundschool cohort import <cohort> <file.csv> [--apply] [--skip-bad] [--format text|json]';

/** `groundschool cohort import`: shows what a CSV file would change in a roster, and with --apply changes it. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      apply: { type: 'boolean', default: false },
      'skip-bad': { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
    },
    usage,
    { min: 2, max: 2 },
  );
  const { format } = values;
  if (format !== 'text' && format !== 'json') {
    throw new UsageError('USAGE', `--format takes text or json; got "${format}".\nUsage: ${usage}`);
  }
  const [cohort = '', path = ''] = words;
  const body = { csv: read(path), skipBad: values['skip-bad'] };
  const server = localServer();
  const url = `/api/cohorts/${encodeURIComponent(cohort)}/roster`;
  const preview = await server.post<RosterPreviewReply>(`${url}/preview`, body);
  const usable = preview.digest !== '' && (preview.problemCount === 0 || body.skipBad);
  const applied =
    values.apply && usable
      ? await server.post<RosterApplyReply>(`${url}/apply`, { ...body, digest: preview.digest })
      : null;
  if (format === 'json') process.stdout.write(`${JSON.stringify({ preview, applied }, null, 2)}\n`);
  else process.stdout.write(text(preview, applied, values.apply));
  return usable ? EXIT.ok : EXIT.badInput;
}

function read(path: string): string {
  try {
    return readFileSync(path).toString('base64');
  } catch (error) {
    throw new UsageError('ROSTER_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`);
  }
}

const SIGN = { added: '+', changed: '~', dropped: '-' } as const;

function text(preview: RosterPreviewReply, applied: RosterApplyReply | null, wanted: boolean): string {
  const { counts, changes, problems, problemCount, notes, ignoredColumns } = preview;
  const lines = problems.map(
    ({ row, column, message, cure }) =>
      `! ${[row === null ? 'file' : `row ${row}`, ...(column === null ? [] : [column])].join(', ')}: ${message} ${cure}`,
  );
  if (problemCount > problems.length) lines.push(`! and ${problemCount - problems.length} more`);
  for (const { kind, login, name, fields } of changes) {
    const what = fields.map(({ field, before, after }) => `${field}: "${before}" → "${after}"`).join(', ');
    lines.push(`${SIGN[kind]} ${login} (${name})${what === '' || kind === 'added' ? '' : ` ${what}`}`);
  }
  if (ignoredColumns.length > 0) lines.push(`Columns that are not used: ${ignoredColumns.join(', ')}.`);
  lines.push(...notes);
  const { added, changed, dropped, unchanged } = counts;
  lines.push(`${added} added, ${changed} changed, ${dropped} dropped, ${unchanged} unchanged.`);
  if (applied) {
    lines.push(applied.skipped > 0 ? `Applied; ${applied.skipped} rows were left out.` : 'Applied.');
    if (applied.invitations.length > 0)
      lines.push('Invitations, shown this once (the path follows the server’s address):');
    for (const { login, link } of applied.invitations) lines.push(`  ${login}  ${link.path}`);
  } else
    lines.push(
      wanted ? 'Nothing was changed: see the problems above.' : 'Nothing was changed; --apply does it.',
    );
  // Names come from a file: none of them may steer the terminal.
  return `${lines.map((line) => line.replace(/\p{Cc}/gu, '·')).join('\n')}\n`;
}
