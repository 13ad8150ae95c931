import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isLoopback } from '../config.ts';
import type { Permission, Role } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { Cohort } from '../store/index.ts';

/**
 * Who may call a route. Every route says it; one that does not cannot be registered.
 * - `public`: anybody who reaches the server: pages, health, the login.
 * - `learner`: whoever is logged in (in self-study the one learner), or a program with the local token, for their own things.
 * - `admin`: admins of this server.
 * - `cohort:…`: whoever has the permission in the cohort that the address names; see server/contract/roles.ts.
 * - `token`: programs on this machine that can read server.json.
 * - `loopback`: anybody on this machine: metrics.
 */
export type Access = 'public' | 'learner' | 'admin' | `cohort:${Permission}` | 'token' | 'loopback';

/** Whose things a request is about. The seed never leaves the server. */
export interface RequestLearner {
  id: string;
  name: string;
  seed: string;
}
/** Who acts. */
export interface RequestUser {
  id: string;
  name: string;
  admin: boolean;
  /** Set while the pages of a student are looked at: `request.learner` is that student, and nothing may be changed or administered. */
  viewing: boolean;
  /** Digest of the login's token; null in self-study and with the local token. */
  login: string | null;
}
/** What the plugin asks about callers; the classroom answers. */
export interface Gatekeeper {
  /** Null for somebody who is not logged in. */
  identify(request: FastifyRequest): Promise<{ user: RequestUser; learner: RequestLearner } | null>;
  /** The cohort and the caller's role there. @throws CodedError COHORT_NOT_FOUND, ROLE_FORBIDS */
  enter(
    who: { user: RequestUser; learner: RequestLearner },
    cohort: string,
    permission: Permission,
  ): Promise<{ cohort: Cohort; role: Role }>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Shows or opens what only its owner may use; refused to those who look at a student's pages. */
    personal?: boolean;
    /** Allowed while the pages of a student are looked at, though it changes something: ending the view. */
    whileViewing?: boolean;
  }
  interface FastifyInstance {
    /** Is this the CSRF token of the page that made the request? For what says it later than in a header. */
    isPageToken(request: FastifyRequest, token: string): boolean;
  }
  interface FastifyRequest {
    /** Did the caller show the local token? */
    hasToken: boolean;
    /** Who acts. On a public route where nobody is logged in, reading it is a mistake and throws. */
    user: RequestUser;
    /** Whose things it is about: the user's own, or those of the student whose pages are looked at. */
    learner: RequestLearner;
    /** Is anybody logged in? */
    isKnown: boolean;
    /** Of a route with `cohort:…`. */
    cohort: Cohort;
    role: Role;
  }
}

export interface AccessOptions {
  /** Host names beyond localhost and loopback addresses. */
  allowedHosts: readonly string[];
  /** The secret of server.json. */
  token: string;
  gatekeeper: Gatekeeper;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const NOBODY = 'Nobody is logged in: a public route must ask request.isKnown first.';

/**
 * Self-study mode has no login: whoever reaches the server is the learner. What keeps others out is the loopback address,
 * and against pages of other sites in the learner's own browser: the Host check (DNS rebinding), the Origin and
 * Sec-Fetch-Site checks, same-site cookies and the CSRF token. In a classroom a login comes on top.
 */
export const access = fp<AccessOptions>(
  async (app, { allowedHosts, token, gatekeeper }) => {
    app.decorateRequest('hasToken', false);
    app.decorateRequest('isKnown', false);
    for (const name of ['user', 'learner', 'cohort', 'role'] as const) {
      const values = new WeakMap<object, never>();
      app.decorateRequest(name, {
        getter() {
          const value = values.get(this);
          if (value === undefined) throw new Error(NOBODY);
          return value;
        },
        setter(value) {
          values.set(this, value);
        },
      });
    }
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
      const { method, url, config } = route;
      if (config?.access === undefined) {
        throw new Error(`Route ${String(method)} ${url} does not say who may call it: set config.access.`);
      }
      if (config.access.startsWith('cohort:') && !url.includes('/:cohort')) {
        throw new Error(`Route ${String(method)} ${url} asks for a role but names no cohort.`);
      }
    });

    app.addHook('onRequest', async (request) => {
      checkHost(request, allowedHosts);
      checkOrigin(request);
      request.hasToken = checkToken(request, token);
      // Without one there is no such route, and that is what is answered.
      const { access: needed } = request.routeOptions.config;
      if (needed === 'token' && !request.hasToken) throw new CodedError('TOKEN_INVALID');
      if (needed === 'loopback' && !isLoopback(request.ip.replace(/^::ffff:/, ''))) {
        throw new CodedError('LOOPBACK_ONLY');
      }
    });

    // Programs with the token are no browsers: nobody can make them send it by accident.
    app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
      if (SAFE.has(request.method) || request.hasToken || request.is404) return done();
      app.csrfProtection(request, reply, done);
    });

    app.addHook('onRequest', async (request) => {
      const { access: needed = 'token' } = request.routeOptions.config;
      if (request.url.startsWith('/api')) await admit(request, needed, gatekeeper);
    });
  },
  { name: 'access', dependencies: ['@fastify/cookie', '@fastify/csrf-protection'] },
);

async function admit(request: FastifyRequest, needed: Access, gatekeeper: Gatekeeper): Promise<void> {
  if (request.is404) return;
  const who = await gatekeeper.identify(request);
  if (who) {
    request.isKnown = true;
    request.user = who.user;
    request.learner = who.learner;
  }
  if (needed === 'public' || needed === 'token' || needed === 'loopback') return;
  if (!who) throw new CodedError('LOGIN_REQUIRED');
  const { config } = request.routeOptions;
  const changes = !SAFE.has(request.method) && config.whileViewing !== true;
  if (who.user.viewing && (changes || config.personal === true)) {
    throw new CodedError('VIEWING_AS', { name: who.learner.name });
  }
  if (needed === 'admin' && !who.user.admin) throw new CodedError('ADMIN_ONLY');
  if (!needed.startsWith('cohort:')) return;
  const { cohort = '' } = request.params as { cohort?: string };
  const entered = await gatekeeper.enter(who, cohort, needed.slice('cohort:'.length) as Permission);
  request.cohort = entered.cohort;
  request.role = entered.role;
}

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
