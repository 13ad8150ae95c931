import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { checks as allChecks } from '../graders/checks/index.ts';
import { Accounts } from './accounts/index.ts';
import { buildApp } from './app.ts';
import {
  answerRelease,
  Assignments,
  checkAttemptAllowed,
  Extensions,
  quizCloseFor,
} from './assignments/index.ts';
import { loadCatalog, loadUsedChecks } from './catalog/index.ts';
import { Cohorts, People, Roster, Tokens } from './classroom/index.ts';
import { Corrections } from './corrections/index.ts';
import { readConfig, type Config } from './config.ts';
import { CodedError } from './errors.ts';
import { createGrading, type Grader, type SandboxHost, type ScriptRunner } from './grading/index.ts';
import { createGrader } from './grading/real-grader.ts';
import { createScriptRunner } from './grading/real-scripts.ts';
import { BackgroundSandbox } from './grading/sandbox-host.ts';
import { createInsight } from './insight/index.ts';
import { openSigner } from './records/index.ts';
import { Privacy, sessionClearer } from './privacy/index.ts';
import { Runs } from './runs/index.ts';
import { repositoryRoot } from './root.ts';
import { removeServerRecord, writeServerRecord } from './server-record.ts';
import type { App } from './services.ts';
import { localLearner, openDatabase, type Db } from './store/index.ts';
import { Terminals } from './terminal/index.ts';
import { secretBox } from './secret-box.ts';
import { VERSION } from './version.ts';
import { Webhooks } from './webhooks/index.ts';

export interface StartOptions {
  /** Environment variables; default those of the process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** End on SIGTERM and SIGINT, with grace. Default true; tests end their servers themselves. */
  signals?: boolean;
  /** Neighbours to use instead of the real ones. */
  checks?: Parameters<typeof loadUsedChecks>[1];
  grader?: Grader;
  scripts?: ScriptRunner;
  sandbox?: SandboxHost;
  /** Job timing, for tests. */
  leaseMs?: number;
  retryMs?: number;
}

export interface RunningServer {
  /** Where the pages are, such as http://127.0.0.1:4780. */
  url: string;
  /** In a classroom without an admin: the address where the first one chooses a password. Shown once. */
  firstAdmin: string | null;
  /** Stops listening, gives running jobs back, stops the sandbox. */
  close(): Promise<void>;
  /** Fulfilled when the server has closed, for whatever reason. */
  closed: Promise<void>;
}

