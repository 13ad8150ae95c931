import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import { loadCatalog, loadUsedChecks, searchDocuments, type Catalog } from '../../server/catalog/index.ts';
import { plainText } from '../../server/catalog/plain-text.ts';
import { SearchReply } from '../../server/contract/index.ts';
import { repositoryRoot } from '../../server/root.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
let course: Catalog;
beforeAll(async () => {
  t = await startTestApp();
  const root = repositoryRoot();
  course = loadCatalog({ root, checks: await loadUsedChecks(root, checks) });
}, 60_000);
afterAll(() => t.close());

const documents = (reply: string | Buffer) => (JSON.parse(reply.toString()) as SearchReply).documents;

test('sections, labs, tasks, quiz topics and commands are documents with addresses', async () => {
  const { status, body } = await t.call<SearchReply>('GET', '/api/search');
  expect(status).toBe(200);
  expect([...Value.Errors(SearchReply, body)]).toEqual([]);
  expect(body.documents.map(({ kind, href }) => [kind, href])).toEqual([
    ['lesson', '/lessons/intro'],
    ['lesson', '/lessons/intro#start-here'],
    ['lesson', '/lessons/storage'],
    ['lesson', '/lessons/storage#buckets'],
    ['lesson', '/lessons/storage#prices'],
    ['lab', '/labs/tiny-bucket'],
    ['task', '/labs/tiny-bucket/make-bucket'],
    ['task', '/labs/tiny-bucket/hand-in'],
    ['task', '/labs/tiny-bucket/tidy-up'],
    ['quiz', '/quizzes/storage'],
    ['term', '/glossary#bucket'],
    ['term', '/glossary#gigabyte'],
    ['command', '/lessons/storage#buckets'],
    ['command', '/lessons/storage#buckets'],
  ]);
  const find = (id: string) => body.documents.find((one) => one.id === id);
  expect(find('/lessons/storage#buckets')).toMatchObject({ title: 'Buckets', of: 'Storage' });
  expect(find('/lessons/storage#buckets')?.text).toContain('Who can take your name?');
  expect(find('/lessons/storage#buckets')?.code).toContain('aws s3 sync . s3://demo');
  expect(find('/lessons/storage#prices')?.text).toContain('Standard 0.023');
  expect(find('command:aws s3api create-bucket')).toMatchObject({
    words: 'CreateBucket s3:CreateBucket',
    text: 'aws s3api create-bucket --bucket "demo-$ACCOUNT"',
    of: 'Buckets (Storage)',
  });
});

test('the reply is compressed once and answered by its tag afterwards', async () => {
  const ask = (headers: Record<string, string>) => t.app.inject({ url: '/api/search', headers });
  const plain = await ask({});
  const br = await ask({ 'accept-encoding': 'gzip, br' });
  const gzip = await ask({ 'accept-encoding': 'gzip' });
  expect([plain, br, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([
    undefined,
    'br',
    'gzip',
  ]);
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.payload);
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.payload);
  const etag = String(plain.headers.etag);
  expect(plain.headers['cache-control']).toBe('private, no-cache');
  expect(br.headers.etag).toBe(etag);
  const again = await ask({ 'if-none-match': etag });
  expect([again.statusCode, again.payload]).toEqual([304, '']);
  expect((await ask({ 'if-none-match': '"other"' })).statusCode).toBe(200);
});

test('no rationale, key, hint or revealed answer of the whole course is in it', () => {
  const all = JSON.stringify(searchDocuments(course));
  const within = (text: string) => JSON.stringify(text).slice(1, -1);
  // A start of that length is a sentence of its own; shorter ones are words that everything shares.
  const secrets = new Set<string>();
  const add = (html: string) => {
    // What a hint and the lesson show alike is code: the pattern with blanks, which the lesson teaches openly.
    const prose = plainText(html.replace(/<figure class="code"[\s\S]*?<\/figure>|<code>.*?<\/code>/gs, ' '));
    if (prose.length >= 40) secrets.add(within(prose.slice(0, 70)));
  };
  for (const quiz of course.quizzes.values())
    for (const { item, key } of quiz.items) {
      add(item.stemHtml);
      if ('notes' in key) for (const { html } of key.notes) add(html);
      if ('traps' in key) for (const { html } of key.traps) add(html);
      if (key.type === 'numeric') add(key.summaryHtml);
    }
  for (const lab of course.labs.values())
    for (const { hints, targeted } of lab.tasks.values())
      for (const html of [...hints, ...targeted.values()]) add(html);
  for (const { html } of course.lessons.values())
    for (const [, answer = ''] of html.matchAll(/<summary>Show the answer<\/summary>([\s\S]*?)<\/details>/g))
      add(answer);
  expect(secrets.size).toBeGreaterThan(1000);
  expect([...secrets].filter((text) => all.includes(text))).toEqual([]);
});

test('parameters of checks and steps of account scripts are not in it', () => {
  const all = JSON.stringify(searchDocuments(course));
  for (const lab of course.labs.values())
    for (const { checks: used } of lab.manifest.tasks)
      for (const { use } of used) expect(all, use).not.toContain(use);
  expect(all).not.toMatch(/iam:CreateRole: \{|solution\.yaml/);
});

test('every document leads to a section, task, lab or quiz that there is, and to none that is planned', () => {
  const planned: Catalog = { ...course, parts: course.parts.map((part) => ({ ...part, status: 'planned' })) };
  expect(searchDocuments(planned).filter(({ kind }) => kind !== 'term')).toEqual([]);
  const found = searchDocuments(course);
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  for (const { href, title, text } of found) {
    const [, root = '', id = '', rest] =
      /^\/(lessons|labs|quizzes|glossary)(?:\/([a-z0-9-]+))?(?:[#/](.+))?$/.exec(href) ?? [];
    expect(title, href).not.toBe('');
    expect(`${title} ${text}`, href).not.toMatch(/[<>]{1}\/?(?:p|code|h3)>|[\uE000-\uF8FF]|&amp;/);
    const known =
      root === 'lessons'
        ? (rest ?? '') === '' || course.lessons.get(id)?.toc.some((entry) => entry.id === rest)
        : root === 'glossary'
          ? course.glossary.some((term) => term.id === rest)
          : root === 'labs'
            ? rest === undefined || course.labs.get(id)?.tasks.has(rest)
            : course.quizzes.has(id);
    expect(known, href).toBe(true);
  }
  expect(documents(JSON.stringify({ documents: found })).length).toBeGreaterThan(300);
});
