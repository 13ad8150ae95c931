import { resolveVariables } from '../../graders/engine/index.ts';
import type { Catalog, Lab } from '../catalog/index.ts';
import type {
  ConnectionReply,
  JournalEntry,
  JournalReply,
  LabSessionReply,
  LabSessionsReply,
  SessionTarget,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { JournalEntry as SandboxCall } from '../sandbox/index.ts';
import {
  changeLabSession,
  findLabSession,
  insertLabSession,
  inTransaction,
  labSessionOf,
  labSessionsOf,
  newId,
  sandboxSessions,
  type Db,
  type LabSession,
} from '../store/index.ts';
import { shellExports } from './connection.ts';
import type { SessionEvents } from './events.ts';
import type { JobQueue } from './job-queue.ts';
import type { RealAccounts, SandboxHost, SolutionRelease } from './ports.ts';
import { placeFor, refuseReal, seenAtAws, whereOf } from './real-sessions.ts';
import { sessionReply } from './session-reply.ts';
import { isReal, learnerTarget, variablesOf } from './targets.ts';

export interface LabSessionsOptions {
  db: Db;
  catalog: Catalog;
  host: SandboxHost;
  accounts: RealAccounts;
  events: SessionEvents;
  queue: JobQueue;
  release: SolutionRelease;
  now(): number;
}

const LOST =
  'The sandbox was restarted and took this account with it. Reset the lab: it then gets a new account, and your score stays.';
const JOURNAL_PAUSE_MS = 150;

/** Lab sessions of learners: made, looked at, reset, and told apart from those whose account is gone. */
export class LabSessions {
  readonly #options: LabSessionsOptions;
  readonly #byAccount = new Map<string, string>();
  readonly #pending = new Map<string, JournalEntry[]>();
  readonly #ends: (() => void)[] = [];
  #listening = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LabSessionsOptions) {
    this.#options = options;
    this.#ends.push(options.host.onChange(() => void this.#engineChanged()));
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  /**
   * The learner's session of a lab; made the first time, and in the sandbox its account prepared in the background.
   *
   * @throws CodedError LAB_SESSION_ELSEWHERE when there is one and not where it was asked for; those of placeFor()
   */
  async open(
    learner: { id: string; seed: string },
    labId: string,
    target?: SessionTarget,
  ): Promise<{ reply: LabSessionReply; created: boolean }> {
    const { db, queue, catalog, now } = this.#options;
    const lab = findLab(catalog, labId);
    const variables = resolveVariables({
      lab: lab.manifest,
      common: catalog.commonVariables,
      seed: learner.seed,
    });
    const session = {
      id: newId(),
      learner: learner.id,
      lab: labId,
      seed: learner.seed,
      variables: JSON.stringify(variables),
      ...(await placeFor(this.#options.accounts, { learner: learner.id, lab: labId, variables }, target)),
      endpoint: null,
      generation: 1,
      problem: null,
      created_at: now(),
      updated_at: now(),
    };
    const created = await inTransaction(db, async (tx) => {
      const inserted = await insertLabSession(tx, session);
      if (inserted && !isReal(session)) await queue.add(tx, 'prepare', session.id, 'interactive');
      return inserted;
    });
    if (created) queue.wake();
    const stored = await labSessionOf(db, learner.id, labId);
    if (!stored) throw new CodedError('LAB_SESSION_NOT_FOUND', { id: session.id });
    if (target && stored.target_kind !== target.kind)
      throw new CodedError('LAB_SESSION_ELSEWHERE', { where: whereOf(stored), id: stored.id });
    return { reply: await this.#reply(await this.#checkAlive(stored), lab), created };
  }

  /** The learner's sessions, newest first. */
  async list(learner: string): Promise<LabSessionsReply> {
    const sessions = await labSessionsOf(this.#options.db, learner);
    return {
      sessions: sessions
        .toSorted((a, b) => b.created_at - a.created_at)
        .map(({ id, lab, status, created_at }) => ({
          id,
          lab,
          status: status as LabSessionsReply['sessions'][number]['status'],
          createdAt: new Date(created_at).toISOString(),
        })),
    };
  }

  async get(learner: string, id: string): Promise<LabSessionReply> {
    const session = await this.find(learner, id);
    return await this.#reply(session, findLab(this.#options.catalog, session.lab));
  }

  /** @throws CodedError LAB_SESSION_NOT_FOUND */
  async find(learner: string, id: string): Promise<LabSession> {
    const session = await findLabSession(this.#options.db, learner, id);
    if (!session) throw new CodedError('LAB_SESSION_NOT_FOUND', { id });
    return await this.#checkAlive(session);
  }

  labOf(session: LabSession): Lab {
    return findLab(this.#options.catalog, session.lab);
  }

  /** A fresh account in the start state. Results, hints and files that were handed in stay. */
  async reset(learner: string, id: string): Promise<LabSessionReply> {
    const session = await this.find(learner, id);
    refuseReal(session, 'reset');
    return await this.#begin(learner, session, {});
  }

  /** Moves a lab to the sandbox, or to the learner's own account. Results, hints and files stay. @throws as open() */
  async move(learner: string, id: string, target: SessionTarget): Promise<LabSessionReply> {
    const session = await this.find(learner, id);
    const subject = { learner, lab: session.lab, variables: variablesOf(session) };
    const place = await placeFor(this.#options.accounts, subject, target);
    if (session.target_kind === place.target_kind && session.status !== 'lost')
      return await this.get(learner, id);
    return await this.#begin(learner, session, { ...place, endpoint: null });
  }

  /** The next generation of a session: jobs of an older one can change nothing any more. */
  async #begin(learner: string, session: LabSession, change: Partial<LabSession>): Promise<LabSessionReply> {
    const { db, queue, events, now } = this.#options;
    const { id, generation } = session;
    const next = { ...session, ...change };
    const status = isReal(next) ? 'ready' : 'preparing';
    const done = await inTransaction(db, async (tx) => {
      const changed = await changeLabSession(
        tx,
        id,
        { generation, status: ['ready', 'failed', 'lost'] },
        { ...change, generation: generation + 1, status, problem: null },
        now(),
      );
      if (changed && !isReal(next)) await queue.add(tx, 'prepare', id, 'interactive');
      return changed;
    });
    if (!done) throw new CodedError('LAB_SESSION_BUSY');
    queue.wake();
    // Terminals and pages let go of the old account first.
    events.publish(id, { type: 'session', status: 'preparing', problem: null });
    if (status === 'ready') events.publish(id, { type: 'session', status, problem: null });
    return await this.get(learner, id);
  }

  /** What a learner pastes into a shell. */
  async connection(learner: string, id: string): Promise<ConnectionReply> {
    const session = await this.#ready(learner, id);
    refuseReal(session, 'keys');
    const { endpoint, region, account, credentials } = learnerTarget(this.#options.host, session);
    return {
      endpoint,
      region,
      account,
      ...credentials,
      exports: shellExports({
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_DEFAULT_REGION: region,
        AWS_REGION: region,
      }),
    };
  }

  /** Calls of the account, oldest first, after a sequence number. */
  async journal(learner: string, id: string, after: number, limit: number): Promise<JournalReply> {
    const session = await this.find(learner, id);
    refuseReal(session, 'journal');
    if (session.account === null) return { entries: [], lastSeq: 0 };
    const sandbox = this.#options.host.sandbox();
    if (!sandbox.knows(session.account)) return { entries: [], lastSeq: 0 };
    this.#byAccount.set(session.account, id);
    const entries = sandbox.journal(session.account, { after, limit }).map(journalEntry);
    return { entries, lastSeq: entries.at(-1)?.seq ?? after };
  }

  /** From now on calls of this session's account are told to those who watch it. */
  watch(session: LabSession): void {
    if (session.account !== null && !isReal(session)) this.#byAccount.set(session.account, session.id);
    if (this.#listening || this.#options.host.state().status !== 'ready') return;
    this.#listening = true;
    this.#ends.push(this.#options.host.sandbox().onJournal((account, call) => this.#heard(account, call)));
  }

  async #ready(learner: string, id: string): Promise<LabSession> {
    const session = await this.find(learner, id);
    if (session.status === 'ready') return session;
    const cure =
      session.status === 'preparing'
        ? 'Wait a moment: its status changes by itself.'
        : (session.problem ?? 'Reset the lab session.');
    throw new CodedError('LAB_SESSION_NOT_READY', { status: session.status, cure });
  }

  async #reply(session: LabSession, lab: Lab): Promise<LabSessionReply> {
    const { db, release } = this.#options;
    return await sessionReply(db, session, lab, release);
  }

  /** Marks a ready session whose account the engine has lost. Asked at every look, because engines die silently. */
  async #checkAlive(session: LabSession): Promise<LabSession> {
    const { host, db, now, events, accounts } = this.#options;
    if (isReal(session)) return await seenAtAws(accounts, session);
    if (session.status !== 'ready' || session.account === null || host.state().status !== 'ready')
      return session;
    if (host.sandbox().isAlive(session.account)) return session;
    const when = { generation: session.generation, status: ['ready'] };
    const change = { status: 'lost' as const, problem: LOST };
    if (await changeLabSession(db, session.id, when, change, now())) {
      events.publish(session.id, { type: 'session', ...change });
    }
    return { ...session, ...change };
  }

  async #engineChanged(): Promise<void> {
    for (const session of await sandboxSessions(this.#options.db)) {
      const seen = await this.#checkAlive(session);
      if (seen.status === 'ready') this.watch(seen);
    }
    this.#options.queue.wake();
  }

  /** A sync of forty files is one message to the page, not forty. */
  #heard(account: string, call: SandboxCall): void {
    const session = this.#byAccount.get(account);
    if (session === undefined) return;
    const entries = this.#pending.get(session) ?? [];
    this.#pending.set(session, entries);
    entries.push(journalEntry(call));
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const [id, list] of this.#pending) {
        this.#options.events.publish(id, { type: 'journal', entries: list });
      }
      this.#pending.clear();
    }, JOURNAL_PAUSE_MS);
  }
}

function findLab(catalog: Catalog, lab: string): Lab {
  const found = catalog.labs.get(lab);
  if (found) return found;
  throw new CodedError('LAB_NOT_FOUND', { lab, known: [...catalog.labs.keys()].join(', ') || 'none' });
}

/** A call as pages see it. */
export function journalEntry(call: SandboxCall): JournalEntry {
  return {
    seq: call.seq,
    at: call.at,
    who: call.who,
    principal: call.principal,
    decision: call.decision,
    service: call.service ?? 'unknown',
    operation: call.operation ?? 'unknown',
    parameters: call.parameters,
    status: call.status,
    error: call.errorCode,
    durationMs: call.durationMs,
  };
}
