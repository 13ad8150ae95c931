import type { Catalog } from '../catalog/index.ts';
import type { AssignmentPolicy } from '../contract/index.ts';
import {
  assignmentsForStudent,
  extensionsOf,
  type Assignment,
  type Db,
  type Extension,
} from '../store/index.ts';
import { datesFor, plannedDates } from './dates.ts';

/**
 * May students read the reference answers? When somebody opened them by hand; or, where the rules say so, once nobody can
 * hand in any more: the last close of the whole cohort counts, because students talk.
 *
 * @param extensions those of this assignment
 */
export function answersOpen(
  assignment: Assignment,
  extensions: readonly Extension[],
  zone: string,
  now: number,
): boolean {
  if (assignment.answers_at !== null) return now >= assignment.answers_at;
  const { answersAtClose = false } = JSON.parse(assignment.policy) as AssignmentPolicy;
  const planned = plannedDates(assignment, zone);
  if (!answersAtClose || planned.close === null) return false;
  const of = { zone, begun: assignment.created_at };
  const closes = extensions.map((extension) => datesFor(planned, extension, of).close ?? Infinity);
  return now >= Math.max(planned.close, ...closes);
}

/**
 * The answers that instructors have opened, for the Solutions service. A student who has a lab from several cohorts reads
 * them when all of these have opened them: what one class may know must not spoil another one's work.
 */
export function answerRelease({ db, catalog, now }: { db: Db; catalog: Catalog; now(): number }): {
  released(of: { learner: string; lab: string }): Promise<ReadonlySet<string>>;
} {
  return {
    async released({ learner, lab }) {
      const own = await assignmentsForStudent(db, learner, { kind: 'lab', id: lab });
      if (own.length === 0) return new Set();
      for (const assignment of own) {
        const all = await extensionsOf(db, assignment.cohort);
        const extensions = all.filter((one) => one.assignment === assignment.id);
        if (!answersOpen(assignment, extensions, assignment.time_zone, now())) return new Set();
      }
      return new Set(catalog.labs.get(lab)?.manifest.tasks.map(({ id }) => id));
    },
  };
}
