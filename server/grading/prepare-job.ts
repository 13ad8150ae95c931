import type { FastifyBaseLogger } from 'fastify';
import type { Catalog } from '../catalog/index.ts';
import {
  changeLabSession,
  getLabSession,
  insertAttemptCalls,
  saveArtifact,
  type Db,
  type LabSession,
} from '../store/index.ts';
import { callsSince } from './call-notes.ts';
import type { SessionEvents } from './events.ts';
import { NotYet, type JobKind } from './job-queue.ts';
import type { SandboxHost, SandboxPort, ScriptRunner } from './ports.ts';
import { learnerTarget, variablesOf } from './targets.ts';

export interface PrepareJobOptions {
  db: Db;
  catalog: Catalog;
  host: SandboxHost;
  scripts: ScriptRunner;
  events: SessionEvents;
  log: FastifyBaseLogger;
  now(): number;
}

/**
 * Makes a session's account and what the learner inherits in it. Every try begins with a fresh account, so that a setup
 * that was cut off half-way leaves nothing behind.
 */
export function prepareJob(options: PrepareJobOptions): JobKind {
  const { db, catalog, host, scripts, events, now, log } = options;
  const end = async (
    session: LabSession,
    change: { status: 'ready' | 'failed'; problem: string | null },
  ): Promise<void> => {
    const when = { generation: session.generation, status: ['preparing'] };
    if (!(await changeLabSession(db, session.id, when, change, now()))) return;
    events.publish(session.id, { type: 'session', ...change });
  };
  return {
    async run(id, { signal }) {
      const session = await getLabSession(db, id);
      if (session?.status !== 'preparing') return;
      const lab = catalog.labs.get(session.lab);
      if (!lab)
        return await end(session, { status: 'failed', problem: 'The course has no such lab any more.' });
      const { status, message } = host.state();
      if (status === 'unavailable') return await end(session, { status: 'failed', problem: message });
      if (status === 'starting') {
        events.publish(id, { type: 'session', status: 'preparing', problem: message });
        throw new NotYet(message, 300);
      }
      const { endpoint } = host.sandbox();
      const { account } = await freshAccount(host.sandbox(), session);
      const when = { generation: session.generation, status: ['preparing'] };
      // A reset meanwhile has begun a newer generation, whose own job makes another account.
      if (!(await changeLabSession(db, id, when, { account, endpoint }, now()))) return;
      signal.throwIfAborted();
      const made: LabSession = { ...session, account, endpoint };
      const started = performance.now();
      const { artifacts } = await scripts.setup({
        lab,
        variables: variablesOf(session),
        target: learnerTarget(host, made),
      });
      for (const [task, files] of artifacts) {
        for (const { name, bytes } of files) {
          await saveArtifact(
            db,
            { session: id, task, name, text: Buffer.from(bytes).toString('utf8') },
            now(),
          );
        }
      }
      // What setup did was not the learner: their own calls begin here.
      const since = await callsSince(db, host, made);
      if (since) await insertAttemptCalls(db, { session: id, attempt: null, ...since }, now());
      log.info({ session: id, ms: Math.round(performance.now() - started) }, 'A lab session is ready.');
      await end(made, { status: 'ready', problem: null });
    },
    async giveUp(id, error) {
      const session = await getLabSession(db, id);
      const problem = `The account could not be prepared: ${(error as Error).message} Reset the lab to try again.`;
      if (session) await end(session, { status: 'failed', problem });
    },
  };
}

/** A first account, or the next one under the same keys: what the learner exported in a shell stays right. */
async function freshAccount(sandbox: SandboxPort, session: LabSession): Promise<{ account: string }> {
  const label = `${session.lab} ${session.id}`;
  if (session.account === null || !sandbox.knows(session.account)) return await sandbox.createAccount(label);
  try {
    return await sandbox.resetAccount(session.account);
  } catch (error) {
    // A crash between the reset and our note of it: the old number was given up, its successor is unknown here.
    if ((error as { code?: string }).code !== 'SANDBOX_ACCOUNT_NOT_FOUND') throw error;
    return await sandbox.createAccount(label);
  }
}
