import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { deadline } from '../../../graders/kit/index.ts';
import { headBucket } from '../../../graders/reads/s3.ts';
import { startDouble } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function whileCollecting<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(collectGarbage, 10);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** Resolves when the signal fires; nothing but the signal's own listener keeps it. */
const fired = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const tell = (): void => resolve((signal.reason as Error).name);
    signal.addEventListener('abort', tell, { once: true });
  });

test('a time runs out even if the garbage collector comes first', async () => {
  const outer = new AbortController();
  const all = Array.from({ length: 8 }, () => fired(deadline(100, [outer.signal]).signal));
  expect(await whileCollecting(Promise.all(all))).toEqual(Array(8).fill('TimeoutError'));
});

test('it follows what it is told to, also what has fired already, and stops following when it is cleared', async () => {
  const outer = new AbortController();
  const followed = deadline(60_000, [outer.signal]);
  const cleared = deadline(60_000, [outer.signal]);
  cleared.clear();
  outer.abort(new DOMException('enough', 'AbortError'));
  expect(followed.signal.aborted).toBe(true);
  expect((followed.signal.reason as Error).message).toBe('enough');
  expect(cleared.signal.aborted).toBe(false);
  expect(deadline(60_000, [outer.signal]).signal.aborted).toBe(true);
  followed.clear();
});

test('a call that is never answered ends with its time, whatever the garbage collector does', async () => {
  const double = await startDouble(() => 'hang');
  const session = testSession({
    target: endpointTarget(double.endpoint),
    reads: [headBucket],
    limits: { callMs: 300 },
  });
  const asked = session.ask(headBucket, { bucket: 'b' });
  expect(await whileCollecting(asked)).toMatchObject({ state: 'blocked', reason: 'timeout' });
  session.close();
  await double.close();
});
