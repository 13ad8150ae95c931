import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Variables } from '../../graders/contract/index.ts';
import { datesFor, isReleased, plannedDates } from '../assignments/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { AssignmentPolicy } from '../contract/index.ts';
import {
  countedQuizzes,
  enrolmentsOf,
  extensionsOf,
  labHistories,
  storedResults,
  type Assignment,
  type Cohort,
  type Executor,
  type LabHistory,
} from '../store/index.ts';
import { triesByTask, type PlacedTry } from './tries.ts';
import { SAME, trailing, type WatchAttempt, type WatchCase } from './watch-rules.ts';

export interface LearnerCase extends WatchCase {
  learner: string;
  /** Values of their session. */
  variables: Variables;
}

/** How far back it is looked whether the evidence was the same. */
const LOOK_BACK = 10;

/** All active students of a cohort at an assignment, as the rules of the watch list look at them. */
export async function casesOf(
  db: Executor,
  catalog: Catalog,
  cohort: Cohort,
  assignment: Assignment,
  now: number,
): Promise<LearnerCase[]> {
  const manifest = assignment.kind === 'lab' ? catalog.labs.get(assignment.item)?.manifest : undefined;
  if (assignment.kind === 'lab' && !manifest) return [];
  const policy = JSON.parse(assignment.policy) as AssignmentPolicy;
  const planned = plannedDates(assignment, cohort.time_zone);
  const released = isReleased(planned, policy, now);
  if (!released) return [];
  const from = planned.release ?? 0;
  const of = { cohort: cohort.id, item: assignment.item, from };
  const work = manifest
    ? await labWork(db, { cohort: cohort.id, lab: assignment.item, from })
    : await quizWork(db, of);
  const evidence = manifest ? await evidenceOfRows(db, work) : new Map<string, string>();
  const extensions = new Map(
    (await extensionsOf(db, cohort.id))
      .filter((one) => one.assignment === assignment.id)
      .map((one) => [one.learner, one]),
  );
  const students = (await enrolmentsOf(db, cohort.id)).filter(
    ({ role, status }) => role === 'student' && status === 'active',
  );
  const tasks = (manifest?.tasks ?? []).map(({ id, points, final }) => ({
    id,
    points,
    final: final === true,
  }));
  return students.map(({ learner }): LearnerCase => {
    const extension = extensions.get(learner);
    const { due, close } = datesFor(planned, extension, {
      zone: cohort.time_zone,
      begun: assignment.created_at,
    });
    const own = work.get(learner);
    return {
      learner,
      kind: assignment.kind as 'lab' | 'quiz',
      tasks,
      countsLast: policy.counting === 'last',
      due,
      close,
      excused: extension?.excused === 1,
      released,
      attempts: own?.attempts ?? [],
      tries: own?.tries ?? new Map<string, PlacedTry[]>(),
      variables: own?.variables ?? {},
      now,
      evidenceOf: (attempt, task) => evidence.get(`${attempt} ${task}`),
    };
  });
}

interface Work {
  attempts: WatchAttempt[];
  tries: Map<string, PlacedTry[]>;
  variables: Variables;
}

async function labWork(
  db: Executor,
  of: { cohort: string; lab: string; from: number },
): Promise<Map<string, Work>> {
  const histories = await labHistories(db, of);
  await nextTurn();
  return new Map(
    histories.map((history) => [
      history.learner,
      {
        attempts: history.attempts.map(watchAttempt),
        tries: triesByTask(history),
        variables: JSON.parse(history.variables) as Variables,
      },
    ]),
  );
}

function watchAttempt([id, , at, source, generation, status]: LabHistory['attempts'][number]): WatchAttempt {
  return { id, at, own: source === 'learner', generation, failed: status === 'failed' };
}

async function quizWork(
  db: Executor,
  of: { cohort: string; item: string; from: number },
): Promise<Map<string, Work>> {
  const work = new Map<string, Work>();
  for (const { learner, attempt, at } of await countedQuizzes(db, of)) {
    const own: Work = work.get(learner) ?? { attempts: [], tries: new Map(), variables: {} };
    own.attempts.push({ id: attempt, at, own: true, generation: 1, failed: false });
    work.set(learner, own);
  }
  return work;
}

/** What was read, for the results that end in a row of the same failures: reading it for all would be reading everything. */
async function evidenceOfRows(db: Executor, work: ReadonlyMap<string, Work>): Promise<Map<string, string>> {
  const wanted = new Map<string, string[]>();
  for (const { attempts, tries } of work.values()) {
    for (const [task, all] of tries) {
      const judged = all.filter(({ own, status }) => own && status !== 'blocked' && status !== 'skipped');
      const last = judged.at(-1);
      const row = trailing(judged, ({ status, reason }) => status !== 'pass' && reason === last?.reason);
      if (row.length < SAME) continue;
      const known = wanted.get(task) ?? [];
      known.push(...row.slice(-LOOK_BACK).flatMap(({ place }) => attempts[place]?.id ?? []));
      wanted.set(task, known);
    }
  }
  const found = new Map<string, string>();
  for (const [task, attempts] of wanted) {
    for (const { attempt, result } of await storedResults(db, task, attempts)) {
      const { checks } = JSON.parse(result) as { checks?: { evidence: unknown }[] };
      if (checks) found.set(`${attempt} ${task}`, JSON.stringify(checks.map(({ evidence }) => evidence)));
    }
  }
  return found;
}
