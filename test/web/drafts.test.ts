// Texts that are typed and not handed in: what is kept where, and in which order it travels.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DraftReply } from '../../server/contract/index.ts';
import { ApiError } from '../../web/data/http.ts';
import { Drafts, type FileKey } from '../../web/pages/lab/drafts.ts';

const key: FileKey = { session: 'ls_00000001', task: 't', name: 'a.yaml' };
const reply = (text: string): DraftReply => ({
  task: 't',
  name: 'a.yaml',
  text,
  savedAt: '2026-11-27T08:00:00.000Z',
});

let browser: Map<string, string>;
let server: string[];
let answer: (text: string) => Promise<DraftReply>;
let changes: number;
const make = () =>
  new Drafts(
    (_key, text) => answer(text),
    () => (changes += 1),
  );
const local = () => [...browser.values()];

beforeEach(() => {
  vi.useFakeTimers();
  browser = new Map();
  server = [];
  changes = 0;
  answer = (text) => {
    server.push(text);
    return Promise.resolve(reply(text));
  };
  vi.stubGlobal('localStorage', {
    getItem: (id: string) => browser.get(id) ?? null,
    setItem: (id: string, text: string) => browser.set(id, text),
    removeItem: (id: string) => browser.delete(id),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('typing is in the browser at once, on the server once it rests, and then no more in the browser', async () => {
  const drafts = make();
  drafts.change(key, 'k');
  drafts.change(key, 'ki');
  expect([local(), server, drafts.state(key, undefined)]).toEqual([['ki'], [], 'saving']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([local(), server, drafts.state(key, undefined)]).toEqual([[], ['ki'], 'saved']);
  expect(changes).toBeGreaterThan(2);
});

test('what is shown: what was typed here, else what waits in the browser, else what the server has', async () => {
  expect(make().text(key, undefined)).toBeNull();
  expect(make().text(key, reply('theirs'))).toBe('theirs');
  expect(make().state(key, reply('theirs'))).toBe('saved');
  make().change(key, 'unsent');
  const later = make();
  expect(later.text(key, reply('theirs'))).toBe('unsent');
  await vi.advanceTimersByTimeAsync(0);
  expect(server).toEqual(['unsent']);
  later.change(key, '');
  expect(later.text(key, reply('theirs'))).toBe('');
});

test('a draft that could not be sent stays in the browser and is tried again', async () => {
  const works = answer;
  answer = () => Promise.reject(new ApiError(0, { code: 'OFFLINE', message: 'No answer.' }));
  const drafts = make();
  drafts.change(key, 'x');
  await vi.advanceTimersByTimeAsync(1_000);
  expect([local(), drafts.state(key, undefined)]).toEqual([['x'], 'local']);
  answer = works;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([local(), server, drafts.state(key, undefined)]).toEqual([[], ['x'], 'saved']);
});

test('a draft that is refused for its content is not sent again until it changes', async () => {
  let asked = 0;
  answer = () => {
    asked += 1;
    return Promise.reject(new ApiError(400, { code: 'ARTIFACT_REFUSED', message: 'Too large.' }));
  };
  const drafts = make();
  drafts.change(key, 'x');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, local()]).toEqual([1, ['x']]);
  drafts.change(key, 'y');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(2);
});

test('one request at a time, so that the newest arrives last', async () => {
  const waiting: (() => void)[] = [];
  answer = (text) =>
    new Promise((resolve) => {
      server.push(text);
      waiting.push(() => resolve(reply(text)));
    });
  const drafts = make();
  drafts.change(key, 'one');
  await vi.advanceTimersByTimeAsync(1_000);
  drafts.change(key, 'two');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server).toEqual(['one']);
  waiting[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect([server, local()]).toEqual([['one', 'two'], ['two']]);
  waiting[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(local()).toEqual([]);
});

test('handing in waits for the draft on its way, and ends it', async () => {
  let arrive = (): void => {};
  answer = (text) =>
    new Promise((resolve) => {
      arrive = () => resolve(reply(text));
    });
  const drafts = make();
  drafts.change(key, 'x');
  await vi.advanceTimersByTimeAsync(1_000);
  let settled = false;
  const settling = drafts.settle(key).then(() => (settled = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(settled).toBe(false);
  arrive();
  await settling;
  drafts.settled(key, 'x', true);
  expect([drafts.text(key, undefined), drafts.state(key, undefined), local()]).toEqual([null, 'none', []]);
});

test('what was typed while the file was handed in is a draft again', async () => {
  const drafts = make();
  drafts.change(key, 'x');
  await drafts.settle(key);
  drafts.change(key, 'xy');
  drafts.settled(key, 'x', true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([drafts.text(key, undefined), server.at(-1)]).toEqual(['xy', 'xy']);
});

test('a file that was not taken keeps its draft', async () => {
  const drafts = make();
  drafts.change(key, 'x');
  await drafts.settle(key);
  drafts.settled(key, 'x', false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([drafts.text(key, undefined), server]).toEqual(['x', ['x']]);
});

test('leaving the page sends what waits, and tries nothing after that', async () => {
  answer = (text) => {
    server.push(text);
    return Promise.reject(new Error('gone'));
  };
  const drafts = make();
  drafts.change(key, 'x');
  drafts.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([server, local()]).toEqual([['x'], ['x']]);
});

test('without the browser’s store drafts still reach the server', async () => {
  const forbidden = () => {
    throw new Error('SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden, removeItem: forbidden });
  const drafts = make();
  drafts.change(key, 'x');
  await vi.advanceTimersByTimeAsync(1_000);
  expect([drafts.text(key, undefined), server]).toEqual(['x', ['x']]);
});
