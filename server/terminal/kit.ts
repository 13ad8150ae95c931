import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../root.ts';
import { OLD_CLI } from '../grading/connection.ts';
import { HOME, OPT } from './box.ts';
import type { Runtime } from './runtime.ts';

/** The account that a terminal works in. */
export interface TerminalAccount {
  region: string;
  account: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Where the gateway listens outside; its port is the one inside as well, so that links hold in both places. */
  endpoint: string;
}

/** LocalStack's port, which scripts and lessons name. */
const USUAL_PORT = 4566;

/** Ports of the door inside the box: the gateway's own (where an ordinary user may open it), and the usual one. */
export function doorPorts(endpoint: string): number[] {
  const port = Number(new URL(endpoint).port || 80);
  return port < 1024 ? [USUAL_PORT] : [...new Set([port, USUAL_PORT])];
}

/** Environment of the shell. Not a variable of the server is handed on. */
export function shellEnvironment(account: TerminalAccount): Record<string, string> {
  return {
    HOME,
    USER: 'learner',
    LOGNAME: 'learner',
    SHELL: '/bin/bash',
    PATH: `${OPT}/bin:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${doorPorts(account.endpoint)[0] ?? USUAL_PORT}`,
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    AWS_DEFAULT_REGION: account.region,
    AWS_REGION: account.region,
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * Writes what a box shows as /opt/lab, and its few files of /etc. Nothing secret: whoever runs in the box can read it.
 *
 * @param lab id of the lab, for the prompt
 */
export async function writeKit(kit: string, lab: string, uid: number, runtime: Runtime): Promise<void> {
  const { python, packages } = runtime;
  const [major, minor] = python.version.split('.');
  for (const folder of ['etc', 'bin', 'files', `lib/python${major}.${minor}/site-packages`]) {
    await mkdir(join(kit, folder), { recursive: true, mode: 0o755 });
  }
  const files: [name: string, mode: number, text: string][] = [
    ['etc/passwd', 0o644, `learner:x:${uid}:${uid}:Learner:${HOME}:/bin/bash\n`],
    ['etc/group', 0o644, `learner:x:${uid}:\n`],
    ['etc/hosts', 0o644, '127.0.0.1 localhost lab\n'],
    ['etc/nsswitch.conf', 0o644, 'passwd: files\ngroup: files\nhosts: files\n'],
    ['bashrc', 0o644, bashrc(lab, packages !== null)],
    // What makes this folder a virtual environment: https://docs.python.org/3/library/site.html
    ['pyvenv.cfg', 0o644, `home = ${dirname(python.executable)}\ninclude-system-site-packages = false\n`],
  ];
  if (packages !== null) {
    const program = (imports: string): string => `#!${OPT}/bin/python3\nimport sys\n${imports}\n`;
    files.push(
      ['bin/aws', 0o755, program('from awscli.clidriver import main\nsys.exit(main())')],
      ['bin/aws_completer', 0o755, program(COMPLETER)],
    );
  }
  for (const [name, mode, text] of files) await writeFile(join(kit, name), text, { mode });
  await copyFile(join(repositoryRoot(), 'server', 'terminal', 'launch.py'), join(kit, 'launch.py'));
  for (const name of ['python3', 'python']) await symlink(python.executable, join(kit, 'bin', name));
}

/** bash hands the line and the cursor over in the environment. */
const COMPLETER = `import os
from awscli.completer import complete
try:
    complete(os.environ["COMP_LINE"], int(os.environ["COMP_POINT"]))
except (KeyError, ValueError):
    sys.exit(1)`;

/**
 * Settings of the shell; the learner's own ~/.bashrc is read last. The lab's files are copied once, because labs want them
 * edited; who wants a fresh copy finds it in /opt/lab/files. History is written with every prompt: a terminal may end at once.
 */
function bashrc(lab: string, hasAws: boolean): string {
  return `case $- in *i*) ;; *) return ;; esac
if [ ! -e ~/lab ] && [ -n "$(ls -A ${OPT}/files)" ]; then cp -R --no-preserve=mode ${OPT}/files ~/lab; fi
HISTFILE=~/.bash_history HISTSIZE=5000 HISTFILESIZE=5000 HISTCONTROL=ignoreboth
shopt -s histappend checkwinsize
PROMPT_COMMAND='history -a'
PS1='\\[\\e[32m\\]${lab}\\[\\e[0m\\]:\\[\\e[34m\\]\\w\\[\\e[0m\\]\\$ '
alias ls='ls --color=auto' ll='ls -l' grep='grep --color=auto'
${hasAws ? 'complete -C aws_completer aws' : OLD_AWS}
for EDITOR in nano vim vi ''; do if command -v "$EDITOR" >/dev/null; then break; fi; done
if [ -n "$EDITOR" ]; then export EDITOR; else echo 'This machine has no editor that a terminal could show (nano or vim).'; fi
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
`;
}

/** Without the project's environment there may be an older CLI of the system. */
const OLD_AWS = `if command -v aws >/dev/null; then ${OLD_CLI.bash}; fi`;
