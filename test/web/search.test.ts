// The search: by keyboard, without a server once it is there, and in the states nobody plans for.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Engine } from '../../web/search/engine.ts';
import { excerpt, marked } from '../../web/search/excerpt.ts';
import { pageDocuments } from '../../web/search/pages.ts';
import { fold, tokensOf } from '../../web/search/tokens.ts';
import { match } from '../../web/router.ts';
import { axe } from '../helpers/web/axe.ts';
import { built, launch } from '../helpers/web/browser.ts';
import { focused } from '../helpers/web/keyboard.ts';
import { PATIENT } from '../helpers/web/poll.ts';
import { searchReply } from '../helpers/web/search-fixture.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

const CALM = { reducedMotion: 'reduce' } as const;
const field = (page: Page) => page.getByRole('combobox', { name: /^Search/ });
/** Text of the option that Enter would open, as a screen reader is told. */
const active = (page: Page) =>
  field(page).evaluate((input) => {
    const id = input.getAttribute('aria-activedescendant') ?? 'none';
    const option = (input.getRootNode() as ShadowRoot).getElementById(id);
    return option?.getAttribute('aria-selected') === 'true'
      ? (option.textContent ?? '')
      : `not selected: ${id}`;
  });
const options = (page: Page) => page.getByRole('option');

test('by keyboard: slash, words, arrows, Enter, and the section has the focus', async () => {
  const { page, heard, leave } = await visit(browser, root, '/', undefined, CALM);
  await page.keyboard.press('/');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^Search lessons/);
  await page.keyboard.type('lifecycle rule');
  await page.getByRole('group', { name: 'Lessons' }).waitFor();
  expect(await field(page).getAttribute('aria-expanded')).toBe('true');
  const first = await active(page);
  await page.keyboard.press('ArrowUp');
  const last = await active(page);
  expect(last).not.toBe(first);
  await page.keyboard.press('ArrowDown');
  expect(await active(page)).toBe(first);
  await expect
    .poll(() => page.locator('gs-search-dialog [role="status"]').innerText(), PATIENT)
    .toMatch(/^\d+ results? for lifecycle rule$/);
  expect(await page.locator('gs-search-dialog mark').first().innerText()).toMatch(/lifecycle/i);
  expect(await axe(page)).toEqual([]);
  await options(page).filter({ hasText: 'A lifecycle configuration is a list' }).click();
  await page.waitForURL('**/lessons/s3#lifecycle');
  await expect.poll(() => focused(page), PATIENT).toBe('Rules you can predict');
  // What found something is offered again, and Escape gives the focus back.
  await page.keyboard.press('Control+k');
  await options(page)
    .first()
    .filter({ hasText: /^\s*lifecycle rule\s*$/ })
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Lessons' }).waitFor();
  await page.keyboard.press('Escape');
  await field(page).waitFor({ state: 'hidden' });
  expect(await focused(page)).toBe('Rules you can predict');
  expect(heard).toEqual([]);
  await leave();
});

test('once it is there, it needs no server', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/lessons/s3', undefined, CALM);
  await page.getByRole('button', { name: 'Search' }).click();
  await field(page).fill('tiering');
  await page.keyboard.press('Escape');
  expect(api.requests.filter(({ path }) => path === '/api/search')).toHaveLength(1);
  await api.stop();
  await page.keyboard.press('Control+k');
  await field(page).fill('right class');
  await page.getByRole('option', { name: /The right class at the right age/ }).waitFor();
  // A letter too many and two in the wrong order are still found.
  await field(page).fill('lifecylce configuraton');
  await page.getByRole('option', { name: /put-bucket-lifecycle-configuration/ }).waitFor();
  expect(heard).toEqual([]);
  await leave();
});

