import type { GradebookReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { saveFile } from '../save-file.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

const FORMATS = ['plain', 'canvas', 'moodle', 'nbgrader', 'json'];
const usage = `groundschool cohort export <cohort> [--format ${FORMATS.join('|')}] [--assignment ID] [--out FILE] [--bom]`;

/** `groundschool cohort export`: a cohort's scores as a file for another system. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      format: { type: 'string', default: 'plain' },
      assignment: { type: 'string' },
      out: { type: 'string' },
      bom: { type: 'boolean', default: false },
    },
    usage,
    { min: 1, max: 1 },
  );
  const { format, assignment, out, bom } = values;
  if (!FORMATS.includes(format))
    throw new UsageError('USAGE', `--format takes ${FORMATS.join(', ')}; got "${format}".\nUsage: ${usage}`);
  const query = new URLSearchParams(assignment === undefined ? {} : { assignment });
  const url = `/api/cohorts/${encodeURIComponent(words[0] ?? '')}/gradebook`;
  const server = localServer();
  let content: string;
  if (format === 'json') {
    content = `${JSON.stringify(await server.get<GradebookReply>(`${url}?${query.toString()}`), null, 2)}\n`;
  } else {
    query.set('format', format);
    // A byte order mark is no character of the answer's text, so it is put there here.
    content = `${bom ? '\uFEFF' : ''}${await server.text(`${url}.csv?${query.toString()}`)}`;
  }
  if (out === undefined) process.stdout.write(content);
  else saveFile(out, content);
  return EXIT.ok;
}
