import { existsSync, lstatSync } from 'node:fs';
import { interpreterFolders, systemFolders, walls, words } from '../../graders/box/index.ts';
import type { TerminalLimits } from './limits.ts';
import type { Runtime } from './runtime.ts';

/** Where things stand in the box. */
export const HOME = '/home/learner';
/** Our own programs and settings, a Python environment for the learner, the lab's files. */
export const OPT = '/opt/lab';
const DOOR = '/run/groundschool.sock';

export interface BoxPaths {
  /** The learner's home, the only folder of the host that can be written to. */
  home: string;
  /** Shown as /opt/lab. */
  kit: string;
  /** The door's socket. */
  door: string;
  /** The lab's `files/`, or null. */
  labFiles: string | null;
  /** Folders of ours that must not be seen, for the case that they lie under /usr. */
  hidden: readonly string[];
}

/** Settings of programs that a learner finds in /etc; nothing else of it is shown. */
const ETC = ['alternatives', 'vim', 'nanorc', 'inputrc', 'ld.so.cache', 'terminfo', 'mime.types'];

/**
 * The command of a terminal: bubblewrap, limits, our launcher, bash. Secrets are not in it, because every user of a machine
 * can read the arguments of its processes; they are in the environment.
 *
 * The box keeps its controlling terminal (no --new-session): the terminal is its own, nobody types into it after the box,
 * and without it Ctrl-C and job control would not work.
 *
 * @param uid whom the box runs as
 * @param ports that the launcher listens on inside, the first is the one in AWS_ENDPOINT_URL
 */
export function terminalCommand(
  { programs, confinement, python, packages, bash }: Runtime,
  limits: TerminalLimits,
  paths: BoxPaths,
  uid: number,
  ports: readonly number[],
): string[] {
  const { namespaces, takeOver } = walls(confinement, programs, uid);
  const [major, minor] = python.version.split('.');
  const temporary = `--size ${limits.temporaryBytes} --perms 1777 --tmpfs`;
  const readOnly = (from: string, to: string): string[] => ['--ro-bind', from, to];
  return [
    programs.bwrap,
    ...words('--die-with-parent --cap-drop ALL'),
    ...namespaces,
    ...words('--hostname lab --perms 0755 --dir /etc'),
    ...systemFolders(),
    ...paths.hidden.filter(isUnderUsr).flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    ...ETC.filter((name) => existsSync(`/etc/${name}`)).flatMap((name) =>
      readOnly(`/etc/${name}`, `/etc/${name}`),
    ),
    ...['passwd', 'group', 'hosts', 'nsswitch.conf'].flatMap((name) =>
      readOnly(`${paths.kit}/etc/${name}`, `/etc/${name}`),
    ),
    ...interpreterFolders(python),
    ...words('--proc /proc --dev /dev'),
    ...words(`${temporary} /dev/shm ${temporary} /tmp`),
    ...words('--perms 0755 --dir /run --perms 0755 --dir /opt --perms 0755 --dir /home'),
    ...readOnly(paths.kit, OPT),
    ...(packages === null ? [] : readOnly(packages, `${OPT}/lib/python${major}.${minor}/site-packages`)),
    ...(paths.labFiles === null ? [] : readOnly(paths.labFiles, `${OPT}/files`)),
    ...readOnly(paths.door, DOOR),
    '--bind',
    paths.home,
    HOME,
    // What bwrap makes itself is a tmpfs without a size: close it.
    ...words(`--remount-ro /dev --remount-ro / --chdir / --`),
    ...takeOver,
    programs.prlimit,
    ...words(`--cpu=${limits.processCpuSeconds} --as=${limits.memoryBytes} --nproc=${limits.processes}`),
    ...words(`--fsize=${limits.fileBytes} --nofile=256 --core=0 --memlock=65536 --msgqueue=0 --`),
    python.executable,
    ...words(`-I -S -B ${OPT}/launch.py ${DOOR} ${ports.join(',')}`),
    bash,
    '--rcfile',
    `${OPT}/bashrc`,
    '-i',
  ];
}

function isUnderUsr(folder: string): boolean {
  if (!folder.startsWith('/usr/')) return false;
  try {
    return lstatSync(folder).isDirectory();
  } catch {
    return false; // Not there, so there is nothing to hide.
  }
}
