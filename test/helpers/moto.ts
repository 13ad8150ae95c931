import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { venvBin } from '../../server/sandbox/index.ts';

export interface BareMoto {
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * moto as its documentation starts it, with nothing of ours in front of it.
 *
 * @param settings moto's own environment variables beside the ones here, which its documentation gives for tests like these:
 *   AWS's managed policies, and certificates without a minute's wait
 */
export async function startMoto(settings: Record<string, string> = {}): Promise<BareMoto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(venvBin('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'] ?? '',
      MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
      MOTO_ACM_VALIDATION_WAIT: '0',
      ...settings,
    },
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  await answers(`${endpoint}/moto-api/config`, child);
  return { endpoint, stop };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`);
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('moto did not answer within a minute');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
