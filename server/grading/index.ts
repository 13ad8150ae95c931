import type { FastifyBaseLogger } from 'fastify';
import { resolveVariables } from '../../graders/engine/index.ts';
import type { Variables } from '../../graders/contract/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Db } from '../store/index.ts';
import { regradeJob, Regrades } from '../corrections/index.ts';
import { similarityJob } from '../insight/index.ts';
import type { Signer } from '../records/index.ts';
import { Certificates } from './certificates.ts';
import { Changes } from './changes.ts';
import { Artifacts } from './artifacts.ts';
import { BulkAttempts } from './bulk-attempts.ts';
import { Attempts } from './attempts.ts';
import { SessionEvents } from './events.ts';
import { gradeJob } from './grade-job.ts';
import { Hints } from './hints.ts';
import { JobQueue } from './job-queue.ts';
import { LabSessions } from './lab-sessions.ts';
import { Pictures } from './pictures.ts';
import { NO_ACCOUNTS } from './real-sessions.ts';
import type { Grader, RealAccounts, SandboxHost, ScriptRunner, SolutionRelease } from './ports.ts';
import type { AttemptRule, QuizClose } from './ports.ts';
import { prepareJob } from './prepare-job.ts';
import { Quizzes } from './quizzes.ts';
import { Records } from './records.ts';
import { Reviews } from './reviews.ts';
import { NEVER_RELEASED, Solutions } from './solutions.ts';
import { Timeline } from './timeline.ts';

export type {
  AttemptRule,
  Grader,
  RealAccounts,
  RealTarget,
  SandboxHost,
  ScriptRunner,
  SolutionRelease,
} from './ports.ts';
export type { BulkAttempts } from './bulk-attempts.ts';
export type { SessionEvents } from './events.ts';
export { hintCosts } from './score.ts';

export interface GradingOptions {
  db: Db;
  catalog: Catalog;
  host: SandboxHost;
  grader: Grader;
  scripts: ScriptRunner;
  /** Learners' own AWS accounts; default none. */
  accounts?: RealAccounts;
  /** Answers that an instructor opened; default none. */
  release?: SolutionRelease;
  /** Limits and dates of assignments; default none. */
  attemptRule?: AttemptRule;
  /** Close times of quizzes; default none. */
  quizClose?: QuizClose;
  log: FastifyBaseLogger;
  version: string;
  /** Signs receipts and certificates. */
  signer: Signer;
  /** YYYY-MM-DD, or null for the day on the clock. */
  today: string | null;
  workers: number;
  now(): number;
  /** Tests shorten these. */
  leaseMs?: number;
  retryMs?: number;
}

export interface Grading {
  sessions: LabSessions;
  attempts: Attempts;
  bulk: BulkAttempts;
  hints: Hints;
  solutions: Solutions;
  changes: Changes;
  timeline: Timeline;
  artifacts: Artifacts;
  pictures: Pictures;
  quizzes: Quizzes;
  reviews: Reviews;
  records: Records;
  certificates: Certificates;
  regrades: Regrades;
  events: SessionEvents;
  /** Starts working off jobs, those of a crashed process first. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Wires everything that happens between a press of a button and its result. */
export function createGrading(options: GradingOptions): Grading {
  const { db, catalog, host, grader, today, now, signer, version, release = NEVER_RELEASED } = options;
  const rule = options.attemptRule ?? ((): Promise<void> => Promise.resolve());
  const close = options.quizClose ?? ((): Promise<null> => Promise.resolve(null));
  const events = new SessionEvents();
  const { accounts = NO_ACCOUNTS } = options;
  const shared = { ...options, events, accounts };
  const queue = new JobQueue({
    db,
    log: options.log,
    now,
    workers: options.workers,
    ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    ...(options.retryMs === undefined ? {} : { retryMs: options.retryMs }),
    kinds: {
      grade: gradeJob(shared),
      prepare: prepareJob(shared),
      regrade: regradeJob(shared),
      similarity: similarityJob(shared),
    },
  });
  const sessions = new LabSessions({ db, catalog, host, accounts, events, queue, release, now });
  return {
    sessions,
    attempts: new Attempts({ db, sessions, events, queue, rule, now }),
    bulk: new BulkAttempts({ events, queue, now }),
    hints: new Hints(db, sessions, now),
    solutions: new Solutions(db, sessions, release),
    changes: new Changes(db, sessions),
    timeline: new Timeline(db, sessions, host),
    artifacts: new Artifacts({ db, sessions, signer, version, now }),
    pictures: new Pictures(db, sessions, { host, accounts }, grader, today),
    quizzes: new Quizzes(catalog, db, { rule, close }, now),
    reviews: new Reviews(catalog, db, now),
    records: new Records(db, signer),
    certificates: new Certificates({ catalog, db, signer, version, now }),
    regrades: new Regrades({ db, catalog, queue, version, now }),
    events,
    start: () => queue.start(),
    close: async () => {
      sessions.close();
      await queue.close();
    },
  };
}

/** The values that a learner's session of a lab has, or will have. */
export function learnerVariables(catalog: Catalog, learner: { seed: string }, lab: string): Variables {
  const manifest = catalog.labs.get(lab)?.manifest;
  if (!manifest) return {};
  return resolveVariables({ lab: manifest, common: catalog.commonVariables, seed: learner.seed });
}
