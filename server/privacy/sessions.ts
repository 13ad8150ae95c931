import type { FastifyBaseLogger } from 'fastify';
import type { SandboxHost } from '../grading/index.ts';
import type { EraseOptions } from './erase.ts';

/** Ends terminals of a lab session, takes its home folder away and empties its sandbox account. A learner's own account is theirs. */
export function sessionClearer({
  terminals,
  host,
  log,
}: {
  terminals: { forget(session: string): Promise<void> };
  host: SandboxHost;
  log: FastifyBaseLogger;
}): EraseOptions['clearSession'] {
  return async ({ id, account }) => {
    await terminals.forget(id);
    if (account === null || host.state().status !== 'ready' || !host.sandbox().knows(account)) return;
    try {
      await host.sandbox().resetAccount(account, { freshKeys: true });
    } catch (error) {
      // Nobody can reach it any more, and it goes with the engine: no reason to keep everything else.
      log.warn({ err: error, session: id }, 'The sandbox account of an erased learner could not be emptied.');
    }
  };
}
