import type { RegradeReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { bar, follow } from '../progress.ts';
import { regradeText } from '../regrade-report.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

const usage =
  'groundschool cohort regrade <cohort> <lab> [--regrade ID] [--apply [--allow-lower] | --discard] [--format text|json]';

/**
 * `groundschool cohort regrade`: judges all stored attempts of a lab again from their evidence, with the graders of the running
 * server, and says who would gain or lose and why. Nothing changes unless `--apply` is given, at once or later with `--regrade`.
 */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      regrade: { type: 'string' },
      apply: { type: 'boolean', default: false },
      'allow-lower': { type: 'boolean', default: false },
      discard: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
    },
    usage,
    { min: 2, max: 2 },
  );
  const { apply, discard, format, 'allow-lower': allowLower } = values;
  if (!['text', 'json'].includes(format))
    throw new UsageError('USAGE', `--format is text or json; got "${format}".\nUsage: ${usage}`);
  if ((apply && discard) || (allowLower && !apply))
    throw new UsageError(
      'USAGE',
      `--apply and --discard exclude each other, and --allow-lower goes with --apply.\nUsage: ${usage}`,
    );
  const [cohort = '', lab = ''] = words;
  const server = localServer();
  const regrades = `/api/cohorts/${encodeURIComponent(cohort)}/regrades`;
  const begun =
    values.regrade === undefined
      ? await server.post<RegradeReply>(regrades, { lab })
      : await server.get<RegradeReply>(`${regrades}/${encodeURIComponent(values.regrade)}`);
  if (begun.lab !== lab)
    throw new UsageError('USAGE', `Regrade ${begun.id} is of lab ${begun.lab}, not of ${lab}.`);
  const url = `${regrades}/${begun.id}`;
  const ready = await follow(begun, () => server.get<RegradeReply>(url), {
    line: ({ done, total }, asBar) =>
      `${asBar ? `${bar(done, total)} ` : ''}${done} of ${total} attempts judged again`,
    hasEnded: ({ status }) => status !== 'running',
  });
  const decided =
    apply && ready.status === 'ready'
      ? await server.post<RegradeReply>(`${url}/apply`, { allowLower })
      : discard && ready.status === 'ready'
        ? await server.post<RegradeReply>(`${url}/discard`, undefined)
        : ready;
  process.stdout.write(format === 'json' ? `${JSON.stringify(decided, null, 2)}\n` : regradeText(decided));
  const judged = decided.total - decided.withoutEvidence;
  return decided.status === 'failed' || judged === 0 ? EXIT.nothingChecked : EXIT.ok;
}
