import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineFile, venvBin } from '../../../server/sandbox/engine/paths.ts';
import { ensureVenv } from '../../../server/sandbox/engine/venv.ts';

let folder: string;
let venv: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundschool-venv-'));
  venv = join(folder, 'project', '.venv');
  await fakePython();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A Python that makes environments and installs into them, in milliseconds. @param pip what its pip does */
async function fakePython(pip = 'echo "Collecting moto==5.2.1"; echo done'): Promise<void> {
  const body = `#!/bin/sh
case "$*" in
  "-c "*) echo 3.11.2 ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && printf '#!%s/bin/python\\n' "$3" > "$3/bin/moto_server" ;;
  "-m pip "*) echo "$*" >> "${folder}/pip-calls"; ${pip} ;;
esac
`;
  await writeFile(join(folder, 'python3'), body, { mode: 0o755 });
}

const make = (onProgress?: (line: string) => void): ReturnType<typeof ensureVenv> =>
  ensureVenv({ venv, searchPath: `${folder}:/usr/bin:/bin`, ...(onProgress ? { onProgress } : {}) });
const pipCalls = async (): Promise<string[]> =>
  (await readFile(join(folder, 'pip-calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

describe("the project's Python environment", () => {
  it('is made once, from pinned and hashed wheels only, saying what it does', async () => {
    const lines: string[] = [];
    const first = await make((line) => lines.push(line));
    expect(first.installedMs).toBeGreaterThan(0);
    expect(lines.join('\n')).toMatch(/Making .*\(3\.11\.2\)[^]*Collecting moto==5\.2\.1[^]*is ready/);
    expect(await make()).toEqual({ venv, installedMs: 0 });
    const calls = await pipCalls();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain(`--require-hashes --only-binary :all: -r ${engineFile('requirements.txt')}`);
  });

  it('works at its final place, and leaves nothing beside it', async () => {
    await make();
    expect(await readFile(venvBin('moto_server', venv), 'utf8')).toBe(`#!${venv}/bin/python\n`);
    expect(await readdir(join(folder, 'project'))).toEqual(['.venv']);
  });

  it('is repaired when it was left half made', async () => {
    await mkdir(join(venv, 'bin'), { recursive: true });
    await writeFile(venvBin('python', venv), 'half');
    await make();
    expect(await readFile(venvBin('python', venv), 'utf8')).toContain('#!/bin/sh');
  });

  it('is made again when the requirements have changed', async () => {
    await make();
    await writeFile(join(venv, 'groundschool.json'), JSON.stringify({ requirements: 'another hash' }));
    expect((await make()).installedMs).toBeGreaterThan(0);
    expect(await pipCalls()).toHaveLength(2);
  });

  it('keeps the old one when the new one cannot be made, and names the cause', async () => {
    await make();
    await writeFile(join(venv, 'groundschool.json'), JSON.stringify({ requirements: 'another hash' }));
    await fakePython('echo "ERROR: no matching distribution" >&2; exit 1');
    await expect(make()).rejects.toThrow(
      /could not be installed: ERROR: no matching distribution\. Check that/,
    );
    expect((await stat(venvBin('moto_server', venv))).isFile()).toBe(true);
    expect(await readdir(join(folder, 'project'))).toEqual(['.venv']);
  });

  it('says how to get the venv module', async () => {
    await writeFile(
      join(folder, 'python3'),
      '#!/bin/sh\ncase "$1" in -c) echo 3.12.0;; *) echo "Error: ensurepip is not available" >&2; exit 1;; esac\n',
    );
    await expect(make()).rejects.toThrow(/ensurepip is not available\. Install its venv module/);
  });

  it('is made by one process while others wait, and a dead one blocks nobody', async () => {
    await fakePython('sleep 0.4');
    const lines: string[] = [];
    const both = await Promise.all([make(), make((line) => lines.push(line))]);
    expect(both.filter((one) => one.installedMs > 0)).toHaveLength(1);
    expect(await pipCalls()).toHaveLength(1);
    await rm(venv, { recursive: true });
    await mkdir(`${venv}.lock`);
    await writeFile(join(`${venv}.lock`, 'pid'), '4194304999');
    expect((await make()).installedMs).toBeGreaterThan(0);
  });
});

describe('the pinned requirements', () => {
  it('carry a hash for every package and name no index', async () => {
    const text = await readFile(engineFile('requirements.txt'), 'utf8');
    const packages = text.split('\n').filter((line) => /^[a-z]/.test(line));
    expect(packages.length).toBeGreaterThan(20);
    for (const line of packages) expect(line).toMatch(/^[a-z0-9._-]+==[^ ]+ .*\\$/);
    expect(text).not.toMatch(/https?:|--(extra-)?index|--find-links/);
    expect(packages.map((line) => line.split('==')[0])).toEqual(
      expect.arrayContaining(['moto', 'boto3', 'awscli']),
    );
  });
});
