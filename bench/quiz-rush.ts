/**
 * Two thousand learners who open a quiz in the same second, each with a login of their own, over loopback HTTP against the
 * real server process and database; beside it, in the same run, the floor: as many requests for the server's health. Prints
 * errors, p50, p99 and the longest in milliseconds, and the ratio of the p99. The target is no error.
 *
 *   npx esbuild bench/quiz-rush.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-quiz-rush.mjs && node .cache/bench-quiz-rush.mjs [learners]
 */
import http from 'node:http';
import { insertUser, insertLogin, inTransaction } from '../server/store/index.ts';
import { digestOf } from '../server/classroom/index.ts';
import { startClassroom } from '../test/helpers/server/classroom.ts';

const LEARNERS = Number(process.argv[2] ?? 2_000);
const WITHIN_MS = 1_000;

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
/** One request. @returns status and milliseconds */
function ask(
  method: string,
  url: URL,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; ms: number; text: string; cookies: readonly string[] }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          ms: performance.now() - began,
          text: Buffer.concat(parts).toString('utf8'),
          cookies: reply.headers['set-cookie'] ?? [],
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends all within a second, spread evenly. */
async function rush(send: (index: number) => ReturnType<typeof ask>): ReturnType<typeof measure> {
  const replies = await Promise.all(
    Array.from({ length: LEARNERS }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * WITHIN_MS) / LEARNERS));
      return await send(index);
    }),
  );
  return await measure(replies);
}
async function measure(replies: readonly { status: number; ms: number }[]) {
  const sorted = replies.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    errors: replies.filter(({ status }) => status >= 400).length,
    statuses: [...new Set(replies.map(({ status }) => status))].join(' '),
    p50: at(0.5),
    p99: at(0.99),
    longest: sorted.at(-1) ?? Number.NaN,
  };
}

const t = await startClassroom();
try {
  const tokens = Array.from({ length: LEARNERS }, (_, index) => `token-of-learner-${index}`);
  await inTransaction(t.db, async (tx) => {
    for (const [index, token] of tokens.entries()) {
      const id = `learner-${index}`;
      await insertUser(
        tx,
        { id, login: `learner.${index}`, name: `Learner ${index}`, admin: false },
        Date.now(),
      );
      await insertLogin(tx, { id: digestOf(token), user: id, expiresAt: Date.now() + 3_600_000 }, Date.now());
    }
  });
  const origin = await t.app.listen({ host: '127.0.0.1', port: 0 });
  const page = await ask('GET', new URL('/api/session', origin), {});
  const csrf = page.cookies[0]?.split(';')[0] ?? '';
  const { csrfToken } = JSON.parse(page.text) as { csrfToken: string };
  const part = [...t.catalog.quizzes.keys()][0] ?? '';

  const floor = await rush(() => ask('GET', new URL('/api/health', origin), {}));
  const quiz = await rush((index) =>
    ask('POST', new URL(`/api/quizzes/${part}/attempts`, origin), {
      cookie: `${csrf}; groundschool_login=${tokens[index] ?? ''}`,
      'x-csrf-token': csrfToken,
    }),
  );
  const round = (value: number): string => `${value.toFixed(0)} ms`;
  for (const [name, one] of [
    ['floor: health', floor],
    ['open a quiz', quiz],
  ] as const) {
    console.log(
      `${name}: ${LEARNERS} in ${WITHIN_MS} ms, ${one.errors} errors (${one.statuses}), p50 ${round(one.p50)}, p99 ${round(one.p99)}, longest ${round(one.longest)}`,
    );
  }
  console.log(`p99 ratio ${(quiz.p99 / floor.p99).toFixed(1)}`);
  if (quiz.errors > 0) process.exitCode = 1;
} finally {
  agent.destroy();
  await t.close();
}
