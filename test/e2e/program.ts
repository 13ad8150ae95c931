import { spawn } from 'node:child_process';
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
  stop(): Promise<void>;
}

/** Starts both on free ports. @throws Error with what the program said when it ends at once */
export async function startProgram(dataDir: string): Promise<Program> {
  const server = spawn(process.execPath, ['server/cli/bin.js', 'start'], {
    cwd: root,
    env: {
      ...process.env,
      GROUNDSCHOOL_PORT: '0',
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
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
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
    async stop() {
      await browser.close();
      if (server.exitCode !== null) return;
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await gone;
    },
  };
}
