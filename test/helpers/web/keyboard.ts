import type { Page } from 'playwright-core';

/** What has the focus, as a person would name it: its text or label, through all shadow roots. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const labelled = element?.getAttribute('aria-label') ?? '';
    const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent ?? '';
    return `${labelled} ${label} ${element?.textContent ?? ''}`.replace(/\s+/g, ' ').trim();
  });
}

/** Presses Tab until something whose name matches has the focus. Fails when it cannot be reached by keyboard. */
export async function tabTo(page: Page, name: RegExp, limit = 90): Promise<void> {
  const passed: string[] = [];
  for (let count = 0; count < limit; count += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (name.test(now)) return;
    passed.push(now.slice(0, 40));
  }
  throw new Error(`Tab never reached ${String(name)}; it passed ${passed.join(' | ')}`);
}

/** What the page's live region says. */
export const announced = (page: Page): Promise<string> => page.locator('#announcer').innerText();
