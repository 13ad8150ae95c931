import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { format, resolveConfig } from 'prettier';
import { apiText } from '../../../server/exports/index.ts';
import { repositoryRoot } from '../../../server/root.ts';
import { startTestApp, type TestApp } from '../../helpers/server/app.ts';
import { SCOPED } from '../../helpers/server/routes.ts';

const FILE = join(repositoryRoot(), 'docs', 'api.md');
let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

test('docs/api.md is what the routes say; `WRITE_API_DOCS=1 npx vitest run test/server/exports` writes it', async () => {
  const config = await resolveConfig(FILE);
  const text = await format(apiText(t.app.routeTable), { ...config, parser: 'markdown' });
  if (process.env['WRITE_API_DOCS'] === '1') writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});

test('it has every route that takes a token, and each says what is sent and what comes back', () => {
  const text = readFileSync(FILE, 'utf8');
  const sections = text.split(/^## /m).slice(2);
  expect(sections.map((section) => section.split('\n')[0] ?? '').toSorted()).toEqual(
    Object.keys(SCOPED).toSorted(),
  );
  for (const section of sections) {
    expect(section).toMatch(/Reply 20\d/);
    expect(section.startsWith('POST')).toBe(/^Body:/m.test(section));
    expect(section).not.toMatch(/: unknown[;|]/);
  }
});
