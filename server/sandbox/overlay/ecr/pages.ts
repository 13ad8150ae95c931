import { invalidParameter } from './refusals.ts';

/** One page of a list: 100 entries unless another number is asked for, 1000 at most. */
export function pageOf<T>(
  all: readonly T[],
  input: Record<string, unknown>,
): { items: T[]; next: { nextToken?: string } } {
  const { maxResults = 100, nextToken } = input as { maxResults?: number; nextToken?: string };
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 1000)
    throw invalidParameter('maxResults', 'Member must have value between 1 and 1000');
  const found = /^from:(\d{1,9})$/.exec(Buffer.from(nextToken ?? '', 'base64').toString('latin1'));
  const start = Number(found?.[1] ?? 0);
  if ((nextToken !== undefined && found === null) || start > all.length)
    throw invalidParameter('nextToken', 'Invalid token');
  const end = start + maxResults;
  return {
    items: all.slice(start, end),
    next: end < all.length ? { nextToken: Buffer.from(`from:${end}`).toString('base64') } : {},
  };
}
