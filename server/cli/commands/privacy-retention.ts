import type { RetentionReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

const usage = 'groundschool privacy retention <cohort> [--days N | --for-ever] [--apply]';

/** `groundschool privacy retention`: how long a cohort keeps evidence, and what would go; with --apply that holds from now on. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      days: { type: 'string' },
      'for-ever': { type: 'boolean', default: false },
      apply: { type: 'boolean', default: false },
    },
    usage,
    { min: 1, max: 1 },
  );
  const days = values.days === undefined ? null : Number(values.days);
  const wanted = values['for-ever'] || days !== null;
  if (days !== null && (!/^\d+$/.test(values.days ?? '') || days < 1 || days > 3_650)) {
    throw new UsageError('USAGE', `--days takes 1 to 3650; got "${values.days}".\nUsage: ${usage}`);
  }
  if ((values['for-ever'] && days !== null) || (values.apply && !wanted)) {
    throw new UsageError('USAGE', `Say either --days N or --for-ever.\nUsage: ${usage}`);
  }
  const url = `/api/cohorts/${encodeURIComponent(words[0] ?? '')}/retention`;
  const server = localServer();
  const reply = values.apply
    ? await server.put<RetentionReply>(url, { days })
    : await server.get<RetentionReply>(days === null ? url : `${url}?days=${days}`);
  process.stdout.write(text(reply, { days, tried: wanted && !values.apply }));
  return EXIT.ok;
}

function text(reply: RetentionReply, { days, tried }: { days: number | null; tried: boolean }): string {
  const word = (count: number | null): string =>
    count === null ? 'for ever' : `for ${count} days after the close`;
  const lines = [`Evidence is kept ${word(reply.days)}${reply.own ? '' : ', as the server is configured'}.`];
  if (tried) lines.push(`Tried out: ${word(days)}. Nothing was changed; --apply does it.`);
  // For ever, nothing is due.
  const due = tried && days === null ? [] : reply.due.filter(({ attempts }) => attempts > 0);
  for (const { title, closedAt, attempts, bytes } of due)
    lines.push(
      `- ${title}, closed ${closedAt.slice(0, 10)}: evidence of ${attempts} attempts, ${Math.ceil(bytes / 1024)} KiB`,
    );
  lines.push(
    due.length === 0 ? 'Nothing is due.' : 'It goes at the next daily sweep. Scores and verdicts stay.',
  );
  // Titles come from people: none of them may steer the terminal.
  return `${lines.map((line) => line.replace(/\p{Cc}/gu, '·')).join('\n')}\n`;
}
