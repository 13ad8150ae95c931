// Every element in every state: in the gallery at all, accessible in both themes, and no wider than a phone.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { axe } from '../helpers/web/axe.ts';
import { built, launch, listen } from '../helpers/web/browser.ts';
import { FakeApi } from '../helpers/web/fake-api.ts';

const elements = fileURLToPath(new URL('../../web/elements/', import.meta.url));
let api: FakeApi;
let browser: Browser;
let page: Page;
let heard: string[];

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [api, browser] = await Promise.all([built('gallery').then((root) => new FakeApi(root).start()), launch()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  heard = listen(page);
  await page.goto(`${api.url}/gallery/index.html`);
  await page.locator('gs-quiz-feedback').last().waitFor();
  // The editors load behind the others.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('gs-code-editor, gs-artifact')].every((element) => {
      const editor = element.shadowRoot?.querySelector('gs-code-editor') ?? element;
      return editor.shadowRoot?.querySelector('.cm-content') != null;
    }),
  );
  await page.locator('gs-terminal-screen .xterm-rows').last().waitFor({ state: 'attached' });
});

afterAll(async () => {
  await browser?.close();
  await api?.stop();
});

test('holds every element of web/elements', async () => {
  const defined = readdirSync(elements)
    .flatMap((file) => [
      ...readFileSync(elements + file, 'utf8').matchAll(/customElements\.define\('([^']+)'/g),
    ])
    .map(([, tag]) => tag);
  const shown = await page
    .locator('section[id]')
    .evaluateAll((sections) => sections.map((section) => section.id));
  expect(defined.length).toBeGreaterThan(15);
  expect(new Set(shown)).toEqual(new Set(defined));
});

test('elements fetch nothing', () => {
  for (const file of readdirSync(elements))
    expect(readFileSync(elements + file, 'utf8'), file).not.toMatch(
      /from '\.\.\/data\/|\bfetch\(|EventSource/,
    );
});

test('has no accessibility violation in either theme', async () => {
  // The page shows many copies of what a page has once, so its landmarks say nothing; the page tests look at those.
  const without = [
    'landmark-unique',
    'landmark-no-duplicate-banner',
    'landmark-banner-is-top-level',
    'heading-order',
  ];
  expect(await axe(page, { without })).toEqual([]);
});

test('breaks no policy and throws no error', () => expect(heard).toEqual([]));

test.each([360, 640])('fits %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(width);
});
