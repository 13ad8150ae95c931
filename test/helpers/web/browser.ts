// One Chromium and one build per test file. Browser tests need Debian's chromium; GROUNDSCHOOL_CHROMIUM names another.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const executablePath = process.env['GROUNDSCHOOL_CHROMIUM'] ?? '/usr/bin/chromium';
const SOURCES = ['web', 'graders/semantics'];

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/**
 * Folder of an up-to-date build: the app itself, or the gallery. Several test files may ask at once; one builds. Not
 * dist/web: a start or a build of the product would take the files away under a running test.
 */
export async function built(what: 'app' | 'gallery'): Promise<string> {
  const out = join(root, `.cache/web-test-${what}`);
  const lock = join(root, `.cache/web-build-${what}.lock`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (let waited = 0; !take(lock); waited += 100) {
    // A killed run leaves its lock behind; no build takes this long.
    if (waited > 60_000) rmdirSync(lock);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    if (isFresh(out)) return out;
    const mode = ['--outDir', out, '--mode', what === 'app' ? 'production' : 'gallery'];
    const build = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'web/vite.config.ts', ...mode],
      { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
    );
    if (build.status !== 0) throw new Error(`vite build failed:\n${build.stdout}\n${build.stderr}`);
    return out;
  } finally {
    rmdirSync(lock);
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

function isFresh(out: string): boolean {
  const manifest = join(out, '.vite/manifest.json');
  if (!existsSync(manifest)) return false;
  const made = statSync(manifest).mtimeMs;
  const newest = (folder: string): number =>
    Math.max(
      0,
      ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
      }),
    );
  return SOURCES.every((source) => newest(join(root, source)) < made);
}

/** Everything a page says that it should not: errors, and breaches of the Content-Security-Policy. */
export function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content.Security.Policy|Refused to/i.test(message.text()))
      heard.push(`policy: ${message.text()}`);
  });
  return heard;
}
