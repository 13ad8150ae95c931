import {
  interpreterFolders,
  systemFolders,
  walls,
  words,
  type Confinement,
  type Programs,
} from './closing.ts';
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

/** The command that runs `python3 <argv>` with `/box` showing `files` and an empty home. */
export function confinedCommand(
  confinement: Confinement,
  programs: Programs,
  python: Interpreter,
  files: string,
  limits: BoxLimits,
  argv: readonly string[],
): string[] {
  const uid = 60_000 + Math.floor(Math.random() * 4_000);
  const writable = `--size ${limits.folderBytes} --perms 1777 --tmpfs`;
  const { namespaces, takeOver } = walls(confinement, programs, uid);
  return [
    programs.bwrap,
    ...words('--die-with-parent --new-session --cap-drop ALL'),
    ...namespaces,
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
    ...takeOver,
    programs.prlimit,
    ...words(`--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 2} --as=${limits.memoryBytes}`),
    ...words(`--nproc=${limits.processes} --fsize=${limits.fileBytes} --nofile=64 --core=0 --`),
    // -I and -S: no environment, no user or site packages; only the standard library can be imported.
    python.executable,
    ...words('-I -S -B -X utf8'),
    ...argv,
  ];
}

function environment(): string[] {
  const values = { HOME: '/home/box', PATH: '/usr/bin:/bin', TMPDIR: '/tmp', LANG: 'C.UTF-8', TZ: 'UTC' };
  return Object.entries(values).flatMap(([name, value]) => ['--setenv', name, value]);
}
