import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { listen } from './browser.ts';
import { FakeApi } from './fake-api.ts';

export interface Visit {
  page: Page;
  api: FakeApi;
  /** Errors and policy breaches so far. */
  heard: string[];
  leave(): Promise<void>;
}

/** Opens a page of the app over a fake API of its own, and waits until it has something to read. */
export async function visit(
  browser: Browser,
  root: string,
  path: string,
  prepare: (api: FakeApi) => void = () => {},
  { newcomer = false, ...options }: BrowserContextOptions & { newcomer?: boolean } = {},
): Promise<Visit> {
  const api = await new FakeApi(root).start();
  prepare(api);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  // Somebody who has been here before: the tour shows itself to newcomers only.
  if (!newcomer) await context.addInitScript(() => localStorage.setItem('groundschool-tour', 'seen'));
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const heard = listen(page);
  await page.goto(api.url + path);
  await settled(page);
  return {
    page,
    api,
    heard,
    async leave() {
      await context.close();
      await api.stop();
    },
  };
}

/** The page has set its title: it shows its content or its error. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.title !== 'Groundschool');
}
