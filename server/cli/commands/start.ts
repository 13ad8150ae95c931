import { spawn } from 'node:child_process';
import { EXIT, parseCommand } from '../usage.ts';

export const usage = 'groundschool start [--open]';

/** `groundschool start`: the course and the sandbox, until Ctrl-C. Settings come from GROUNDSCHOOL_… variables. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, { open: { type: 'boolean', default: false } }, usage, {
    min: 0,
    max: 0,
  });
  const { startServer } = await import('../../main.ts');
  const server = await startServer();
  process.stdout.write(`Groundschool is ready at ${server.url}  (Ctrl-C stops it)\n`);
  if (server.firstAdmin !== null) {
    process.stdout.write(`Nobody can administer it yet. Within a day, open ${server.firstAdmin}\n`);
  }
  if (values.open && process.stdout.isTTY && !process.env['CI']) openBrowser(server.url);
  await server.closed;
  return EXIT.ok;
}

/** Opens the page in the user's browser; where there is none the printed address has to do. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(program ?? '', args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
