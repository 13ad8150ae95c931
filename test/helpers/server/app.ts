import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { Accounts } from '../../../server/accounts/index.ts';
import { buildApp } from '../../../server/app.ts';
import {
  answerRelease,
  Assignments,
  checkAttemptAllowed,
  Extensions,
  quizCloseFor,
} from '../../../server/assignments/index.ts';
import { loadCatalog, loadUsedChecks, type Catalog } from '../../../server/catalog/index.ts';
import { Cohorts, People, Roster, Tokens } from '../../../server/classroom/index.ts';
import { Corrections } from '../../../server/corrections/index.ts';
import { readConfig } from '../../../server/config.ts';
import { createGrading, type Grading, type SolutionRelease } from '../../../server/grading/index.ts';
import { createInsight } from '../../../server/insight/index.ts';
import { openSigner } from '../../../server/records/index.ts';
import { secretBox } from '../../../server/secret-box.ts';
import { Webhooks, type WebhooksOptions } from '../../../server/webhooks/index.ts';
import { Privacy, sessionClearer } from '../../../server/privacy/index.ts';
import { Runs } from '../../../server/runs/index.ts';
import { repositoryRoot } from '../../../server/root.ts';
import type { App } from '../../../server/services.ts';
import { Terminals, type TerminalsOptions } from '../../../server/terminal/index.ts';
import { countJobs, localLearner, openDatabase, type Db } from '../../../server/store/index.ts';
import { GraderDouble, SandboxDouble, ScriptsDouble } from './doubles.ts';
import { fixtureChecks } from './fixture-checks.ts';

export const SMALL_COURSE = join(repositoryRoot(), 'fixtures', 'courses', 'small');
export const TOKEN = 'the-local-token-of-this-test';

/** Children before parents. */
const TABLES = [
  ...(['account_calls', 'aws_accounts', 'run_items', 'runs'] as const),
  ...([
    'jobs',
    'receipts',
    'comments',
    'evidence',
    'attempt_calls',
    'task_results',
    'graded_files',
    'drafts',
    'artifacts',
    'hint_openings',
    'attempts',
    'lab_sessions',
  ] as const),
  ...(['quiz_answers', 'quiz_attempts', 'review_answers', 'review_sessions'] as const),
  ...(['certificates', 'lesson_progress'] as const),
];

let checks: ReturnType<typeof loadUsedChecks> | undefined;
let catalog: Promise<Catalog> | undefined;

/** The checks that the small course uses. */
function smallChecks(): ReturnType<typeof loadUsedChecks> {
  checks ??= loadUsedChecks(SMALL_COURSE, fixtureChecks);
  return checks;
}

/** The small course, loaded once per test file. */
export function smallCatalog(): Promise<Catalog> {
  catalog ??= smallChecks().then((loaded) => loadCatalog({ root: SMALL_COURSE, checks: loaded }));
  return catalog;
}

export interface TestApp {
  app: App;
  db: Db;
  grading: Grading;
  runs: Runs;
  terminals: Terminals;
  webhooks: Webhooks;
  privacy: Privacy;
  /** Its data folder. */
  folder: string;
  sandbox: SandboxDouble;
  scripts: ScriptsDouble;
  grader: GraderDouble;
  catalog: Catalog;
  /** Calls as the page does: cookie and CSRF token. */
  call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<{ status: number; body: T; text: string }>;
  /** Waits until `look` answers something. */
  until<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T>;
  /** Empties the database and puts the doubles back, which is faster than another app. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  env?: Record<string, string>;
  /** A database of one's own, kept afterwards. */
  dataDir?: string;
  requestsPerMinute?: number;
  streamCheckMs?: number;
  /** The clock; default the machine's. */
  now?: () => number;
  workers?: number;
  /** Answers that are open without a pass. */
  release?: SolutionRelease;
  terminals?: Partial<TerminalsOptions>;
  /** Where AWS is; default nowhere. */
  awsEndpoint?: string;
  webhooks?: Partial<WebhooksOptions>;
}

