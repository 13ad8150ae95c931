import type { AnyRead, Observation } from '../kit/index.ts';
import { digestOf } from './canonical.ts';

/** Which operations a failure points at, and whether it says that something is not there. */
export interface Doubt {
  /** All of them: what they did not show may come. */
  reads: ReadonlySet<string>;
  /** Those of failures that name something missing: a list with other things in it may lack the newest. */
  lists: ReadonlySet<string>;
}
export interface OpenMiss {
  key: string;
  read: AnyRead;
  /** Milliseconds in which AWS may still answer with the past. */
  leftMs: number;
}
interface Seen {
  read: AnyRead;
  since: number;
  digest: string;
  kind: 'nothing' | 'list';
}

/** What the reads of a run did not show although it may be there: AWS shows a change after seconds (eventual consistency). */
export class Misses {
  readonly #seen = new Map<string, Seen>();

  /** @param key place of the read in the session's cache. @returns whether the answer is another one than before */
  note(key: string, read: AnyRead, observation: Observation<unknown>): boolean {
    const before = this.#seen.get(key);
    const kind = kindOf(observation);
    if (kind === null || read.consistencySeconds === 0) {
      this.#seen.delete(key);
      return before !== undefined;
    }
    const digest = digestOf(observation);
    // The window runs from the first look of this run, whatever turns up in between.
    this.#seen.set(key, { read, since: before?.since ?? Date.now(), digest, kind });
    return before !== undefined && before.digest !== digest;
  }

  /** What of these doubts AWS may still resolve. */
  open({ reads, lists }: Doubt): OpenMiss[] {
    return [...this.#seen].flatMap(([key, { read, since, kind }]) => {
      const leftMs = since + read.consistencySeconds * 1000 - Date.now();
      const counts = kind === 'nothing' ? reads.has(read.id) : lists.has(read.id);
      return counts && leftMs > 0 ? [{ key, read, leftMs }] : [];
    });
  }
}

/** Nothing at all, or a list, in which something may be lacking. Null for what is there or could not be read. */
function kindOf(observation: Observation<unknown>): Seen['kind'] | null {
  if (observation.state === 'absent') return 'nothing';
  if (observation.state !== 'present' || !Array.isArray(observation.value)) return null;
  return observation.value.length === 0 ? 'nothing' : 'list';
}