test('a search that finds nothing helps, and one without a server says so and tries again', async () => {
  const { page, api, leave } = await visit(
    browser,
    root,
    '/',
    (fake) => fake.fail('GET', /search/, 500, { code: 'OVERLOADED', message: 'Too busy.', cure: 'Wait.' }),
    CALM,
  );
  await page.keyboard.press('/');
  await page.getByText('Too busy.').waitFor();
  expect(await axe(page)).toEqual([]);
  api.failures.length = 0;
  await page.getByRole('button', { name: /again/i }).click();
  await page.getByRole('group', { name: 'Go to' }).waitFor();
  await field(page).fill('zeppelin');
  await page.getByText('Nothing is called “zeppelin” here.').waitFor();
  expect(await field(page).getAttribute('aria-expanded')).toBe('false');
  await expect
    .poll(() => page.locator('gs-search-dialog [role="status"]').innerText(), PATIENT)
    .toBe('No results for zeppelin');
  expect(await axe(page)).toEqual([]);
  for (const width of [640, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const { right, bottom } = await page.locator('gs-search-dialog dialog').evaluate((dialog) => {
      const box = dialog.getBoundingClientRect();
      return { right: box.right, bottom: box.bottom };
    });
    expect(right).toBeLessThanOrEqual(width);
    expect(bottom).toBeLessThanOrEqual(800);
  }
  await leave();
});

test('the key can be turned off, and never interrupts typing', async () => {
  const { page, leave } = await visit(browser, root, '/quizzes/s3', undefined, CALM);
  await page.keyboard.press('/');
  await page.getByRole('checkbox', { name: /opens the search/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('checkbox', { name: /opens the search/ }).check();
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    const input = document.createElement('textarea');
    document.body.append(input);
    input.focus();
  });
  await page.keyboard.type('a/b');
  await page.keyboard.press('Control+k');
  expect(await page.locator('body > textarea').inputValue()).toBe('a/b');
  expect(await field(page).isVisible()).toBe(false);
  await leave();
});

describe('words', () => {
  test('a name is found whole and by its parts', () => {
    const words = tokensOf('Use `s3:GetObject`, put-bucket-policy, and g6.xlarge.').map(fold);
    expect(words.filter((word) => word !== null).join(' ')).toBe(
      'use s3:getobject s3 get object put-bucket-policy put bucket policy g6.xlarge g6 xlarge',
    );
    expect(tokensOf(' … () ')).toEqual([]);
  });

  test('an excerpt is cut between words around the first match', () => {
    const text = `${'before '.repeat(30)}the Lifecycle of an object${' after'.repeat(30)}`;
    const piece = excerpt(text, ['lifecycle', 'object']);
    expect(piece.filter(({ mark }) => mark).map((one) => one.text)).toEqual(['Lifecycle', 'object']);
    const whole = piece.map((one) => one.text).join('');
    expect(whole).toMatch(/^… before .* after …$/);
    expect(whole.length).toBeLessThan(170);
    expect(excerpt(text, ['nowhere'])).toEqual([]);
    expect(marked('buckets and bucket', ['bucket'])).toEqual([
      { text: 'buckets and ', mark: false },
      { text: 'bucket', mark: true },
    ]);
  });

  test('kinds are ordered by their best hit, and a group says how many it leaves out', async () => {
    const engine = await Engine.over(searchReply().documents);
    const [first] = engine.search('PutBucketLifecycleConfiguration');
    expect(first).toMatchObject({ kind: 'command', total: 1 });
    const lessons = engine.search('storage').find(({ kind }) => kind === 'lesson');
    expect([lessons?.hits.length, lessons?.total]).toEqual([6, 11]);
    expect(engine.search('how do i')).toEqual([]);
    expect(engine.search('zeppelin recordings').length).toBeGreaterThan(0);
    expect(engine.suggest('lifecylce')).toContain('lifecycle');
  });

  test('every page of the app that can be found is one', () => {
    for (const { href, title } of pageDocuments([])) {
      expect(match(href).route.name, href).not.toBe('not-found');
      expect(title).not.toBe('');
    }
  });
});
