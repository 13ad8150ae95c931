import type { QuizEntry, QuizKey } from '../catalog/index.ts';
import { fillMatches } from '../catalog/index.ts';
import type { QuizAnswer, QuizFeedback, QuizItem } from '../contract/index.ts';

type Of<T extends QuizAnswer['type']> = Extract<QuizAnswer, { type: T }>;

/**
 * Judges one answer. `correct` decides the score: an item is right or wrong as a whole. `credit` tells the learner how
 * near they were and never adds up:
 * - multiple: (right ones chosen − wrong ones chosen) / right ones, at least 0
 * - order: share of neighbouring pairs of the right order that stand in this order, anywhere
 * - match: share of pairs that are right
 */
export function judgeAnswer(entry: QuizEntry, answer: QuizAnswer): QuizFeedback {
  const { key } = entry;
  const done = (credit: number, keyed: QuizAnswer, notes: QuizFeedback['notes']): QuizFeedback => ({
    item: entry.id,
    correct: credit === 1,
    credit: Math.round(credit * 1000) / 1000,
    answer,
    key: keyed,
    summaryHtml: key.summaryHtml,
    notes,
  });
  switch (key.type) {
    case 'single': {
      const chosen = (answer as Of<'single'>).option;
      const [right = ''] = key.correct;
      return done(Number(chosen === right), { type: 'single', option: right }, optionNotes(key, [chosen]));
    }
    case 'multiple': {
      const chosen = [...new Set((answer as Of<'multiple'>).options)];
      const hits = chosen.filter((id) => key.correct.includes(id)).length;
      const misses = chosen.length - hits;
      const credit = Math.max(0, hits - misses) / key.correct.length;
      return done(credit, { type: 'multiple', options: [...key.correct] }, optionNotes(key, chosen));
    }
    case 'numeric': {
      const { value } = answer as Of<'numeric'>;
      const near = (wanted: number): boolean => within(value, wanted, key.tolerance);
      const right = near(key.answer);
      const traps = key.traps.filter((trap) => !right && near(trap.value));
      return done(Number(right), { type: 'numeric', value: key.answer }, traps.map(trapNote));
    }
    case 'order': {
      const { order } = answer as Of<'order'>;
      const at = (id: string): number => order.indexOf(id);
      const steps = key.order.slice(1).map((id, index) => at(key.order[index] ?? '') < at(id));
      const credit = steps.filter(Boolean).length / steps.length;
      const notes = key.notes.map(({ id, html }) => {
        const correct = at(id) === key.order.indexOf(id);
        return { id, correct, chosen: true, html };
      });
      const traps = key.traps.filter(({ first, then }) => at(first) < at(then)).map(trapNote);
      return done(credit, { type: 'order', order: [...key.order] }, [...traps, ...notes]);
    }
    case 'match':
      return judgeMatch(key, answer as Of<'match'>, done);
    case 'fill': {
      const { text } = answer as Of<'fill'>;
      const right = key.accept.some((pattern) => fillMatches(pattern, text));
      const traps = key.traps.filter(({ contains }) => !right && text.includes(contains));
      return done(Number(right), { type: 'fill', text: key.canonical }, traps.map(trapNote));
    }
  }
}

function judgeMatch(
  key: Extract<QuizKey, { type: 'match' }>,
  { pairs }: Of<'match'>,
  done: (credit: number, keyed: QuizAnswer, notes: QuizFeedback['notes']) => QuizFeedback,
): QuizFeedback {
  const lefts = Object.keys(key.pairs);
  const right = (left: string): boolean => pairs[left] === key.pairs[left];
  const notes = key.notes.map(({ id, html }) => {
    const trap = key.traps.find((entry) => entry.left === id && entry.right === pairs[id]);
    const distractor = key.distractors.find((entry) => entry.id === pairs[id]);
    const tempting = trap?.html ?? distractor?.html;
    const text = right(id) || tempting === undefined ? html : `${tempting} ${html}`;
    return { id, correct: right(id), chosen: pairs[id] !== undefined, html: text };
  });
  return done(lefts.filter(right).length / lefts.length, { type: 'match', pairs: { ...key.pairs } }, notes);
}

function optionNotes(
  key: Extract<QuizKey, { type: 'single' | 'multiple' }>,
  chosen: readonly string[],
): QuizFeedback['notes'] {
  return key.notes.map(({ id, html }) => ({
    id,
    correct: key.correct.includes(id),
    chosen: chosen.includes(id),
    html,
  }));
}

function trapNote({ html }: { html: string }, index: number): QuizFeedback['notes'][number] {
  return { id: `trap-${index + 1}`, correct: false, chosen: true, html };
}

/** |given − wanted| ≤ tolerance, without the last bit of binary fractions deciding (0.3 − 0.2 is not 0.1). */
function within(given: number, wanted: number, tolerance: number): boolean {
  const slack = Number.EPSILON * 8 * Math.max(1, Math.abs(given), Math.abs(wanted));
  return Math.abs(given - wanted) <= tolerance + slack;
}

/** Why an answer cannot be an answer to this item, or undefined: the wrong type, ids that it does not have. */
export function answerProblem(item: QuizItem, answer: QuizAnswer): string | undefined {
  if (answer.type !== item.type) return `the item is of type ${item.type}, the answer of type ${answer.type}`;
  const unknown = (ids: readonly string[], known: readonly { id: string }[]): string | undefined => {
    const id = ids.find((one) => !known.some((entry) => entry.id === one));
    return id === undefined ? undefined : `it has no choice "${id.slice(0, 40)}"`;
  };
  if (item.type === 'single') return unknown([(answer as Of<'single'>).option], item.options);
  if (item.type === 'multiple') return unknown((answer as Of<'multiple'>).options, item.options);
  if (item.type === 'order') {
    const { order } = answer as Of<'order'>;
    const complete = new Set(order).size === item.options.length && order.length === item.options.length;
    return unknown(order, item.options) ?? (complete ? undefined : 'every entry has to be there once');
  }
  if (item.type === 'match') {
    const { pairs } = answer as Of<'match'>;
    return unknown(Object.keys(pairs), item.left) ?? unknown(Object.values(pairs), item.right);
  }
  return undefined;
}
