import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isLoopback } from '../config.ts';
import { CodedError } from '../errors.ts';

/**
 * Who may call a route. Every route says it; one that does not cannot be registered.
 * - `public`: anybody who reaches the server: pages, health.
 * - `learner`: the learner, through a page of this server or with the local token.
 * - `token`: programs on this machine that can read server.json.
 * - `loopback`: anybody on this machine: metrics.
 */
export type Access = 'public' | 'learner' | 'token' | 'loopback';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Is this the CSRF token of the page that made the request? For what says it later than in a header. */
    isPageToken(request: FastifyRequest, token: string): boolean;
  }
  interface FastifyRequest {
    /** Did the caller show the local token? */
    hasToken: boolean;
  }
}

export interface AccessOptions {
  /** Host names beyond localhost and loopback addresses. */
  allowedHosts: readonly string[];
  /** The secret of server.json. */
  token: string;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Self-study mode has no login: whoever reaches the server is the learner. What keeps others out is the loopback address,
 * and against pages of other sites in the learner's own browser: the Host check (DNS rebinding), the Origin and
 * Sec-Fetch-Site checks, same-site cookies and the CSRF token.
 */
export const access = fp<AccessOptions>(
  async (app, { allowedHosts, token }) => {
    app.decorateRequest('hasToken', false);
    app.decorate('isPageToken', (request: FastifyRequest, given: string) => {
      const headers = { ...request.headers, 'x-csrf-token': given };
      const asked = Object.create(request, { headers: { value: headers } }) as FastifyRequest;
      let right = false;
      // The plugin answers a wrong one itself; here there is nobody to answer any more.
      const nobody = { send: () => undefined } as unknown as FastifyReply;
      app.csrfProtection(asked, nobody, () => {
        right = true;
      });
      return right;
    });

    app.addHook('onRoute', (route) => {
      if (route.url.startsWith('/api/docs')) route.config = { ...route.config, access: 'public' };
      if (route.config?.access === undefined) {
        throw new Error(
          `Route ${String(route.method)} ${route.url} does not say who may call it: set config.access.`,
        );
      }
    });

    app.addHook('onRequest', async (request) => {
      checkHost(request, allowedHosts);
      checkOrigin(request);
      request.hasToken = checkToken(request, token);
      const { access: needed } = request.routeOptions.config;
      if (needed === 'token' && !request.hasToken) throw new CodedError('TOKEN_INVALID');
      if (needed === 'loopback' && !isLoopback(request.ip.replace(/^::ffff:/, ''))) {
        throw new CodedError('LOOPBACK_ONLY');
      }
    });

    // Programs with the token are no browsers: nobody can make them send it by accident.
    app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
      const { access: needed } = request.routeOptions.config;
      if (needed !== 'learner' || SAFE.has(request.method) || request.hasToken) return done();
      app.csrfProtection(request, reply, done);
    });
  },
  { name: 'access', dependencies: ['@fastify/cookie', '@fastify/csrf-protection'] },
);

function checkHost(request: FastifyRequest, allowed: readonly string[]): void {
  const host = request.hostname.toLowerCase();
  if (!isLoopback(host) && !allowed.includes(host))
    throw new CodedError('FOREIGN_HOST', { host: `"${host}"` });
}

function checkOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin !== undefined && originHost(origin) !== request.host) {
    throw new CodedError('FOREIGN_ORIGIN', { origin });
  }
  // A page elsewhere may link to ours, but may not load what the API says.
  const site = request.headers['sec-fetch-site'];
  const foreign = site === 'cross-site' || site === 'same-site';
  if (foreign && request.url.startsWith('/api')) throw new CodedError('FOREIGN_ORIGIN', { origin: site });
}

function originHost(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    // `null`, which sandboxed frames and redirects send, is no origin of ours.
    return null;
  }
}

/** False without an Authorization header. @throws CodedError TOKEN_INVALID for any other than the right one. */
function checkToken(request: FastifyRequest, token: string): boolean {
  const { authorization } = request.headers;
  if (authorization === undefined) return false;
  const given = Buffer.from(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '');
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new CodedError('TOKEN_INVALID');
  return true;
}
