// What a learner does, by keyboard alone where it says so: lesson, lab, check, hint, file, quiz, time machine.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { results, SECRET } from '../../web/gallery/samples.ts';
import { built, launch } from '../helpers/web/browser.ts';
import { focused, announced, tabTo } from '../helpers/web/keyboard.ts';
import { PATIENT } from '../helpers/web/poll.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

test('by keyboard from the course map over lesson, lab, check and hint to the quiz', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/');
  const press = (key: string) => page.keyboard.press(key);
  api.grades = {
    'tls-only': {
      ...results.fail,
      id: 'tls-only',
      title: 'Refuse plain HTTP',
      maxPoints: 12,
      reason: 'no-policy',
      message: 'The bucket has no policy.',
    },
  };

  await press('Tab');
  expect(await focused(page)).toBe('Skip to content');
  await press('Enter');
  await tabTo(page, /^Go on reading/);
  await press('Enter');
  await page.waitForURL('**/lessons/s3');
  await page.getByRole('heading', { level: 1, name: /storage that ages well/ }).waitFor();
  await expect.poll(() => focused(page), PATIENT).toMatch(/^S3: storage that ages well/);
  expect(await page.title()).toBe('S3: storage that ages well · Groundschool');
  await expect.poll(() => announced(page), PATIENT).toMatch(/storage that ages well/);

  await tabTo(page, /^Show the answer/);
  await press('Enter');
  await page.getByText('objects under 128 KB stay').waitFor();
  await tabTo(page, /^Mark as done/);
  await press('Enter');
  await page.getByText('You marked this lesson as done.').waitFor();
  await tabTo(page, /Recordings that age well/);
  await press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Refuse plain HTTP' }).waitFor();

  await tabTo(page, /^Check this task/);
  await press('Enter');
  await page.getByText('The bucket has no policy.').waitFor();
  await expect.poll(() => announced(page), PATIENT).toMatch(/Check done\. Score 23 of 100/);
  expect(api.requests.filter(({ path }) => path.endsWith('/attempts')).map(({ body }) => body)).toMatchObject(
    [{ tasks: ['tls-only'] }],
  );

  await tabTo(page, /^Hints/);
  await press('Enter');
  await tabTo(page, /^Open hint 1/);
  await press('Enter');
  await page.getByText('which objects move, and which must not').waitFor();
  await tabTo(page, /^Open hint 2/);
  await press('Enter');
  expect(api.hints.filter(({ task }) => task === 'tls-only')).toHaveLength(1);
  await tabTo(page, /^Open for 1\.2 points/);
  await press('Enter');
  await page.getByText('A filter decides which objects').waitFor();
  expect(api.hints.filter(({ task }) => task === 'tls-only').map(({ level }) => level)).toEqual([1, 2]);

  await page.goto(`${api.url}/quizzes/s3`);
  await tabTo(page, /one key; the slash/);
  await press('Space');
  await press('ArrowDown');
  await press('ArrowUp');
  await tabTo(page, /^Answer$/);
  await press('Enter');
  await page.locator('#verdict', { hasText: 'Right' }).waitFor();
  await expect.poll(() => focused(page), PATIENT).toMatch(/^Next question/);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('a quiz with all six types, to the summary and a new attempt', async () => {
  const { page, api, leave } = await visit(browser, root, '/quizzes/s3');
  const answer = () => page.getByRole('button', { name: 'Answer', exact: true }).click();
  const next = () => page.locator('#next').click();

  await answer();
  await page.getByText('Choose one option first.').waitFor();
  await page.locator('.choice').first().click();
  await answer();
  await next();
  await page.locator('.choice').nth(0).click();
  await page.locator('.choice').nth(1).click();
  await answer();
  await page.getByText('Both are defaults since 2023.').waitFor();
  await next();
  await page.getByLabel('Your number in USD').fill('lots');
  await answer();
  await page.getByText('Type a number first').waitFor();
  await page.getByLabel('Your number in USD').fill('$8,19');
  await answer();
  await next();
  // Standard, Deep Archive, IA: Standard goes down twice.
  const down = page.getByRole('button', { name: 'Move down' });
  await down.first().focus();
  await page.keyboard.press('Enter');
  expect(await focused(page)).toContain('Move down');
  await page.keyboard.press('Enter');
  await answer();
  await page.locator('#verdict', { hasText: 'Right' }).waitFor();
  await next();
  await page.getByLabel('training shards').selectOption({ label: 'Glacier Deep Archive' });
  await answer();
  await page.getByText('1 are open').waitFor();
  await page.getByLabel('raw runs').selectOption({ label: 'S3 Standard' });
  await answer();
  await page.getByText('You chose S3 Standard.').waitFor();
  await next();
  await page.getByLabel('Your command').fill('aws s3 cp . s3://larkfield-ml');
  await page.keyboard.press('Enter');
  await next();

  await page.getByRole('heading', { name: 'Not passed yet: 67%' }).waitFor();
  const revisit = page.locator('.revisit li');
  expect(await revisit.allInnerTexts()).toEqual(['Pick a class', 'Sync without surprises']);
  expect(api.requests.filter(({ path }) => path.endsWith('/answers'))).toHaveLength(6);
  await page.getByRole('button', { name: 'New attempt' }).click();
  await page.getByText('Which statement about names').waitFor();
  expect(await page.locator('.steps button').count()).toBe(6);
  expect(api.violations).toEqual([]);
  await leave();
});

test('the time machine by keyboard: slider, jumps, other bucket, own object', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/s3-lifecycle/time-machine');
  const slider = page.locator('#slider');
  await slider.focus();
  for (let day = 0; day < 3; day += 1) await page.keyboard.press('ArrowRight');
  expect(await slider.getAttribute('aria-valuetext')).toBe('Day 3, November 28, 2026');

  await page.getByRole('button', { name: 'Next change' }).click();
  await expect.poll(() => announced(page), PATIENT).toBe('Day 14. datasets/y.wav is expired');
  await page.getByRole('button', { name: 'Forward 30 days' }).click();
  await page.getByRole('button', { name: 'Back 1 day' }).click();
  expect(await slider.inputValue()).toBe('43');
  await slider.fill('91');
  expect(await page.locator('gs-lane svg').first().getAttribute('aria-label')).toBe(
    'models/a.pth: STANDARD from day 0, STANDARD_IA from day 30, GLACIER from day 90. On day 91: GLACIER.',
  );
  await page.getByText('Rule "models" moves it to GLACIER from day 90.').waitFor();
  await page.getByText('Day 91: GLACIER_IR, but it is GLACIER').waitFor();

  await page.getByText('Ask about an object of your own').click();
  await page.getByLabel('Key').fill('datasets/mine.wav');
  await page.getByLabel('Tags').fill('retention');
  await page.getByText('Write tags as name=value').waitFor();
  await page.getByLabel('Tags').fill('retention=scratch');
  await page.getByText('datasets/mine.wav').first().waitFor();
  expect(await page.locator('gs-lane svg').first().getAttribute('aria-label')).toContain('gone from day 44');

  await page.getByText('Table of all changes').click();
  expect(
    await page.getByRole('row', { name: /experiments\/run1\/x.bin 60 STANDARD DEEP_ARCHIVE/ }).count(),
  ).toBe(1);

  await page.getByRole('tab', { name: 'bm-ml-data-4f09c1' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('has no lifecycle configuration').first().waitFor();
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('the VPC map by keyboard: ends, a zone down, the wall, S3, a subnet on the map', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/vpc-two-az/vpc-map');
  const map = page.locator('gs-vpc-map');
  await tabTo(page, /^From/);
  // Typing in a select picks what begins so.
  await page.keyboard.type('private-b');
  await expect.poll(() => announced(page), PATIENT).toBe('It gets through, and the reply comes back.');
  expect(await map.locator('.badge.stop').count()).toBe(0);
  expect(await map.locator('.leg').count()).toBe(2);

  await tabTo(page, /^none/);
  await page.keyboard.press('ArrowDown');
  await expect
    .poll(() => announced(page), PATIENT)
    .toBe(
      'A wall. Subnet public-a (subnet-public-a) is gone with its zone us-east-1a. private-b is now isolated.',
    );
  expect(await map.locator('.badge.stop').textContent()).toContain('✕ 4–5');
  expect(await map.locator('.leg.reply').count()).toBe(0);
  await page.getByRole('listitem').filter({ hasText: 'wall' }).waitFor();

  await page.keyboard.press('ArrowUp');
  await page.locator('#to').selectOption('s3');
  await page.locator('#from').selectOption({ label: 'private-a (us-east-1a, private)' });
  await page.getByText('VPC endpoint bm-s3 (vpce-s3) is available').waitFor();

  await tabTo(page, /^vault-a, 10.20.112.0\/20, zone us-east-1a: isolated: no way out/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'vault-a' }).waitFor();
  await expect.poll(() => focused(page), PATIENT).toBe('vault-a');
  await tabTo(page, /^Start here/);
  await page.keyboard.press('Space');
  await expect
    .poll(() => announced(page), PATIENT)
    .toBe('A wall. Route table rtb-main-ml, the main table, of subnet-vault-a has no route to 52.216.0.0.');

  await page.locator('#to').selectOption({ label: 'private-b (us-east-1b, private)' });
  await page.locator('#to-group').selectOption({ label: 'bm-app' });
  await page.locator('#port').fill('8080');
  await page.keyboard.press('Tab');
  await page
    .getByText(/No rule of security group .*sg-app/)
    .first()
    .waitFor();
  await page.locator('#from-group').selectOption({ label: 'bm-alb' });
  await page.getByText('It gets through, and the reply comes back').waitFor();

  await page.getByRole('tab', { name: 'bm-half' }).click();
  await page.getByRole('heading', { name: 'The reply meets a wall.' }).waitFor();
  await page.getByText('The map as tables').click();
  expect(await page.getByRole('row', { name: /half-private 0.0.0.0\/0 nat-half in force/ }).count()).toBe(1);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('the decision matrix by keyboard: cells, the statement behind one, only what differs, a request of one’s own', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/iam-foundations/decision-matrix');
  await tabTo(page, /^Allowed: asked for, and so it is/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^Allowed: asked for, and not so/);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^Denied: not asked for, but so it is/);
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page), PATIENT).toMatch(/calling s3:ListBucket on arn:aws:s3:::bm-data/);
  await page.getByText('StringLike s3:prefix wants raw/*; the request has datasets/').first().waitFor();

  await page.getByLabel('Only what differs').check();
  expect(await page.getByRole('gridcell').count()).toBe(4);
  await page.getByRole('gridcell', { name: 'Allowed: not asked for, but so it is' }).click();
  await page.getByText('"Sid": "ReadBucket"').waitFor();
  await page.getByText('statement "NoPayroll" of identity policy data (inline) (Deny)').waitFor();

  await page.getByLabel('Action').fill('s3:GetObject');
  await page.getByLabel('Resource').fill('arn:aws:s3:::bm-data/payroll/june');
  await page.keyboard.press('Enter');
  await page.getByText('Statement "NoPayroll" of identity policy data (inline) denies it.').waitFor();
  await page.getByLabel(/What the request carries/).fill('no fact');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect.poll(() => announced(page), PATIENT).toMatch(/is no fact: write one on each line/);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('Spot prices by keyboard: the choice, a moment in the past, another type from its pools', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/ec2-gpu-spot/spot-prices');
  await page.getByText('Your choice: g4dn.xlarge, in us-east-1c').waitFor();
  expect(await page.locator('gs-spot-chart svg[role=img]').getAttribute('aria-label')).toMatch(
    /^Spot price of g4dn.xlarge by Availability Zone. Now: us-east-1a \$0.\d{4} \(lowest\); .*us-east-1c \$0.\d{4} \(your choice\)/,
  );
  await page.getByRole('heading', { name: 'Now' }).waitFor();
  await page.locator('#moment').focus();
  await page.keyboard.press('Home');
  await expect.poll(() => announced(page), PATIENT).toMatch(/^us-east-1[a-d] is lowest, \$0\.\d{4}\.$/);
  expect(await page.getByRole('heading', { name: 'Now' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Next change' }).press('Enter');
  await page.getByRole('button', { name: 'Now', exact: true }).press('Enter');
  await page.getByRole('heading', { name: 'Now' }).waitFor();

  await page.getByRole('button', { name: 'g6.xlarge' }).press('Enter');
  await expect.poll(() => announced(page), PATIENT).toMatch(/^g6.xlarge: lowest now in us-east-1d/);
  await page.getByRole('heading', { name: 'g6.xlarge' }).waitFor();
  await page.getByText('3 types in 2 zones: 4 pools of 6 with a Spot price now').waitFor();
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('identities by keyboard: a line that is wrong, its statement, a line that a job needs, another role', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/sagemaker-train-deploy/identities');
  // What is wrong stands open from the beginning.
  const detail = page.locator('gs-decision-detail');
  await detail.getByText('Statement 2 of resource policy trust policy allows it.').waitFor();
  await tabTo(page, /datasets\/, read: denied, should be allowed/);
  await page.keyboard.press('Enter');
  await expect
    .poll(() => focused(page), PATIENT)
    .toMatch(/calling s3:GetObject on arn:aws:s3:::bm-sm-4f09c1\/datasets/);
  await detail.getByText('Denied, and the task asks for allowed').waitFor();
  await page
    .getByRole('button', { name: 's3://bm-elsewhere/birds/, read: denied, and needed' })
    .press('Enter');
  await detail.getByText('Denied', { exact: true }).waitFor();
  // A line for each question, and one for each that runs as it.
  expect(await page.locator('gs-identity-graph .wires g').count()).toBe(19);

  await page.getByRole('tab', { name: 'bm-sm-exec' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('There is no role bm-gone in your account.').waitFor();
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('the bill by keyboard: a resource, its quantities and type, without it, by a tag, undone', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/s3-lifecycle/bill');
  await tabTo(page, /^bm-trainer/);
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^bm-serving/);
  await page.getByRole('button', { name: 'vol-0b2' }).press('Enter');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^vol-0b2/);
  await page.getByText('80 × $0.1 per GB-month = $8.00').waitFor();
  await page.getByLabel('Volume type').focus();
  await page.keyboard.press('g');
  await page.getByLabel('Volume type').selectOption('gp3');
  await page.getByText('80 × $0.08 per GB-month = $6.40').waitFor();
  await expect.poll(() => announced(page), PATIENT).toMatch(/or more a month\.$/);
  await page.getByText('$1.60 less a month').waitFor();

  const gigabytes = page.getByLabel('Gigabytes', { exact: true });
  await gigabytes.fill('160');
  await gigabytes.press('Enter');
  await page.getByText('160 × $0.08 per GB-month = $12.80').waitFor();
  await page.getByLabel('Gigabytes, slider').press('Home');
  await page.getByText('$8.00 less a month').waitFor();

  await page.getByRole('button', { name: 'bm-cc-idle' }).first().press('Enter');
  await page.getByLabel('it were not there').press('Space');
  await page.getByText('$40.85 less a month').waitFor();
  await page.getByRole('radio', { name: 'Tag Project' }).check();
  await page.getByRole('button', { name: 'Without the tag Project' }).waitFor();
  await page.getByRole('button', { name: 'Undo the what-if' }).press('Enter');
  await page.getByText('Choose a resource and turn it.').waitFor();
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('the deployment by keyboard: moments, a slower alarm, another way, the table', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/sagemaker-train-deploy/deployment');
  await page.getByRole('heading', { name: 'Turned back after 1 min' }).waitFor();
  const slider = page.locator('gs-deploy-timeline #moment');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByRole('heading', { name: 'Nobody meets it' }).waitFor();
  expect(await slider.getAttribute('aria-valuetext')).toBe('after 0 s: Nobody meets it');
  await page.keyboard.press('End');
  await page.getByRole('heading', { name: 'The alarm comes too late' }).waitFor();

  await page.getByRole('tab', { name: 'Your last update' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: 'All at once' }).waitFor();
  await expect
    .poll(() => announced(page), PATIENT)
    .toMatch(/^All at once. Turned back after 1 min. At worst 100%/);
  await page.getByLabel('An alarm goes off after').selectOption('600');
  await page.getByRole('heading', { name: 'The alarm comes too late' }).waitFor();
  await page.getByText('The timeline as a table').press('Enter');
  expect(await page.getByRole('region', { name: 'Phases of the update' }).getByRole('row').count()).toBe(5);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('the pod detective by keyboard: a pod, a zone down, a drain, an update, the batch and why it waits', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/eks-serving/pod-detective');
  await tabTo(page, /^model-server 2, runs/);
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page), PATIENT).toMatch(/^Why model-server 2 runs on cpu-2/);

  await page.getByRole('button', { name: 'Take it down, us-east-1a' }).press('Enter');
  await expect.poll(() => announced(page), PATIENT).toMatch(/goes on with 1 of 3 pods/);
  await page.getByText('Why model-server 3 waits').waitFor();
  await page.getByRole('button', { name: 'Down: bring it back, us-east-1a' }).press('Enter');
  await expect.poll(() => announced(page), PATIENT).toBe('3 of 3 pods run.');
  await page.getByRole('button', { name: 'Drain, cpu-2' }).press('Enter');
  await expect.poll(() => announced(page), PATIENT).toMatch(/leaves cpu-2 as its budget allows/);
  await page.getByRole('button', { name: 'Roll out an update of model-server' }).press('Enter');
  await expect.poll(() => announced(page), PATIENT).toMatch(/at least 3 of 3 pods answer/);
  await page.getByRole('button', { name: 'Back to before' }).press('Enter');

  await page.getByRole('tab', { name: 'serving.yaml' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('It would fit on a node of gpu-spot').waitFor();
  await page.getByLabel('As many nodes as the groups may have').press('Space');
  await page.getByText('Why night-batch 1 runs on gpu-spot-1').waitFor();
  await page.getByText('sees none of them').waitFor();
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('a file: starting text, draft across a reload and another browser, upload, hand in', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/s3-lifecycle/inventory-script');
  const editor = page.locator('.cm-content');
  const text = () => editor.innerText();
  await expect.poll(text, PATIENT).toContain('def inventory');
  expect(await page.locator('.tok-keyword').first().textContent()).toBe('def');
  expect(api.drafts).toEqual([]);
  await editor.fill('print("draft")');
  // At once, before the draft can have travelled.
  await page.reload();
  await expect.poll(text, PATIENT).toBe('print("draft")');
  await page.getByText('draft kept', { exact: false }).waitFor();
  expect(api.drafts).toMatchObject([
    { task: 'inventory-script', name: 'inventory.py', text: 'print("draft")' },
  ]);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect.poll(text, PATIENT).toBe('print("draft")');

  await page.getByRole('button', { name: 'Back to the starting file' }).click();
  await expect.poll(text, PATIENT).toContain('def inventory');
  await editor.focus();
  await page.keyboard.press('Control+z');
  await expect.poll(text, PATIENT).toBe('print("draft")');

  await page.locator('#picker').setInputFiles({
    name: 'a.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from([0xff, 0xfe, 0x00]),
  });
  await page.getByText('a.bin is not UTF-8 text').waitFor();
  expect(await text()).toBe('print("draft")');
  await page
    .locator('#picker')
    .setInputFiles({ name: 'new.py', mimeType: 'text/x-python', buffer: Buffer.from('print("é")') });
  await expect.poll(text, PATIENT).toBe('print("é")');

  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByText(/Handed in Nov/).waitFor();
  expect(api.artifacts).toMatchObject([
    { task: 'inventory-script', name: 'inventory.py', text: 'print("é")' },
  ]);
  await page.reload();
  await expect.poll(text, PATIENT).toBe('print("é")');
  expect(api.drafts).toEqual([]);
  await editor.fill('print(2)');
  await page.getByText(/Changed since/).waitFor();
  expect(heard).toEqual([]);
  await leave();
});

test('a draft stays in the browser while the server does not answer, and goes when it does', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle/inventory-script', (api) =>
    api.fail('PUT', /drafts/, 500, { code: 'INTERNAL', message: 'The disk is full.' }),
  );
  const editor = page.locator('.cm-content');
  await editor.fill('print(3)');
  await page.getByText('draft kept in this browser only').waitFor();
  await page.reload();
  await expect.poll(() => editor.innerText(), PATIENT).toBe('print(3)');
  api.failures.length = 0;
  await expect.poll(() => api.drafts.map(({ text }) => text), PATIENT).toEqual(['print(3)']);
  await leave();
});

test('a manifest by keyboard: slips with their lines, what fits, out again, corrected, handed in, checked, compared', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/s3-lifecycle/attic-fix', (api) => {
    const task = api.lab.tasks.find(({ id }) => id === 'attic-fix');
    if (task) task.artifacts = [{ name: 'serving.yaml', language: 'yaml' }];
    api.graded = [
      {
        task: 'attic-fix',
        name: 'serving.yaml',
        text: 'kind: Pod\n',
        attempt: 1,
        gradedAt: api.labSession.createdAt,
      },
    ];
  });
  const press = (key: string) => page.keyboard.press(key);
  await page.locator('.cm-content').waitFor();
  await tabTo(page, /^Text of serving\.yaml/);
  await page.keyboard.insertText(
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  container: []\n  ',
  );
  await page.getByRole('status').filter({ hasText: '2 problems in serving.yaml' }).waitFor();
  const problems = page.getByRole('list', { name: 'Problems in serving.yaml' }).getByRole('button');
  expect(await problems.allInnerTexts()).toEqual([
    expect.stringMatching(/^Line 5\s+Pod\/web spec lacks containers, which is required$/),
    expect.stringMatching(/^Line 6\s+Pod\/web spec\.container is no field; containers is$/),
  ]);
  expect(await page.locator('.cm-lintRange-error').allInnerTexts()).toEqual(['spec', 'container']);

  // Tab indents, and leaves after Escape.
  await press('Tab');
  expect(await focused(page)).toMatch(/^Text of serving\.yaml/);
  await press('Shift+Tab');
  await press('Escape');
  await press('ArrowUp');
  await press('Tab');
  expect(await focused(page)).toMatch(/^Text of serving\.yaml/);
  await press('Shift+Tab');
  await press('F8');
  await press('F8');
  await page.getByText('At the cursor: Pod', { exact: true }).waitFor();
  await press('Escape');
  await press('Tab');
  expect(await focused(page)).toMatch(/^Line 5/);
  await press('Tab');
  await press('Enter');
  expect(await focused(page)).toMatch(/^Text of serving\.yaml/);
  await page.getByText('At the cursor: Pod spec (PodSpec): containers still missing').waitFor();

  // The line is taken out, and what fits is asked for: required fields first.
  await press('Shift+End');
  await press('Delete');
  await press('Control+Space');
  const options = page.getByRole('listbox').getByRole('option');
  await options.first().waitFor();
  // Escape closes the list, and Tab after that still indents.
  await press('Escape');
  await options.first().waitFor({ state: 'detached' });
  await press('Tab');
  expect(await focused(page)).toMatch(/^Text of serving\.yaml/);
  await press('Shift+Tab');
  await press('Control+Space');
  await options.first().waitFor();
  expect(await options.first().innerText()).toMatch(/^containers\s+list of Container, required$/);
  await page.keyboard.type('cont');
  await expect.poll(() => options.first().getAttribute('aria-selected'), PATIENT).toBe('true');
  // The list takes no key in its first 75 milliseconds, lest it takes one that was meant for the text.
  await page.waitForTimeout(100);
  await press('Enter');
  await expect.poll(() => page.locator('.cm-content').innerText(), PATIENT).toMatch(/containers:\n {4}- /);
  await page.keyboard.insertText('name: web\n      image: web:1');
  await page.getByText('No problems in serving.yaml').waitFor();
  expect(await problems.count()).toBe(0);

  await press('Escape');
  await tabTo(page, /^Hand in/);
  await press('Enter');
  await page.getByText(/Handed in Nov/).waitFor();
  expect(api.artifacts[0]?.text).toContain('containers:\n    - name: web\n      image: web:1');
  await tabTo(page, /^Compare with what attempt 1 checked/);
  await press('Enter');
  await page.locator('gs-file-diff li.added').first().waitFor();
  expect(await page.locator('gs-file-diff li.added').count()).toBeGreaterThan(4);
  await page.getByRole('button', { name: 'Check this task' }).press('Enter');
  await expect.poll(() => announced(page), PATIENT).toMatch(/Check done/);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('without the editor’s files the plain text field does the work', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await page.route(/mount-.*\.js$/, (route) => route.abort());
  await page.goto(`${api.url}/labs/s3-lifecycle/presigned-link`);
  const field = page.getByRole('textbox', { name: 'Text of url.txt' });
  await field.fill('https://example.org/');
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByText(/Handed in Nov/).waitFor();
  expect(api.artifacts.map(({ text }) => text)).toEqual(['https://example.org/']);
  await leave();
});

test('the connection: secret hidden until shown, copied whole, three shells', async () => {
  const { page, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await page.getByRole('tab', { name: 'Connect' }).click();
  const settings = page.locator('gs-connection pre');
  await settings.waitFor();
  expect(await settings.innerText()).not.toContain(SECRET);
  await page.getByRole('button', { name: 'Copy settings' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    `export AWS_SECRET_ACCESS_KEY=${SECRET}`,
  );
  await page.getByRole('button', { name: 'Show the secret' }).click();
  expect(await settings.innerText()).toContain(SECRET);
  await page.getByRole('tab', { name: 'PowerShell' }).click();
  expect(await settings.innerText()).toContain('$env:AWS_ENDPOINT_URL');
  await leave();
});

test('reset: asked first, then a new account', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle');
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  expect(await focused(page)).toBe('Cancel');
  await page.keyboard.press('Escape');
  expect(api.requests.some(({ path }) => path.endsWith('/reset'))).toBe(false);
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByRole('button', { name: 'Reset the account' }).click();
  await page.getByText('account no. 2').waitFor();
  await expect.poll(() => page.locator('dialog[open]').count(), PATIENT).toBe(0);
  await leave();
});

test('coverage by keyboard: from the course map, to what nothing covers, to the section that covers an item', async () => {
  const { page, leave } = await visit(browser, root, '/');
  await tabTo(page, /^What the course covers/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/course/coverage');
  await page.getByRole('heading', { level: 1, name: 'What the course covers' }).waitFor();
  await expect.poll(() => focused(page), PATIENT).toMatch(/^What the course covers/);

  const table = page.getByRole('table', { name: 'Items of S3: storage that ages well' });
  await table.waitFor();
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
    'Item',
    'What the source course says',
    'Our verdict',
    'Where it is covered',
  ]);
  const row = table.getByRole('row', { name: /S3\.12/ });
  expect(await row.getByRole('link').allInnerTexts()).toEqual([
    expect.stringContaining('Rules you can predict'),
    expect.stringContaining('The right class at the right age'),
    expect.stringContaining('The attic'),
    '3 questions on “S3: storage that ages well”',
  ]);
  expect(await row.getByText('Wrong').count()).toBe(1);

  await tabTo(page, /^everything/);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.getByRole('table').count(), PATIENT).toBe(1);
  await expect.poll(() => announced(page), PATIENT).toBe('1 item shown.');
  await page.getByRole('rowheader', { name: 'S4.15' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByLabel('Verdict').selectOption('insecure');
  await page.getByRole('rowheader', { name: 'S3.8' }).waitFor();
  expect(await page.getByRole('rowheader').count()).toBe(1);
  await page.getByLabel('Verdict').selectOption('');

  await tabTo(page, /^Rules you can predict/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/lessons/s3#lifecycle');
  await page.getByRole('heading', { level: 2, name: 'Rules you can predict' }).waitFor();
  await leave();
});
