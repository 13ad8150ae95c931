/** Which tasks of which labs could not be checked at a target, said before a lab starts. */
import type { CheckMap } from '../../graders/engine/index.ts';
import type { LabManifest } from '../../graders/contract/index.ts';
import type { AnyRead, ReadSlot } from '../../graders/kit/index.ts';
import type { Manifest, ReadStatus } from './manifests.ts';
import type { ProbedRead } from './probe.ts';

export interface Obstacle {
  operation: string;
  /** `untrue`: it answers, but not with what was configured; `unreachable`: it cannot take on the state. Both from the manifest. */
  kind: Exclude<ReadStatus, 'supported'> | 'untrue' | 'unreachable';
  why: string;
}
export interface TaskCoverage {
  lab: string;
  task: string;
  /** Empty: it can be checked there. */
  obstacles: readonly Obstacle[];
}

/** The reads of each task, by task id, without what was handed in. */
export async function readsOfTasks(lab: LabManifest, checks: CheckMap): Promise<Map<string, AnyRead[]>> {
  const found = new Map<string, AnyRead[]>();
  for (const task of lab.tasks) {
    const reads = new Map<string, AnyRead>();
    for (const { use } of task.checks) {
      const check = (await checks[use]?.())?.default;
      for (const slot of Object.values((check?.reads ?? {}) as Record<string, ReadSlot>)) {
        const read = 'each' in slot ? slot.each : slot;
        if (read.source === 'aws') reads.set(read.id, read);
      }
    }
    found.set(task.id, [...reads.values()]);
  }
  return found;
}

/** What stands in the way of each task of a lab: what the probe met, and what the manifest knows beyond it. */
export function coverageOf(
  lab: string,
  tasks: ReadonlyMap<string, readonly AnyRead[]>,
  probed: readonly ProbedRead[],
  manifest: Manifest | null,
): TaskCoverage[] {
  const statusOf = new Map(probed.map((one) => [one.operation, one]));
  const known = new Map((manifest?.gaps ?? []).map((one) => [one.operation, one]));
  return [...tasks].map(([task, reads]) => {
    const obstacles = reads.flatMap(({ id }): Obstacle[] => {
      const gap = known.get(id);
      if (gap) return [{ operation: id, kind: gap.kind, why: gap.why }];
      const { status, why } = statusOf.get(id) ?? { status: 'unknown', why: 'it was not tried' };
      return status === 'supported' ? [] : [{ operation: id, kind: status, why }];
    });
    const gap = manifest?.tasks[`${lab}/${task}`];
    if (gap) obstacles.push({ operation: gap.operation, kind: 'unreachable', why: gap.why });
    return { lab, task, obstacles };
  });
}
