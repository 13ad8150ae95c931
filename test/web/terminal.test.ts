// The terminal of the workbench over a stand-in shell: typed and pasted, lost and found, ended and begun again, left by keyboard.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pasteable, withoutControl } from '../../web/terminal/paste.ts';
import { built, launch } from '../helpers/web/browser.ts';
import { announced, focused, tabTo } from '../helpers/web/keyboard.ts';
import { PATIENT } from '../helpers/web/poll.ts';
import { expectState, type State } from '../helpers/web/states.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;
const LAB = '/labs/s3-lifecycle';

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

const screen = (page: Page) => page.locator('gs-terminal [role="tabpanel"]:not([hidden]) .xterm-rows');
const live = (page: Page) => page.locator('gs-terminal').getByText('Live').waitFor();
/** Where the letters are; what takes the click lies over them. */
async function clickOn(page: Page, text: string): Promise<void> {
  const box = await screen(page).getByText(text).boundingBox();
  if (!box) throw new Error(`${text} is not on the screen`);
  const [x, y] = [box.x + 20, box.y + box.height / 2];
  await page.mouse.move(x, y, { steps: 3 });
  await page.waitForTimeout(100);
  await page.mouse.click(x, y);
}
const FIRST = 'te_00000001';

test('by keyboard: start a terminal, run a command, leave it forwards and backwards', async () => {
  const { page, api, heard, leave } = await visit(browser, root, LAB);
  await tabTo(page, /^Start a terminal/);
  await page.keyboard.press('Enter');
  await live(page);
  await tabTo(page, /^Terminal 1\. F6 leaves it/);
  await page.keyboard.type('aws s3 ls');
  // Tab is the shell's; so is the key that opens the search elsewhere.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('/');
  await page.keyboard.press('Enter');
  await screen(page).getByText('done').waitFor();
  expect(api.terminals.typed).toBe('aws s3 ls\t\u000b/\r');
  await page.keyboard.press('F6');
  expect(await focused(page)).toMatch(/Screen reader/);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+F6');
  expect(await focused(page)).toMatch(/^Terminal 1/);
  expect(api.terminals.typed).not.toContain('\u001b[17~');
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toBe('Skip the terminal');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toMatch(/Screen reader/);
  expect(heard).toEqual([]);
  expect([...api.violations, ...api.terminals.violations]).toEqual([]);
  await leave();
});

test('a command of a task is pasted in brackets, not run, and the terminal has the focus', async () => {
  const { page, api, leave } = await visit(browser, root, LAB, (fake) => {
    const [task] = fake.labSession.tasks;
    if (task)
      task.instructionsHtml =
        '<figure class="code" data-language="bash" data-kind="run"><pre><code>aws s3 ls \\\n  s3://bm\n</code></pre></figure><figure class="code" data-language="json"><pre><code>{}</code></pre></figure>';
  });
  await page.getByRole('link', { name: /Private, owned, encrypted/ }).click();
  const paste = page.getByRole('button', { name: /into terminal/ });
  await paste.waitFor();
  expect(await paste.count()).toBe(1);
  // Nothing is open yet: the command opens a terminal for itself.
  await paste.click();
  await expect.poll(() => api.terminals.typed, PATIENT).toBe('\u001b[200~aws s3 ls \\\r  s3://bm\u001b[201~');
  await expect.poll(() => announced(page), PATIENT).toMatch(/^Pasted into the terminal/);
  await expect.poll(() => focused(page), PATIENT).toMatch(/^Terminal 1/);
  // A program without bracketed paste would run the lines: nothing is sent, and the reader is told.
  api.terminals.print(FIRST, '\u001b[?2004l>>> ');
  await screen(page).getByText('>>>').waitFor();
  const before = api.terminals.typed;
  await paste.click();
  await page.locator('gs-terminal').getByText('one by one').waitFor();
  expect(api.terminals.typed).toBe(before);
  await leave();
});

test('a command of a lesson goes to the lab’s terminal, once, and waits there for Enter', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/lessons/s3', (fake) => {
    fake.lesson.html +=
      '<figure class="code" data-language="bash" data-kind="run"><pre><code>aws s3 ls\n</code></pre></figure>';
  });
  await page
    .getByRole('button', { name: /into the lab’s terminal/ })
    .last()
    .click();
  await page.waitForURL(`**${LAB}`);
  await expect.poll(() => api.terminals.typed, PATIENT).toBe('\u001b[200~aws s3 ls\u001b[201~');
  await page.reload();
  await live(page);
  expect(api.terminals.typed).toBe('\u001b[200~aws s3 ls\u001b[201~');
  expect(heard).toEqual([]);
  await leave();
});

test('without a terminal the command of a lesson is not lost in silence', async () => {
  const { page, api, leave } = await visit(browser, root, '/lessons/s3', (fake) => {
    fake.lesson.html +=
      '<figure class="code" data-language="bash" data-kind="run"><pre><code>aws s3 ls\n</code></pre></figure>';
    fake.terminals.reply = {
      ...fake.terminals.reply,
      available: false,
      problem: {
        code: 'TERMINAL_UNAVAILABLE',
        message: 'This server cannot open a terminal: no bubblewrap.',
        cure: 'Install it.',
      },
    };
  });
  await page
    .getByRole('button', { name: /into the lab’s terminal/ })
    .last()
    .click();
  await page.getByText('no bubblewrap').first().waitFor();
  expect(api.terminals.typed).toBe('');
  await leave();
});

