import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CatalogError } from '../../server/catalog/index.ts';
import { startServer, type RunningServer, type StartOptions } from '../../server/main.ts';
import { repositoryRoot } from '../../server/root.ts';
import { SMALL_COURSE } from '../helpers/server/app.ts';
import { GraderDouble, SandboxDouble, ScriptsDouble } from '../helpers/server/doubles.ts';
import { fixtureChecks } from '../helpers/server/fixture-checks.ts';

/** A program that does not exist, for the one test with a real sandbox. */
const NOWHERE = '/nowhere/moto_server';
let folder: string;
const servers: RunningServer[] = [];
beforeEach(() => {
  vi.stubEnv('GROUNDSCHOOL_MOTO', NOWHERE);
  folder = mkdtempSync(join(tmpdir(), 'groundschool-start-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  env: Record<string, string> = {},
  more: Partial<Record<keyof StartOptions, unknown>> = {},
): Promise<RunningServer> {
  const server = await startServer({
    signals: false,
    checks: fixtureChecks,
    grader: new GraderDouble(),
    scripts: new ScriptsDouble(),
    sandbox: new SandboxDouble(),
    ...(more as StartOptions),
    env: {
      GROUNDSCHOOL_DATA_DIR: folder,
      GROUNDSCHOOL_CONTENT_DIR: SMALL_COURSE,
      GROUNDSCHOOL_PORT: '0',
      GROUNDSCHOOL_LOG_LEVEL: 'silent',
      ...env,
    },
  });
  servers.push(server);
  return server;
}
const record = (): { url: string; token: string; pid: number; sandbox?: unknown } =>
  JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));

test('the record for the command line is readable by its owner alone, works, and goes with the server', async () => {
  const sandbox = new SandboxDouble();
  const server = await start({}, { sandbox });
  const { url, token, pid } = record();
  expect(url).toBe(server.url);
  expect(pid).toBe(process.pid);
  expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
  const reply = await fetch(`${url}/api/lab-sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ lab: 'tiny-bucket' }),
  });
  expect(reply.status).toBe(201);
  await server.close();
  await server.closed;
  expect(existsSync(join(folder, 'server.json'))).toBe(false);
  expect(sandbox.closed).toBe(true);
  await expect(fetch(`${url}/api/health`)).rejects.toThrow('fetch failed');
});

test('a record that was left behind by a killed server keeps no loose mode', async () => {
  writeFileSync(join(folder, 'server.json'), '{}', { mode: 0o644 });
  await start();
  expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
});

test('a taken port is told with its number, and nothing is left running', async () => {
  const other = http.createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const sandbox = new SandboxDouble();
  await expect(start({ GROUNDSCHOOL_PORT: String(port) }, { sandbox })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${port} on 127.0.0.1 is taken.`,
  });
  expect(sandbox.closed).toBe(true);
  other.close();
});

test('content with problems stops the start before anything listens', async () => {
  const sandbox = new SandboxDouble();
  const broken = join(repositoryRoot(), 'fixtures', 'courses', 'broken');
  await expect(start({ GROUNDSCHOOL_CONTENT_DIR: broken }, { sandbox })).rejects.toBeInstanceOf(CatalogError);
  expect(existsSync(join(folder, 'server.json'))).toBe(false);
  expect(existsSync(join(folder, 'groundschool.sqlite'))).toBe(false);
});

test('a data folder that cannot be used is told by name', async () => {
  writeFileSync(join(folder, 'file'), 'x');
  await expect(start({ GROUNDSCHOOL_DATA_DIR: join(folder, 'file') })).rejects.toMatchObject({
    code: 'DATA_DIR_UNUSABLE',
  });
});

test('an engine that cannot be started leaves the pages alone: state and cure are told, learning goes on', async () => {
  // The real sandbox, in front of an engine that is not there.
  const server = await start({ GROUNDSCHOOL_SANDBOX_PORT: '0' }, { sandbox: undefined });
  const moto = process.env['GROUNDSCHOOL_MOTO'];
  expect(moto).toBe(NOWHERE);
  const until = Date.now() + 60_000;
  let engine = { status: 'starting', message: '' };
  while (engine.status === 'starting' && Date.now() < until) {
    engine = ((await (await fetch(`${server.url}/api/session`)).json()) as { engine: typeof engine }).engine;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(engine.status).toBe('unavailable');
  expect(engine.message).toMatch(/\w/);
  expect((await fetch(`${server.url}/api/lessons/storage`)).status).toBe(200);
  expect(await (await fetch(`${server.url}/api/health`)).json()).toMatchObject({
    status: 'degraded',
    engine: 'unavailable',
  });
});
