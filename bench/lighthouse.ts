/**
 * Lighthouse, offline, on the pages where learners spend their time: performance, accessibility and best practices of the built
 * product, served by the real program from a fresh data folder. Lighthouse is no dependency of this project (it brings two
 * hundred packages): npx takes the version named here. The target is 95 for each.
 *
 *   npm run build && node bench/run.js lighthouse
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProgram } from '../test/e2e/program.ts';

const LIGHTHOUSE = 'lighthouse@12.8.2';
const TARGET = 95;
const PAGES = {
  'course map': '/',
  lesson: '/lessons/s3',
  workbench: '/labs/s3-lifecycle',
  quiz: '/quizzes/s3',
};

interface Report {
  categories: Record<string, { title: string; score: number | null }>;
  audits: Record<string, { displayValue?: string }>;
}

async function measure(url: string, folder: string): Promise<Report> {
  const out = join(folder, 'report.json');
  await promisify(execFile)(
    'npx',
    [
      '--yes',
      LIGHTHOUSE,
      url,
      '--quiet',
      '--output=json',
      `--output-path=${out}`,
      '--preset=desktop',
      '--only-categories=performance,accessibility,best-practices',
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu',
    ],
    { env: { ...process.env, CHROME_PATH: process.env['GROUNDSCHOOL_CHROMIUM'] ?? '/usr/bin/chromium' } },
  );
  return JSON.parse(readFileSync(out, 'utf8')) as Report;
}

const folder = mkdtempSync(join(tmpdir(), 'groundschool-lighthouse-'));
const program = await startProgram(join(folder, 'data'));
try {
  // The account of the lab is there, as for somebody who comes back to it; the first visit makes it.
  await program.page.goto(`${program.url}${PAGES.workbench}`);
  await program.page.getByText('Account ready').waitFor({ timeout: 120_000 });
  await program.page.close();
  for (const [name, path] of Object.entries(PAGES)) {
    const { categories, audits } = await measure(program.url + path, folder);
    const scores = Object.values(categories).map(({ title, score }) => ({
      title,
      score: Math.round((score ?? 0) * 100),
    }));
    const said = (audit: string): string => audits[audit]?.displayValue ?? 'unknown';
    console.log(
      `${name}: ${scores.map(({ title, score }) => `${title} ${score}`).join(', ')}; largest paint ${said('largest-contentful-paint')}, blocked ${said('total-blocking-time')}, shift ${said('cumulative-layout-shift')}`,
    );
    if (scores.some(({ score }) => score < TARGET)) process.exitCode = 1;
  }
} finally {
  await program.stop();
  rmSync(folder, { recursive: true, force: true });
}
