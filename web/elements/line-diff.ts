/** One line of a comparison, with its number in the older and the newer text. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  old: number | null;
  new: number | null;
}
/** Lines that did not change and are not shown. */
export interface DiffGap {
  kind: 'gap';
  lines: number;
}

/** Past this many cells the middle is given as removed and added whole; a table of them would stop the page. */
const MAX_CELLS = 4_000_000;

/** A text as lines; a newline at the end begins no further line. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What changed from one text to the other, line by line: as few changed lines as possible, removals before additions. */
export function diffLines(older: string, newer: string): DiffLine[] {
  const a = linesOf(older);
  const b = linesOf(newer);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const aEnd = a.length - end;
  const middle = common(a.slice(start, aEnd), b.slice(start, b.length - end));
  const keep: [number, number][] = [
    ...a.slice(0, start).map((_, index): [number, number] => [index, index]),
    ...middle.map(([inA, inB]): [number, number] => [start + inA, start + inB]),
    ...a.slice(aEnd).map((_, index): [number, number] => [aEnd + index, b.length - end + index]),
  ];
  const result: DiffLine[] = [];
  let [i, j] = [0, 0];
  /** Everything before a pair that stays. */
  const changes = (toA: number, toB: number) => {
    for (const [index, text] of a.slice(i, toA).entries())
      result.push({ kind: 'removed', text, old: i + index + 1, new: null });
    for (const [index, text] of b.slice(j, toB).entries())
      result.push({ kind: 'added', text, old: null, new: j + index + 1 });
  };
  for (const [inA, inB] of keep) {
    changes(inA, inB);
    [i, j] = [inA + 1, inB + 1];
    result.push({ kind: 'same', text: a[inA] ?? '', old: i, new: j });
  }
  changes(a.length, b.length);
  return result;
}

/** Pairs of indices of a longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  if ((a.length + 1) * width > MAX_CELLS) return [];
  const best = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      best[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Only what changed, with `around` lines about it; what lies between is a gap with its length. */
export function foldSame(lines: readonly DiffLine[], around = 3): (DiffLine | DiffGap)[] {
  const shown = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    for (let near = index - around; near <= index + around; near += 1) shown.add(near);
  });
  const result: (DiffLine | DiffGap)[] = [];
  lines.forEach((line, index) => {
    const last = result.at(-1);
    if (shown.has(index)) result.push(line);
    else if (last?.kind === 'gap') last.lines += 1;
    else result.push({ kind: 'gap', lines: 1 });
  });
  return result;
}
