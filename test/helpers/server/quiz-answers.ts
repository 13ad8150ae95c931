import type { Catalog } from '../../../server/catalog/index.ts';
import type { QuizAnswer } from '../../../server/contract/index.ts';

/** The right answer to an item, by its key; the command of a fill item as an author would type it. */
export function rightAnswer(catalog: Catalog, part: string, id: string): QuizAnswer {
  const key = catalog.quizzes.get(part)?.items.find((item) => item.id === id)?.key;
  switch (key?.type) {
    case 'single':
      return { type: 'single', option: key.correct[0] ?? '' };
    case 'multiple':
      return { type: 'multiple', options: [...key.correct] };
    case 'numeric':
      return { type: 'numeric', value: key.answer };
    case 'order':
      return { type: 'order', order: [...key.order] };
    case 'match':
      return { type: 'match', pairs: { ...key.pairs } };
    case 'fill':
      return { type: 'fill', text: key.canonical };
    default:
      throw new Error(`There is no item ${id} in the quiz of ${part}.`);
  }
}
