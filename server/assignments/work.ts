import type { Catalog } from '../catalog/index.ts';
import {
  countedLabAttempts,
  countedQuizzes,
  hintPercents,
  labResults,
  learnersAtLab,
  type Assignment,
  type CountedAttempt,
  type Executor,
} from '../store/index.ts';
import type { JudgedResult, ScoredTask } from './score.ts';

/** What one learner did for an assignment. */
export interface Work {
  begun: boolean;
  /** Attempts that use up a limit, oldest first. */
  attempts: CountedAttempt[];
  /** Judged results, oldest first. */
  results: JudgedResult[];
  /** Points that opened hints cost, by task. */
  hints: Map<string, number>;
}

const QUIZ_POINTS = 100;

/** What an assignment's score is made of; empty when its lab or quiz is not in the course any more. */
export function scoredTasks(
  catalog: Catalog,
  { kind, item }: Pick<Assignment, 'kind' | 'item'>,
): ScoredTask[] {
  if (kind === 'quiz') {
    return catalog.quizzes.has(item) ? [{ id: item, points: QUIZ_POINTS, final: false }] : [];
  }
  const tasks = catalog.labs.get(item)?.manifest.tasks ?? [];
  return tasks.map(({ id, points, final }) => ({ id, points, final: final === true }));
}

/**
 * What the students of a cohort did for an assignment, by learner. A handful of queries whatever the number of learners;
 * one assignment at a time, so that between two of them other requests get the database.
 *
 * @param from work from before does not count, epoch ms
 */
export async function workOf(
  db: Executor,
  assignment: Assignment,
  tasks: readonly ScoredTask[],
  { from, learner }: { from: number; learner?: string | undefined },
): Promise<(learner: string) => Work> {
  const { cohort, item } = assignment;
  const of = { cohort, item, from, ...(learner === undefined ? {} : { learner }) };
  const works = new Map<string, Work>();
  const work = (id: string): Work => {
    const known = works.get(id) ?? { begun: false, attempts: [], results: [], hints: new Map() };
    works.set(id, known);
    return known;
  };
  if (assignment.kind === 'quiz') {
    for (const quiz of await countedQuizzes(db, of)) {
      const one = work(quiz.learner);
      one.begun = true;
      one.attempts.push(quiz);
      if (quiz.score === null || quiz.finishedAt === null) continue;
      const points = Math.round(quiz.score * QUIZ_POINTS * 100) / 100;
      one.results.push({ task: item, points, attempt: quiz.attempt, at: quiz.finishedAt });
    }
    return work;
  }
  const points = new Map(tasks.map((task) => [task.id, task.points]));
  for (const id of await learnersAtLab(db, of)) work(id).begun = true;
  for (const attempt of await countedLabAttempts(db, of)) work(attempt.learner).attempts.push(attempt);
  for (const result of await labResults(db, of)) work(result.learner).results.push(result);
  for (const { learner: id, task, percent } of await hintPercents(db, of)) {
    work(id).hints.set(task, ((points.get(task) ?? 0) * percent) / 100);
  }
  return work;
}
