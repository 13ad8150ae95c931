import { localServer } from '../local-server.ts';
import { saveFile } from '../save-file.ts';
import { EXIT, parseCommand } from '../usage.ts';
import { userByLogin } from '../user-by-login.ts';

const usage = 'groundschool privacy export <login> [--out FILE]';

/** `groundschool privacy export`: everything about a learner, as JSON. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, { out: { type: 'string' } }, usage, { min: 1, max: 1 });
  const server = localServer();
  const { id } = await userByLogin(server, words[0] ?? '');
  const content = `${await server.text(`/api/users/${encodeURIComponent(id)}/export`)}\n`;
  if (values.out === undefined) process.stdout.write(content);
  else saveFile(values.out, content);
  return EXIT.ok;
}
