/**
 * A real server process for the test that kills it: the small course, a file as grading engine's log, and doubles that
 * keep their accounts in a file, because the sandbox's engine outlives a killed server too.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../../server/main.ts';
import { GraderDouble, SandboxDouble, ScriptsDouble } from './doubles.ts';
import { fixtureChecks } from './fixture-checks.ts';

const folder = process.env['GROUNDSCHOOL_DATA_DIR'] ?? '';
const accounts = join(folder, 'accounts.json');
const runs = join(folder, 'runs.log');

class KeptSandbox extends SandboxDouble {
  override sandbox(): ReturnType<SandboxDouble['sandbox']> {
    const port = super.sandbox();
    const keep = <T>(value: T): T => {
      writeFileSync(accounts, JSON.stringify([...this.accounts]));
      return value;
    };
    return {
      ...port,
      createAccount: async (label) => keep(await port.createAccount(label)),
      resetAccount: async (account, options) => keep(await port.resetAccount(account, options)),
    };
  }
}

class LoggedGrader extends GraderDouble {
  override async grade(job: Parameters<GraderDouble['grade']>[0]): ReturnType<GraderDouble['grade']> {
    appendFileSync(runs, `start ${process.pid}\n`);
    const outcome = await super.grade(job);
    appendFileSync(runs, `end ${process.pid}\n`);
    return outcome;
  }
}

const sandbox = new KeptSandbox();
const grader = new LoggedGrader();
grader.taskMs = 4;

// Everything is loaded; the test says when this process becomes the server.
process.stdout.write('loaded\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();

// Its accounts are those of now, not of when the process was made.
if (existsSync(accounts)) {
  const kept = JSON.parse(readFileSync(accounts, 'utf8')) as [string, never][];
  for (const [id, account] of kept) sandbox.accounts.set(id, account);
}
const server = await startServer({
  checks: fixtureChecks,
  grader,
  scripts: new ScriptsDouble(),
  sandbox,
  retryMs: 10,
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
await server.closed;
