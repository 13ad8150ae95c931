/**
 * Item analysis and watch list of a cohort of 300 learners who checked each of 8 labs of 8 tasks 50 times (960,000 results), on a real SQLite
 * file; beside it, in the same run, the floor: SQLite sums the points of the same results. Prints CPU milliseconds (a busy
 * machine does not change them much), the longest time that nobody else was heard, and the ratio. The target is 2 s.
 *
 *   npx esbuild bench/analysis.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-analysis.mjs && node .cache/bench-analysis.mjs [learners]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Catalog } from '../server/catalog/index.ts';
import { createInsight } from '../server/insight/index.ts';
import { inTransaction, insertAssignment, newId, openDatabase, type Db } from '../server/store/index.ts';

const LEARNERS = Number(process.argv[2] ?? 300);
const LABS = 8;
const TASKS = 8;
const ATTEMPTS = 50;
const TARGET_MS = 2_000;
const COHORT = {
  id: 'bench',
  title: 'Bench',
  time_zone: 'UTC',
  created_at: 1,
  archived_at: null,
};

const folder = mkdtempSync(join(tmpdir(), 'groundschool-bench-'));
const db = await openDatabase(join(folder, 'bench.sqlite'));
try {
  // Only for making the data: a bench that loses power begins again.
  await sql`pragma synchronous = off`.execute(db);
  await fill(db);
  const tasks = Array.from({ length: TASKS }, (_, index) => ({
    id: `task-${index}`,
    title: `Task ${index}`,
    points: 100 / TASKS,
    checks: [],
  }));
  const labs = new Map(Array.from({ length: LABS }, (_, index) => [`lab-${index}`, { manifest: { tasks } }]));
  const catalog = { labs, quizzes: new Map() } as unknown as Catalog;

  const floor = await cost(async () => {
    await sql`select sum(points) from task_results`.execute(db);
  });
  const { analysis, watch } = createInsight({
    db,
    catalog,
    checks: { known: [], used: new Map() },
    now: () => Date.now(),
  });
  const first = await cost(async () => {
    const { assignments } = await analysis.of(COHORT, { seesLearners: true });
    const [item] = assignments[0]?.items ?? [];
    if (item?.learners !== LEARNERS) throw new Error('bench/analysis: it looked at less than everybody.');
  });
  const list = await cost(() => watch.list(COHORT));
  const again = await cost(() => analysis.of(COHORT, { seesLearners: false }));
  const show = ({ cpu, wall, held }: Cost): string =>
    `${cpu.toFixed(0)} ms of CPU, ${wall.toFixed(0)} ms of time, longest turn ${held.toFixed(0)} ms`;
  console.log(`${LEARNERS} learners × ${LABS} labs × ${ATTEMPTS} attempts × ${TASKS} tasks`);
  console.log(`analysis         ${show(first)} (target ${TARGET_MS} ms)`);
  console.log(`when nothing new ${show(again)}`);
  console.log(`watch list       ${show(list)} (target ${TARGET_MS} ms)`);
  console.log(`floor: sum       ${show(floor)}`);
  console.log(`ratio ${(first.cpu / floor.cpu).toFixed(1)}`);
  if (Math.max(first.cpu, list.cpu) > TARGET_MS) process.exitCode = 1;
} finally {
  await db.destroy();
  rmSync(folder, { recursive: true });
}

interface Cost {
  cpu: number;
  wall: number;
  /** Longest time between two turns of the event loop. */
  held: number;
}

async function cost(work: () => Promise<unknown>): Promise<Cost> {
  let held = 0;
  let last = performance.now();
  let going = true;
  const beat = (): void => {
    held = Math.max(held, performance.now() - last);
    last = performance.now();
    if (going) setImmediate(beat);
  };
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  setImmediate(beat);
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const wall = performance.now() - began;
  going = false;
  beat();
  return { cpu: (user + system) / 1_000, wall, held };
}

/** A class whose better half learns faster, with reports as long as real ones. */
async function fill(store: Db): Promise<void> {
  const result = JSON.stringify({ checks: [{ evidence: 'x'.repeat(600) }] });
  await store.insertInto('cohorts').values(COHORT).execute();
  for (let lab = 0; lab < LABS; lab += 1) {
    await insertAssignment(store, {
      id: `assignment-${lab}`,
      cohort: COHORT.id,
      kind: 'lab',
      item: `lab-${lab}`,
      title: `Lab ${lab}`,
      release_at: null,
      due_at: null,
      close_at: null,
      policy: '{}',
      released_at: null,
      created_at: lab,
      updated_at: lab,
    });
  }
  for (let index = 0; index < LEARNERS; index += 1) {
    await inTransaction(store, async (tx) => {
      const learner = `learner-${index}`;
      await tx
        .insertInto('learners')
        .values({ id: learner, name: learner, seed: 's', created_at: 1 })
        .execute();
      await tx
        .insertInto('enrolments')
        .values({
          cohort: COHORT.id,
          learner,
          role: 'student',
          student_number: null,
          group_name: null,
          email: null,
          status: 'active',
          created_at: 1,
        })
        .execute();
      for (let lab = 0; lab < LABS; lab += 1) await work(tx, learner, `lab-${lab}`, index, result);
    });
  }
}

async function work(
  tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  learner: string,
  lab: string,
  place: number,
  result: string,
): Promise<void> {
  const session = newId();
  await tx
    .insertInto('lab_sessions')
    .values({
      id: session,
      learner,
      lab,
      seed: 's',
      variables: '{}',
      target_kind: 'sandbox',
      endpoint: null,
      region: 'us-east-1',
      account: null,
      generation: 1,
      status: 'ready',
      problem: null,
      created_at: 1,
      updated_at: 1,
    })
    .execute();
  const attempts = Array.from({ length: ATTEMPTS }, (_, index) => ({ id: newId(), number: index + 1 }));
  await tx
    .insertInto('attempts')
    .values(
      attempts.map(({ id, number }) => ({
        id,
        session,
        number,
        idempotency_key: id,
        tasks: null,
        generation: 1,
        status: 'done',
        created_at: number,
        started_at: number,
        finished_at: number,
        score: 0,
        checkable: 100,
        report: 'x'.repeat(300),
        problem: null,
      })),
    )
    .execute();
  for (let task = 0; task < TASKS; task += 1) {
    const solvedAt = ((place * 7 + task * 13) % 60) + 1;
    await tx
      .insertInto('task_results')
      .values(
        attempts.map(({ id, number }) => ({
          attempt: id,
          session,
          task: `task-${task}`,
          position: task,
          status: number >= solvedAt ? 'pass' : 'fail',
          points: number >= solvedAt ? 100 / TASKS : 0,
          max_points: 100 / TASKS,
          reason: number >= solvedAt ? 'on' : `reason-${(number + place) % 4}`,
          result,
        })),
      )
      .execute();
  }
}
