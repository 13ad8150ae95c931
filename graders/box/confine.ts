import { lstatSync, readlinkSync } from 'node:fs';
import type { Interpreter } from './interpreter.ts';

/** Hard limits of one script. Bytes and seconds. */
export interface BoxLimits {
  cpuSeconds: number;
  wallSeconds: number;
  /** Address space of one process. */
  memoryBytes: number;
  /** Resident memory of all processes of the box together. */
  totalMemoryBytes: number;
  processes: number;
  /** Largest file, and size of each of the two writable folders. */
  fileBytes: number;
  folderBytes: number;
  /** stdout and stderr together. */
  outputBytes: number;
  /** What a harness may report. */
  reportBytes: number;
}
export const BOX_LIMITS: BoxLimits = {
  cpuSeconds: 20,
  wallSeconds: 60,
  memoryBytes: 768 * 1024 ** 2,
  totalMemoryBytes: 1024 ** 3,
  processes: 16,
  fileBytes: 20_000_000,
  folderBytes: 32 * 1024 ** 2,
  outputBytes: 256 * 1024,
  reportBytes: 4 * 1024 ** 2,
};

/**
 * How the box is closed. `user`: we are an ordinary user, and a user namespace gives the rest. `root`: the mounts are made as
 * root, which can show an interpreter below a private home; then a user id that nobody else has takes over, and a second
 * namespace without namespaces of its own makes RLIMIT_NPROC count (it never does for root).
 */
export type Confinement = 'user' | 'root';

export interface Programs {
  bwrap: string;
  prlimit: string;
  /** Needed for `root` only. */
  setpriv: string | undefined;
}

/** The command that runs `python3 <argv>` with `/box` showing `files` and an empty home. */
export function confinedCommand(
  confinement: Confinement,
  programs: Programs,
  python: Interpreter,
  files: string,
  limits: BoxLimits,
  argv: readonly string[],
): string[] {
  const uid = String(60_000 + Math.floor(Math.random() * 4_000));
  const writable = `--size ${limits.folderBytes} --perms 1777 --tmpfs`;
  const user = `--unshare-user --uid ${uid} --gid ${uid} --disable-userns`;
  const outer = {
    user: words(`--unshare-all ${user}`),
    root: words(
      '--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try ' +
        '--cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP',
    ),
  };
  const takeOver = [
    programs.setpriv ?? 'setpriv',
    ...words(`--reuid ${uid} --regid ${uid} --clear-groups --inh-caps=-all --bounding-set=-all --`),
    programs.bwrap,
    ...words(`${user} --die-with-parent --dev-bind / / --`),
  ];
  return [
    programs.bwrap,
    ...words('--die-with-parent --new-session --cap-drop ALL'),
    ...outer[confinement],
    ...words('--hostname box'),
    ...systemFolders(),
    ...interpreterFolders(python),
    ...words('--proc /proc --dev /dev --perms 0755 --dir /home'),
    ...words(`${writable} /home/box ${writable} /tmp`),
    '--ro-bind',
    files,
    '/box',
    // What bwrap makes itself is a tmpfs without a size: close it.
    ...words('--remount-ro /dev --remount-ro / --chdir /home/box --clearenv'),
    ...environment(),
    '--',
    ...(confinement === 'root' ? takeOver : []),
    programs.prlimit,
    ...words(`--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 2} --as=${limits.memoryBytes}`),
    ...words(`--nproc=${limits.processes} --fsize=${limits.fileBytes} --nofile=64 --core=0 --`),
    // -I and -S: no environment, no user or site packages; only the standard library can be imported.
    python.executable,
    ...words('-I -S -B -X utf8'),
    ...argv,
  ];
}

/** Arguments none of which holds a space. */
function words(text: string): string[] {
  return text.split(' ');
}

function environment(): string[] {
  const values = { HOME: '/home/box', PATH: '/usr/bin:/bin', TMPDIR: '/tmp', LANG: 'C.UTF-8', TZ: 'UTC' };
  return Object.entries(values).flatMap(([name, value]) => ['--setenv', name, value]);
}

/** /usr and what points into it; where these are folders of their own (no merged /usr) they are shown as such. */
function systemFolders(): string[] {
  const args = ['--ro-bind', '/usr', '/usr'];
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64']) {
    try {
      if (lstatSync(path).isSymbolicLink()) args.push('--symlink', readlinkSync(path), path);
      else args.push('--ro-bind', path, path);
    } catch {
      continue; // This machine has none.
    }
  }
  return [...args, '--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'];
}

/** An interpreter outside /usr is shown where it is; bwrap would make the folders above it private. */
function interpreterFolders({ prefix, executable }: Interpreter): string[] {
  const args: string[] = [];
  for (const folder of new Set([prefix, executable])) {
    if (
      folder.startsWith('/usr/') ||
      folder === '/usr' ||
      (folder === executable && folder.startsWith(`${prefix}/`))
    ) {
      continue;
    }
    const parts = folder.split('/').slice(1, -1);
    parts.forEach((_part, index) =>
      args.push('--perms', '0755', '--dir', `/${parts.slice(0, index + 1).join('/')}`),
    );
    args.push('--ro-bind', folder, folder);
  }
  return args;
}
