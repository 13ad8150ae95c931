const POLL_MS = 500;

/**
 * Looks again and again until something has ended; progress goes to standard error, as one line that changes on a terminal, else
 * as a line for every change.
 *
 * @param line what to say of it; on a terminal with a bar
 * @returns what it was at the end
 */
export async function follow<T>(
  first: T,
  look: () => Promise<T>,
  { line, hasEnded }: { line(now: T, bar: boolean): string; hasEnded(now: T): boolean },
): Promise<T> {
  const { isTTY } = process.stderr;
  let last = '';
  for (let now = first; ; now = await look()) {
    const text = line(now, isTTY);
    if (isTTY) process.stderr.write(`\r\x1b[K${text}`);
    else if (text !== last) process.stderr.write(`${text}\n`);
    last = text;
    if (hasEnded(now)) {
      if (isTTY) process.stderr.write('\n');
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const BAR = 24;

/** `[####....]` for so much of a whole. */
export function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.round((done / total) * BAR);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}
