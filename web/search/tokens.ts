/** Words that every text has and nobody looks for. */
const STOP = new Set(
  'a an and are as at be by can do does for from how i if in is it its my not of on or so than that the then this to was what when where which who why will with you your'.split(
    ' ',
  ),
);
const SEPARATORS = /[\s"'“”‘’«»(){}[\]<>,;!?|=&$*\\…·•]+/u;

/**
 * The words of a text as they are searched for: what stands between spaces as a whole (`s3:GetObject`, `put-bucket-policy`,
 * `g6.xlarge`) and its parts (`get`, `object`). Capitals are kept, `fold` takes them away; camel case needs them.
 */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const chunk of text.split(SEPARATORS)) {
    const word = chunk.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    if (word === '') continue;
    tokens.push(word);
    const parts = word.split(/[-_.:/@+#%~]+|(?<=[a-z0-9])(?=[A-Z])/).filter((part) => part !== '');
    if (parts.length > 1) tokens.push(...parts);
  }
  return tokens;
}

/** A word as it stands in the index; null for one that is not worth a place. */
export function fold(token: string): string | null {
  const word = token
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return word === '' || STOP.has(word) ? null : word;
}
