import { createHash } from 'node:crypto';
import type { QuizItem } from '../contract/index.ts';

/**
 * Puts a list into the order that a seed gives: the same for the whole attempt, whatever is loaded again, and different
 * for the next one. Sorted by hash, so it needs no state and no random numbers.
 */
export function shuffled<T extends { id: string }>(list: readonly T[], seed: string): T[] {
  const rank = (id: string): string => createHash('sha256').update(`${seed}\n${id}`).digest('hex');
  return list
    .map((entry) => ({ entry, rank: rank(entry.id) }))
    .toSorted((a, b) => a.rank.localeCompare(b.rank))
    .map(({ entry }) => entry);
}

/** An item with its options in the attempt's order. */
export function shuffleItem(item: QuizItem, seed: string): QuizItem {
  const own = `${seed}\n${item.id}`;
  switch (item.type) {
    case 'single':
    case 'multiple':
      return { ...item, options: shuffled(item.options, own) };
    case 'order': {
      // An order that is right from the start would be a gift.
      const options = shuffled(item.options, own);
      const given = item.options.map(({ id }) => id).join();
      return {
        ...item,
        options: options.map(({ id }) => id).join() === given ? options.toReversed() : options,
      };
    }
    case 'match':
      return {
        ...item,
        left: shuffled(item.left, `${own}\nleft`),
        right: shuffled(item.right, `${own}\nright`),
      };
    default:
      return item;
  }
}
