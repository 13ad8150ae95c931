// What people type, as values. Pure, so that it is tested without a browser.

/** `8.19`, `8,19`, `$8.19`, `1,234.5`: what people type for a number; null when it is none. */
export function readNumber(text: string): number | null {
  let clean = text.replace(/[\s$%]/g, '');
  if (clean.includes(',') && clean.includes('.')) clean = clean.replaceAll(',', '');
  else if (/^-?\d{1,3}(,\d{3})+$/.test(clean)) clean = clean.replaceAll(',', '');
  else clean = clean.replace(',', '.');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(clean) ? Number(clean) : null;
}

/** `a=1, b=2` as tags; null where a piece has no `=`. */
export function readTags(text: string): Record<string, string> | null {
  const pieces = text
    .split(',')
    .map((piece) => piece.trim())
    .filter(Boolean);
  const pairs = pieces.map((piece) => /^([^=]+)=(.*)$/.exec(piece));
  if (pairs.some((pair) => pair === null)) return null;
  return Object.fromEntries(pairs.map((pair) => [(pair?.[1] ?? '').trim(), (pair?.[2] ?? '').trim()]));
}