/**
 * Starts Groundschool: loads the course, opens the database, listens at once, and starts the sandbox in the background.
 *
 * @throws CodedError for a bad configuration, a taken port or an unusable data folder; CatalogError with all problems of
 *   the content
 */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const config = readConfig(options.env ?? process.env);
  const log = createLog(config.logLevel);
  const checks = await loadUsedChecks(config.contentDir, options.checks ?? allChecks);
  const catalog = loadCatalog({ root: config.contentDir, checks });
  const db = await openData(config);
  const token = randomBytes(24).toString('base64url');
  const record = { url: '', token, pid: process.pid };
  let listening = false;
  let firstAdmin: string | null = null;
  const undo: (() => Promise<void>)[] = [() => db.destroy()];
  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const now = (): number => Date.now();
    const { id, name, seed } = await localLearner(
      db,
      now(),
      // In a class others read who did something, and the command line is nobody's "you".
      config.mode === 'classroom' ? 'Command line' : undefined,
    );
    const host =
      options.sandbox ??
      new BackgroundSandbox({
        dataDir: join(config.dataDir, 'sandbox'),
        host: config.host,
        port: config.sandboxPort,
        log,
        onReady: ({ endpoint, adminToken }) => {
          Object.assign(record, { sandbox: { endpoint, adminToken } });
          if (listening) writeServerRecord(config.dataDir, record);
        },
      });
    undo.push(() => host.close());
    const accounts = new Accounts({
      db,
      catalog,
      checks: allChecks,
      principal: config.principal,
      log,
      version: VERSION,
      now,
    });
    const grading = createGrading({
      db,
      catalog,
      host,
      grader: options.grader ?? createGrader(),
      scripts: options.scripts ?? createScriptRunner(),
      accounts: accounts.reach,
      log,
      version: VERSION,
      signer: openSigner(config.dataDir),
      release: answerRelease({ db, catalog, now }),
      attemptRule: checkAttemptAllowed,
      quizClose: quizCloseFor,
      today: config.today,
      workers: config.workers,
      now,
      ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
      ...(options.retryMs === undefined ? {} : { retryMs: options.retryMs }),
    });
    undo.push(() => grading.close());
    const terminals = new Terminals({
      dataDir: config.dataDir,
      limit: config.terminals,
      hidden: [config.contentDir, repositoryRoot()],
      sessions: grading.sessions,
      events: grading.events,
      host,
      log,
      now,
    });
    undo.push(() => terminals.close());
    const { bulk, events } = grading;
    const runs = new Runs({ db, catalog, bulk, events, log, now, bulkWorkers: config.workers - 1 });
    undo.push(() => runs.close());
    const webhooks = new Webhooks({
      db,
      log,
      box: secretBox(join(config.dataDir, 'webhooks.key')),
      version: VERSION,
      loopback: config.webhookLoopback,
      now,
    });
    undo.push(() => webhooks.close());
    const clearSession = sessionClearer({ terminals, host, log });
    const privacy = new Privacy({ db, log, now, clearSession, retentionDays: config.retentionDays });
    undo.push(() => privacy.close());
    const people = new People({ db, now });
    const { start: startGrading, close: _close, ...services } = grading;
    const app = await buildApp({
      token,
      logger: log,
      services: {
        ...services,
        config,
        version: VERSION,
        catalog,
        db,
        localLearner: { id, name, seed },
        terminals,
        accounts,
        people,
        runs,
        cohorts: new Cohorts({ db, now }),
        roster: new Roster({ db, now }),
        tokens: new Tokens({ db, now }),
        webhooks,
        privacy,
        assignments: new Assignments({ db, catalog, now }),
        extensions: new Extensions({ db, now }),
        corrections: new Corrections({ db, catalog, now }),
        insight: createInsight({ db, catalog, checks, now }),
        now,
        engine: () => host.state(),
      },
    });
    undo.push(() => app.close());
    record.url = await listen(app, config);
    listening = true;
    writeServerRecord(config.dataDir, record);
    undo.push(async () => removeServerRecord(config.dataDir, token));
    await startGrading();
    runs.start();
    await webhooks.start();
    privacy.start();
    if (config.mode === 'classroom') {
      const link = await people.firstAdminLink();
      if (link) firstAdmin = new URL(link.path, record.url).href;
    }
  } catch (error) {
    await unwind();
    throw error;
  }
  return running({ url: record.url, firstAdmin }, unwind, log, options.signals ?? true);
}

function running(
  told: Pick<RunningServer, 'url' | 'firstAdmin'>,
  unwind: () => Promise<void>,
  log: FastifyBaseLogger,
  signals: boolean,
): RunningServer {
  let end: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= unwind().finally(end);
    return closing;
  };
  if (signals) {
    closeWithGrace({ delay: 10_000, logger: log }, async ({ err }) => {
      if (err) log.error({ err }, 'The server ends after an error that nobody caught.');
      await close();
    });
  }
  return { ...told, close, closed };
}

/** JSON lines on standard output, without secrets. The logger (pino) comes with Fastify and is made by it. */
function createLog(level: string): FastifyBaseLogger {
  return Fastify({ logger: { level, redact: ['req.headers.authorization', 'req.headers.cookie'] } }).log;
}

async function openData(config: Config): Promise<Db> {
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    return await openDatabase(join(config.dataDir, 'groundschool.sqlite'));
  } catch (error) {
    const problem = (error as Error).message;
    throw new CodedError('DATA_DIR_UNUSABLE', { folder: config.dataDir, problem }, { cause: error });
  }
}

async function listen(app: App, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CodedError('PORT_TAKEN', { host, port }, { cause: error });
  }
}