const states: State[] = [
  { name: 'terminal, none open', path: LAB, shows: 'Start a terminal' },
  {
    name: 'terminal, live',
    path: LAB,
    prepare: (api) => void api.terminals.start(),
    act: live,
    shows: 'Live',
  },
  {
    name: 'terminal, ended',
    path: LAB,
    prepare: (api) => void api.terminals.start(),
    act: async (page) => {
      await live(page);
      await page.getByRole('textbox', { name: /^Terminal 1/ }).focus();
      await page.keyboard.press('Control+d');
    },
    shows: 'exit code 0',
  },
  {
    name: 'terminal, off on this system',
    path: LAB,
    prepare: (api) => {
      api.terminals.reply = {
        ...api.terminals.reply,
        available: false,
        problem: {
          code: 'TERMINAL_UNAVAILABLE',
          message: 'This server cannot open a terminal: no bubblewrap.',
          cure: 'Install it.',
        },
      };
    },
    act: (page) => page.getByRole('tab', { name: 'Terminal', exact: true }).click(),
    shows: 'no bubblewrap',
  },
  {
    name: 'terminal, its line lost',
    path: LAB,
    prepare: (api) => {
      api.terminals.start();
      api.terminals.refuse = 1_000;
    },
    shows: 'Connecting',
  },
];
test.each(states)('$name: accessible, fits a phone', (state) => expectState(browser, root, state));

test('comes back after a dropped line and after a reload, each time with its scrollback once', async () => {
  const { page, api, leave } = await visit(browser, root, LAB, (fake) => {
    fake.terminals.start();
    fake.terminals.print(FIRST, 'before the storm\r\n');
  });
  await live(page);
  await screen(page).getByText('before the storm').waitFor();
  api.terminals.refuse = 2;
  for (const line of api.terminals.lines) line.drop();
  await page.locator('gs-terminal').getByText('Reconnecting').waitFor();
  await live(page);
  expect(api.terminals.hellos).toHaveLength(2);
  api.terminals.print(FIRST, 'after it');
  await screen(page).getByText('after it').waitFor();
  expect((await screen(page).innerText()).split('before the storm')).toHaveLength(2);
  await page.reload();
  await live(page);
  await screen(page).getByText('after it').waitFor();
  // A token of a server that was started anew is renewed once, unseen.
  api.session.csrfToken = 'token-2';
  for (const line of api.terminals.lines) line.drop();
  await expect.poll(() => api.terminals.hellos.at(-1)?.csrf, PATIENT).toBe('token-2');
  await leave();
});

test('several terminals; one ends with its code and is begun again; all can be closed', async () => {
  const { page, api, leave } = await visit(browser, root, LAB, (fake) => void fake.terminals.start());
  const panel = page.locator('gs-terminal');
  await live(page);
  await panel.getByRole('button', { name: 'New terminal' }).click();
  await panel.getByRole('tab', { name: 'Terminal 2' }).waitFor();
  await live(page);
  await panel.getByRole('tab', { name: 'Terminal 2' }).focus();
  await page.keyboard.press('ArrowLeft');
  expect(await focused(page)).toMatch(/^Terminal 1/);
  await panel.getByRole('textbox', { name: /^Terminal 1/ }).focus();
  await page.keyboard.press('Control+d');
  await panel.getByText('exit code 0').waitFor();
  // Where no shell listens, Tab is the page's again.
  await page.keyboard.press('Tab');
  expect(await focused(page)).not.toMatch(/F6 leaves it/);
  await panel.getByRole('button', { name: 'Start again' }).click();
  await panel.getByRole('tab', { name: 'Terminal 3' }).waitFor();
  await live(page);
  for (const number of [3, 2]) await panel.getByRole('button', { name: `Close Terminal ${number}` }).click();
  await panel.getByRole('button', { name: 'Start a terminal' }).waitFor();
  expect(api.terminals.reply.terminals).toEqual([]);
  await leave();
});

