import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProgram, type Program } from './program.ts';

// A lab done in the browser alone: the real server, its real box with the real AWS CLI, and a check of what was typed there.

const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-e2e-terminal-'));
let program: Program;
beforeAll(async () => {
  program = await startProgram(dataDir);
}, 180_000);
afterAll(async () => {
  await program?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

test('what is typed in the browser’s terminal passes the task', { timeout: 240_000 }, async () => {
  const { page, url, complaints } = program;
  await page.goto(`${url}/labs/sagemaker-train-deploy/orphan-endpoint`);
  await page.getByText('Account ready').waitFor({ timeout: 120_000 });
  const check = page.getByRole('button', { name: 'Check this task' });
  await check.click();
  await page.getByText('resnet-endpoint').first().waitFor({ timeout: 60_000 });
  await page.locator('gs-result-card').getByText('Failed').first().waitFor({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Start a terminal' }).click();
  const screen = page.locator('gs-terminal [role="tabpanel"]:not([hidden]) .xterm-rows');
  await screen.getByText('$').first().waitFor({ timeout: 60_000 });
  await page.getByRole('textbox', { name: /^Terminal 1/ }).focus();
  await page.keyboard.type(
    'aws sagemaker delete-endpoint --endpoint-name resnet-endpoint && echo gone-$((40+2))\n',
  );
  await screen.getByText('gone-42').waitFor({ timeout: 60_000 });

  await check.click();
  await page.locator('gs-result-card').getByText('Passed').first().waitFor({ timeout: 60_000 });
  await page.getByRole('tab', { name: /Call journal/ }).click();
  await page.getByText('DeleteEndpoint').first().waitFor();
  expect(complaints).toEqual([]);
});
