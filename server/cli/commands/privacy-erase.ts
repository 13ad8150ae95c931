import type { EraseReply } from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';
import { userByLogin } from '../user-by-login.ts';

const usage = 'groundschool privacy erase <login> --confirm <login>';

/** `groundschool privacy erase`: everything about a learner goes. The login is typed twice. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, { confirm: { type: 'string' } }, usage, { min: 1, max: 1 });
  const [login = ''] = words;
  if (values.confirm === undefined) {
    const problem = `Everything about ${login} would go, and nothing brings it back. Export it first, then say --confirm ${login}.`;
    throw new UsageError('ERASE_CONFIRM', `${problem}\nUsage: ${usage}`);
  }
  const server = localServer();
  const { id } = await userByLogin(server, login);
  const url = `/api/users/${encodeURIComponent(id)}/erase`;
  const { erased } = await server.post<EraseReply>(url, { login: values.confirm });
  const rows = Object.values(erased).reduce((sum, count) => sum + count, 0);
  process.stdout.write(
    `Erased: ${rows} rows in ${Object.keys(erased).length} tables. Backups that were made before still have them.\n`,
  );
  return EXIT.ok;
}
