import { assignmentStandings } from '../assignments/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { AssignmentStanding, MatrixAssignment, MatrixReply, StandingStatus } from '../contract/index.ts';
import { assignmentsOf, enrolmentsOf, matrixVersion, type Cohort, type Db } from '../store/index.ts';

const STATUSES: StandingStatus[] = ['none', 'started', 'submitted', 'late', 'missing', 'excused'];
const MINUTE_MS = 60_000;

/**
 * Learners × tasks of a cohort, by columns so that ids are said once. The scores are those of `assignmentStandings`; the
 * number of queries depends on the assignments, not on the learners.
 *
 * @param since version that the caller has; when it still holds, nothing is worked out
 * @param now epoch ms
 */
export async function matrixOf(
  db: Db,
  catalog: Catalog,
  cohort: Cohort,
  { since, now }: { since?: string | undefined; now: number },
): Promise<MatrixReply> {
  // Read before the scores: what comes in between is told once more rather than never. The minute is part of it because
  // dates pass without anybody doing anything.
  const version = `${await matrixVersion(db, cohort.id)}-${Math.floor(now / MINUTE_MS)}`;
  if (since === version) return { version, matrix: null };
  const assignments = await assignmentsOf(db, cohort.id);
  const standings = new Map<string, AssignmentStanding>();
  for (const one of await assignmentStandings(db, catalog, cohort, { now, assignments })) {
    standings.set(`${one.assignment} ${one.learner}`, one);
  }
  const learners = (await enrolmentsOf(db, cohort.id)).filter(
    ({ role, status }) => role === 'student' && status === 'active',
  );
  return {
    version,
    matrix: {
      statuses: STATUSES,
      learners: {
        id: learners.map(({ learner }) => learner),
        name: learners.map(({ name }) => name),
        studentNumber: learners.map(({ student_number }) => student_number),
        group: learners.map(({ group_name }) => group_name),
      },
      assignments: assignments.map((assignment): MatrixAssignment => {
        const rows = learners.map(({ learner }) => standings.get(`${assignment.id} ${learner}`));
        const manifest = assignment.kind === 'lab' ? catalog.labs.get(assignment.item)?.manifest : undefined;
        const titles = new Map(manifest?.tasks.map(({ id, title }) => [id, title]));
        const tasks = rows.find((row) => row !== undefined)?.tasks ?? [];
        return {
          id: assignment.id,
          kind: assignment.kind as MatrixAssignment['kind'],
          item: assignment.item,
          title: assignment.title,
          maxPoints: rows.find((row) => row !== undefined)?.maxPoints ?? 0,
          score: rows.map((row) => row?.score ?? null),
          status: rows.map((row) => STATUSES.indexOf(row?.status ?? 'none')),
          tasks: tasks.map(({ task, maxPoints }, index) => ({
            id: task,
            title: titles.get(task) ?? assignment.title,
            maxPoints,
            points: rows.map((row) => shown(row?.tasks[index])),
          })),
        };
      }),
    },
  };
}

/** What counts, where anything was judged or given. */
function shown(task: AssignmentStanding['tasks'][number] | undefined): number | null {
  if (!task || (task.automatic === null && task.override === null)) return null;
  return task.counted;
}
