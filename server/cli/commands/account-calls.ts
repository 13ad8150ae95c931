import type { AccountCall, AccountCallsReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { EXIT, parseCommand, parseWhole, UsageError } from '../usage.ts';

const FORMATS = ['text', 'json', 'csv'];
const MOST_OF_A_PAGE = 500;
const usage = 'groundschool account calls [--run <attempt id>] [--limit N] [--format text|json|csv]';

/** `groundschool account calls`: what Groundschool asked of the learner's own AWS account. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(
    args,
    {
      run: { type: 'string' },
      limit: { type: 'string', default: '100' },
      format: { type: 'string', default: 'text' },
    },
    usage,
    { min: 0, max: 0 },
  );
  const { format } = values;
  if (!FORMATS.includes(format))
    throw new UsageError('USAGE', `--format takes ${FORMATS.join(', ')}; got "${format}".\nUsage: ${usage}`);
  const limit = parseWhole('limit', values.limit, 1, 100_000);
  const query = new URLSearchParams(values.run === undefined ? {} : { run: values.run });
  const server = localServer();
  if (format === 'csv') {
    process.stdout.write(await server.text(`/api/account/calls.csv?${query.toString()}`));
    return EXIT.ok;
  }
  const calls: AccountCall[] = [];
  for (let next: string | null = ''; next !== null && calls.length < limit;) {
    query.set('limit', String(Math.min(MOST_OF_A_PAGE, limit - calls.length)));
    if (next !== '') query.set('before', next);
    const page: AccountCallsReply = await server.get<AccountCallsReply>(
      `/api/account/calls?${query.toString()}`,
    );
    calls.push(...page.calls);
    ({ next } = page);
  }
  if (format === 'json') process.stdout.write(`${JSON.stringify(calls, null, 2)}\n`);
  else
    process.stdout.write(
      calls.length === 0 ? 'No call has been made in an account of yours.\n' : text(calls),
    );
  return EXIT.ok;
}

function text(calls: readonly AccountCall[]): string {
  const rows = calls.map(({ at, account, region, operation, resource, result, error, run, sessionName }) => {
    const outcome = error === null ? result : `${result} (${error})`;
    return `${at}  ${account}  ${region ?? '-'}  ${operation}  ${resource || '-'}  ${outcome}  run ${run}, session ${sessionName}\n`;
  });
  return rows.join('');
}
