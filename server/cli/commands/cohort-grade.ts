import type { RunReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { follow } from '../progress.ts';
import { hasEnded, progressLine, runExit, runJunit, runText } from '../run-report.ts';
import { EXIT, parseCommand, parseWhole, UsageError } from '../usage.ts';

const usage = 'groundschool cohort grade <cohort> <lab> [--watch] [--format text|json|junit] [--min-score N]';

/**
 * `groundschool cohort grade`: begins to grade a lab over a cohort at the running server. With --watch, or a format other
 * than text, it waits for the end; stopped before, the run goes on.
 */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      watch: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      'min-score': { type: 'string' },
    },
    usage,
    { min: 2, max: 2 },
  );
  const { format } = values;
  if (!['text', 'json', 'junit'].includes(format)) {
    throw new UsageError('USAGE', `--format is text, json or junit; got "${format}".\nUsage: ${usage}`);
  }
  const minimum =
    values['min-score'] === undefined ? null : parseWhole('min-score', values['min-score'], 0, 1_000);
  const [cohort = '', lab = ''] = words;
  const server = localServer();
  const runs = `/api/cohorts/${encodeURIComponent(cohort)}/runs`;
  const begun = await server.post<RunReply>(runs, { lab });
  if (!values.watch && format === 'text') {
    process.stdout.write(
      `Grading ${begun.run.title} for ${begun.run.total} learners: run ${begun.run.id}.\n`,
    );
    return EXIT.ok;
  }
  const ended = await follow(begun, () => server.get<RunReply>(`${runs}/${begun.run.id}`), {
    line: ({ run }, bar) => progressLine(run, bar),
    hasEnded,
  });
  const text =
    format === 'json'
      ? `${JSON.stringify(ended, null, 2)}\n`
      : format === 'junit'
        ? runJunit(ended, minimum ?? 1)
        : runText(ended);
  process.stdout.write(text);
  return runExit(ended, minimum);
}
