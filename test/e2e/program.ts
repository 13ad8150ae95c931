import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const root = join(import.meta.dirname, '../..');
const CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The real program with a data folder of its own, and a page of a real browser before it. */
export interface Program {
  url: string;
  page: Page;
  /** Errors of the page, and what its console calls errors. */
  complaints: string[];
  /** Asks the server from the page, as the page does. @throws Error with the reply when it is no success */
  api<T>(path: string): Promise<T>;
  /** Ends the server as a crash would, and says when it is gone. The page stays. */
  kill(): Promise<void>;
  /** Starts it again on the same data and the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server. @returns its process and address. @throws Error with what it said when it ends at once */
async function startServer(dataDir: string, port: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, ['server/cli/bin.js', 'start'], {
    cwd: root,
    env: {
      ...process.env,
      GROUNDSCHOOL_PORT: port,
      GROUNDSCHOOL_SANDBOX_PORT: '0',
      GROUNDSCHOOL_DATA_DIR: dataDir,
      GROUNDSCHOOL_MOTO: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /ready at (http:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}:\n${said}`)));
  });
  return { server, url };
}

/**
 * Starts both on free ports.
 *
 * @param newcomer the browser has never seen the workbench
 * @throws Error with what the program said when it ends at once
 */
export async function startProgram(dataDir: string, { newcomer = false } = {}): Promise<Program> {
  const { server: first, url } = await startServer(dataDir, '0');
  let server = first;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  if (!newcomer) await context.addInitScript(() => localStorage.setItem('groundschool-tour', 'seen'));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return {
    url,
    page,
    complaints,
    api: async <T>(path: string): Promise<T> =>
      page.evaluate(async (target) => {
        const reply = await fetch(target);
        if (!reply.ok) throw new Error(`${target}: ${reply.status} ${await reply.text()}`);
        return (await reply.json()) as unknown;
      }, path) as Promise<T>,
    kill: () => end('SIGKILL'),
    async restart() {
      ({ server } = await startServer(dataDir, new URL(url).port));
    },
    async stop() {
      await browser.close();
      await end('SIGTERM');
    },
  };
}
