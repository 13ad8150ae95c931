import { invalid } from './engine.ts';

interface Paged {
  name: string;
  createdAt: string;
  modifiedAt?: string;
}

/**
 * One page of a List call: sorted by creation time, latest first, unless asked otherwise; filtered by NameContains and
 * the time limits; 10 to a page as on AWS.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html
 */
export function pageOf<T extends Paged>(
  all: readonly T[],
  input: Record<string, unknown>,
): { items: T[]; next: { NextToken?: string } } {
  const contains = input['NameContains'] as string | undefined;
  const by = (input['SortBy'] as string | undefined) ?? 'CreationTime';
  const descending = ((input['SortOrder'] as string | undefined) ?? 'Descending') === 'Descending';
  const key = (item: T): string => (by === 'Name' ? item.name : item.createdAt);
  const within = (at: string, after: unknown, before: unknown): boolean =>
    (!(after instanceof Date) || at > after.toISOString()) &&
    (!(before instanceof Date) || at < before.toISOString());
  const sorted = all
    .filter(({ name }) => contains === undefined || name.toLowerCase().includes(contains.toLowerCase()))
    .filter(({ createdAt }) => within(createdAt, input['CreationTimeAfter'], input['CreationTimeBefore']))
    .filter(({ createdAt, modifiedAt }) =>
      within(modifiedAt ?? createdAt, input['LastModifiedTimeAfter'], input['LastModifiedTimeBefore']),
    )
    .toSorted((a, b) => key(a).localeCompare(key(b)) || a.name.localeCompare(b.name));
  if (descending) sorted.reverse();
  const token = input['NextToken'] as string | undefined;
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0 || start > sorted.length) throw invalid('Invalid token');
  const size = (input['MaxResults'] as number | undefined) ?? 10;
  const items = sorted.slice(start, start + size);
  const end = start + items.length;
  return { items, next: end < sorted.length ? { NextToken: String(end) } : {} };
}
