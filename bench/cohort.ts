/**
 * A cohort's lab graded in one run while students go on checking their own work: the real server with its sandbox, database
 * and HTTP in this process, learners with solved accounts. For each size of cohort it prints
 *
 * - the run, from the press to its end, and its floor: the same AWS calls sent again by the SDK alone, in the same process,
 *   as many learners at a time as the queue has bulk workers. For these two nothing is handed in, as in grade.ts;
 * - the run with the files of everybody: presigned links are opened and a script runs in the box for each learner;
 * - what a student's own check takes, quiet and during the run (p95, from the press until the result is stored);
 * - time per learner beside that of the smallest cohort, and what the engine keeps in memory per learner.
 *
 *   npx esbuild bench/cohort.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-cohort.mjs && node .cache/bench-cohort.mjs [learners …]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../graders/checks/index.ts';
import { grade } from '../graders/engine/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import { digestOf } from '../server/classroom/index.ts';
import type {
  AttemptReply,
  ConnectionReply,
  LabSessionReply,
  RunReply,
  SessionReply,
} from '../server/contract/index.ts';
import { startServer } from '../server/main.ts';
import { repositoryRoot } from '../server/root.ts';
import type { ServerRecord } from '../server/server-record.ts';
import { loadScripts, runScript } from '../server/scripts/index.ts';
import {
  inTransaction,
  insertCohort,
  insertLogin,
  insertUser,
  openDatabase,
  saveEnrolment,
} from '../server/store/index.ts';
import { LAB, labOf, REGION } from './bare-reads.ts';
import { recording, replay, type Call } from './recorded-calls.ts';

const SIZES = process.argv.slice(2).map(Number);
if (SIZES.length === 0) SIZES.push(50, 300, 1_000);
/** Students who press Check themselves, one after the other; they are in no cohort. */
const STUDENTS = 10;
const QUIET_CHECKS = 60;
const WORKERS = 3;
const FLOOR_RATIO = 1.3;
const OWN_RATIO = 1.5;
const TARGET_MS_300 = 60_000;

interface Learner {
  id: string;
  session: string;
  variables: LabSessionReply['variables'];
  artifacts: Awaited<ReturnType<typeof runScript>>['artifacts'];
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
}

const folder = mkdtempSync(join(tmpdir(), 'groundschool-bench-'));
const tokenOf = (id: string): string => `token-of-${id}`;
const cohortOf = (size: number): string => `class-of-${size}`;
const members = (size: number): string[] => Array.from({ length: size }, (_, index) => `c${size}-l${index}`);
const students = Array.from({ length: STUDENTS }, (_, index) => `student-${index}`);

/** Everybody with a login, so that nobody has to type a password. */
async function seed(): Promise<void> {
  const db = await openDatabase(join(folder, 'groundschool.sqlite'));
  await inTransaction(db, async (tx) => {
    const now = Date.now();
    const person = async (id: string): Promise<void> => {
      await insertUser(tx, { id, login: id, name: id, admin: false }, now);
      await insertLogin(tx, { id: digestOf(tokenOf(id)), user: id, expiresAt: now + 36_000_000 }, now);
    };
    for (const id of students) await person(id);
    for (const size of SIZES) {
      await insertCohort(tx, { id: cohortOf(size), title: `Class of ${size}`, timeZone: 'Etc/UTC' }, now);
      for (const id of members(size)) {
        await person(id);
        const nobody = { student_number: null, group_name: null, email: null };
        await saveEnrolment(tx, {
          ...nobody,
          cohort: cohortOf(size),
          learner: id,
          role: 'student',
          status: 'active',
          created_at: now,
        });
      }
    }
  });
  await db.destroy();
}

await seed();
const server = await startServer({
  signals: false,
  env: {
    GROUNDSCHOOL_MODE: 'classroom',
    GROUNDSCHOOL_DATA_DIR: folder,
    GROUNDSCHOOL_PORT: '0',
    GROUNDSCHOOL_SANDBOX_PORT: '0',
    GROUNDSCHOOL_LOG_LEVEL: 'error',
    GROUNDSCHOOL_WORKERS: String(WORKERS),
  },
});
const record = (): ServerRecord =>
  JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as ServerRecord;

