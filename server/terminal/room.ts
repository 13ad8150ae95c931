import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Door } from '../sandbox/index.ts';
import { terminalCommand } from './box.ts';
import { prepareHome } from './home.ts';
import { doorPorts, shellEnvironment, writeKit, type TerminalAccount } from './kit.ts';
import type { TerminalLimits } from './limits.ts';
import { openPty, type Pty, type PtyEvents } from './pty.ts';
import type { Runtime } from './runtime.ts';

export interface RoomOptions {
  runtime: Runtime;
  limits: TerminalLimits;
  session: string;
  lab: string;
  labFiles: string | null;
  account: TerminalAccount;
  /** The learner's home on this machine; it stays when the room is closed. */
  home: string;
  /** A private folder of this server process, with a short path: sockets have no more than 107 bytes. */
  runDir: string;
  hidden: readonly string[];
  openDoor(account: string, path: string): Promise<Door>;
}

/** What all terminals of one lab session share while there is one: the door, the home, the programs. */
export class Room {
  readonly home: string;
  readonly #options: RoomOptions;
  readonly #folder: string;
  readonly #door: Door;
  readonly #uid: number;

  private constructor(options: RoomOptions, folder: string, door: Door, uid: number) {
    this.#options = options;
    this.home = options.home;
    this.#folder = folder;
    this.#door = door;
    this.#uid = uid;
  }

  static async open(options: RoomOptions): Promise<Room> {
    const { runtime, runDir, session, lab, account, home, openDoor } = options;
    const uid = userOf(session);
    await prepareHome(home, runtime.confinement === 'root' ? uid : null);
    const folder = await mkdtemp(join(runDir, 'r'));
    try {
      const kit = join(folder, 'kit');
      await mkdir(kit);
      await chmod(kit, 0o755);
      await writeKit(kit, lab, uid, runtime);
      const door = await openDoor(account.account, join(folder, 's'));
      return new Room(options, folder, door, uid);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** One more shell in this room. */
  shell(size: { cols: number; rows: number }, events: PtyEvents): Pty {
    const { runtime, limits, labFiles, hidden, account } = this.#options;
    const paths = {
      home: this.home,
      kit: join(this.#folder, 'kit'),
      door: join(this.#folder, 's'),
      labFiles,
      hidden,
    };
    const command = terminalCommand(runtime, limits, paths, this.#uid, doorPorts(account.endpoint));
    const owner = runtime.confinement === 'root' ? this.#uid : null;
    return openPty(runtime.pty, command, shellEnvironment(account), size, owner, events);
  }

  async close(): Promise<void> {
    await this.#door.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/**
 * The user id that a session's files belong to: the same with every start, and hardly ever that of another session. Homes
 * are kept apart by what is shown in a box; this is the second lock.
 */
function userOf(session: string): number {
  return 60_000 + (createHash('sha256').update(session).digest().readUInt32BE(0) % 4_000);
}
