import type { AttemptReply, LabSessionReply } from '../../../server/contract/index.ts';
import type { TestApp } from './app.ts';

/** A session of the small course's lab whose account is ready. @returns its id */
export async function readySession(t: TestApp): Promise<string> {
  const { body } = await t.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  await t.until(async () => {
    const session = (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${body.id}`)).body;
    return session.status === 'ready';
  }, 'a ready session');
  return body.id;
}

let presses = 0;

/** Presses Check and waits for the end. @returns the attempt's id */
export async function checked(t: TestApp, session: string, tasks?: string[]): Promise<string> {
  presses += 1;
  const { body } = await t.call<AttemptReply>('POST', `/api/lab-sessions/${session}/attempts`, {
    key: `press-number-${presses}`,
    ...(tasks ? { tasks } : {}),
  });
  const { id } = body.attempt;
  await t.until(async () => {
    const { attempt } = (await t.call<AttemptReply>('GET', `/api/attempts/${id}`)).body;
    return ['done', 'failed'].includes(attempt.status);
  }, 'the end of the attempt');
  return id;
}
