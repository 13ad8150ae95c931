import { escapeHtml, type QuizEntry } from '../catalog/index.ts';
import type { QuizAnswer } from '../contract/index.ts';

/** An answer and how many gave it. */
export interface Choice {
  html: string;
  correct: boolean;
  learners: number;
}

/** One learner's answer as it is stored. */
export interface StoredAnswer {
  answer: QuizAnswer;
  correct: boolean;
}

/** Of open answers only the commonest are told. */
const MOST = 8;

/**
 * What was answered to a question, in the words of its options, without their rationales. Options of a choice come all and in the
 * author's order, also those that nobody took; sequences, pairs, numbers and texts by how often they were given.
 */
export function choicesOf(entry: QuizEntry, answers: readonly StoredAnswer[]): Choice[] {
  const { item, key } = entry;
  if (
    (item.type === 'single' || item.type === 'multiple') &&
    (key.type === 'single' || key.type === 'multiple')
  ) {
    const chosen = answers.flatMap(({ answer }) =>
      answer.type === 'single'
        ? [answer.option]
        : answer.type === 'multiple'
          ? [...new Set(answer.options)]
          : [],
    );
    return item.options.map(({ id, html }) => ({
      html,
      correct: key.correct.includes(id),
      learners: chosen.filter((one) => one === id).length,
    }));
  }
  const cells = new Map<string, Choice>();
  for (const one of answers) {
    for (const { html, correct } of labelsOf(entry, one)) {
      const cell = cells.get(html) ?? { html, correct, learners: 0 };
      cell.learners += 1;
      cells.set(html, cell);
    }
  }
  return [...cells.values()]
    .toSorted((a, b) => b.learners - a.learners || a.html.localeCompare(b.html))
    .slice(0, MOST);
}

function labelsOf({ item, key }: QuizEntry, { answer, correct }: StoredAnswer): Omit<Choice, 'learners'>[] {
  switch (answer.type) {
    case 'numeric': {
      const unit = item.type === 'numeric' ? ` ${item.unit}` : '';
      return [{ html: escapeHtml(`${answer.value}${unit}`), correct }];
    }
    case 'fill':
      return [{ html: `<code>${escapeHtml(answer.text.trim().replaceAll(/\s+/g, ' '))}</code>`, correct }];
    case 'order': {
      const texts = new Map(item.type === 'order' ? item.options.map(({ id, html }) => [id, html]) : []);
      return [{ html: answer.order.map((id) => texts.get(id) ?? escapeHtml(id)).join(' → '), correct }];
    }
    case 'match': {
      if (item.type !== 'match' || key.type !== 'match') return [];
      const text = (side: readonly { id: string; html: string }[], id: string): string =>
        side.find((one) => one.id === id)?.html ?? escapeHtml(id);
      return Object.entries(answer.pairs).map(([left, right]) => ({
        html: `${text(item.left, left)}: ${text(item.right, right)}`,
        correct: key.pairs[left] === right,
      }));
    }
    default:
      // An option of a question that has become another type since.
      return [];
  }
}
