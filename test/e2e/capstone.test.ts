import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BillReply, ConnectionReply, LabSessionReply } from '../../server/contract/index.ts';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { startProgram, type Program } from './program.ts';

// The course's practical exercise from an empty account to 100 points, and torn down to what a bucket costs.

const LAB = 'capstone-ml-system';
const root = join(import.meta.dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-capstone-'));
let program: Program;

beforeAll(async () => {
  program = await startProgram(dataDir);
}, 180_000);

afterAll(async () => {
  await program?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

test(
  'the whole flight: from an empty account to 100, and torn down to what a bucket costs',
  { timeout: 600_000 },
  async () => {
    const { url, page, api, complaints } = program;
    await page.goto(`${url}/labs/${LAB}`);
    await page.getByText('Account ready').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Check all' }).click();
    const { sessions } = await api<{ sessions: { id: string }[] }>('/api/lab-sessions');
    const path = `/api/lab-sessions/${sessions[0]?.id ?? ''}`;
    const lastOf = async () => (await api<LabSessionReply>(path)).attempts[0];
    const score = async (): Promise<number> => (await api<LabSessionReply>(path)).score;
    await page.getByText('does not exist in account', { exact: false }).first().waitFor({ timeout: 60_000 });
    expect(await score()).toBe(0);

    const connection = await api<ConnectionReply>(`${path}/connection`);
    const { variables } = await api<LabSessionReply>(path);
    const scripts = loadScripts(root, LAB);
    const run = async (name: string) => {
      const script = scripts.get(name);
      if (!script) throw new Error(`no script ${name}`);
      const { accessKeyId, secretAccessKey } = connection;
      const target = { ...connection, credentials: { accessKeyId, secretAccessKey } };
      return runScript(script, { scripts, labFolder: join(root, 'labs', LAB), variables, target });
    };
    const { artifacts } = await run('solution');
    for (const [task, files] of artifacts) {
      for (const { name, bytes } of files) {
        const file = join(dataDir, name);
        writeFileSync(file, bytes);
        const args = ['server/cli/bin.js', 'submit', LAB, task, file];
        const env = { ...process.env, GROUNDSCHOOL_DATA_DIR: dataDir };
        const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
        expect(stdout).toContain(`Handed in ${name}`);
      }
    }
    await page.getByRole('button', { name: 'Check all' }).click();
    await expect.poll(score, { timeout: 120_000 }).toBe(100);

    // Torn down, nothing is left that costs by the hour, and no point is lost.
    await run('teardown');
    const bill = await api<BillReply>(`${path}/bill`);
    const kinds = (bill.resources as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds.filter((kind) => !/^(s3-|logs|kms-key|metric|transfer)/.test(kind))).toEqual([]);
    await page.getByRole('button', { name: 'Check all' }).click();
    await expect.poll(lastOf, { timeout: 120_000 }).toMatchObject({ number: 3, status: 'done', score: 12 });
    expect(await score()).toBe(100);
    expect(complaints).toEqual([]);
  },
);
