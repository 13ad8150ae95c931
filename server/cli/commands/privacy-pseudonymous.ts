import { localServer } from '../local-server.ts';
import { saveFile } from '../save-file.ts';
import { EXIT, parseCommand } from '../usage.ts';

const usage = 'groundschool privacy pseudonymous <cohort> [--out FILE]';

/** `groundschool privacy pseudonymous`: what a cohort did, without whom, as JSON for research. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, { out: { type: 'string' } }, usage, { min: 1, max: 1 });
  const url = `/api/cohorts/${encodeURIComponent(words[0] ?? '')}/pseudonymous.json`;
  const content = `${await localServer().text(url)}\n`;
  if (values.out === undefined) process.stdout.write(content);
  else saveFile(values.out, content);
  return EXIT.ok;
}
