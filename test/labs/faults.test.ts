import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import type { Variables } from '../../graders/contract/index.ts';
import { grade, resolveVariables, type GradeOutcome } from '../../graders/engine/index.ts';
import type { AnyCheck, ArtifactFile, ReadSlot } from '../../graders/kit/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import { labIds, loadLabForGrading, type LabForGrading } from '../../server/catalog/lab-manifest.ts';
import { sandboxTarget } from '../../server/proof/sandbox-target.ts';
import type { Sandbox, SandboxAccount } from '../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../..');

/** What each fault of the gateway has to become (lab-catalogue §1). */
const FAULTS = {
  throttle: 'throttled',
  timeout: 'timeout',
  error: 'timeout',
  malformed: 'unsupported-by-target',
  unsupported: 'unsupported-by-target',
} as const;
type FaultKind = keyof typeof FAULTS;

/** Kinds that make the reader wait are tried in several accounts at a time: waiting costs no processor. */
const LANES: Partial<Record<FaultKind, number>> = { throttle: 4, timeout: 6 };
const TRIALS = (Object.keys(FAULTS) as FaultKind[]).flatMap((kind) =>
  Array.from({ length: LANES[kind] ?? 1 }, (_, lane) => ({ kind, lane, of: LANES[kind] ?? 1 })),
);

/** Every AWS operation that a lab's checks read, each with the tasks that need it. `deny` is in the proof of the lab. */
async function readsOf(lab: LabForGrading): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const task of lab.manifest.tasks) {
    for (const { use } of task.checks) {
      const check = (await checks[use]?.())?.default as AnyCheck;
      for (const slot of Object.values(check.reads as Record<string, ReadSlot>)) {
        const read = 'each' in slot ? slot.each : slot;
        if (read.source === 'aws') found.set(read.id, [...new Set([...(found.get(read.id) ?? []), task.id])]);
      }
    }
  }
  return found;
}

for (const id of labIds(root)) {
  describe(`${id}: a read that cannot be made blocks and never fails`, async () => {
    const lab = loadLabForGrading(root, id);
    const reads = await readsOf(lab);
    const variables: Variables = resolveVariables({ lab: lab.manifest, common: lab.common });
    let sandbox: Sandbox;
    const accounts = new Map<
      string,
      { account: SandboxAccount; artifacts: Record<string, ArtifactFile[]> }
    >();

    beforeAll(async () => {
      sandbox = await sharedSandbox();
      const scripts = loadScripts(root, id);
      for (const { kind, lane } of TRIALS) {
        const account = await sandbox.createAccount(`${kind} ${lane}`);
        const target = sandboxTarget(sandbox, account, 'us-east-1');
        let artifacts = new Map<string, ArtifactFile[]>();
        for (const name of ['setup', 'solution']) {
          const script = scripts.get(name);
          if (!script) throw new Error(name);
          ({ artifacts } = await runScript(script, { scripts, labFolder: lab.folder, variables, target }));
        }
        accounts.set(`${kind} ${lane}`, { account, artifacts: Object.fromEntries(artifacts) });
      }
    });

    const gradeWith = async (kind: FaultKind, tasks: readonly string[], lane = 0): Promise<GradeOutcome> => {
      const found = accounts.get(`${kind} ${lane}`);
      if (!found) throw new Error(kind);
      const { account, artifacts } = found;
      return grade({
        lab: lab.manifest,
        version: 'test',
        variables,
        target: {
          kind: 'sandbox',
          endpoint: sandbox.endpoint,
          region: 'us-east-1',
          credentials: {
            accessKeyId: account.readerAccessKeyId,
            secretAccessKey: account.readerSecretAccessKey,
          },
        },
        checks,
        identity: callerIdentity,
        artifacts,
        tasks,
        // A read of many objects runs into the lab's limit, whatever that is.
        limits: kind === 'timeout' ? { callMs: 2_000, labMs: 20_000 } : { callMs: 10_000 },
        onError: (error) => {
          throw error;
        },
      });
    };

    const gradeUnder = async (
      fault: FaultKind | 'deny',
      operation: string,
      tasks: readonly string[],
      lane: number,
      kind = fault as FaultKind,
    ): Promise<GradeOutcome['report']> => {
      const account = accounts.get(`${kind} ${lane}`)?.account.account ?? '';
      sandbox.faults.add(account, { operation, kind: fault, who: 'reader' });
      const { report } = await gradeWith(kind, tasks, lane);
      sandbox.faults.clear(account);
      return report;
    };

    test.concurrent.each(TRIALS)('$kind $lane', { timeout: 300_000 }, async ({ kind, lane, of }) => {
      for (const [operation, tasks] of [...reads].filter((_, i) => i % of === lane)) {
        const report = await gradeUnder(kind, operation, tasks, lane);
        // Where no answer could change anything a task passes without it; the proof of the lab shows where each read decides.
        const denied = await gradeUnder('deny', operation, tasks, lane, kind);
        const decides = new Set(denied.tasks.flatMap(({ id, status }) => (status === 'blocked' ? id : [])));
        for (const task of report.tasks) {
          const wanted = decides.has(task.id)
            ? { status: 'blocked', reason: FAULTS[kind] }
            : { status: 'pass' };
          expect({ operation, id: task.id, status: task.status, reason: task.reason }).toMatchObject({
            operation,
            id: task.id,
            ...wanted,
          });
          if (task.status === 'blocked') {
            expect(task.message, 'it names the operation').toContain(operation.split(':')[1]);
            expect(task.points).toBe(0);
          }
        }
      }
    });

    test('sts:GetCallerIdentity opens every run: without it nothing is decided', async () => {
      const found = accounts.get('error 0');
      if (!found) throw new Error('no account');
      sandbox.faults.add(found.account.account, {
        operation: 'sts:GetCallerIdentity',
        kind: 'error',
        who: 'reader',
      });
      const { report } = await gradeWith(
        'error',
        lab.manifest.tasks.map((task) => task.id),
      );
      sandbox.faults.clear(found.account.account);
      expect(report).toMatchObject({ score: 0, checkable: 0 });
      expect([...new Set(report.tasks.map((task) => task.status))]).toEqual(['blocked']);
    });
  });
}
