import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { reasonOf } from '../sandbox-error.ts';
import { request } from './control.ts';
import type { Discovered } from './discover.ts';
import type { Engine, EngineContext } from './index.ts';
import { engineFile } from './paths.ts';
import { pythonEnv } from './python.ts';
import { removeRecord, writeRecord, type EngineRecord } from './record.ts';
import { isRunning } from './venv.ts';

const START_TIMEOUT_MS = 60_000;
const HEALTH_INTERVAL_MS = 15_000;
/** A detached engine whose owner does not come back stops by itself after this long. */
const IDLE_SECONDS = 12 * 3600;
const RESTART_DELAYS_MS = [0, 500, 2_000, 5_000, 15_000];

type PythonEngine = Extract<Discovered, { kind: 'python' }>;

/**
 * moto in a child process on a free loopback port. With a data folder it runs detached and is written down there, so
 * that a killed server finds it (and the learners' accounts) again; without one it stops when our pipe to it closes.
 */
export class EngineProcess implements Engine {
  url = '';
  pid: number | null = null;
  version: string | null = null;
  state: 'running' | 'restarting' | 'stopped' = 'stopped';
  nonce: string;
  readonly #context: EngineContext;
  #found: PythonEngine | (() => Promise<Discovered>);
  #child: ChildProcess | null = null;
  #health: NodeJS.Timeout | null = null;
  #closing = false;
  #recovering = false;

  constructor(found: PythonEngine | (() => Promise<Discovered>), context: EngineContext, nonce: string) {
    this.#found = found;
    this.#context = context;
    this.nonce = nonce;
  }

  get origin(): string {
    return typeof this.#found === 'function' ? 'adopted' : this.#found.origin;
  }

  /** Takes over the engine of an earlier process if it lives and knows the nonce of the record; else null. */
  static async adopt(
    record: EngineRecord,
    rediscover: () => Promise<Discovered>,
    context: EngineContext,
  ): Promise<EngineProcess | null> {
    if (record.pid === null || !isRunning(record.pid)) return null;
    const engine = new EngineProcess(rediscover, context, record.nonce);
    engine.url = record.url;
    engine.pid = record.pid;
    if (!(await engine.#isOurs())) return null;
    engine.state = 'running';
    engine.#watch();
    context.onEvent({
      type: 'engine-adopted',
      message: "The sandbox's engine was still running; learners' accounts are intact.",
      data: { pid: engine.pid, url: engine.url },
    });
    return engine;
  }

  /** @throws Error with the engine's own last words when it does not come up */
  async start(): Promise<void> {
    const started = Date.now();
    await this.#spawn();
    this.#watch();
    this.#context.onEvent({
      type: 'engine-started',
      message: `The sandbox's engine (moto ${this.version ?? 'of unknown version'}) is running.`,
      data: { pid: this.pid, url: this.url, origin: this.origin, startMs: Date.now() - started },
    });
  }

  async forget(account: string): Promise<void> {
    await request(`${this.url}/_groundschool/accounts/${account}`, 'DELETE', this.nonce);
  }

  async ownersOf(bucket: string): Promise<string[]> {
    const name = encodeURIComponent(bucket);
    const answer = await request(`${this.url}/_groundschool/buckets/${name}`, 'GET', this.nonce, 5_000);
    const told = JSON.parse(answer.body) as { owners?: string[] };
    return told.owners ?? [];
  }

