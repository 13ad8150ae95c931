import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Value } from 'typebox/value';
import { SessionEvent, type AttemptReply, type LabSessionReply } from '../../server/contract/index.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
let url: string;
beforeAll(async () => {
  t = await startTestApp();
  url = await t.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => t.close());

interface Stream {
  events: SessionEvent[];
  headers: http.IncomingHttpHeaders;
  ended: Promise<void>;
  end(): void;
}

/** Follows the events over a real connection; every one has to fit the contract. */
function follow(id: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${url}/api/lab-sessions/${id}/events`, (response) => {
      const events: SessionEvent[] = [];
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const [name = '', data = ''] = part.split('\n');
          if (name.startsWith(':')) continue;
          const event = JSON.parse(data.replace(/^data: /, '')) as SessionEvent;
          expect(Value.Check(SessionEvent, event)).toBe(true);
          expect(name).toBe(`event: ${event.type}`);
          events.push(event);
        }
      });
      const ended = new Promise<void>((done) => response.on('close', () => done()));
      resolve({ events, headers: response.headers, ended, end: () => request.destroy() });
    });
    request.on('error', (error) => reject(error));
  });
}

async function session(): Promise<LabSessionReply> {
  return (await t.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' })).body;
}
const press = async (id: string, key: string): Promise<AttemptReply> =>
  (await t.call<AttemptReply>('POST', `/api/lab-sessions/${id}/attempts`, { key })).body;
const story = (events: readonly SessionEvent[]): string[] =>
  events.map((event) => {
    if (event.type === 'session') return `session ${event.status}`;
    if (event.type === 'attempt') return `attempt ${event.attempt.status}`;
    if (event.type === 'task-started') return `start ${event.task}`;
    if (event.type === 'task-result') return `${event.result.id} ${event.result.status}`;
    if (event.type === 'waiting') return `${event.read} waits ${event.secondsLeft}`;
    return `journal ${event.entries.length}`;
  });

test('a page sees its account being prepared, its attempt task by task, and the calls of the account', async () => {
  let prepared: () => void = () => undefined;
  t.scripts.gate = new Promise((resolve) => {
    prepared = resolve;
  });
  const { id } = await session();
  const stream = await follow(id);
  await t.until(async () => stream.events.length > 0, 'the first event');
  prepared();
  expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers['cache-control']).toBe('no-store');
  expect(stream.headers['content-security-policy']).toContain("default-src 'none'");
  await t.until(async () => story(stream.events).includes('session ready'), 'ready');
  expect(story(stream.events)).toEqual(['session preparing', 'session ready']);

  stream.events.length = 0;
  await press(id, 'first-press');
  await t.until(async () => story(stream.events).includes('attempt done'), 'done');
  expect(story(stream.events)).toEqual([
    'attempt queued',
    'attempt running',
    'start make-bucket',
    'make-bucket pass',
    'start hand-in',
    'hand-in pass',
    'start tidy-up',
    'tidy-up pass',
    'attempt done',
  ]);

  stream.events.length = 0;
  const { target } = (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${id}`)).body;
  for (let index = 0; index < 40; index += 1) t.sandbox.call(target.account ?? '', 'PutObject');
  await t.until(async () => stream.events.length > 0, 'the journal');
  expect(story(stream.events)).toEqual(['journal 40']);
  stream.end();
});

test('whoever connects in the middle of an attempt gets what it told so far', async () => {
  const { id } = await session();
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  t.grader.beforeTask = (task) => (task === 'hand-in' ? held : Promise.resolve());
  const { attempt } = await press(id, 'second-press');
  const early = await follow(id);
  await t.until(async () => story(early.events).includes('start hand-in'), 'the second task');
  const late = await follow(id);
  await t.until(async () => story(late.events).includes('start hand-in'), 'the second task, late');
  expect(story(late.events).slice(0, 5)).toEqual([
    'session ready',
    'attempt running',
    'start make-bucket',
    'make-bucket pass',
    'start hand-in',
  ]);
  goOn();
  await t.until(async () => story(late.events).includes('attempt done'), 'done');
  const after = await follow(id);
  await t.until(async () => after.events.length === 2, 'the last attempt');
  expect(after.events[1]).toMatchObject({
    type: 'attempt',
    attempt: { id: attempt.id, status: 'done', score: 100 },
  });
  for (const stream of [early, late, after]) stream.end();
  await t.until(async () => t.grading.events.listenerCount === 0, 'listeners to be gone');
});

test('an unknown session is a coded 404, not a stream', async () => {
  const reply = await fetch(`${url}/api/lab-sessions/nosuchsession1/events`);
  expect(reply.status).toBe(404);
  expect(await reply.json()).toMatchObject({ code: 'LAB_SESSION_NOT_FOUND' });
});

test('a page is told what AWS may not show yet, and for how long it is looked for', async () => {
  const { id } = await session();
  const stream = await follow(id);
  await t.until(async () => story(stream.events).includes('session ready'), 'ready');
  t.grader.waits = [{ read: 's3:GetBucketPolicy', secondsLeft: 28 }];
  await press(id, 'waits-for-aws');
  const told = await t.until(async () => {
    const lines = story(stream.events);
    return (
      lines.lastIndexOf('attempt done') > lines.indexOf('attempt running') &&
      lines.includes('attempt running') &&
      lines
    );
  }, 'the result');
  const [running, waits, done] = [
    told.indexOf('attempt running'),
    told.indexOf('s3:GetBucketPolicy waits 28'),
    told.lastIndexOf('attempt done'),
  ];
  expect(waits).toBeGreaterThan(running);
  expect(waits).toBeLessThan(done);
  stream.end();
});

test('a closing server ends the streams at once', async () => {
  const { id } = await session();
  const stream = await follow(id);
  const started = Date.now();
  await t.app.close();
  await stream.ended;
  expect(Date.now() - started).toBeLessThan(5_000);
});
