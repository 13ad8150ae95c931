/** A piece of a text, and whether the words of the search are in it. */
export interface Segment {
  text: string;
  mark: boolean;
}

/** The text in pieces, the given words marked where they stand as words. */
export function marked(text: string, words: readonly string[]): Segment[] {
  const pattern = patternOf(words);
  if (!pattern) return text === '' ? [] : [{ text, mark: false }];
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) segments.push({ text: text.slice(end, match.index), mark: false });
    segments.push({ text: match[0], mark: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) segments.push({ text: text.slice(end), mark: false });
  return segments;
}

/** Some `length` characters around the first of the words, cut between words; empty when none of them is in the text. */
export function excerpt(text: string, words: readonly string[], length = 150): Segment[] {
  const first = patternOf(words)?.exec(text);
  if (!first) return [];
  const from = Math.max(0, first.index - Math.floor(length / 3));
  const start = from === 0 ? 0 : text.indexOf(' ', from) + 1 || from;
  const until = Math.min(text.length, start + length);
  const end = until === text.length ? until : Math.max(text.lastIndexOf(' ', until), first.index + 1);
  const piece = `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`;
  return marked(piece, words);
}

/** Longer words first, so that `buckets` is not marked as `bucket` and an s. */
function patternOf(words: readonly string[]): RegExp | null {
  const sources = words
    .filter((word) => word.length > 1)
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  if (sources.length === 0) return null;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${sources.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}
