import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { axe } from './axe.ts';
import type { FakeApi } from './fake-api.ts';
import { visit } from './visit.ts';

/** A page in one of its states. */
export interface State {
  name: string;
  path: string;
  prepare?: (api: FakeApi) => void;
  act?: (page: Page) => Promise<void>;
  /** Text that proves the state is the one meant. */
  shows: string;
}

/** Opens a page in a state: it shows what it should, is accessible, fits a phone, and keeps the policy. */
export async function expectState(browser: Browser, root: string, state: State): Promise<void> {
  const { path, prepare, act, shows } = state;
  const { page, api, heard, leave } = await visit(browser, root, path, prepare, { reducedMotion: 'reduce' });
  await act?.(page);
  await page.getByText(shows).first().waitFor({ state: 'attached' });
  // What has just scrolled below the bar that stays is in nobody's way: one scrolls.
  await page.evaluate(() => scrollTo(0, 0));
  expect(await axe(page)).toEqual([]);
  // 200 % zoom of a 1280-pixel window is a 640-pixel one; 360 is the smallest phone.
  for (const width of [640, 360]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await scrollWidth(page), `${width} pixels`).toBeLessThanOrEqual(width);
  }
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
}

/** After a frame: only there does the page hear of its new size, and closes what was placed for the old one. */
function scrollWidth(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        requestAnimationFrame(() => resolve(document.documentElement.scrollWidth));
      }),
  );
}
