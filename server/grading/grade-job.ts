import { createHash } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { GradeReport, LabManifest } from '../../graders/contract/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { CodedError } from '../errors.ts';
import {
  finishAttempt,
  getAttempt,
  getLabSession,
  insertAttemptCalls,
  insertEvidence,
  insertTaskResults,
  inTransaction,
  packEvidence,
  saveGradedFiles,
  startAttempt,
  type Attempt,
  type Db,
  type LabSession,
} from '../store/index.ts';
import { tellGraded } from '../webhooks/outbox.ts';
import { submitted } from './artifacts.ts';
import { attemptSummary } from './attempt-summary.ts';
import { callsSince } from './call-notes.ts';
import type { SessionEvents } from './events.ts';
import { NotYet, type JobContext, type JobKind } from './job-queue.ts';
import { lookForSimilarity } from '../insight/index.ts';
import type { Signer } from '../records/index.ts';
import type { Grader, GradeTarget, RealAccounts, SandboxHost } from './ports.ts';
import { issueAttemptReceipt, issueFailedReceipt } from './receipts.ts';
import { isReal, readerTarget, variablesOf } from './targets.ts';

export interface GradeJobOptions {
  db: Db;
  catalog: Catalog;
  host: SandboxHost;
  accounts: RealAccounts;
  grader: Grader;
  events: SessionEvents;
  log: FastifyBaseLogger;
  version: string;
  signer: Signer;
  today: string | null;
  now(): number;
}

/** Why an attempt ends without a result: nothing is judged, and pages say this. */
class AttemptFailed extends Error {}

/** One attempt end to end: target → engine → store → events. The result and the end of the job are one transaction. */
export function gradeJob(options: GradeJobOptions): JobKind {
  const { db, events, now } = options;
  const tell = async (id: string): Promise<void> => {
    const attempt = await getAttempt(db, id);
    if (attempt) events.publish(attempt.session, { type: 'attempt', attempt: attemptSummary(attempt) });
  };
  const fail = async (id: string, problem: string): Promise<void> => {
    await inTransaction(db, async (tx) => {
      if (!(await finishAttempt(tx, id, { status: 'failed', problem }, now()))) return;
      const attempt = await getAttempt(tx, id);
      const session = attempt && (await getLabSession(tx, attempt.session));
      const { signer, version } = options;
      if (session) await issueFailedReceipt(tx, signer, { attempt, session, version }, now());
    });
    await tell(id);
  };
  return {
    async run(id, context) {
      const attempt = await getAttempt(db, id);
      if (!attempt || attempt.status === 'done' || attempt.status === 'failed') return;
      try {
        await gradeAttempt(attempt, context, options, () => tell(id));
      } catch (error) {
        if (!(error instanceof AttemptFailed)) throw error;
        await fail(id, error.message);
      }
    },
    giveUp: (id) => fail(id, 'Groundschool could not finish this check. Nothing was counted; check again.'),
  };
}

async function gradeAttempt(
  attempt: Attempt,
  { signal, standAside, finish }: JobContext,
  options: GradeJobOptions,
  tell: () => Promise<void>,
): Promise<void> {
  const { db, events, grader, log, now } = options;
  const { session, lab } = await subjectOf(attempt, options);
  const target = await targetOf(options, session, lab.manifest, attempt.id);
  if (!(await startAttempt(db, attempt.id, now()))) return;
  await tell();
  const artifacts = await submitted(db, session.id);
  const since = await callsSince(db, options.host, session);
  const { report, evidence } = await grader.grade({
    lab: lab.manifest,
    version: `${options.version}+${lab.digest}`,
    variables: variablesOf(session),
    target,
    artifacts,
    tasks: attempt.tasks === null ? null : (JSON.parse(attempt.tasks) as string[]),
    today: options.today,
    signal,
    ...(attempt.source === 'bulk' ? { standAside } : {}),
    onWait: (wait) => events.publish(session.id, { type: 'waiting', attempt: attempt.id, ...wait }),
    onEvent: (event) => events.publish(session.id, { ...event, attempt: attempt.id }),
    onError: (error, where) => log.error({ err: error, attempt: attempt.id }, `A check broke in ${where}.`),
  });
  const packed = await packEvidence(evidence);
  signal.throwIfAborted();
  // A task that was blocked or skipped has judged no file.
  const judged = report.tasks
    .filter(({ status }) => status !== 'blocked' && status !== 'skipped')
    .flatMap(({ id }) =>
      (artifacts[id] ?? []).map(({ name, bytes }) => ({
        task: id,
        name,
        text: Buffer.from(bytes).toString('utf8'),
      })),
    );
  const files = judged.map(({ task, name, text }) => ({
    task,
    name,
    bytes: Buffer.byteLength(text, 'utf8'),
    sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
  }));
  const { tasks, ...summary }: GradeReport = report;
  await inTransaction(db, async (tx) => {
    const { score, checkable } = report;
    const first = await finishAttempt(
      tx,
      attempt.id,
      { status: 'done', score, checkable, report: summary },
      now(),
    );
    // Somebody else has stored a result: theirs counts, and ours is as if it had never been made.
    if (!first) return;
    await insertTaskResults(tx, attempt.id, session.id, tasks);
    await insertEvidence(tx, attempt.id, packed, now());
    if (since) await insertAttemptCalls(tx, { session: session.id, attempt: attempt.id, ...since }, now());
    await saveGradedFiles(tx, { session: session.id, attempt: attempt.id }, judged, now());
    const receipt = { attempt, session, report, evidence, files };
    await issueAttemptReceipt(tx, options.signer, receipt, now());
    await tellGraded(tx, { attempt, session }, report, now());
    await lookForSimilarity(tx, { attempt: attempt.id, learner: session.learner }, now());
    await finish(tx);
  });
  await tell();
}

/** An account that is not registered any more ends the attempt, as a sandbox that is not there does. */
async function targetOf(
  options: GradeJobOptions,
  session: LabSession,
  lab: LabManifest,
  run: string,
): Promise<GradeTarget> {
  try {
    return await readerTarget(options, session, lab, run);
  } catch (error) {
    if (!isReal(session) || !(error instanceof CodedError)) throw error;
    throw new AttemptFailed(`${error.message} ${error.cure ?? ''}`.trimEnd(), { cause: error });
  }
}

async function subjectOf(
  attempt: Attempt,
  { db, catalog, host }: GradeJobOptions,
): Promise<{ session: LabSession; lab: NonNullable<ReturnType<Catalog['labs']['get']>> }> {
  const session = await getLabSession(db, attempt.session);
  const lab = session && catalog.labs.get(session.lab);
  if (!session || !lab)
    throw new AttemptFailed('The lab of this attempt is not part of the course any more.');
  if (session.generation !== attempt.generation) {
    throw new AttemptFailed(
      'The account was reset before this attempt was checked. Check again in the new one.',
    );
  }
  if (!isReal(session)) {
    const { status, message } = host.state();
    if (status === 'starting') throw new NotYet(message, 300);
    if (status === 'unavailable') throw new AttemptFailed(message);
  }
  if (session.status !== 'ready') {
    throw new AttemptFailed(
      session.problem ?? 'The account of this lab is not ready. Reset it and check again.',
    );
  }
  return { session, lab };
}
