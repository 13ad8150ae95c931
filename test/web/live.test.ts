// What comes and goes by itself: events, gaps, errors, tokens; and what the shell does with addresses and themes.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { journalEntry, results } from '../../web/gallery/samples.ts';
import { built, launch } from '../helpers/web/browser.ts';
import { announced, focused } from '../helpers/web/keyboard.ts';
import { PATIENT } from '../helpers/web/poll.ts';
import { settled, visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

test('results arrive task by task while the check runs, and two presses are one attempt', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle/tls-only');
  api.gradeDelayMs = 150;
  api.grades = {
    'secure-bucket': {
      ...results.fail,
      id: 'secure-bucket',
      title: 'Private, owned, encrypted',
      maxPoints: 16,
    },
  };
  const all = page.getByRole('button', { name: 'Check all' });
  await all.dblclick();
  await page.getByText('Reading your account').waitFor();
  await page.locator('gs-task-list').getByText('Failed', { exact: true }).first().waitFor();
  expect(await page.locator('gs-task-list').getByText('Checking').count()).toBeGreaterThan(3);
  await expect.poll(() => announced(page), PATIENT).toMatch(/Check done/);
  const sent = api.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/attempts'));
  expect(sent).toHaveLength(1);
  expect(sent[0]?.body).toMatchObject({ key: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(await page.locator('gs-gauge .big').first().innerText()).toContain('100');
  await leave();
});

test('calls that the stream told before the journal was read leave no hole in it', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await expect.poll(() => api.listeners, PATIENT).toBe(1);
  await page.getByRole('tab', { name: /Call journal/ }).click();
  await page.getByText('12 calls').waitFor();
  // Calls 13 to 20 are in the journal only, 21 comes by the stream, then the stream is lost and found again.
  api.journal.push(...Array.from({ length: 9 }, (_, index) => journalEntry(13 + index)));
  api.push({ type: 'journal', entries: [journalEntry(21)] });
  await page.getByText('13 calls').waitFor();
  api.dropStreams();
  await page.getByText('21 calls').waitFor();
  await leave();
});

test('the journal takes a burst, draws the newest rows and filters them', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await page.getByRole('tab', { name: /Call journal/ }).click();
  await expect.poll(() => api.listeners, PATIENT).toBe(1);
  for (let batch = 0; batch < 40; batch += 1)
    api.push({
      type: 'journal',
      entries: Array.from({ length: 10 }, (_, index) => journalEntry(100 + batch * 10 + index)),
    });
  await page.getByText('412 calls, the newest 120 shown').waitFor();
  expect(await page.locator('gs-journal tbody tr').count()).toBe(120);
  // The same calls again, as after a reconnection, are no new calls.
  api.push({ type: 'journal', entries: [journalEntry(499)] });
  await page.getByLabel('Filter').fill('getbucketpolicy');
  await page.getByLabel('Errors only').check();
  await page.getByText('103 calls').waitFor();
  expect(await page.locator('gs-journal tbody tr').first().innerText()).toContain('NoSuchBucketPolicy');
  await leave();
});

test('a lost account and its stream: the page says so, reconnects and reads what it missed', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await expect.poll(() => api.listeners, PATIENT).toBe(1);
  const lost = { status: 'lost' as const, problem: 'The engine stopped and took the account with it.' };
  Object.assign(api.labSession, lost);
  api.push({ type: 'session', ...lost });
  await page.getByText('The engine stopped and took the account with it.').waitFor();
  api.labSession.score = 77;
  api.dropStreams();
  await page.getByText('Reconnecting').waitFor();
  await expect.poll(() => api.listeners, PATIENT).toBe(1);
  await expect.poll(() => page.locator('gs-gauge .big').first().innerText(), PATIENT).toContain('77');
  await page.getByRole('button', { name: 'Make a new account' }).click();
  await page.getByText('Account ready').waitFor();
  await leave();
});

test('without a stream the page asks for the result itself', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle/tls-only', (fake) =>
    fake.fail('GET', /\/events$/, 503, { code: 'TOO_BUSY', message: 'Too many streams.' }),
  );
  await page.getByRole('button', { name: 'Check this task' }).click();
  await page.locator('gs-result-card').getByText('Passed').waitFor();
  expect(api.requests.some(({ path }) => path.endsWith('/events'))).toBe(true);
  await leave();
});

test('an old request token is renewed once, unseen by the learner', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle/tls-only');
  api.session.csrfToken = 'token-2';
  await page.getByRole('button', { name: 'Check this task' }).click();
  await page.locator('gs-result-card').getByText('Passed').waitFor();
  expect(
    api.requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/attempts'))
      .map(({ csrf }) => csrf),
  ).toEqual(['token-1', 'token-2']);
  await leave();
});

