import http from 'node:http';
import type { WebSocket } from '@fastify/websocket';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TERMINAL_CLOSE, TERMINAL_PROTOCOL, type TerminalReply } from '../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

interface Stream {
  status: number;
  /** Settles when the server has ended it. */
  ended: Promise<'ended'>;
  leave(): void;
}

/** Listens to live events over a real connection, as this person. */
function listen(url: string, { cookie }: Pick<Caller, 'cookie'>): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { cookie } }, (response) => {
      response.resume();
      const ended = new Promise<'ended'>((done) => response.on('end', () => done('ended')));
      resolve({ status: response.statusCode ?? 0, ended, leave: () => request.destroy() });
    });
    request.on('error', reject);
  });
}
const state = (stream: Stream): Promise<string> =>
  Promise.race([stream.ended, new Promise<string>((done) => setTimeout(() => done('open'), 300))]);

async function sessionOf(t: Classroom, who: Caller): Promise<string> {
  const { body } = await who.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  const url = `/api/lab-sessions/${body.id}`;
  await t.until(async () => (await who.call('GET', url)).body['status'] === 'ready', 'a ready session');
  return url;
}

describe('a stream ends at once', () => {
  let t: Classroom;
  let url: string;
  beforeAll(async () => {
    t = await startClassroom({ terminals: { limits: { helloMs: 60_000, viewers: 3 } } });
    url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => t.close());

  test('when its caller logs out, and nobody else’s', async () => {
    const [ada, bob] = [await t.user('ada'), await t.user('bob')];
    const his = await listen(`${url}${await sessionOf(t, bob)}/events`, bob);
    const hers = await listen(`${url}${await sessionOf(t, ada)}/events`, ada);
    expect([hers.status, his.status, await state(hers)]).toEqual([200, 200, 'open']);
    expect((await ada.call('POST', '/api/logout')).status).toBe(204);
    expect(await hers.ended).toBe('ended');
    expect(await state(his)).toBe('open');
    his.leave();
    expect((await listen(`${url}/api/lab-sessions/nosuchid12345678/events`, ada)).status).toBe(401);
  });

  test('when an admin disables them', async () => {
    const eve = await t.user('eve');
    const stream = await listen(`${url}${await sessionOf(t, eve)}/events`, eve);
    expect((await t.local.call('PUT', `/api/users/${eve.id}`, { disabled: true })).status).toBe(200);
    expect(await stream.ended).toBe('ended');
  });

  test('of a cohort, when they have left it or may no longer; others of it stay', async () => {
    const [teacher, helper] = [await t.user('teacher'), await t.user('helper')];
    const student = await t.user('student');
    await t.enrol(teacher, 'owner');
    await t.enrol(helper, 'assistant');
    await t.enrol(student, 'student');
    await sessionOf(t, student);
    const started = await teacher.call<{ run: { id: string } }>('POST', `/api/cohorts/${COHORT}/runs`, {
      lab: 'tiny-bucket',
    });
    const events = `${url}/api/cohorts/${COHORT}/runs/${started.body.run.id}/events`;
    const [one, two] = [await listen(events, teacher), await listen(events, helper)];
    expect([one.status, two.status]).toEqual([200, 200]);
    await t.enrol(helper, 'designer');
    expect(await two.ended).toBe('ended');
    expect(await state(one)).toBe('open');
    await t.enrol(helper, 'owner');
    await t.enrol(teacher, null);
    expect(await one.ended).toBe('ended');
  });

  test('at a terminal', async () => {
    const zoe = await t.user('zoe');
    const session = await sessionOf(t, zoe);
    const { body } = await zoe.call<TerminalReply>('POST', `${session}/terminals`, { cols: 80, rows: 24 });
    const host = '127.0.0.1:4780';
    let over: (code: number) => void;
    const closed = new Promise<number>((resolve) => {
      over = resolve;
    });
    await t.app.injectWS(
      `${session}/terminals/${body.id}/stream`,
      {
        headers: {
          host,
          origin: `http://${host}`,
          cookie: zoe.cookie,
          'sec-websocket-protocol': TERMINAL_PROTOCOL,
        },
        socket: { remoteAddress: '127.0.0.1' },
      } as Partial<IncomingMessage>,
      { onInit: (socket: unknown) => (socket as WebSocket).on('close', (code: number) => over(code)) },
    );
    await zoe.call('POST', '/api/logout');
    expect(await closed).toBe(TERMINAL_CLOSE.notAllowed);
  });
});

test('a stream does not keep a login alive: it ends when the login has run out', async () => {
  let now = Date.now();
  const t = await startClassroom({ now: () => now, streamCheckMs: 20 });
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  const ada = await t.user('ada');
  const stream = await listen(`${url}${await sessionOf(t, ada)}/events`, ada);
  now += 11 * 3_600_000;
  expect(await state(stream)).toBe('open');
  now += 2 * 3_600_000;
  expect(await stream.ended).toBe('ended');
  await t.close();
});
