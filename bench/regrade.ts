/**
 * Ten thousand stored attempts judged again from their evidence, as "regrade from evidence" does it: the real server, database
 * and queue. Half of the attempts were solved, half were the start state, and the stored verdicts of every tenth were changed
 * by hand, so that there is something to find. Beside it, in the same run, the floor: the evidence of as many attempts
 * unpacked and parsed. Also the time per attempt beside that of a tenth of the attempts: it must not grow.
 *
 *   npx esbuild bench/regrade.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-regrade.mjs && node .cache/bench-regrade.mjs [attempts] [lab …]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../graders/checks/index.ts';
import { createBox } from '../graders/box/index.ts';
import { grade, type GradeOutcome } from '../graders/engine/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import type { RegradeReply } from '../server/contract/index.ts';
import { startServer } from '../server/main.ts';
import type { ServerRecord } from '../server/server-record.ts';
import {
  finishAttempt,
  insertAttempt,
  insertCohort,
  insertEvidence,
  insertLabSession,
  insertTaskResults,
  insertUser,
  inTransaction,
  newId,
  openDatabase,
  packEvidence,
  saveEnrolment,
  unpackEvidence,
  type Db,
} from '../server/store/index.ts';
import { labOf, prepare, REGION } from './bare-reads.ts';

const ATTEMPTS = Number(process.argv[2] ?? 10_000);
const LABS = process.argv.length > 3 ? process.argv.slice(3) : ['s3-lifecycle'];
const LEARNERS = 300;
const TARGET_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'groundschool-bench-'));
const server = await startServer({
  signals: false,
  env: {
    GROUNDSCHOOL_MODE: 'classroom',
    GROUNDSCHOOL_DATA_DIR: folder,
    GROUNDSCHOOL_PORT: '0',
    GROUNDSCHOOL_SANDBOX_PORT: '0',
    GROUNDSCHOOL_LOG_LEVEL: 'error',
  },
});
const record = (): ServerRecord =>
  JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as ServerRecord;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
while (record().sandbox === undefined) await pause(100);
const { endpoint, adminToken } = record().sandbox as NonNullable<ServerRecord['sandbox']>;

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(new URL(path, server.url), {
    method,
    headers: {
      authorization: `Bearer ${record().token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}

/** The same lab graded in the state in which a learner finds it and solved. */
async function outcomes(id: string): Promise<GradeOutcome[]> {
  const { lab, variables } = labOf(id);
  return await Promise.all(
    [['setup'], ['setup', 'solution']].map(async (steps) => {
      const account = await prepare(endpoint, adminToken, id, steps);
      return await grade({
        lab: lab.manifest,
        version: lab.digest,
        variables,
        target: {
          kind: 'sandbox',
          endpoint,
          region: REGION,
          credentials: {
            accessKeyId: account.readerAccessKeyId,
            secretAccessKey: account.readerSecretAccessKey,
          },
        },
        checks,
        identity: callerIdentity,
        artifacts: Object.fromEntries(account.artifacts),
        box: createBox(),
      });
    }),
  );
}

async function store(
  db: Db,
  cohort: string,
  lab: string,
  count: number,
  graded: GradeOutcome[],
): Promise<void> {
  const packed = await Promise.all(graded.map(({ evidence }) => packEvidence(evidence)));
  const now = Date.now();
  await inTransaction(db, async (tx) => {
    await insertCohort(tx, { id: cohort, title: cohort, timeZone: 'Etc/UTC' }, now);
    for (let index = 0; index < LEARNERS; index += 1) {
      const learner = `${cohort}-${index}`;
      await insertUser(tx, { id: learner, login: learner, name: learner, admin: false }, now);
      const nobody = { student_number: null, group_name: null, email: null };
      await saveEnrolment(tx, {
        ...nobody,
        cohort,
        learner,
        role: 'student',
        status: 'active',
        created_at: now,
      });
      await insertLabSession(tx, {
        id: `${learner}-session`,
        learner,
        lab,
        status: 'ready',
        problem: null,
        generation: 1,
        seed: '',
        variables: '{}',
        target_kind: 'sandbox',
        region: REGION,
        account: null,
        created_at: now,
        updated_at: now,
      });
    }
  });
  for (let from = 0; from < count; from += 500) {
    await inTransaction(db, async (tx) => {
      for (let index = from; index < Math.min(count, from + 500); index += 1) {
        const session = `${cohort}-${index % LEARNERS}-session`;
        const id = newId();
        const which = index % graded.length;
        const { tasks, score, checkable, ...report } = (graded[which] as GradeOutcome).report;
        await insertAttempt(tx, { id, session, key: `key-${index}`, tasks: null, generation: 1 }, now);
        await finishAttempt(tx, id, { status: 'done', score, checkable, report }, now);
        const told =
          index % 10 === 0 ? tasks.map((task) => ({ ...task, points: 0, reason: 'wrong' })) : tasks;
        await insertTaskResults(tx, id, session, told);
        await insertEvidence(tx, id, packed[which] as (typeof packed)[number], now);
      }
    });
  }
}

/** @returns milliseconds from the press until the differences are ready, and how many there are */
async function regrade(cohort: string, lab: string): Promise<{ ms: number; changes: number }> {
  const began = performance.now();
  const { id } = await ask<{ id: string }>('POST', `/api/cohorts/${cohort}/regrades`, { lab });
  for (;;) {
    await pause(50);
    const { regrades } = await ask<{ regrades: { id: string; status: string }[] }>(
      'GET',
      `/api/cohorts/${cohort}/regrades`,
    );
    const status = regrades.find((one) => one.id === id)?.status;
    if (status === 'running') continue;
    const ms = performance.now() - began;
    if (status !== 'ready') throw new Error(`The regrade is ${String(status)}.`);
    const { changes } = await ask<RegradeReply>('GET', `/api/cohorts/${cohort}/regrades/${id}`);
    return { ms, changes: changes.length };
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const db = await openDatabase(join(folder, 'groundschool.sqlite'));
try {
  for (const lab of LABS) {
    const graded = await outcomes(lab);
    const few = Math.ceil(ATTEMPTS / 10);
    await store(db, `few-${lab}`, lab, few, graded);
    await store(db, `all-${lab}`, lab, ATTEMPTS, graded);
    await regrade(`few-${lab}`, lab);
    const small = await regrade(`few-${lab}`, lab);
    const large = await regrade(`all-${lab}`, lab);
    const bodies = await Promise.all(graded.map(({ evidence }) => packEvidence(evidence)));
    const began = performance.now();
    for (let index = 0; index < ATTEMPTS; index += 1)
      await unpackEvidence(bodies[index % bodies.length]?.body ?? '');
    const floor = performance.now() - began;
    const growth = large.ms / ATTEMPTS / (small.ms / few);
    console.log(
      `${lab}: ${ATTEMPTS} attempts in ${seconds(large.ms)} (${(large.ms / ATTEMPTS).toFixed(2)} ms each), floor ${seconds(floor)}, ` +
        `ratio ${(large.ms / floor).toFixed(1)}; ${large.changes} other verdicts; per attempt × ${growth.toFixed(2)} of ${few} attempts`,
    );
    if (large.changes === 0) throw new Error('Nothing was found, so nothing was judged.');
    if (large.ms > TARGET_MS || growth > 1.25) process.exitCode = 1;
  }
} finally {
  await db.destroy();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
