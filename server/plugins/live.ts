import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Permission } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { Gatekeeper } from './access.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes away what somebody may: open streams are looked at as soon as it was answered. */
    endsAdmission?: boolean;
  }
  interface FastifyInstance {
    /**
     * Follows a stream that stays open after its request was let in.
     *
     * @param end called once, when the caller may not do any more what the request asked for
     * @returns call it when the stream has ended by itself
     */
    whileAdmitted(request: FastifyRequest, end: () => void): () => void;
  }
}

export interface LiveOptions {
  gatekeeper: Gatekeeper;
  /** Milliseconds between two looks at everybody who listens. */
  everyMs: number;
}

/**
 * A request is let in once, a stream stays: here it is asked again whether its caller is still let in. At once after
 * requests that take something away (logging out, a disabled user, a role), and every few seconds for the rest (a login
 * that has run out, what another process changed).
 */
export const live = fp<LiveOptions>(
  async (app, { gatekeeper, everyMs }) => {
    const open = new Map<() => void, FastifyRequest>();

    app.decorate('whileAdmitted', (request: FastifyRequest, end: () => void) => {
      open.set(end, request);
      return () => void open.delete(end);
    });

    const look = async (): Promise<void> => {
      for (const [end, request] of open) {
        if (await isAdmitted(request, gatekeeper)) continue;
        // It may have ended by itself in the meantime.
        if (open.delete(end)) end();
      }
    };
    const lookSafely = (): Promise<void> =>
      look().catch((error: unknown) => app.log.error({ err: error }, 'Open streams could not be looked at.'));

    const timer = setInterval(() => void lookSafely(), everyMs);
    timer.unref();
    app.addHook('preClose', async () => {
      clearInterval(timer);
      open.clear();
    });
    app.addHook('onResponse', async (request, reply) => {
      if (request.routeOptions.config.endsAdmission === true && reply.statusCode < 400) await lookSafely();
    });
  },
  { name: 'live', dependencies: ['access'] },
);

/** The same person, for the same learner, with what the route asks for. */
async function isAdmitted(request: FastifyRequest, gatekeeper: Gatekeeper): Promise<boolean> {
  try {
    const who = await gatekeeper.identify(request, { uses: false });
    if (who?.user.id !== request.user.id || who.learner.id !== request.learner.id) return false;
    const { access = 'token', personal } = request.routeOptions.config;
    if (personal === true && who.user.viewing) return false;
    if (access.startsWith('cohort:')) {
      await gatekeeper.enter(who, request.cohort.id, access.slice('cohort:'.length) as Permission);
    }
    return true;
  } catch (error) {
    // A token that was ended, a role that is not enough any more: refusals, each with its code.
    if (error instanceof CodedError) return false;
    throw error;
  }
}