async function ask<T>(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<T> {
  const reply = await fetch(new URL(path, server.url), {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const local = { authorization: `Bearer ${record().token}` };
const page = await fetch(new URL('/api/session', server.url));
const { csrfToken } = (await page.json()) as SessionReply;
const csrfCookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const as = (id: string): Record<string, string> => ({
  cookie: `${csrfCookie}; groundschool_login=${tokenOf(id)}`,
  'x-csrf-token': csrfToken,
});

const scripts = loadScripts(repositoryRoot(), LAB);
const { lab } = labOf(LAB);

/** Begins the lab as this learner and answers it as the reference does. */
async function solve(id: string): Promise<Learner> {
  let session = await ask<LabSessionReply>('POST', '/api/lab-sessions', as(id), { lab: LAB });
  while (session.status === 'preparing') {
    await pause(20);
    session = await ask<LabSessionReply>('GET', `/api/lab-sessions/${session.id}`, as(id));
  }
  const connection = await ask<ConnectionReply>('GET', `/api/lab-sessions/${session.id}/connection`, as(id));
  const { endpoint, account, accessKeyId, secretAccessKey } = connection;
  const config = { endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } };
  const solution = scripts.get('solution');
  if (!solution) throw new Error(`${LAB} has no solution.`);
  const { artifacts } = await runScript(solution, {
    scripts,
    labFolder: lab.folder,
    variables: session.variables,
    target: { ...config, account },
  });
  return { id, session: session.id, variables: session.variables, artifacts, config };
}

/** Hands in the reference's files. */
async function handIn({ id, session, artifacts }: Learner): Promise<void> {
  for (const [task, files] of artifacts)
    for (const { name, bytes } of files)
      await ask('PUT', `/api/lab-sessions/${session}/artifacts/${task}/${name}`, as(id), {
        text: Buffer.from(bytes).toString('utf8'),
      });
}

/** As many at a time as there are `lanes`. */
async function inLanes<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** What a check by this learner takes, in milliseconds, as the server stores it. */
async function ownCheck({ id, session }: Learner): Promise<number> {
  const {
    attempt: { id: attempt },
  } = await ask<Pick<AttemptReply, 'attempt'>>('POST', `/api/lab-sessions/${session}/attempts`, as(id), {
    key: `own-${crypto.randomUUID()}`,
  });
  for (;;) {
    const { attempt: now } = await ask<AttemptReply>('GET', `/api/attempts/${attempt}`, as(id));
    const { createdAt, finishedAt, score } = now;
    if (finishedAt !== null) {
      if (score !== 100) throw new Error(`A solved account got ${String(score)} points.`);
      return Date.parse(finishedAt) - Date.parse(createdAt);
    }
    await pause(25);
  }
}
const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

const isUnderWay = ({ ended }: { ended: boolean }): boolean => !ended;

/** Starts a run and waits for its end. @returns milliseconds */
async function gradeCohort(size: number): Promise<number> {
  const cohort = `/api/cohorts/${cohortOf(size)}`;
  const began = performance.now();
  let { run } = await ask<RunReply>('POST', `${cohort}/runs`, local, { lab: LAB });
  while (run.status === 'running') {
    // As often as the page and the command line look.
    await pause(500);
    run = (await ask<{ runs: RunReply['run'][] }>('GET', `${cohort}/runs`, local)).runs[0] ?? run;
  }
  const ms = performance.now() - began;
  if (run.counts.graded !== size) throw new Error(`Not everybody was graded: ${JSON.stringify(run.counts)}`);
  return ms;
}

/** The commands that grading this learner sends. */
async function callsOf({ variables, config }: Learner): Promise<Call[]> {
  const recorded = recording(checks, callerIdentity);
  await grade({
    lab: lab.manifest,
    version: lab.digest,
    variables,
    target: { kind: 'sandbox', ...config },
    checks: recorded.checks,
    identity: recorded.identity,
  });
  return recorded.calls;
}

/** Resident memory of a process and its children, in bytes. */
function engineMemory(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ');
  let bytes = 0;
  for (const pid of children) {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    bytes += Number(found?.[1] ?? 0) * 1_024;
  }
  return bytes;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const failures: string[] = [];
try {
  while (record().sandbox === undefined) await pause(100);
  const askers = await inLanes(students, 2, solve);
  for (const asker of askers) await handIn(asker);
  await ownCheck(askers[0] as Learner);
  let perLearner: number | undefined;
  for (const size of SIZES) {
    const before = engineMemory();
    const learners = await inLanes(members(size), 4, solve);
    const kept = (engineMemory() - before) / size / 1_048_576;

    const quiet: number[] = [];
    for (let index = 0; index < QUIET_CHECKS; index += 1)
      quiet.push(await ownCheck(askers[index % STUDENTS] as Learner));

    const calls = await inLanes(learners, WORKERS - 1, callsOf);
    const floorBegan = performance.now();
    await inLanes(learners, WORKERS - 1, (learner) =>
      replay(calls[learners.indexOf(learner)] ?? [], learner.config),
    );
    const floor = performance.now() - floorBegan;
    const alone = await gradeCohort(size);

    await inLanes(learners, 4, handIn);
    const whole = await gradeCohort(size);
    const busy: number[] = [];
    const run = { ended: false };
    const beside = gradeCohort(size).finally(() => {
      run.ended = true;
    });
    for (let index = 0; isUnderWay(run); index += 1) {
      const took = await ownCheck(askers[index % STUDENTS] as Learner);
      // Read again: the run may have ended meanwhile, and then nothing was beside this check.
      if (isUnderWay(run)) busy.push(took);
      await pause(500);
    }
    const together = await beside;

    perLearner ??= whole / size;
    const growth = whole / size / perLearner;
    const own = p95(busy) / p95(quiet);
    console.log(
      [
        `${size} learners:`,
        `run ${seconds(alone)}, floor ${seconds(floor)}, ratio ${(alone / floor).toFixed(2)};`,
        `with the files of all ${seconds(whole)}, and with students' own checks beside ${seconds(together)};`,
        `own check p95 quiet ${p95(quiet).toFixed(0)} ms, during the run ${p95(busy).toFixed(0)} ms (${busy.length}), ratio ${own.toFixed(2)};`,
        `per learner × ${growth.toFixed(2)} of the smallest cohort; engine ${kept.toFixed(2)} MB per learner`,
      ].join(' '),
    );
    if (alone / floor > FLOOR_RATIO) failures.push(`run of ${size} above ${FLOOR_RATIO} × its floor`);
    if (own > OWN_RATIO) failures.push(`own checks above ${OWN_RATIO} × quiet with ${size}`);
    if (size === 300 && whole > TARGET_MS_300)
      failures.push(`300 learners took more than ${seconds(TARGET_MS_300)}`);
    if (growth > 1.1) failures.push(`${size} learners cost more each than ${SIZES[0]}`);
  }
  console.log(failures.length === 0 ? 'every target met' : `missed: ${failures.join('; ')}`);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