test('what a program prints cannot type, title, copy or open anything', async () => {
  const { page, api, heard, leave } = await visit(browser, root, LAB, (fake) => {
    fake.terminals.start();
    // In the scrollback: questions whose answers would be typed into the shell now.
    fake.terminals.print(FIRST, '\u001b[c\u001b[6n\u001b]10;?\u0007\u001bP$qm\u001b\\old\r\n');
  });
  await live(page);
  await screen(page).getByText('old').waitFor();
  const title = await page.title();
  api.terminals.print(
    FIRST,
    [
      '\u001b]52;c;cm0gLXJmIH4=\u0007',
      '\u001b]0;owned\u0007\u001b]2;owned\u0007',
      '\u001b]10;?\u0007\u001b]11;?\u0007\u001b]4;1;?\u0007\u001b[21t\u001b[14t',
      '\u001b]8;;javascript:alert(1)\u0007trap\u001b]8;;\u0007 \u001b[38;2;1;200;3mtrue\u001b[0m\r\n',
      'https://example.org/a?b=1 end',
    ].join(''),
  );
  await screen(page).getByText('end').waitFor();
  await page.evaluate(() => navigator.clipboard.writeText('mine'));
  expect(api.terminals.typed).toBe('');
  expect(await page.title()).toBe(title);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
  await clickOn(page, 'trap');
  expect(await page.locator('gs-terminal dialog[open]').count()).toBe(0);
  // A colour of its own arrives in spite of the policy, and a link asks first.
  const colour = await screen(page)
    .getByText('true')
    .evaluate((letter) => getComputedStyle(letter).color);
  expect(colour).toMatch(/^rgb\(\d+, \d+, \d+\)$/);
  await clickOn(page, 'https://example.org');
  await page.getByText('Open this address?').waitFor();
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open in a new tab' }).click(),
  ]);
  expect(await opened.evaluate(() => window.opener === null)).toBe(true);
  expect(heard).toEqual([]);
  await leave();
});

test('the clipboard comes without hidden keys; letters, width and reader mode are kept', async () => {
  const { page, api, leave } = await visit(browser, root, LAB, (fake) => void fake.terminals.start());
  await live(page);
  await page.evaluate(() => navigator.clipboard.writeText('one\u001b[201~\ntwo'));
  await page.getByRole('textbox', { name: /^Terminal 1/ }).focus();
  await page.keyboard.press('Control+v');
  await expect.poll(() => api.terminals.typed, PATIENT).toBe('\u001b[200~one[201~\rtwo\u001b[201~');
  const cols = () =>
    api.terminals.frames.flatMap((one) => (one.type === 'resize' ? [one.cols] : [])).at(-1) ?? 0;
  const first = api.terminals.hellos[0]?.cols ?? 0;
  await page.getByRole('button', { name: 'Larger letters' }).click();
  await expect.poll(cols, PATIENT).toBeLessThan(first);
  const small = cols();
  await page.getByRole('separator').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(cols, PATIENT).toBeGreaterThan(small);
  await page.getByLabel(/Screen reader/).check();
  await page.locator('.xterm-accessibility').waitFor({ state: 'attached' });
  await page.reload();
  await live(page);
  expect(await page.getByLabel(/Screen reader/).isChecked()).toBe(true);
  await leave();
});

test('where no terminal can be had the page says why, and opens with the connection', async () => {
  const { page, leave } = await visit(browser, root, LAB, (fake) => {
    fake.terminals.reply = {
      available: false,
      problem: { code: 'TERMINAL_UNAVAILABLE', message: 'No bubblewrap here.', cure: 'Install it.' },
      limit: 3,
      terminals: [],
    };
  });
  await page.locator('gs-connection pre').waitFor();
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await page.getByText('No bubblewrap here.').waitFor();
  expect(await page.getByText('TERMINAL_UNAVAILABLE').count()).toBe(1);
  expect(await page.getByRole('button', { name: /into terminal/ }).count()).toBe(0);
  await leave();
});

test('on a small screen the tools are a drawer, shut at first, that hides nothing that has the focus', async () => {
  const { page, leave } = await visit(browser, root, LAB, undefined, {
    viewport: { width: 360, height: 740 },
  });
  const start = page.getByRole('button', { name: 'Start a terminal' });
  expect(await start.isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Show the tools' }).click();
  await start.waitFor();
  const drawer = await page.locator('section.tools').boundingBox();
  expect(drawer?.height ?? 999).toBeLessThan(740 * 0.7);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(
    await page.evaluate(() => Number.parseFloat(document.documentElement.style.scrollPaddingBottom)),
  ).toBeGreaterThan(100);
  await page.getByRole('button', { name: 'Hide the tools' }).click();
  expect(await start.isVisible()).toBe(false);
  await leave();
});

describe('what may be pasted', () => {
  test.each([
    ['one line', 'aws s3 ls\n', false, { ok: true, text: 'aws s3 ls' }],
    ['several lines in brackets', 'a\r\n\tb\n\n', true, { ok: true, text: '\u001b[200~a\r\tb\u001b[201~' }],
    ['several lines without brackets', 'a\nb', false, { ok: false, why: 'several-lines' }],
    ['an escape', 'a\u001b[201~b', true, { ok: false, why: 'control' }],
    ['a carriage return', 'rm\rx', true, { ok: false, why: 'control' }],
    ['an eight-bit control', 'a\u009b1~', true, { ok: false, why: 'control' }],
    ['nothing', ' \n', true, { ok: false, why: 'empty' }],
  ])('%s', (_name, command, bracketed, expected) => {
    expect(pasteable(command, bracketed)).toEqual(expected);
  });

  test('the clipboard keeps letters, tabs and newlines', () => {
    expect(withoutControl('ä\t\u001b[A\r\nb\u0003')).toBe('ä\t[A\nb');
  });
});
