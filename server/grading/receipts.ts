import type { GradeReport } from '../../graders/contract/index.ts';
import type { Receipt } from '../contract/index.ts';
import { evidenceDigest, seal, type Signer } from '../records/index.ts';
import { insertReceipt, newId, type Attempt, type Executor, type LabSession } from '../store/index.ts';

interface JudgedFile {
  task: string;
  name: string;
  bytes: number;
  sha256: string;
}

type Draft = Pick<Receipt, 'kind' | 'attempt' | 'number' | 'acceptedAt' | 'status'> & Partial<Receipt>;

async function issue(
  tx: Executor,
  signer: Signer,
  session: LabSession,
  draft: Draft & { graderVersion: string },
  now: number,
): Promise<void> {
  const id = newId();
  const receipt: Omit<Receipt, 'seal'> = {
    format: 'groundschool-receipt/1',
    id,
    learner: session.learner,
    lab: session.lab,
    session: session.id,
    endedAt: new Date(now).toISOString(),
    score: null,
    checkable: null,
    maxScore: 100,
    tasks: [],
    files: [],
    evidenceDigest: null,
    ...draft,
  };
  const { attempt } = draft;
  const body = seal(receipt, signer);
  await insertReceipt(tx, { id, learner: session.learner, session: session.id, attempt, body }, now);
}

/** The receipt of an attempt that was judged. Call it in the transaction that ends the attempt. */
export async function issueAttemptReceipt(
  tx: Executor,
  signer: Signer,
  {
    attempt,
    session,
    report,
    evidence,
    files,
  }: { attempt: Attempt; session: LabSession; report: GradeReport; evidence: unknown; files: JudgedFile[] },
  now: number,
): Promise<void> {
  await issue(
    tx,
    signer,
    session,
    {
      kind: 'attempt',
      attempt: attempt.id,
      number: attempt.number,
      acceptedAt: new Date(attempt.created_at).toISOString(),
      status: 'done',
      score: report.score,
      checkable: report.checkable,
      maxScore: report.maxScore,
      tasks: report.tasks.map(({ id, status, points, maxPoints, reason }) => ({
        id,
        status,
        points,
        maxPoints,
        reason,
      })),
      files,
      graderVersion: report.version,
      evidenceDigest: evidenceDigest(evidence),
    },
    now,
  );
}

/** The receipt of an attempt that could not be finished: it was accepted, and nothing was counted. */
export async function issueFailedReceipt(
  tx: Executor,
  signer: Signer,
  { attempt, session, version }: { attempt: Attempt; session: LabSession; version: string },
  now: number,
): Promise<void> {
  const { id, number } = attempt;
  const acceptedAt = new Date(attempt.created_at).toISOString();
  await issue(
    tx,
    signer,
    session,
    { kind: 'attempt', attempt: id, number, acceptedAt, status: 'failed', graderVersion: version },
    now,
  );
}

/** The receipt of a file that was handed in. Call it in the transaction that takes it in. */
export async function issueFileReceipt(
  tx: Executor,
  signer: Signer,
  { session, file, version }: { session: LabSession; file: JudgedFile; version: string },
  now: number,
): Promise<void> {
  const acceptedAt = new Date(now).toISOString();
  await issue(
    tx,
    signer,
    session,
    {
      kind: 'files',
      attempt: null,
      number: null,
      acceptedAt,
      status: 'accepted',
      files: [file],
      graderVersion: version,
    },
    now,
  );
}
