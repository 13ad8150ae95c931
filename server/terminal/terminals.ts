import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Lab } from '../catalog/index.ts';
import type { StartTerminalBody, TerminalReply, TerminalsReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { SessionEvents } from '../grading/events.ts';
import type { SandboxHost } from '../grading/ports.ts';
import { refuseReal } from '../grading/real-sessions.ts';
import { learnerTarget } from '../grading/targets.ts';
import type { LabSession } from '../store/index.ts';
import { living, newDesk, notReady, type Desk } from './desk.ts';
import { trimHome } from './home.ts';
import { TERMINAL_LIMITS, type TerminalLimits } from './limits.ts';
import { Room } from './room.ts';
import { RunFolder } from './run-folder.ts';
import { findRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import { Terminal, type Why } from './terminal.ts';
import { Watch } from './watch.ts';

export interface TerminalsOptions {
  /** Homes are kept below it. */
  dataDir: string;
  /** Living terminals of this server; 0 switches terminals off. */
  limit: number;
  limits?: Partial<TerminalLimits>;
  /** Folders of ours that no box may show. */
  hidden: readonly string[];
  sessions: { find(learner: string, id: string): Promise<LabSession>; labOf(session: LabSession): Lab };
  events: SessionEvents;
  host: SandboxHost;
  log: FastifyBaseLogger;
  now(): number;
  runtime?: RuntimeOptions;
}

/** All terminals of this server. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #limits: TerminalLimits;
  readonly #desks = new Map<string, Desk>();
  readonly #runFolder = new RunFolder();
  readonly #watch: Watch;
  readonly #closing = new Set<Promise<void>>();
  #runtime: Promise<Runtime> | null = null;
  #closed = false;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#limits = { ...TERMINAL_LIMITS, ...options.limits };
    this.#watch = new Watch({
      limits: this.#limits,
      desks: () => this.#desks.values(),
      onHomeFull: (desk) => this.#homeFull(desk as Desk),
    });
  }

  /** For metrics. */
  counts(): { terminals: number; viewers: number } {
    const alive = [...this.#desks.values()].flatMap(living);
    return { terminals: alive.length, viewers: alive.reduce((sum, { viewers }) => sum + viewers, 0) };
  }

  get limits(): TerminalLimits {
    return this.#limits;
  }

  /** @throws CodedError LAB_SESSION_NOT_FOUND */
  async list(learner: string, id: string): Promise<TerminalsReply> {
    const session = await this.#options.sessions.find(learner, id);
    const problem = await this.#problem(session);
    return {
      available: problem?.code !== 'TERMINAL_UNAVAILABLE',
      problem: problem && {
        code: problem.code,
        message: problem.message,
        ...(problem.cure === undefined ? {} : { cure: problem.cure }),
      },
      limit: this.#limits.perSession,
      terminals: [...(this.#desks.get(id)?.terminals.values() ?? [])].map((terminal) => terminal.reply()),
    };
  }

  /**
   * Opens one more terminal.
   *
   * @throws CodedError LAB_SESSION_NOT_FOUND, LAB_SESSION_NOT_READY, TERMINAL_UNAVAILABLE, TERMINAL_LIMIT
   */
  async start(learner: string, id: string, size: StartTerminalBody): Promise<TerminalReply> {
    const session = await this.#options.sessions.find(learner, id);
    const runtime = await this.#findRuntime();
    const account = this.#accountOf(session);
    const desk = this.#desk(id);
    this.#checkLimits(desk);
    desk.starting += 1;
    const { epoch } = desk;
    try {
      await desk.trimming;
      const room = await (desk.room ??= this.#openRoom(runtime, session, account));
      // Reset, or closed, while the room was made.
      if (desk.epoch !== epoch || this.#closed) throw notReady('preparing');
      const terminal = new Terminal({
        number: (desk.numbers += 1),
        limits: this.#limits,
        now: this.#options.now,
        open: (events) => room.shell(size, events),
        onEnd: () => this.#ended(desk),
      });
      desk.terminals.set(terminal.id, terminal);
      desk.home = room.home;
      this.#watch.wake();
      return terminal.reply();
    } catch (error) {
      if (desk.terminals.size === 0) desk.room = null;
      throw error;
    } finally {
      desk.starting -= 1;
      this.#ended(desk);
    }
  }

  /** @throws CodedError LAB_SESSION_NOT_FOUND, TERMINAL_NOT_FOUND */
  async find(learner: string, id: string, terminal: string): Promise<Terminal> {
    await this.#options.sessions.find(learner, id);
    const found = this.#desks.get(id)?.terminals.get(terminal);
    if (found) return found;
    throw new CodedError('TERMINAL_NOT_FOUND', { id: terminal });
  }

  /** Ends a terminal, waits until it is gone and forgets it. @throws CodedError LAB_SESSION_NOT_FOUND, TERMINAL_NOT_FOUND */
  async end(learner: string, id: string, terminal: string): Promise<void> {
    const found = await this.find(learner, id, terminal);
    const desk = this.#desk(id);
    desk.terminals.delete(found.id);
    if (found.alive) {
      // Counted until it is gone.
      desk.leaving.add(found);
      found.kill('killed');
      await found.over;
    }
    this.#ended(desk);
  }

  /** Ends all terminals of a lab session; its home stays. */
  endSession(id: string, why: Exclude<Why, 'exited'> = 'session-closed'): void {
    const desk = this.#desks.get(id);
    if (!desk) return;
    desk.epoch += 1;
    for (const terminal of living(desk)) terminal.kill(why);
  }

  /** Ends all terminals of a lab session and takes its home away. */
  async forget(id: string): Promise<void> {
    this.endSession(id, 'killed');
    const desk = this.#desks.get(id);
    if (desk) await Promise.all([...living(desk)].map(({ over }) => over));
    await rm(join(this.#options.dataDir, 'terminals', id), { recursive: true, force: true });
  }

  /** Ends everything and waits until it is over. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const id of this.#desks.keys()) this.endSession(id);
    this.#watch.close();
    while (this.#starting() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all([...this.#desks.values()].flatMap(living).map(({ over }) => over));
    await Promise.all(this.#closing);
    await this.#runFolder.remove();
  }

  #starting(): number {
    return [...this.#desks.values()].reduce((sum, { starting }) => sum + starting, 0);
  }

  async #problem(session: LabSession): Promise<CodedError | null> {
    try {
      await this.#findRuntime();
      this.#accountOf(session);
      return null;
    } catch (error) {
      if (error instanceof CodedError) return error;
      throw error;
    }
  }

  async #findRuntime(): Promise<Runtime> {
    if (this.#options.limit === 0) {
      const cure = 'Set GROUNDSCHOOL_TERMINALS to the number of terminals that this machine can carry.';
      throw new CodedError('TERMINAL_UNAVAILABLE', { problem: 'terminals are switched off', cure });
    }
    const found = await (this.#runtime ??= findRuntime(this.#options.runtime));
    // The sandbox makes the Python environment at its first start: until then there is no `aws` to show.
    if (found.packages === null) this.#runtime = null;
    return found;
  }

  #accountOf(session: LabSession): ReturnType<typeof learnerTarget> {
    refuseReal(session, 'terminal');
    if (session.status !== 'ready') throw notReady(session.status);
    return learnerTarget(this.#options.host, session);
  }

  #desk(id: string): Desk {
    const known = this.#desks.get(id);
    if (known) return known;
    const unsubscribe = this.#options.events.subscribe(id, (event) => {
      if (event.type === 'session' && event.status !== 'ready') this.endSession(id);
    });
    const desk = newDesk(unsubscribe);
    this.#desks.set(id, desk);
    return desk;
  }

  #checkLimits(desk: Desk): void {
    const { perSession } = this.#limits;
    const all = [...this.#desks.values()].flatMap(living).length + this.#starting();
    if (living(desk).length + desk.starting >= perSession) {
      throw new CodedError('TERMINAL_LIMIT', { limit: perSession, scope: 'a lab session' });
    }
    if (all >= this.#options.limit) {
      throw new CodedError('TERMINAL_LIMIT', { limit: this.#options.limit, scope: 'this server' });
    }
  }

  async #openRoom(
    runtime: Runtime,
    session: LabSession,
    target: ReturnType<typeof learnerTarget>,
  ): Promise<Room> {
    const { host, hidden, dataDir, sessions } = this.#options;
    const files = join(sessions.labOf(session).folder, 'files');
    return await Room.open({
      runtime,
      limits: this.#limits,
      session: session.id,
      lab: session.lab,
      labFiles: existsSync(files) ? files : null,
      account: { ...target, ...target.credentials },
      home: join(dataDir, 'terminals', session.id),
      runDir: await this.#runFolder.path(),
      hidden: [...hidden, dataDir],
      openDoor: (account, path) => host.sandbox().openDoor(account, path),
    });
  }

  /** A terminal ended: with the last one the room closes, and of the ended ones only the newest are remembered. */
  #ended(desk: Desk): void {
    for (const gone of desk.leaving) if (!gone.alive) desk.leaving.delete(gone);
    const over = [...desk.terminals.values()]
      .filter(({ alive }) => !alive)
      .slice(0, -this.#limits.perSession);
    for (const { id } of over) desk.terminals.delete(id);
    if (living(desk).length > 0 || desk.starting > 0) return;
    if (desk.room) {
      const closing = desk.room
        .then((room) => room.close())
        .catch((error: unknown) => {
          this.#options.log.warn({ err: error }, 'The room of a terminal could not be cleared away.');
        });
      desk.room = null;
      this.#closing.add(closing);
      void closing.then(() => this.#closing.delete(closing));
    }
    if (desk.terminals.size > 0) return;
    desk.unsubscribe();
    for (const [id, one] of this.#desks) if (one === desk) this.#desks.delete(id);
  }

  #homeFull(desk: Desk): void {
    if (desk.trimming !== null) return;
    const { home } = desk;
    const { log } = this.#options;
    for (const terminal of living(desk)) terminal.kill('limit', 'home');
    const trim = async (): Promise<void> => {
      await Promise.all(living(desk).map(({ over }) => over));
      const removed = await trimHome(home, this.#limits);
      log.warn({ home, removed }, 'A home folder was over its limit: what was changed last was removed.');
    };
    const trimming = trim()
      .catch((error: unknown) => {
        log.error({ err: error, home }, 'A home folder over its limit could not be brought below it.');
      })
      .finally(() => {
        desk.trimming = null;
        this.#closing.delete(trimming);
      });
    desk.trimming = trimming;
    this.#closing.add(trimming);
  }
}
