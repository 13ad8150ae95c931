import { matches, MAX_ANSWER, patternProblem } from './regex-safety.ts';
import type { QuizItemSource } from './schemas.ts';

type Report = (path: (string | number)[], message: string, remedy: string) => void;

/** The same normal form for the canonical answer and for what a learner types: trimmed, single spaces. */
function normaliseFill(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, MAX_ANSWER);
}

/** Does a learner's text match an accepted pattern of a fill item? */
export function fillMatches(pattern: string, text: string): boolean {
  return matches(pattern, normaliseFill(text));
}

/** The rules of lessons/format.md that a schema cannot say: one right answer, traps that are wrong, safe patterns. */
export function checkItem(item: QuizItemSource, report: Report): void {
  switch (item.type) {
    case 'single':
    case 'multiple': {
      unique(item.options, ['options'], report);
      const right = item.options.filter(({ correct }) => correct).length;
      if (item.type === 'single' && right !== 1) {
        report(['options'], `${right} options are correct`, 'A single-choice item has exactly one.');
      }
      if (item.type === 'multiple' && (right === 0 || right === item.options.length)) {
        const word = right === 0 ? 'no option is correct' : 'every option is correct';
        report(
          ['options'],
          word,
          'A multiple-choice item has at least one correct option and one that is not.',
        );
      }
      return;
    }
    case 'numeric': {
      const { answer, tolerance, traps = [] } = item.numeric;
      traps.forEach(({ value }, index) => {
        if (Math.abs(value - answer) <= tolerance) {
          report(
            ['numeric', 'traps', index],
            `the trap ${value} is a right answer`,
            'A trap explains a wrong answer.',
          );
        }
      });
      return;
    }
    case 'order': {
      const { sequence, traps = [] } = item.order;
      unique(sequence, ['order', 'sequence'], report);
      const ids = sequence.map(({ id }) => id);
      traps.forEach(({ first, then }, index) => {
        const [a, b] = [ids.indexOf(first), ids.indexOf(then)];
        if (a < 0 || b < 0) {
          const name = a < 0 ? first : then;
          report(['order', 'traps', index], `there is no entry "${name}"`, `Entries: ${ids.join(', ')}.`);
        } else if (a <= b) {
          report(
            ['order', 'traps', index],
            `"${first}" before "${then}" is right`,
            'A trap explains a wrong order.',
          );
        }
      });
      return;
    }
    case 'match': {
      const { pairs, distractors = [], traps = [] } = item.match;
      unique(pairs, ['match', 'pairs'], report);
      const rights = new Set([...pairs, ...distractors].map(({ right }) => right));
      distractors.forEach(({ right }, index) => {
        if (pairs.some((pair) => pair.right === right)) {
          report(
            ['match', 'distractors', index],
            'the distractor is the right side of a pair',
            'Remove or change it.',
          );
        }
      });
      traps.forEach((trap, index) => {
        const pair = pairs.find(({ id }) => id === trap.pair);
        if (!pair) {
          report(
            ['match', 'traps', index, 'pair'],
            `there is no pair "${trap.pair}"`,
            `Pairs: ${pairs.map(({ id }) => id).join(', ')}.`,
          );
        } else if (!rights.has(trap.right)) {
          report(
            ['match', 'traps', index, 'right'],
            'no right side reads like this trap',
            'Write it exactly as the pair or distractor does.',
          );
        } else if (pair.right === trap.right) {
          report(
            ['match', 'traps', index, 'right'],
            'the trap is a right answer',
            'A trap explains a wrong answer.',
          );
        }
      });
      return;
    }
    case 'fill':
      checkFill(item.fill, report);
  }
}

function checkFill(
  { canonical, accept, traps = [] }: Extract<QuizItemSource, { type: 'fill' }>['fill'],
  report: Report,
): void {
  let safe = true;
  accept.forEach((pattern, index) => {
    const problem = patternProblem(pattern, canonical);
    if (problem === undefined) return;
    safe = false;
    report(
      ['fill', 'accept', index],
      `the pattern ${problem}`,
      'Write it as ^…$ with one way to match each answer.',
    );
  });
  if (!safe) return;
  const right = (text: string): boolean => accept.some((pattern) => fillMatches(pattern, text));
  if (!right(canonical)) {
    report(
      ['fill', 'canonical'],
      'the canonical answer matches none of the accepted patterns',
      'Correct one of them.',
    );
  }
  traps.forEach(({ contains }, index) => {
    if (normaliseFill(canonical).includes(contains) || right(contains)) {
      report(
        ['fill', 'traps', index],
        `"${contains}" is part of a right answer`,
        'A trap explains a wrong answer.',
      );
    }
  });
}

function unique(entries: readonly { id: string }[], path: (string | number)[], report: Report): void {
  const seen = new Set<string>();
  entries.forEach(({ id }, index) => {
    if (seen.has(id)) report([...path, index, 'id'], `"${id}" is there twice`, 'Give each its own id.');
    seen.add(id);
  });
}
