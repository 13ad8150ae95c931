import { lstatSync, readlinkSync } from 'node:fs';
import type { Interpreter } from './interpreter.ts';

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

/**
 * The walls of a box, for bubblewrap.
 *
 * @param uid whom the box runs as; as root nobody else should have this id
 * @returns `namespaces`: arguments of the outer bwrap. `takeOver`: what stands in front of the command inside
 */
export function walls(
  confinement: Confinement,
  programs: Programs,
  uid: number,
): { namespaces: string[]; takeOver: string[] } {
  const user = `--unshare-user --uid ${uid} --gid ${uid} --disable-userns`;
  if (confinement === 'user') return { namespaces: words(`--unshare-all ${user}`), takeOver: [] };
  return {
    namespaces: words(
      '--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try ' +
        '--cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP',
    ),
    takeOver: [
      programs.setpriv ?? 'setpriv',
      ...words(`--reuid ${uid} --regid ${uid} --clear-groups --inh-caps=-all --bounding-set=-all --`),
      programs.bwrap,
      ...words(`${user} --die-with-parent --dev-bind / / --`),
    ],
  };
}

/** Arguments none of which holds a space. */
export function words(text: string): string[] {
  return text.split(' ');
}

/** /usr and what points into it; where these are folders of their own (no merged /usr) they are shown as such. */
export function systemFolders(): string[] {
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
export function interpreterFolders({ prefix, executable }: Interpreter): string[] {
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
