import { endQuietlyWithReader, report } from './report.ts';
import { EXIT, UsageError } from './usage.ts';

interface Command {
  about: string;
  usage: string;
  run(args: readonly string[]): Promise<number>;
}

/** The commands, each loaded when it is called: `grade` must not pay for the server. */
const COMMANDS: Record<
  string,
  { about: string; load(): Promise<{ default: Command['run']; usage: string }> }
> = {
  start: {
    about: 'Serve the course and the sandbox, and open the browser',
    load: () => import('./commands/start.ts'),
  },
  grade: { about: 'Grade a lab in an account or on an emulator', load: () => import('./commands/grade.ts') },
  sandbox: {
    about: 'serve | env | root | iam | pace | …: the sandbox by itself',
    load: () => import('./commands/sandbox.ts'),
  },
  submit: {
    about: 'Hand in files for a task to the running server',
    load: () => import('./commands/submit.ts'),
  },
  lab: {
    about: 'new | check | policy | cost | apply: write and prove labs',
    load: () => import('./commands/lab.ts'),
  },
  target: {
    about: 'probe | leftovers: what an emulator can show; what still costs money',
    load: () => import('./commands/target.ts'),
  },
  account: {
    about: 'register | confirm | test | show | lab | calls | remove: your own AWS account',
    load: () => import('./commands/account.ts'),
  },
  cohort: {
    about: 'import | grade | export: a roster in, a lab graded for all, the scores as a file',
    load: () => import('./commands/cohort.ts'),
  },
  privacy: {
    about: 'export | erase | retention | pseudonymous: what is stored about learners',
    load: () => import('./commands/privacy.ts'),
  },
  receipt: {
    about: 'verify: was this receipt issued here, and is it unchanged',
    load: () => import('./commands/receipt.ts'),
  },
  certificate: {
    about: 'verify: the same for a certificate, with the evidence behind it',
    load: () => import('./commands/certificate.ts'),
  },
  backup: { about: 'Copy the database while the server runs', load: () => import('./commands/backup.ts') },
  restore: {
    about: 'Put a backup back, checked before anything is touched',
    load: () => import('./commands/restore.ts'),
  },
};

const HELP = `Groundschool: learn AWS machine-learning infrastructure, graded on what your configuration does.

Usage: groundschool <command> …

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join('\n')}

groundschool <command> --help shows a command's options.
Exit codes: 0 done · 1 graded below --min-score · 2 usage or bad input · 3 nothing could be checked.
`;

/**
 * Runs one command line.
 *
 * @param args what follows the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  endQuietlyWithReader();
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return name === undefined ? EXIT.badInput : EXIT.ok;
  }
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command)
      throw new UsageError(
        'COMMAND_UNKNOWN',
        `There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`,
      );
    const { default: run, usage } = await command.load();
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(`Usage: ${usage}\n`);
      return EXIT.ok;
    }
    return await run(rest);
  } catch (error) {
    return report(error);
  }
}