test('errors say what happened and what was kept', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle/tls-only');
  api.fail('POST', /\/hints$/, 409, {
    code: 'HINT_LOCKED',
    message: 'Hint 1 is locked until the first check.',
    cure: 'Check the task once.',
  });
  await page.getByText('Hints', { exact: false }).first().click();
  await page.getByRole('button', { name: 'Open hint 1' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(
    /nothing was taken off[\s\S]*locked until the first check[\s\S]*Check the task once[\s\S]*HINT_LOCKED/,
  );

  api.failures.length = 0;
  api.fail('POST', /\/attempts$/, 502, '<html>proxy</html>');
  await page.getByRole('button', { name: 'Check this task' }).click();
  await page.getByText('HTTP_502').waitFor();
  expect(await page.locator('gs-task-list').getByText('Checking').count()).toBe(0);

  await api.stop();
  await page.getByRole('button', { name: 'Check this task' }).click();
  await page.getByText('The Groundschool server does not answer.', { exact: true }).waitFor();
  await page.getByText('Reconnecting').waitFor();
  await leave();
});

test('a page whose first request fails can be tried again', async () => {
  const { page, api, leave } = await visit(browser, root, '/lessons/s3', (fake) =>
    fake.fail('GET', /lessons/, 500, { code: 'DATABASE_FAILED', message: 'The database did not answer.' }),
  );
  expect(await page.title()).toBe('Lesson not available · Groundschool');
  api.failures.length = 0;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Keys, not folders').first().waitFor();
  await leave();
});

test('Back returns to the place, links inside a lesson move focus, reading is remembered', async () => {
  const { page, api, leave } = await visit(browser, root, '/lessons/s3', undefined, {
    reducedMotion: 'reduce',
  });
  await page.getByText('You stopped at “Rules you can predict”.').waitFor();
  await page.getByRole('navigation', { name: 'On this page' }).getByText('Versions and dead uploads').click();
  await expect.poll(() => focused(page), PATIENT).toBe('Versions and dead uploads');
  expect(page.url()).toContain('#versions');
  await expect
    .poll(() => api.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body), PATIENT)
    .toContainEqual({ position: 'versions' });
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(500);
  await page.waitForTimeout(200);
  await page.getByRole('link', { name: 'Course map' }).first().click();
  await page.getByText('Flight plan', { exact: true }).waitFor();
  await expect.poll(() => page.evaluate(() => scrollY), PATIENT).toBe(0);
  await page.goBack();
  await page.getByText('Keys, not folders').first().waitFor();
  await expect.poll(() => page.evaluate(() => scrollY), PATIENT).toBe(before);
  await leave();
});

test('the chosen theme stays, from the first paint on', async () => {
  const { page, leave } = await visit(browser, root, '/', undefined, { colorScheme: 'light' });
  const toggle = page.getByRole('button', { name: /Theme:/ });
  await toggle.click();
  await toggle.click();
  expect(await toggle.innerText()).toContain('Dark');
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
  await settled(page);
  expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark');
  await leave();
});

test('another task is another address, not another page load', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await page.getByRole('link', { name: /The right class at the right age/ }).click();
  await page.getByText('models/a.pth is GLACIER at 91 days').first().waitFor();
  expect(page.url()).toMatch(/\/labs\/s3-lifecycle\/tiering$/);
  await expect.poll(() => page.title(), PATIENT).toMatch(/^The right class at the right age/);
  await expect.poll(() => focused(page), PATIENT).toBe('The right class at the right age');
  expect(
    api.requests.filter(({ method, path }) => method === 'POST' && path === '/api/lab-sessions'),
  ).toHaveLength(1);
  await leave();
});

test('the tour shows itself to a newcomer once, leaves the focus alone, and comes back when asked', async () => {
  const { page, leave } = await visit(browser, root, '/labs/s3-lifecycle/tiering', undefined, {
    newcomer: true,
  });
  const tour = page.getByRole('complementary', { name: 'Tour of the workbench' });
  await tour.waitFor();
  expect(await tour.evaluate((element) => element.matches(':focus-within'))).toBe(false);
  await expect.poll(() => announced(page), PATIENT).toMatch(/tour of the workbench/i);
  // The page goes on beside it.
  await page.getByRole('tab', { name: /Call journal/ }).click();
  await tour.waitFor();
  await page.keyboard.press('Escape');
  await tour.waitFor({ state: 'detached' });
  expect(await focused(page)).toMatch(/Call journal/);

  await page.reload();
  await settled(page);
  await page.getByRole('heading', { level: 2, name: 'The right class at the right age' }).waitFor();
  expect(await tour.count()).toBe(0);

  const help = page.getByRole('button', { name: 'Help: show me around' });
  await help.press('Enter');
  await expect.poll(() => focused(page), PATIENT).toBe('What there is to do');
  for (const title of [
    'One task at a time',
    'Your account',
    'Check as often as you like',
    'When you are stuck',
  ]) {
    await tour.getByRole('button', { name: 'Next' }).press('Enter');
    await expect.poll(() => focused(page), PATIENT).toBe(title);
  }
  expect(await page.locator('.toured').count()).toBe(1);
  await tour.getByRole('button', { name: 'Back' }).press('Enter');
  await expect.poll(() => focused(page), PATIENT).toBe('Check as often as you like');
  await page.keyboard.press('Escape');
  await tour.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('Help: show me around');
  expect(await page.locator('.toured').count()).toBe(0);
  await leave();
});

test('what a check changed is said, and a server that goes away is one banner that leaves by itself', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle/tiering', (fake) => {
    const [tiering] = fake.changes.tasks;
    if (tiering) Object.assign(tiering, { to: 3, after: { ...tiering.after, status: 'pass' } });
  });
  await page.getByRole('button', { name: 'Check this task' }).click();
  await expect
    .poll(() => announced(page), PATIENT)
    .toMatch(/^Check done\..* The right class at the right age: passed, failed before\.$/);

  await page.route('**/api/**', (route) => route.abort());
  api.dropStreams();
  const banner = page.locator('gs-top-bar').getByText('The Groundschool server does not answer');
  await banner.first().waitFor();
  // The work stays where it was, and nothing else complains.
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.getByRole('button', { name: 'Check this task' }).click();
  await page.getByText('The check did not start').waitFor();
  await page.unroute('**/api/**');
  await banner.first().waitFor({ state: 'detached' });
  await page.getByText('The check did not start').waitFor({ state: 'detached' });
  await leave();
});
