import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArtifactsReply, LabSessionReply, LabSessionsReply } from '../../server/contract/index.ts';
import { startProgram, type Program } from './program.ts';

// A newcomer's first minute, and a server that dies in the middle of somebody's work: the real program, a real browser.

const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-first-'));
let program: Program;
let page: Page;
let startedAt: number;

beforeAll(async () => {
  program = await startProgram(dataDir, { newcomer: true });
  // What comes before is the build of a fresh checkout, which `npm ci` has done for a real newcomer.
  startedAt = Date.now();
  ({ page } = program);
}, 180_000);

afterAll(async () => {
  await program?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

test(
  'from the start of the program to the first lab with its account ready, within a minute',
  { timeout: 120_000 },
  async () => {
    await page.goto(program.url);
    await page.getByRole('link', { name: 'Open the first lab' }).click();
    await page.getByText('Account ready').waitFor({ timeout: 60_000 });
    await page.getByRole('tab', { name: 'Connect' }).click();
    await page.getByText('AWS_ENDPOINT_URL').first().waitFor();
    expect(Date.now() - startedAt).toBeLessThan(60_000);

    const tour = page.getByRole('complementary', { name: 'Tour of the workbench' });
    await tour.getByRole('button', { name: 'Skip the tour' }).click();
    await page.reload();
    await page.getByText('Account ready').waitFor();
    expect(await tour.count()).toBe(0);
    expect(program.complaints).toEqual([]);
  },
);

test(
  'the server dies in the middle of the work: said once, nothing is lost, it goes on by itself',
  { timeout: 180_000 },
  async () => {
    await page.goto(`${program.url}/labs/s3-lifecycle/presigned-link`);
    await page.getByText('Account ready').waitFor({ timeout: 60_000 });
    const { sessions } = await program.api<LabSessionsReply>('/api/lab-sessions');
    const id = sessions.find(({ lab }) => lab === 's3-lifecycle')?.id ?? '';
    const editor = page.getByRole('textbox');
    await editor.fill('before it died');
    const drafts = async () =>
      (await program.api<ArtifactsReply>(`/api/lab-sessions/${id}/artifacts`)).drafts;
    await expect.poll(async () => (await drafts())[0]?.text, { timeout: 20_000 }).toBe('before it died');

    await program.kill();
    const banner = page.locator('gs-top-bar').getByText('The Groundschool server does not answer');
    await banner.first().waitFor({ timeout: 30_000 });
    expect(await page.getByRole('alert').count()).toBe(0);
    await editor.fill('before it died, and after');

    await program.restart();
    await banner.first().waitFor({ state: 'detached', timeout: 60_000 });
    await expect
      .poll(async () => (await drafts())[0]?.text, { timeout: 60_000 })
      .toBe('before it died, and after');
    expect(await editor.inputValue().catch(() => editor.innerText())).toBe('before it died, and after');
    // The account is back, or the page says what became of it and offers another.
    const state = page
      .getByText('Account ready')
      .or(page.getByRole('button', { name: 'Make a new account' }));
    await state.first().waitFor({ timeout: 60_000 });
    const again = page.getByRole('button', { name: 'Make a new account' });
    if ((await again.count()) > 0) await again.click();
    await page.getByText('Account ready').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Check this task' }).click();
    await page
      .getByText('Since attempt', { exact: false })
      .or(page.getByText('Skipped'))
      .first()
      .waitFor({ timeout: 60_000 });
    const session = await program.api<LabSessionReply>(`/api/lab-sessions/${id}`);
    expect(session.attempts).toHaveLength(1);
  },
);
