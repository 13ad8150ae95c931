import { assignmentStandings, datesOf, requireAssignment } from '../assignments/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type {
  AttemptChangesReply,
  AttemptReply,
  BillReply,
  EvidenceReply,
  LearnerAssignment,
  LearnerLabReply,
  LearnerReply,
  QuizAttemptReply,
} from '../contract/index.ts';
import type { Corrections } from '../corrections/index.ts';
import { CodedError } from '../errors.ts';
import type { Grading } from '../grading/index.ts';
import {
  assignmentsOf,
  attemptsOf,
  findQuizAttempt,
  labSessionOf,
  quizAttemptsOf,
  type Assignment,
  type Cohort,
  type Db,
} from '../store/index.ts';
import { isAssigned, requireAttempt, requireStudent } from './border.ts';

export interface LearnerWorkOptions extends Pick<
  Grading,
  'attempts' | 'changes' | 'timeline' | 'hints' | 'artifacts' | 'quizzes' | 'pictures'
> {
  db: Db;
  catalog: Catalog;
  corrections: Corrections;
  now(): number;
}

/**
 * One student of a cohort as its staff sees them. The work is shown by the same parts that show it to the student; what
 * this adds is the border: only active students, and only work at what this cohort has as an assignment. Whatever lies
 * beyond looks like something that there is not.
 */
export class LearnerWork {
  readonly #options: LearnerWorkOptions;

  constructor(options: LearnerWorkOptions) {
    this.#options = options;
  }

  /** @throws CodedError LEARNER_NOT_FOUND */
  async overview(cohort: Cohort, id: string): Promise<LearnerReply> {
    const { db, catalog, corrections, now } = this.#options;
    const { learner, name, login, student_number, group_name } = await requireStudent(
      this.#options.db,
      cohort,
      id,
    );
    const assignments = await assignmentsOf(db, cohort.id);
    const standings = await assignmentStandings(db, catalog, cohort, { now: now(), learner, assignments });
    const rows: LearnerAssignment[] = [];
    for (const assignment of assignments) {
      const standing = standings.find((one) => one.assignment === assignment.id);
      if (!standing) continue;
      rows.push({
        id: assignment.id,
        kind: assignment.kind as LearnerAssignment['kind'],
        item: assignment.item,
        title: assignment.title,
        ...(await datesOf(db, cohort, assignment, learner)),
        standing,
        titles: titlesOf(catalog, assignment),
        quizAttempts: assignment.kind === 'quiz' ? await this.#quizAttempts(learner, assignment.item) : [],
      });
    }
    return {
      learner: { id: learner, name, login, studentNumber: student_number, group: group_name },
      timeZone: cohort.time_zone,
      assignments: rows,
      ...(await corrections.overrides(cohort, learner)),
      ...(await corrections.requests(cohort.id, learner)),
    };
  }

  /** What was done for an assigned lab. What is typed and not handed in is the student's own. @throws CodedError ASSIGNMENT_NOT_FOUND, LEARNER_NOT_FOUND */
  async lab(cohort: Cohort, id: string, assignment: string): Promise<LearnerLabReply> {
    const { db, timeline, hints, artifacts } = this.#options;
    const { learner } = await requireStudent(this.#options.db, cohort, id);
    const { kind, item } = await requireAssignment(db, cohort, assignment);
    const session = kind === 'lab' ? await labSessionOf(db, learner, item) : undefined;
    if (!session) return { timeline: null, byStaff: [], hints: [], files: [], graded: [] };
    const attempts = await attemptsOf(db, session.id);
    const files = await artifacts.list(learner, session.id);
    return {
      timeline: await timeline.get(learner, session.id),
      byStaff: attempts.filter(({ source }) => source === 'bulk').map((attempt) => attempt.id),
      ...(await hints.list(learner, session.id)),
      files: files.artifacts,
      graded: files.graded,
    };
  }

  /**
   * What the account of an assigned lab has that costs money, read now.
   *
   * @throws CodedError ASSIGNMENT_NOT_FOUND, LEARNER_NOT_FOUND, LAB_SESSION_NOT_FOUND, and those of a picture
   */
  async bill(cohort: Cohort, id: string, assignment: string): Promise<BillReply> {
    const { db, pictures } = this.#options;
    const { learner } = await requireStudent(db, cohort, id);
    const { kind, item } = await requireAssignment(db, cohort, assignment);
    const session = kind === 'lab' ? await labSessionOf(db, learner, item) : undefined;
    if (!session) throw new CodedError('LAB_SESSION_NOT_FOUND', { id: item });
    return await pictures.draw('bill', learner, session.id);
  }

  /** @throws CodedError ATTEMPT_NOT_FOUND, LEARNER_NOT_FOUND */
  async attempt(cohort: Cohort, id: string, attempt: string): Promise<AttemptReply> {
    return await this.#options.attempts.get(await this.#owner(cohort, id, attempt), attempt);
  }

  /** Every read of the attempt. @throws CodedError ATTEMPT_NOT_FOUND, LEARNER_NOT_FOUND */
  async evidence(cohort: Cohort, id: string, attempt: string): Promise<EvidenceReply> {
    return await this.#options.attempts.evidence(await this.#owner(cohort, id, attempt), attempt);
  }

  /** @throws CodedError ATTEMPT_NOT_FOUND, LEARNER_NOT_FOUND, NOTHING_TO_COMPARE */
  async changes(
    cohort: Cohort,
    id: string,
    attempt: string,
    since: string | undefined,
  ): Promise<AttemptChangesReply> {
    return await this.#options.changes.between(await this.#owner(cohort, id, attempt), attempt, since);
  }

  /** @throws CodedError QUIZ_ATTEMPT_NOT_FOUND, LEARNER_NOT_FOUND */
  async quizAttempt(cohort: Cohort, id: string, attempt: string): Promise<QuizAttemptReply> {
    const { db, quizzes } = this.#options;
    const { learner } = await requireStudent(this.#options.db, cohort, id);
    const found = await findQuizAttempt(db, learner, attempt);
    if (!found || !(await isAssigned(db, cohort, { kind: 'quiz', item: found.part }))) {
      throw new CodedError('QUIZ_ATTEMPT_NOT_FOUND', { id: attempt });
    }
    return await quizzes.get(learner, attempt);
  }

  /** @returns whose attempt it is */
  async #owner(cohort: Cohort, id: string, attempt: string): Promise<string> {
    return (await requireAttempt(this.#options.db, cohort, id, attempt)).learner;
  }

  async #quizAttempts(learner: string, part: string): Promise<LearnerAssignment['quizAttempts']> {
    const rows = await quizAttemptsOf(this.#options.db, learner, part);
    return rows.map(({ id, started_at, finished_at, score }) => ({
      id,
      startedAt: new Date(started_at).toISOString(),
      finishedAt: finished_at === null ? null : new Date(finished_at).toISOString(),
      score,
    }));
  }
}

function titlesOf(catalog: Catalog, { kind, item, title }: Assignment): Record<string, string> {
  if (kind === 'quiz') return { [item]: title };
  const tasks = catalog.labs.get(item)?.manifest.tasks ?? [];
  return Object.fromEntries(tasks.map((task) => [task.id, task.title]));
}