/** The real app on a real SQLite file, with doubles for sandbox, setup and engine. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), 'groundschool-test-'));
  const config = readConfig({
    GROUNDSCHOOL_DATA_DIR: folder,
    GROUNDSCHOOL_CONTENT_DIR: SMALL_COURSE,
    GROUNDSCHOOL_PRINCIPAL: 'arn:aws:iam::111122223333:user/groundschool',
    GROUNDSCHOOL_WEB_DIR: join(repositoryRoot(), 'fixtures', 'web'),
    ...options.env,
  });
  const loaded = await smallCatalog();
  const db = await openDatabase(join(folder, 'groundschool.sqlite'));
  const now = options.now ?? ((): number => Date.now());
  const learner = await localLearner(db, now(), config.mode === 'classroom' ? 'Command line' : undefined);
  const sandbox = new SandboxDouble();
  const scripts = new ScriptsDouble();
  const grader = new GraderDouble();
  // Silent, and failures of jobs are asserted by their effect.
  const { default: Fastify } = await import('fastify');
  const { log } = Fastify({ logger: { level: 'silent' } });
  const accounts = new Accounts({
    db,
    catalog: loaded,
    checks: fixtureChecks,
    principal: config.principal,
    log,
    version: '0.0.0',
    now,
    // Without one nobody answers: no test asks AWS.
    awsEndpoint: options.awsEndpoint ?? 'http://127.0.0.1:9',
  });
  const grading = createGrading({
    db,
    catalog: loaded,
    host: sandbox,
    grader,
    scripts,
    accounts: accounts.reach,
    release: options.release ?? answerRelease({ db, catalog: loaded, now }),
    log,
    version: '0.0.0',
    signer: openSigner(folder),
    attemptRule: checkAttemptAllowed,
    quizClose: quizCloseFor,
    today: null,
    workers: options.workers ?? 2,
    now,
    leaseMs: 2_000,
    retryMs: 10,
  });
  const terminals = new Terminals({
    dataDir: folder,
    limit: config.terminals,
    hidden: [],
    sessions: grading.sessions,
    events: grading.events,
    host: sandbox,
    log,
    now,
    ...options.terminals,
  });
  const { bulk, events } = grading;
  const runs = new Runs({ db, catalog: loaded, bulk, events, log, now, bulkWorkers: 1 });
  const webhooks = new Webhooks({
    db,
    log,
    box: secretBox(join(folder, 'webhooks.key')),
    version: '0.0.0',
    loopback: config.webhookLoopback,
    now,
    ...options.webhooks,
  });
  const clearSession = sessionClearer({ terminals, host: sandbox, log });
  const privacy = new Privacy({ db, log, now, clearSession, retentionDays: config.retentionDays });
  const app = await buildApp({
    token: TOKEN,
    services: {
      ...grading,
      config,
      version: '0.0.0',
      catalog: loaded,
      db,
      localLearner: learner,
      terminals,
      accounts,
      people: new People({ db, now }),
      runs,
      cohorts: new Cohorts({ db, now }),
      roster: new Roster({ db, now }),
      tokens: new Tokens({ db, now }),
      webhooks,
      privacy,
      assignments: new Assignments({ db, catalog: loaded, now }),
      extensions: new Extensions({ db, now }),
      corrections: new Corrections({ db, catalog: loaded, now }),
      insight: createInsight({ db, catalog: loaded, checks: await smallChecks(), now }),
      now,
      engine: () => sandbox.state(),
    },
    ...(options.streamCheckMs === undefined ? {} : { streamCheckMs: options.streamCheckMs }),
    ...(options.requestsPerMinute === undefined ? {} : { requestsPerMinute: options.requestsPerMinute }),
  });
  await app.ready();
  await grading.start();
  runs.start();

  let session: { cookie: string; token: string } | undefined;
  const until: TestApp['until'] = async (look, what) => {
    const end = Date.now() + 15_000;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    app,
    db,
    grading,
    runs,
    terminals,
    webhooks,
    privacy,
    folder,
    sandbox,
    scripts,
    grader,
    catalog: loaded,
    async call(method, url, body) {
      session ??= await pageSession(app);
      const request: InjectOptions = {
        method,
        url,
        headers: { cookie: session.cookie, 'x-csrf-token': session.token },
        ...(body === undefined ? {} : { payload: body as object }),
      };
      const reply = await app.inject(request);
      return {
        status: reply.statusCode,
        body: reply.body === '' ? ({} as never) : reply.json(),
        text: reply.body,
      };
    },
    until,
    async clear() {
      await until(async () => {
        const { waiting, running } = await countJobs(db);
        return waiting + running === 0;
      }, 'the end of all jobs');
      for (const table of TABLES) await db.deleteFrom(table).execute();
      sandbox.clear();
      scripts.clear();
      grader.clear();
    },
    async close() {
      await webhooks.close();
      await runs.close();
      await grading.close();
      await terminals.close();
      await app.close();
      await db.destroy();
      if (options.dataDir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a page gets from GET /api/session. */
export async function pageSession(app: App): Promise<{ cookie: string; token: string }> {
  const reply = await app.inject({ method: 'GET', url: '/api/session' });
  const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, token: (reply.json() as { csrfToken: string }).csrfToken };
}