  suspect(): void {
    if (this.state !== 'running' || this.#closing) return;
    void this.#isOurs().then((alive) => {
      if (!alive) void this.#recover('it no longer answers');
    });
  }

  async stop(): Promise<void> {
    this.#closing = true;
    this.state = 'stopped';
    if (this.#health) clearInterval(this.#health);
    const pid = this.pid;
    if (pid !== null && (await this.#isOurs())) {
      terminate(pid, 'SIGTERM');
      const deadline = Date.now() + 3_000;
      while (Date.now() < deadline && (await this.#answers())) await delay(20);
      if (await this.#answers()) terminate(pid, 'SIGKILL');
    }
    if (this.#context.dataDir !== null) await removeRecord(this.#context.dataDir);
    this.#context.onEvent({ type: 'engine-stopped', message: "The sandbox's engine was stopped." });
  }

  release(): void {
    this.#closing = true;
    if (this.#health) clearInterval(this.#health);
    this.#child?.unref();
  }

  async #spawn(): Promise<void> {
    const found = typeof this.#found === 'function' ? await this.#found() : this.#found;
    if (found.kind !== 'python') throw new Error(`the engine is now ${found.url}; start again to use it`);
    this.#found = found;
    const { dataDir } = this.#context;
    const args = [engineFile('launcher.py')];
    args.push(...(dataDir === null ? ['--stop-with-parent'] : ['--idle-seconds', String(IDLE_SECONDS)]));
    const log = dataDir === null ? null : await freshLog(dataDir);
    const child = spawn(found.python, args, {
      env: engineEnv(this.nonce),
      cwd: dataDir ?? '/',
      detached: dataDir !== null,
      stdio: [dataDir === null ? 'pipe' : 'ignore', 'pipe', log === null ? 'pipe' : log.fd],
    });
    await log?.close();
    this.#child = child;
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2_000);
    });
    child.stdin?.on('error', () => undefined); // the exit handler below reports a dead engine
    const ready = await readReady(child, () => lastWords);
    this.url = `http://127.0.0.1:${ready.port}`;
    this.pid = ready.pid;
    this.version = ready.moto;
    this.state = 'running';
    child.once('exit', (code, signal) => {
      if (this.#child !== child || this.#closing) return;
      const how = signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
      const said = lastWords.trim().split('\n').at(-1) ?? '';
      void this.#recover(said === '' ? how : `${how} (${said.slice(0, 200)})`);
    });
    if (dataDir !== null) {
      // A pipe that nobody reads would block a detached engine; its single line has been read.
      child.stdout?.destroy();
      child.unref();
      await writeRecord(dataDir, { kind: 'process', url: this.url, pid: this.pid, nonce: this.nonce });
    }
  }

  async #recover(why: string): Promise<void> {
    if (this.#recovering || this.#closing) return;
    this.#recovering = true;
    this.state = 'restarting';
    const { onEvent, onLost } = this.#context;
    onEvent({
      type: 'engine-crashed',
      message: `The sandbox's engine stopped: ${why}. Restarting it.`,
      data: { why },
    });
    if (this.pid !== null && isRunning(this.pid) && (await this.#isOurs())) terminate(this.pid, 'SIGKILL');
    onLost();
    for (let attempt = 0; !this.#closing; attempt += 1) {
      await delay(RESTART_DELAYS_MS[Math.min(attempt, RESTART_DELAYS_MS.length - 1)] ?? 0);
      if (this.#closing) break;
      this.nonce = randomBytes(16).toString('hex');
      try {
        await this.#spawn();
        onEvent({
          type: 'engine-restarted',
          message: "The sandbox's engine is running again. What the accounts held is gone: reset them.",
          data: { pid: this.pid, url: this.url, attempts: attempt + 1 },
        });
        break;
      } catch (error) {
        onEvent({
          type: 'engine-unavailable',
          message: `The sandbox's engine could not be restarted: ${reasonOf(error)}`,
          data: { attempts: attempt + 1 },
        });
      }
    }
    this.#recovering = false;
  }

  #watch(): void {
    this.#health = setInterval(() => this.suspect(), HEALTH_INTERVAL_MS);
    this.#health.unref();
  }

  async #answers(): Promise<boolean> {
    return request(`${this.url}/_groundschool/engine`, 'GET', this.nonce, 1_000).then(
      () => true,
      () => false,
    );
  }

  async #isOurs(): Promise<boolean> {
    const url = `${this.url}/_groundschool/engine`;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (this.pid !== null && !isRunning(this.pid)) return false;
      try {
        const answer = await request(url, 'GET', this.nonce, 5_000);
        if (answer.status !== 200) return false;
        const told: unknown = JSON.parse(answer.body);
        if (typeof told !== 'object' || told === null || !('nonce' in told)) return false;
        if ('moto' in told && typeof told.moto === 'string') this.version = told.moto;
        return told.nonce === this.nonce;
      } catch {
        await delay(200); // busy or gone: asked again, then counted as gone
      }
    }
    return false;
  }
}

/** The launcher itself sets what the labs rely on; a setting of the user's own for moto must not get in its way. */
function engineEnv(nonce: string): NodeJS.ProcessEnv {
  const env = pythonEnv({ GROUNDSCHOOL_ENGINE_NONCE: nonce });
  // boto3 inside moto must never find real credentials or a real endpoint.
  for (const name of Object.keys(env)) if (/^(AWS|MOTO|S3)_/.test(name)) delete env[name];
  return {
    ...env,
    AWS_ACCESS_KEY_ID: 'engine',
    AWS_SECRET_ACCESS_KEY: 'engine',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** The last words of the run before stay readable beside the new log. */
async function freshLog(dataDir: string): Promise<FileHandle> {
  const file = join(dataDir, 'engine.log');
  if (existsSync(file)) await rename(file, join(dataDir, 'engine.previous.log'));
  return open(file, 'w', 0o600);
}

interface Ready {
  port: number;
  pid: number;
  moto: string;
}

function readReady(child: ChildProcess, lastWords: () => string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`it did not start within ${START_TIMEOUT_MS / 1000} s`));
    }, START_TIMEOUT_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) =>
      settle(() => reject(new Error(`it exited with code ${code}: ${lastWords().trim().slice(-500)}`))),
    );
    if (child.stdout === null) throw new Error('the engine was spawned without a pipe');
    createInterface({ input: child.stdout }).once('line', (line) => {
      settle(() => {
        try {
          resolve(JSON.parse(line) as Ready);
        } catch {
          reject(new Error(`it said "${line.slice(0, 200)}" instead of its port`));
        }
      });
    });
  });
}

function terminate(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // already gone is fine
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
