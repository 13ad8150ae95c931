import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import websocket from '@fastify/websocket';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import Fastify, { type FastifyBaseLogger, type FastifyRequest } from 'fastify';
import { gatekeeper } from './classroom/index.ts';
import { CodedError } from './errors.ts';
import { access } from './plugins/access.ts';
import { errorReplies } from './plugins/errors.ts';
import { live } from './plugins/live.ts';
import { metrics } from './plugins/metrics.ts';
import { pages } from './plugins/pages.ts';
import { routeTable } from './plugins/route-table.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { accountCallRoutes } from './routes/account-calls.ts';
import { accountRoutes } from './routes/accounts.ts';
import { assignmentRoutes } from './routes/assignments.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { certificateRoutes } from './routes/certificates.ts';
import { cohortRoutes } from './routes/cohorts.ts';
import { commentRoutes } from './routes/comments.ts';
import { compareRoutes } from './routes/compare.ts';
import { correctionRoutes } from './routes/corrections.ts';
import { courseRoutes } from './routes/course.ts';
import { eventRoutes } from './routes/events.ts';
import { gradebookRoutes } from './routes/gradebook.ts';
import { glossaryRoutes } from './routes/glossary.ts';
import { healthRoutes } from './routes/health.ts';
import { insightRoutes } from './routes/insight.ts';
import { labSessionWorkRoutes } from './routes/lab-session-work.ts';
import { labSessionRoutes } from './routes/lab-sessions.ts';
import { labRoutes } from './routes/labs.ts';
import { learnerRoutes } from './routes/learners.ts';
import { lessonRoutes } from './routes/lessons.ts';
import { loginRoutes } from './routes/logins.ts';
import { matrixRoutes } from './routes/matrix.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { quizRoutes } from './routes/quizzes.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { rosterRoutes } from './routes/roster.ts';
import { runRoutes } from './routes/runs.ts';
import { searchRoutes } from './routes/search.ts';
import { sessionRoutes } from './routes/session.ts';
import { solutionRoutes } from './routes/solutions.ts';
import { terminalRoutes } from './routes/terminals.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { userRoutes } from './routes/users.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { App, Services } from './services.ts';
import { terminalSocketOptions } from './terminal/stream.ts';

export interface AppOptions {
  services: Services;
  /** The secret of server.json, with which programs of this machine show who they are. */
  token: string;
  logger?: FastifyBaseLogger;
  /** Requests a minute and caller; tests raise or lower it. A token gets a quarter of it: a program that loops is no class. */
  requestsPerMinute?: number;
  /** How often everybody who listens to a stream is looked at; tests shorten it. */
  streamCheckMs?: number;
}

/** Routes in the order in which they are documented. A new file is a new line here. */
const ROUTES = [
  sessionRoutes,
  loginRoutes,
  healthRoutes,
  courseRoutes,
  lessonRoutes,
  glossaryRoutes,
  quizRoutes,
  reviewRoutes,
  searchRoutes,
  labRoutes,
  labSessionRoutes,
  labSessionWorkRoutes,
  solutionRoutes,
  attemptRoutes,
  compareRoutes,
  receiptRoutes,
  certificateRoutes,
  eventRoutes,
  terminalRoutes,
  accountRoutes,
  accountCallRoutes,
  userRoutes,
  cohortRoutes,
  rosterRoutes,
  runRoutes,
  assignmentRoutes,
  matrixRoutes,
  learnerRoutes,
  insightRoutes,
  commentRoutes,
  correctionRoutes,
  gradebookRoutes,
  tokenRoutes,
  webhookRoutes,
  privacyRoutes,
];

/** Makes the app: plugins, then the explicit list of routes. It never listens. */
export async function buildApp({
  services,
  token,
  logger,
  requestsPerMinute = 1_200,
  streamCheckMs = 15_000,
}: AppOptions): Promise<App> {
  const { config, version } = services;
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    bodyLimit: 512 * 1024,
    // A HEAD route per GET would compile every schema twice; the pages have theirs.
    exposeHeadRoutes: false,
    // An open event stream must not keep a closing server waiting; it is ended by its own route.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 300 },
  }) as unknown as App;

  // Bodies are JSON and keep their types; addresses are text and may need a number made of it.
  const strict = new Ajv({ allErrors: true, coerceTypes: false, useDefaults: true, strict: false });
  const lenient = new Ajv({
    allErrors: true,
    coerceTypes: 'array',
    useDefaults: true,
    strict: false,
  });
  for (const ajv of [strict, lenient]) addFormats.default(ajv);
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : lenient).compile(schema as object),
  );

  await app.register(routeTable);
  await app.register(errorReplies);
  await app.register(securityHeaders);
  let settledAt = Infinity;
  app.addHook('onListen', (done) => {
    settledAt = Date.now() + 5_000;
    done();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: 10_000,
    pressureHandler: (_request, reply, _type, value) => {
      // Loading the course is one long step that its first sample counts; and its word for "no sample" (a laptop that
      // wakes up) is Infinity. Neither says anything about the load.
      if (value === Infinity || Date.now() < settledAt) return undefined;
      void reply.header('retry-after', '5');
      return Promise.reject(new CodedError('OVERLOADED'));
    },
  });
  await app.register(compress, { threshold: 1_024, encodings: ['br', 'gzip', 'identity'] });
  await app.register(cookie);
  await app.register(csrf, {
    cookieKey: 'groundschool_csrf',
    cookieOpts: { path: '/', sameSite: 'strict', httpOnly: true },
    getToken: (request) => String(request.headers['x-csrf-token'] ?? ''),
  });
  const keeper = gatekeeper({
    db: services.db,
    mode: config.mode,
    local: services.localLearner,
    now: services.now,
  });
  await app.register(access, { allowedHosts: config.allowedHosts, token, gatekeeper: keeper });
  await app.register(live, { gatekeeper: keeper, everyMs: streamCheckMs });
  await app.register(websocket, { options: terminalSocketOptions });
  await app.register(rateLimit, {
    max: ({ apiToken }) => (apiToken === null ? requestsPerMinute : Math.ceil(requestsPerMinute / 4)),
    timeWindow: '1 minute',
    // A class sits behind one address: who is logged in counts by login. An unknown cookie is nobody and counts by address.
    keyGenerator: (request: FastifyRequest) => {
      if (!request.isKnown) return request.ip;
      const { login, token } = request.user;
      if (token) return `token ${token.id}`;
      return login === null ? request.ip : `login ${login}`;
    },
    errorResponseBuilder: (_request, { max, after }) =>
      new CodedError('RATE_LIMITED', { max, window: '1 minute', after }),
  });
  await app.register(metrics, { services });
  if (config.development) {
    const { apiDocs } = await import('./plugins/api-docs.ts');
    await app.register(apiDocs, { version });
  }
  await app.register(async (scope) => {
    for (const routes of ROUTES) routes(scope, services);
  });
  await app.register(pages, { webDir: config.webDir });
  return app;
}
