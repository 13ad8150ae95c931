import { invalidParameter } from './refusals.ts';

/** One page of a list: 100 entries unless fewer are asked for. */
export function pageOf<T>(
  all: readonly T[],
  { maxResults, nextToken }: Record<string, unknown>,
): { items: T[]; next: { nextToken?: string } } {
  const size = maxResults === undefined ? 100 : Number(maxResults);
  if (!Number.isInteger(size) || size < 1 || size > 100)
    throw invalidParameter('maxResults must be between 1 and 100.');
  const start = nextToken === undefined || nextToken === '' ? 0 : offsetOf(nextToken as string);
  if (start > all.length) throw invalidParameter('Invalid token');
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? { nextToken: Buffer.from(`from:${end}`).toString('base64') } : {},
  };
}

function offsetOf(token: string): number {
  const found = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64').toString('latin1'));
  if (found === null) throw invalidParameter('Invalid token');
  return Number(found[1]);
}
