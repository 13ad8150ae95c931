import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;
/** USER_HZ, which Linux has at 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** What a process and all its descendants use. */
export interface Usage {
  processes: number;
  residentBytes: number;
  /** Processor time so far, of those that ended and were waited for too. */
  cpuSeconds: number;
}

/**
 * Adds up a process and all below it. Children of every thread are looked for, so that none hides behind one.
 * What has ended meanwhile counts nothing. Synchronous: /proc answers from memory, in microseconds.
 */
export function usageOf(pid: number | undefined): Usage {
  const sum = { processes: 0, residentBytes: 0, cpuSeconds: 0 };
  const waiting = pid === undefined ? [] : [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      // The name of a program may hold anything; what follows its last parenthesis are numbers from the third on.
      const stat = readFileSync(`/proc/${next}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
      sum.processes += 1;
      sum.residentBytes += Number(fields[21]) * PAGE_BYTES;
      sum.cpuSeconds += ticks / TICKS_PER_SECOND;
      for (const thread of readdirSync(`/proc/${next}/task`)) {
        const children = readFileSync(`/proc/${next}/task/${thread}/children`, 'latin1');
        for (const child of children.split(' ')) if (child !== '') waiting.push(Number(child));
      }
    } catch {
      continue; // Ended while we looked.
    }
  }
  return sum;
}
