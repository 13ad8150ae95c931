// What helps to read: definitions in place, the glossary, paper.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { built, launch } from '../helpers/web/browser.ts';
import { announced, focused, tabTo } from '../helpers/web/keyboard.ts';
import { PATIENT } from '../helpers/web/poll.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;
const CALM = { reducedMotion: 'reduce' } as const;

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

const noteOf = (page: Page) => page.locator('.term-note');

test('a term opens its definition by keyboard, and the next Tab is in it', async () => {
  const { page, heard, leave } = await visit(browser, root, '/lessons/s3', undefined, CALM);
  await tabTo(page, /^prefix$/);
  const term = page.getByRole('button', { name: 'prefix' });
  expect(await term.getAttribute('aria-expanded')).toBe('false');
  for (const key of ['Enter', 'Space']) {
    await page.keyboard.press(key);
    await noteOf(page).getByText('The first characters of a key').waitFor();
    expect(await term.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/prefix in the glossary/);
    await page.keyboard.press('Escape');
    await noteOf(page).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('prefix');
    expect(await term.getAttribute('aria-expanded')).toBe('false');
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/glossary#prefix');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^prefix/);
  expect(heard).toEqual([]);
  await leave();
});

test('it fits beside an edge, closes at a press elsewhere, and a second press on the term closes it too', async () => {
  const { page, leave } = await visit(browser, root, '/lessons/s3', undefined, {
    ...CALM,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
  });
  const term = page.getByRole('button', { name: 'prefix' });
  await term.tap();
  const box = await noteOf(page).boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(360);
  const line = await term.boundingBox();
  const gap = (box?.y ?? 0) - ((line?.y ?? 0) + (line?.height ?? 0));
  expect(gap > -8 || (box?.y ?? 0) < (line?.y ?? 0)).toBe(true);
  await term.tap();
  await noteOf(page).waitFor({ state: 'detached' });
  await term.tap();
  await page.getByRole('heading', { name: 'Keys, not folders' }).tap();
  await noteOf(page).waitFor({ state: 'detached' });
  await leave();
});

test('the glossary is filtered by words and part, says how many are left, and an address opens its term', async () => {
  const { page, heard, leave } = await visit(browser, root, '/glossary#network-acl', undefined, CALM);
  const terms = page.locator('gs-glossary-list h3');
  expect(await terms.allInnerTexts()).toHaveLength(3);
  await page.getByLabel('Filter').fill('nacl');
  await expect.poll(() => announced(page), PATIENT).toBe('1 term');
  expect(await terms.first().innerText()).toMatch(/^network ACL/);
  expect(await page.getByRole('navigation', { name: 'Letters' }).getByRole('link').allInnerTexts()).toEqual([
    'N',
  ]);
  await page.getByLabel('Filter').fill('');
  await page.getByLabel('Part').selectOption('s3');
  await expect.poll(() => announced(page), PATIENT).toBe('2 terms');
  await page.getByRole('link', { name: 'P', exact: true }).click();
  await expect.poll(() => focused(page), PATIENT).toBe('P');
  await page.getByRole('link', { name: 'prefix', exact: true }).click();
  await expect.poll(() => focused(page), PATIENT).toMatch(/^prefix/);
  expect(heard).toEqual([]);
  await leave();
});

test('where reading stopped is kept, said on the next visit, and not in the way of an address with a section', async () => {
  const { page, api, leave } = await visit(browser, root, '/lessons/s3', undefined, CALM);
  const heading = page.getByRole('heading', { name: 'Versions and dead uploads' });
  await heading.evaluate((element) => element.scrollIntoView());
  await expect.poll(() => api.lesson.progress.position, PATIENT).toBe('versions');
  // The list of sections follows.
  expect(await page.locator('gs-toc a[aria-current]').first().innerText()).toBe('Versions and dead uploads');
  await page.goto(`${api.url}/`);
  await page.goto(`${api.url}/lessons/s3`);
  await page.getByText('You stopped at “Versions and dead uploads”.').waitFor();
  await page.getByRole('link', { name: 'Go there' }).click();
  await expect.poll(() => focused(page), PATIENT).toBe('Versions and dead uploads');
  await page.goto(`${api.url}/lessons/s3#lifecycle`);
  await page.reload();
  await page.getByRole('heading', { name: 'Rules you can predict' }).waitFor();
  expect(await page.getByText('You stopped at').count()).toBe(0);
  await leave();
});

test('at the end stand the lab, the quiz and the next lesson, in that order', async () => {
  const { page, leave } = await visit(
    browser,
    root,
    '/lessons/s3',
    (api) => (api.lesson.next = { part: 'eks', title: 'EKS' }),
    CALM,
  );
  const steps = page.getByRole('region', { name: 'What next' }).getByRole('listitem');
  expect((await steps.allInnerTexts()).map((text) => text.split('\n')[0]?.toLowerCase())).toEqual([
    'lab',
    'quiz',
    'next lesson',
  ]);
  await leave();
});

test('on paper: light, no controls, code wrapped, addresses and answers printed', async () => {
  const { page, leave } = await visit(browser, root, '/lessons/s3', undefined, {
    ...CALM,
    colorScheme: 'dark',
  });
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['gs-top-bar', 'gs-copy-button', 'section.end', 'nav.turn', '.lab-box-link'])
    expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
  const style = (selector: string, name: string, pseudo = '') =>
    page
      .locator(selector)
      .first()
      .evaluate(
        (element, [key, part]) => getComputedStyle(element, part).getPropertyValue(key ?? ''),
        [name, pseudo],
      );
  expect(await style('gs-prose pre', 'white-space-collapse')).toBe('preserve');
  expect(await style('gs-prose pre', 'text-wrap-mode')).toBe('wrap');
  expect(await style('.sources a', 'content', '::after')).toMatch(/ <https:/);
  expect(await page.getByText('objects under 128 KB stay').isVisible()).toBe(true);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');
  const pdf = await page.pdf({
    format: 'A4',
    margin: { top: '18mm', bottom: '18mm', left: '18mm', right: '18mm' },
  });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await leave();
});
