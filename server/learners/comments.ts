import type { Catalog } from '../catalog/index.ts';
import { may, type Comment, type CommentBody, type CommentsReply, type Role } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  changeComment,
  commentsOf,
  deleteComment,
  findComment,
  insertComment,
  inTransaction,
  markCommentsSeen,
  newId,
  writeAudit,
  type Cohort,
  type Db,
  type PlacedComment,
} from '../store/index.ts';
import { requireAttempt, requireStudent } from './border.ts';

/** What staff write beside attempts. Students read it; they answer by asking for another look. */
export class Comments {
  readonly #db: Db;
  readonly #catalog: Catalog;
  readonly #now: () => number;

  constructor({ db, catalog, now }: { db: Db; catalog: Catalog; now(): number }) {
    this.#db = db;
    this.#catalog = catalog;
    this.#now = now;
  }

  /** Of one learner in one cohort. @param caller who asks, for `own` @throws CodedError LEARNER_NOT_FOUND */
  async list(caller: string, cohort: Cohort, learner: string): Promise<CommentsReply> {
    await requireStudent(this.#db, cohort, learner);
    const rows = await commentsOf(this.#db, { learner, cohort: cohort.id });
    return { comments: rows.map((row) => reply(row, caller)) };
  }

  /** A learner's own, of all cohorts. */
  async mine(learner: string): Promise<CommentsReply> {
    const rows = await commentsOf(this.#db, { learner });
    return { comments: rows.map((row) => reply(row, learner)) };
  }

  /** They were on the learner's screen. */
  async seen(learner: string, ids: readonly string[]): Promise<CommentsReply> {
    await markCommentsSeen(this.#db, learner, ids, this.#now());
    return await this.mine(learner);
  }

  /** @throws CodedError LEARNER_NOT_FOUND, ATTEMPT_NOT_FOUND, TASK_NOT_FOUND */
  async write(
    actor: string,
    cohort: Cohort,
    id: string,
    { attempt, task, text }: CommentBody & { attempt: string },
  ): Promise<CommentsReply> {
    const { learner, lab } = await requireAttempt(this.#db, cohort, id, attempt);
    const tasks = this.#catalog.labs.get(lab)?.manifest.tasks.map((one) => one.id) ?? [];
    if (task !== null && !tasks.includes(task)) {
      throw new CodedError('TASK_NOT_FOUND', { lab, task, known: tasks.join(', ') });
    }
    const comment = newId();
    await inTransaction(this.#db, async (tx) => {
      const at = this.#now();
      const place = { cohort: cohort.id, learner, attempt, task };
      const row = { id: comment, ...place, author: actor, body: text.trim(), created_at: at };
      await insertComment(tx, { ...row, edited_at: null, seen_at: null });
      const detail = { comment, attempt, task };
      await writeAudit(tx, { actor, action: 'comment.written', ...subject(cohort, learner), detail }, at);
    });
    return await this.list(actor, cohort, learner);
  }

  /** Only who wrote it says it in other words. @throws CodedError LEARNER_NOT_FOUND, COMMENT_NOT_FOUND, COMMENT_OF_OTHERS */
  async change(
    actor: string,
    cohort: Cohort,
    id: string,
    { comment, text }: { comment: string; text: string },
  ): Promise<CommentsReply> {
    const { learner } = await requireStudent(this.#db, cohort, id);
    await inTransaction(this.#db, async (tx) => {
      const found = await findComment(tx, { cohort: cohort.id, learner, id: comment });
      if (!found) throw new CodedError('COMMENT_NOT_FOUND', { id: comment });
      if (found.author !== actor) throw new CodedError('COMMENT_OF_OTHERS');
      await changeComment(tx, comment, text.trim(), this.#now());
      const detail = { comment, before: found.body, after: text.trim() };
      await writeAudit(
        tx,
        { actor, action: 'comment.changed', ...subject(cohort, learner), detail },
        this.#now(),
      );
    });
    return await this.list(actor, cohort, learner);
  }

  /** Who wrote it, and who manages the cohort. @throws CodedError LEARNER_NOT_FOUND, COMMENT_NOT_FOUND, COMMENT_OF_OTHERS */
  async remove(
    { actor, role }: { actor: string; role: Role },
    cohort: Cohort,
    id: string,
    comment: string,
  ): Promise<CommentsReply> {
    const { learner } = await requireStudent(this.#db, cohort, id);
    await inTransaction(this.#db, async (tx) => {
      const found = await findComment(tx, { cohort: cohort.id, learner, id: comment });
      if (!found) throw new CodedError('COMMENT_NOT_FOUND', { id: comment });
      if (found.author !== actor && !may(role, 'manage')) throw new CodedError('COMMENT_OF_OTHERS');
      await deleteComment(tx, comment);
      const detail = { comment, attempt: found.attempt, text: found.body };
      await writeAudit(
        tx,
        { actor, action: 'comment.removed', ...subject(cohort, learner), detail },
        this.#now(),
      );
    });
    return await this.list(actor, cohort, learner);
  }
}

const subject = (cohort: Cohort, learner: string) => ({ cohort: cohort.id, subject: learner });

function reply(row: PlacedComment, caller: string): Comment {
  return {
    id: row.id,
    lab: row.lab,
    attempt: row.attempt,
    number: row.number,
    task: row.task,
    author: row.author_name,
    own: row.author === caller,
    text: row.body,
    at: new Date(row.created_at).toISOString(),
    editedAt: row.edited_at === null ? null : new Date(row.edited_at).toISOString(),
    seen: row.seen_at !== null,
  };
}
