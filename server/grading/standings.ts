import type { Catalog, Lab } from '../catalog/index.ts';
import {
  bestPoints,
  hintOpenings,
  labSessionsOf,
  lastResults,
  type Db,
  type LabSession,
} from '../store/index.ts';
import type { LabStanding } from './progress.ts';
import { round, taskStanding, type TaskStanding } from './score.ts';

/** Where a learner stands with each task of a session. */
export async function taskStandings(
  db: Db,
  session: LabSession,
  lab: Lab,
): Promise<
  Map<string, TaskStanding & { opened: number[]; lastPoints: number | undefined; lastResult: string | null }>
> {
  const best = await bestPoints(db, session.id);
  const last = await lastResults(db, session.id, 'any');
  // What could not be checked costs nothing, so a final task keeps the points of the last time it could.
  const judged = await lastResults(db, session.id, 'judged');
  const openings = await hintOpenings(db, session.id);
  return new Map(
    lab.manifest.tasks.map((task) => {
      const opened = openings.filter((row) => row.task === task.id);
      const lastPoints = judged.get(task.id)?.points;
      const standing = taskStanding(
        task,
        { best: best.get(task.id), last: lastPoints },
        opened.map((row) => row.cost_percent),
      );
      const levels = opened.map(({ level }) => level);
      return [
        task.id,
        { ...standing, opened: levels, lastPoints, lastResult: last.get(task.id)?.result ?? null },
      ];
    }),
  );
}

/** Where a learner stands with each lab, for the course map. */
export async function labStandings(
  db: Db,
  catalog: Catalog,
  learner: string,
): Promise<Map<string, LabStanding>> {
  const standings = new Map<string, LabStanding>();
  for (const session of await labSessionsOf(db, learner)) {
    const lab = catalog.labs.get(session.lab);
    if (!lab) continue;
    const best = await bestPoints(db, session.id);
    const tasks = await taskStandings(db, session, lab);
    standings.set(session.lab, {
      checked: best.size > 0,
      score: round([...tasks.values()].reduce((sum, task) => sum + task.best, 0)),
      // A passed task stays passed whatever its hints cost.
      tasksPassed: lab.manifest.tasks.filter((task) => {
        const points = task.final === true ? tasks.get(task.id)?.lastPoints : best.get(task.id);
        return points === task.points;
      }).length,
    });
  }
  return standings;
}
