import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  AttemptReply,
  ConnectionReply,
  CreatedUserReply,
  HealthReply,
  LabSessionReply,
  SimilarityReply,
} from '../../../server/contract/index.ts';
import { startServer, type RunningServer } from '../../../server/main.ts';
import { repositoryRoot } from '../../../server/root.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { COHORT, PASSWORD } from '../../helpers/server/classroom.ts';

const root = repositoryRoot();
const LAB = 's3-lifecycle';
let folder: string;
let server: RunningServer;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-similarity-'));
  server = await startServer({
    signals: false,
    env: {
      ...process.env,
      GROUNDSCHOOL_MODE: 'classroom',
      GROUNDSCHOOL_DATA_DIR: folder,
      GROUNDSCHOOL_PORT: '0',
      GROUNDSCHOOL_SANDBOX_PORT: '0',
      GROUNDSCHOOL_LOG_LEVEL: 'error',
    },
  });
  ({ token } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { token: string });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Headers = Readonly<Record<string, string>>;
async function call<T>(headers: Headers, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(new URL(path, server.url), {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}
const local = (): Headers => ({ authorization: `Bearer ${token}` });

async function until<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  const stop = Date.now() + 180_000;
  for (;;) {
    const found = await look();
    if (found !== false) return found;
    if (Date.now() > stop) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A student who has chosen a password and is at a browser of their own. */
async function student(login: string): Promise<{ id: string; headers: Headers }> {
  const { user, link } = await call<CreatedUserReply>(local(), 'POST', '/api/users', { login, name: login });
  await call(local(), 'PUT', `/api/cohorts/${COHORT}/staff`, { login, role: 'student' });
  const page = await fetch(new URL('/api/session', server.url));
  const csrf = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { csrfToken } = (await page.json()) as { csrfToken: string };
  const redeemed = await fetch(new URL('/api/one-time-links/redeem', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: csrf, 'x-csrf-token': csrfToken },
    body: JSON.stringify({ token: link.path.split('#')[1], password: PASSWORD }),
  });
  const cookie = `${csrf}; ${redeemed.headers.getSetCookie()[0]?.split(';')[0] ?? ''}`;
  return { id: user.id, headers: { cookie, 'x-csrf-token': csrfToken } };
}

/** Opens the lab and builds the reference solution in the own account. */
async function solve({
  headers,
}: {
  headers: Headers;
}): Promise<{ session: LabSessionReply; artifacts: Artifacts }> {
  const opened = await call<LabSessionReply>(headers, 'POST', '/api/lab-sessions', { lab: LAB });
  const session = await until('the account', async () => {
    const now = await call<LabSessionReply>(headers, 'GET', `/api/lab-sessions/${opened.id}`);
    if (now.status === 'failed') throw new Error(now.problem ?? '');
    return now.status === 'ready' && now;
  });
  const connection = await call<ConnectionReply>(
    headers,
    'GET',
    `/api/lab-sessions/${session.id}/connection`,
  );
  const scripts = loadScripts(root, LAB);
  const solution = scripts.get('solution');
  if (!solution) throw new Error('no solution');
  const { artifacts } = await runScript(solution, {
    scripts,
    labFolder: join(root, 'labs', LAB),
    variables: session.variables,
    target: {
      endpoint: connection.endpoint,
      region: connection.region,
      account: connection.account,
      credentials: { accessKeyId: connection.accessKeyId, secretAccessKey: connection.secretAccessKey },
    },
  });
  await handIn({ headers }, session.id, artifacts);
  return { session, artifacts };
}

type Artifacts = Awaited<ReturnType<typeof runScript>>['artifacts'];
async function handIn(
  { headers }: { headers: Headers },
  session: string,
  artifacts: Artifacts,
  only?: string,
): Promise<void> {
  for (const [task, files] of artifacts) {
    if (only !== undefined && task !== only) continue;
    for (const { name, bytes } of files) {
      const text = Buffer.from(bytes).toString('utf8');
      await call(headers, 'PUT', `/api/lab-sessions/${session}/artifacts/${task}/${name}`, { text });
    }
  }
}

/** Checks, and waits until nobody has anything to do any more. */
async function check({ headers }: { headers: Headers }, session: string, key: string): Promise<string> {
  const { attempt } = await call<AttemptReply>(headers, 'POST', `/api/lab-sessions/${session}/attempts`, {
    key,
  });
  await until('the attempt', async () => {
    const now = await call<AttemptReply>(headers, 'GET', `/api/attempts/${attempt.id}`);
    return now.attempt.status === 'done';
  });
  await until('the look at it', async () => {
    const { queue } = await call<HealthReply>(local(), 'GET', '/api/health');
    return queue.waiting + queue.running === 0;
  });
  return attempt.id;
}

test(
  'on the real sandbox: whoever hands in a link to another’s bucket is listed, and who works alone is not',
  {
    timeout: 400_000,
  },
  async () => {
    await call(local(), 'POST', '/api/cohorts', {
      id: COHORT,
      title: 'Spring class',
      timeZone: 'Europe/Berlin',
    });
    const policy = {
      late: [],
      attemptLimit: null,
      cooldownMinutes: 0,
      counting: 'best',
      hiddenUntilReleased: false,
    };
    const dates = { releaseAt: null, dueAt: null, closeAt: null };
    const assignment = { kind: 'lab', item: LAB, title: 'Recordings', ...dates, policy };
    await call(local(), 'POST', `/api/cohorts/${COHORT}/assignments`, assignment);
    const [ada, ben] = [await student('ada'), await student('ben')];
    const [ofAda, ofBen] = [await solve(ada), await solve(ben)];
    const list = async () =>
      (await call<SimilarityReply>(local(), 'GET', `/api/cohorts/${COHORT}/similarity`)).items;

    await check(ada, ofAda.session.id, 'ada-alone');
    await check(ben, ofBen.session.id, 'ben-alone');
    expect(await list()).toEqual([]);

    // Ada's link, as she handed it in.
    await handIn(ben, ofBen.session.id, ofAda.artifacts, 'presigned-link');
    const attempt = await check(ben, ofBen.session.id, 'ben-with-adas-link');
    const items = await list();
    expect(items).toMatchObject([
      {
        learner: { id: ben.id },
        owner: { id: ada.id },
        variable: 'bucket',
        value: ofAda.session.variables['bucket'],
        attempt,
        dismissed: null,
      },
    ]);
    expect(items[0]?.place).toContain('artifact:presigned-link/');
  },
);
