import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Axe {
  run(
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
}

/**
 * Violations of WCAG 2.2 AA and of axe's best practices, one line each. Themes differ in colour only, so all rules run in
 * the light theme and the contrast rule again in the dark one.
 */
export async function axe(page: Page, { without = [] as string[] } = {}): Promise<string[]> {
  await page.evaluate(source);
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    const lines = await page.evaluate(
      async ({ theme, tags, without }) => {
        document.documentElement.dataset['theme'] = theme;
        const { axe } = globalThis as unknown as { axe: Axe };
        const all = {
          runOnly: tags,
          rules: Object.fromEntries(without.map((id) => [id, { enabled: false }])),
        };
        const options = theme === 'light' ? all : { runOnly: { type: 'rule', values: ['color-contrast'] } };
        const { violations } = await axe.run({ ...options, resultTypes: ['violations'] });
        return violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${theme} ${id} ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`),
        );
      },
      { theme, tags: TAGS, without },
    );
    found.push(...lines);
  }
  await page.evaluate(() => delete document.documentElement.dataset['theme']);
  return found;
}
