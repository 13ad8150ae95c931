import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isLoopback } from '../config.ts';
import { TOKEN_PREFIX, type Permission, type Role, type Scope } from '../contract/index.ts';
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
  /** Digest of the login's token; null in self-study and with a token. */
  login: string | null;
  /** Set when a program acts for the person: what it may is this and no more. */
  token: { id: string; name: string; cohort: string; role: Role; scopes: readonly Scope[] } | null;
}
/** What the plugin asks about callers; the classroom answers. */
export interface Gatekeeper {
  /**
   * Null for somebody who is not logged in.
   *
   * @param uses false: only asked, which does not keep a login alive. Default true.
   */
  identify(
    request: FastifyRequest,
    how?: { uses: boolean },
  ): Promise<{ user: RequestUser; learner: RequestLearner } | null>;
  /** The cohort and the caller's role there. @throws CodedError COHORT_NOT_FOUND, ROLE_FORBIDS */
  enter(
    who: { user: RequestUser; learner: RequestLearner },
    cohort: string,
    permission: Permission,
  ): Promise<{ cohort: Cohort; role: Role }>;
  /** Puts on record that a program is about to change something. */
  note(who: { user: RequestUser }, call: string): Promise<void>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Shows or opens what only its owner may use; refused to those who look at a student's pages. */
    personal?: boolean;
    /** What a token must be for to call the route. Without it no token opens the route. */
    scope?: Scope;
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
    /** The token of a cohort that the caller showed, not looked at yet. */
    apiToken: string | null;
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
    app.decorateRequest('apiToken', null);
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
      if (config.scope !== undefined && !config.access.startsWith('cohort:')) {
        throw new Error(`Route ${String(method)} ${url} takes a token but asks for no role.`);
      }
    });

    app.addHook('onRequest', async (request) => {
      checkHost(request, allowedHosts);
      checkOrigin(request);
      const given = bearer(request);
      if (given?.startsWith(TOKEN_PREFIX) === true) request.apiToken = given;
      else request.hasToken = given !== null && checkToken(given, token);
      // Without one there is no such route, and that is what is answered.
      const { access: needed } = request.routeOptions.config;
      if (needed === 'token' && !request.hasToken) throw new CodedError('TOKEN_INVALID');
      if (needed === 'loopback' && !isLoopback(request.ip.replace(/^::ffff:/, ''))) {
        throw new CodedError('LOOPBACK_ONLY');
      }
    });

    // Programs with a token are no browsers: nobody can make them send it by accident. Cookies beside it count for nothing.
    app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
      const shown = request.hasToken || request.apiToken !== null;
      if (SAFE.has(request.method) || shown || request.is404) return done();
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
  if (who?.user.token) checkScope(request, who.user.token);
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
  if (changes) await gatekeeper.note(who, `${request.method} ${request.routeOptions.url ?? ''}`);
}

/** A token opens only routes that name a scope, and of those the ones that it has. */
function checkScope(request: FastifyRequest, { scopes }: NonNullable<RequestUser['token']>): void {
  const { url = '', config } = request.routeOptions;
  const { scope } = config;
  if (scope === undefined) throw new CodedError('API_TOKEN_NOT_HERE', { method: request.method, url });
  if (!scopes.includes(scope)) throw new CodedError('API_TOKEN_SCOPE', { scope, scopes: scopes.join(', ') });
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

/** Null without an Authorization header; empty for one that is not a bearer token. */
function bearer({ headers: { authorization } }: FastifyRequest): string | null {
  return authorization === undefined ? null : (/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '');
}

/** @throws CodedError TOKEN_INVALID for any other than the right one */
function checkToken(text: string, token: string): true {
  const given = Buffer.from(text);
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new CodedError('TOKEN_INVALID');
  return true;
}
