import grade, { usage } from './commands/grade.ts';
import { endQuietlyWithReader, report } from './report.ts';
import { EXIT } from './usage.ts';

/**
 * `groundschool grade …` by itself: bundled apart from the other commands, so that its SDK clients hold only what reads
 * need and a run loads nothing of the server. bin.js comes here.
 *
 * @param args what follows the program's name, `grade` first
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  endQuietlyWithReader();
  const rest = args.slice(1);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`Usage: ${usage}\n`);
    return EXIT.ok;
  }
  try {
    return await grade(rest);
  } catch (error) {
    return report(error);
  }
}
