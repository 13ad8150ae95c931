import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { venvBin } from '../../server/sandbox/index.ts';
import type {
  ChangesReply,
  ConnectionReply,
  LabSessionReply,
  SolutionReply,
  TimelineReply,
} from '../../server/contract/index.ts';
import { startProgram, type Program } from './program.ts';

// The main job from end to end, as a new user does it: the real program, the real page in a real browser, the real AWS CLI.

const root = join(import.meta.dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-e2e-'));
let program: Program;
let page: Page;

beforeAll(async () => {
  program = await startProgram(dataDir);
  ({ page } = program);
}, 180_000);

afterAll(async () => {
  await program?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

test(
  'a new user reads, works in the sandbox with the real CLI, checks, and reaches 100',
  { timeout: 300_000 },
  async () => {
    const { url, api, complaints } = program;
    await page.goto(url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${url}/lessons/s3`);
    await page.getByRole('heading', { name: 'Keys, not folders' }).waitFor();
    expect(await page.locator('pre code').count()).toBeGreaterThan(5);

    await page.goto(`${url}/labs/s3-lifecycle`);
    await page.getByText('Account ready').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Check all' }).click();
    await page.getByText('does not exist in account').waitFor({ timeout: 60_000 });
    await expect.poll(() => page.getByText('Skipped', { exact: false }).count()).toBeGreaterThanOrEqual(5);

    const { sessions } = await api<{ sessions: { id: string }[] }>('/api/lab-sessions');
    const id = sessions[0]?.id ?? '';
    const session = await api<LabSessionReply>(`/api/lab-sessions/${id}`);
    const connection = await api<ConnectionReply>(`/api/lab-sessions/${id}/connection`);
    expect(session.target.account).toBe(connection.account);

    // What the page offers to paste works in a real shell with the real CLI.
    const { stdout } = await promisify(execFile)(
      'bash',
      [
        '-c',
        `${connection.exports.bash}\n${venvBin('aws')} sts get-caller-identity --query Account --output text`,
      ],
      { env: { PATH: process.env['PATH'] ?? '', HOME: dataDir } },
    );
    expect(stdout.trim()).toBe(connection.account);

    const scripts = loadScripts(root, 's3-lifecycle');
    const solution = scripts.get('solution');
    if (!solution) throw new Error('no solution');
    const { artifacts } = await runScript(solution, {
      scripts,
      labFolder: join(root, 'labs/s3-lifecycle'),
      variables: session.variables,
      target: {
        endpoint: connection.endpoint,
        region: connection.region,
        account: connection.account,
        credentials: { accessKeyId: connection.accessKeyId, secretAccessKey: connection.secretAccessKey },
      },
    });

    // One artifact through the editor of the page, the other by the command line.
    const link = Buffer.from(artifacts.get('presigned-link')?.[0]?.bytes ?? []).toString('utf8');
    await page.goto(`${url}/labs/s3-lifecycle/presigned-link`);
    const editor = page.getByRole('textbox');
    await editor.fill(link);
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('Handed in', { exact: false }).first().waitFor();
    const submitted = await promisify(execFile)(
      process.execPath,
      [
        'server/cli/bin.js',
        'submit',
        's3-lifecycle',
        'inventory-script',
        'labs/s3-lifecycle/solution/inventory-script/inventory.py',
      ],
      { cwd: root, env: { ...process.env, GROUNDSCHOOL_DATA_DIR: dataDir } },
    );
    expect(submitted.stdout).toContain('Handed in inventory.py');

    await page.getByRole('button', { name: 'Check all' }).click();
    await expect
      .poll(async () => (await api<LabSessionReply>(`/api/lab-sessions/${id}`)).score, { timeout: 60_000 })
      .toBe(100);
    await page.getByText('Passed', { exact: false }).first().waitFor();

    // What the second check changed, what the learner did before it, and the answer that is theirs to read now.
    const { tasks } = await api<ChangesReply>(`/api/lab-sessions/${id}/changes`);
    expect(tasks.find(({ task }) => task === 'secure-bucket')).toMatchObject({
      from: 1,
      before: { status: 'fail', reason: 'bucket-missing' },
      after: { status: 'pass' },
    });
    const { attempts } = await api<TimelineReply>(`/api/lab-sessions/${id}/timeline`);
    expect(attempts.map(({ calls }) => calls?.complete)).toEqual([true, true]);
    expect(attempts[1]?.calls?.changes).toBe(0);
    const made = attempts[0]?.calls?.groups.find(({ operation }) => operation === 'CreateBucket');
    expect(made).toMatchObject({ service: 's3', done: 1, resources: [session.variables['bucket']] });
    expect(JSON.stringify(attempts)).not.toContain(connection.secretAccessKey);
    const { notations, held } = await api<SolutionReply>(`/api/lab-sessions/${id}/solution/tiering`);
    expect(held).toEqual([]);
    expect(notations.map(({ html }) => html?.includes(String(session.variables['bucket'])))).toEqual([
      true,
      true,
      true,
    ]);

    // The widest instructions of the lab stay in their column.
    await page.goto(`${url}/labs/s3-lifecycle/tiering`);
    await page.locator('.work table').first().waitFor();
    const work = await page.locator('section.work').boundingBox();
    const inner = await page.locator('.work .instructions').boundingBox();
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual(
      (work?.x ?? 0) + (work?.width ?? 0) + 1,
    );

    // The time machine draws the learner's own rules with the model that graded them.
    await page.getByRole('link', { name: /Time machine/ }).click();
    await page.getByText('GLACIER_IR', { exact: false }).first().waitFor();
    expect(await page.getByText('expectations not met', { exact: false }).count()).toBe(0);

    // The journal shows the learner's calls; nobody's secret is in it.
    const journal = await api<{ entries: { operation: string }[] }>(`/api/lab-sessions/${id}/journal`);
    expect(journal.entries.map(({ operation }) => operation)).toContain('PutBucketLifecycleConfiguration');
    expect(JSON.stringify(journal)).not.toContain(connection.secretAccessKey);
    expect(readFileSync(join(dataDir, 'server.json'), 'utf8')).not.toContain(connection.secretAccessKey);

    // A quiz answered to its end.
    await page.goto(`${url}/quizzes/intro`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  },
);
