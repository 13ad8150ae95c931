import { MAX_ARTIFACT_BYTES, type ArtifactFile } from '../../graders/kit/index.ts';
import type { ArtifactReply, ArtifactsReply, DraftReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  artifactsOf,
  deleteDraft,
  draftsOf,
  gradedFilesOf,
  inTransaction,
  saveArtifact,
  saveDraft,
  type Artifact,
  type Db,
  type Draft,
} from '../store/index.ts';
import type { Signer } from '../records/index.ts';
import type { LabSessions } from './lab-sessions.ts';
import { issueFileReceipt } from './receipts.ts';

export interface ArtifactsOptions {
  db: Db;
  sessions: LabSessions;
  signer: Signer;
  version: string;
  now(): number;
}

/** Files that learners hand in for tasks; the last one of a name counts. */
export class Artifacts {
  readonly #db: Db;
  readonly #options: ArtifactsOptions;

  constructor(options: ArtifactsOptions) {
    this.#db = options.db;
    this.#options = options;
  }

  async list(learner: string, id: string): Promise<ArtifactsReply> {
    await this.#options.sessions.find(learner, id);
    const graded = await gradedFilesOf(this.#db, id);
    return {
      artifacts: (await artifactsOf(this.#db, id)).map(artifactReply),
      drafts: (await draftsOf(this.#db, id)).map(draftReply),
      graded: graded.map(({ task, name, body, number, graded_at }) => ({
        task,
        name,
        text: body,
        attempt: number,
        gradedAt: new Date(graded_at).toISOString(),
      })),
    };
  }

  /** Takes a file in. What was typed for it is no draft any more: from now on this text is the one that is kept. */
  async save(learner: string, id: string, file: LearnerFile): Promise<ArtifactReply> {
    const kept = await this.#wanted(learner, id, file);
    const { sessions, signer, version, now } = this.#options;
    const session = await sessions.find(learner, id);
    const graderVersion = `${version}+${sessions.labOf(session).digest}`;
    return await inTransaction(this.#db, async (tx) => {
      await deleteDraft(tx, kept);
      const saved = await saveArtifact(tx, kept, now());
      const { task, name, bytes, sha256 } = saved;
      const receipt = { session, file: { task, name, bytes, sha256 }, version: graderVersion };
      await issueFileReceipt(tx, signer, receipt, now());
      return artifactReply(saved);
    });
  }

  /** Keeps what is typed for a file and not handed in yet. */
  async saveDraft(learner: string, id: string, file: LearnerFile): Promise<DraftReply> {
    return draftReply(await saveDraft(this.#db, await this.#wanted(learner, id, file), this.#options.now()));
  }

  async #wanted(
    learner: string,
    id: string,
    { task, name, text }: LearnerFile,
  ): Promise<LearnerFile & { session: string }> {
    const session = await this.#options.sessions.find(learner, id);
    const lab = this.#options.sessions.labOf(session).manifest;
    const spec = lab.tasks.find((candidate) => candidate.id === task);
    if (!spec) {
      throw new CodedError('TASK_NOT_FOUND', {
        lab: lab.id,
        task,
        known: lab.tasks.map((candidate) => candidate.id).join(', '),
      });
    }
    const problem = textProblem(text);
    if (problem !== undefined) throw new CodedError('ARTIFACT_REFUSED', { name, problem });
    return { session: id, task, name: nameFor(spec.artifacts ?? [], task, name), text };
  }
}

interface LearnerFile {
  task: string;
  name: string;
  text: string;
}

/** A task that wants one file takes any name for it; one that wants several tells them apart by name. */
function nameFor(wanted: readonly { name: string }[], task: string, name: string): string {
  const names = wanted.map((spec) => spec.name);
  const [only] = names;
  if (names.length === 1 && only !== undefined) return only;
  if (names.includes(name)) return name;
  const cure =
    names.length === 0 ? 'This task is checked in the account alone.' : `It takes ${names.join(', ')}.`;
  throw new CodedError('ARTIFACT_NOT_WANTED', { task, name, cure });
}

function textProblem(text: string): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > MAX_ARTIFACT_BYTES) return `it has ${bytes.length} bytes`;
  // Half of a surrogate pair is valid in JSON and no text in UTF-8.
  if (bytes.toString('utf8') !== text) return 'it is not valid Unicode text';
  return undefined;
}

function artifactReply(row: Artifact): ArtifactReply {
  return {
    task: row.task,
    name: row.name,
    bytes: row.bytes,
    sha256: row.sha256,
    submittedAt: new Date(row.submitted_at).toISOString(),
    text: row.body,
  };
}

function draftReply({ task, name, body, saved_at }: Draft): DraftReply {
  return { task, name, text: body, savedAt: new Date(saved_at).toISOString() };
}

/** What was handed in, as checks and pictures read it. */
export async function submitted(db: Db, session: string): Promise<Record<string, ArtifactFile[]>> {
  const files: Record<string, ArtifactFile[]> = {};
  for (const { task, name, body } of await artifactsOf(db, session)) {
    (files[task] ??= []).push({ name, bytes: Buffer.from(body, 'utf8') });
  }
  return files;
}
