/**
 * What 30 ms a call add to grading every lab, as an account at AWS in another country has them, beside the lab's critical path: the
 * longest chain of calls of which each has to wait for the one before (whose account, then a read, the next page, the read that needs
 * its answer) at 30 ms each. Nothing can add less, however much is asked at the same time. The same lab is graded with and without
 * the delay in turns, so that the work itself, which grade.ts measures, falls out of `ratio`; `wall` is all of it by the path.
 *
 *   npx esbuild bench/latency.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-latency.mjs && node .cache/bench-latency.mjs [rounds] [lab …]
 */
import { createServer, request, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { checks } from '../graders/checks/index.ts';
import { grade, type CheckMap } from '../graders/engine/index.ts';
import { loadPlan } from '../graders/engine/plan.ts';
import { isAfter, isEach } from '../graders/engine/slots.ts';
import type { AnyCheck, AnyRead, ReadContext, ReadSlot, RunFacts } from '../graders/kit/index.ts';
import { callerIdentity } from '../graders/reads/sts.ts';
import { labIds } from '../server/catalog/lab-files.ts';
import { repositoryRoot } from '../server/root.ts';
import { bundleSandboxProgram, startSandboxProcess } from '../test/helpers/sandbox-process.ts';
import { labOf, median, prepare, REGION, timed } from './bare-reads.ts';

const DELAY_MS = 30;
const TARGET = 1.3;
const ROUNDS = Number(process.argv[2] ?? 5);
const LABS = labIds(repositoryRoot()).filter(
  (id) => process.argv.length <= 3 || process.argv.slice(3).includes(id),
);

/** Passes everything on to the sandbox, 30 ms later. A thread of its own: its work must not count as ours. */
function slowDoor(endpoint: string): void {
  let delayMs = DELAY_MS;
  parentPort?.on('message', (next: number) => (delayMs = next));
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((message, response) => {
    setTimeout(() => {
      const { method, url: path, headers } = message;
      const onward = request({ hostname, port, method, path, headers, agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      message.pipe(onward);
    }, delayMs);
  });
  server.listen(0, '127.0.0.1', () => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

interface SdkClient {
  send(command: unknown, options?: object): Promise<unknown>;
}

/** Checks that write down of each operation how many calls follow one another in one read of it. */
function measuring(all: CheckMap): { checks: CheckMap; depth: Map<string, number> } {
  const depth = new Map<string, number>();
  const wrap = (read: AnyRead): AnyRead => ({
    ...read,
    call: async (context: ReadContext, args: never) => {
      const calls: { start: number; end: number }[] = [];
      const client: ReadContext['client'] = (spec, region) => {
        const real = context.client(spec, region) as SdkClient;
        const send = async (command: unknown, options?: object): Promise<unknown> => {
          const call = { start: performance.now(), end: Infinity };
          calls.push(call);
          return real.send(command, options).finally(() => (call.end = performance.now()));
        };
        // Paginators ask what they are given whether it is a client of their service.
        return new Proxy(real, {
          get: (of, name) => (name === 'send' ? send : Reflect.get(of, name)),
        }) as never;
      };
      try {
        return await read.call({ ...context, client }, args);
      } finally {
        depth.set(read.id, Math.max(depth.get(read.id) ?? 0, chain(calls)));
      }
    },
  });
  const wrapped = Object.entries(all).map(([id, load]) => [
    id,
    async () => {
      const check = (await load()).default;
      const reads = Object.entries(check.reads as Record<string, ReadSlot>).map(([name, slot]) => [
        name,
        isEach(slot) ? { each: wrap(slot.each) } : wrap(slot),
      ]);
      return { default: { ...check, reads: Object.fromEntries(reads) } as AnyCheck };
    },
  ]);
  return { checks: Object.fromEntries(wrapped) as CheckMap, depth };
}

/** Most calls of which each began after another had ended. */
function chain(calls: readonly { start: number; end: number }[]): number {
  let [count, end] = [0, 0];
  for (const call of calls.toSorted((a, b) => a.end - b.end)) {
    if (call.start < end) continue;
    count += 1;
    end = call.end;
  }
  return count;
}

/** Calls on the longest chain of a lab, the one for the identity first. */
async function criticalPath(id: string, depth: ReadonlyMap<string, number>): Promise<number> {
  const { lab, variables } = labOf(id);
  const run: RunFacts = {
    account: '000000000000',
    region: REGION,
    today: '2026-11-27',
    now: '2026-11-27T00:00:00.000Z',
    target: { kind: 'endpoint', endpoint: 'http://127.0.0.1' },
  };
  let longest = 0;
  for (const { spec, checks: planned } of await loadPlan({ lab: lab.manifest, variables, checks })) {
    for (const { check, params } of planned) {
      const bound = check.bind(params, run, spec.id) as Record<string, unknown>;
      const slots = check.reads as Record<string, ReadSlot>;
      const upTo = (name: string): number => {
        const slot = slots[name] as ReadSlot;
        const binding = bound[name];
        return (
          (depth.get((isEach(slot) ? slot.each : slot).id) ?? 0) +
          (isAfter(binding) ? upTo(binding.after) : 0)
        );
      };
      longest = Math.max(longest, ...Object.keys(slots).map(upTo));
    }
  }
  return 1 + longest;
}

async function main(): Promise<void> {
  const program = await bundleSandboxProgram();
  const sandbox = await startSandboxProcess(program.file, null);
  const door = new Worker(fileURLToPath(import.meta.url), { workerData: sandbox.endpoint });
  try {
    const doorway = await new Promise<string>((resolve) => door.once('message', resolve));
    const missed: string[] = [];
    const heads = ['calls', 'chain', 'path ms', 'at 0 ms', 'at 30', 'added', 'wall', 'ratio'];
    console.log(`${'lab'.padEnd(24)}${heads.map((head) => head.padStart(8)).join('')}`);
    for (const id of LABS) {
      const account = await prepare(sandbox.endpoint, sandbox.adminToken, id);
      const { lab, variables } = labOf(id);
      const { accessKeyId, secretAccessKey } = account;
      const run = (using: CheckMap, tasks?: string[]) =>
        grade({
          lab: lab.manifest,
          version: lab.digest,
          variables,
          target: {
            kind: 'endpoint',
            endpoint: doorway,
            region: REGION,
            credentials: { accessKeyId, secretAccessKey },
          },
          checks: using,
          identity: callerIdentity,
          ...(tasks === undefined ? {} : { tasks }),
        });
      const { checks: measured, depth } = measuring(checks);
      const { report } = await run(measured);
      const length = await criticalPath(id, depth);
      const times: Record<number, number[]> = { 0: [], [DELAY_MS]: [] };
      // Alternating, so that what else the machine does weighs on both alike; the first round warms up.
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const delay of [0, DELAY_MS]) {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
          door.postMessage(delay);
          await run(checks, []);
          const time = await timed(() => run(checks));
          if (round > 0) times[delay]?.push(time);
        }
      }
      const [quick, slow] = [median(times[0] ?? []), median(times[DELAY_MS] ?? [])];
      const path = length * DELAY_MS;
      const ratio = (slow - quick) / path;
      if (ratio > TARGET) missed.push(id);
      const cells = [
        report.awsCalls,
        length,
        path,
        quick.toFixed(0),
        slow.toFixed(0),
        (slow - quick).toFixed(0),
        (slow / path).toFixed(2),
      ];
      const row = cells.map((cell) => String(cell).padStart(8)).join('');
      console.log(`${id.padEnd(24)}${row}${ratio.toFixed(2).padStart(8)}${ratio > TARGET ? ' !' : ''}`);
    }
    console.log(
      missed.length === 0
        ? `every lab at ${TARGET} or less of its critical path with ${DELAY_MS} ms a call (medians of ${ROUNDS})`
        : `above ${TARGET}: ${missed.join(', ')} (medians of ${ROUNDS})`,
    );
    process.exitCode = missed.length === 0 && LABS.length > 0 ? 0 : 1;
  } finally {
    await door.terminate();
    await sandbox.stop();
    await program.remove();
  }
}

if (isMainThread) await main();
else slowDoor(workerData as string);
