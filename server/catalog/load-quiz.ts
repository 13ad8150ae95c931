import { createHash } from 'node:crypto';
import type { QuizItem } from '../contract/index.ts';
import type { Quiz, QuizEntry, QuizKey } from './catalog.ts';
import { pointer, readText, SourceDocument, validate } from './document.ts';
import { renderMarkdown } from './markdown/render.ts';
import type { PriceFile } from './prices.ts';
import type { ProblemList } from './problems.ts';
import { checkItem } from './quiz-rules.ts';
import {
  QUIZ_ITEMS,
  QuizFrame,
  type FactsFile,
  type InventoryFile,
  type ItemType,
  type QuizItemSource,
} from './schemas.ts';

export interface QuizSurroundings {
  root: string;
  problems: ProblemList;
  prices: PriceFile | null;
  facts: FactsFile | null;
  inventory: InventoryFile | null;
  /** Objectives of the part's lesson; null when the lesson could not be loaded. */
  objectives: readonly { id: string; text: string }[] | null;
}

/** Loads `lessons/<part>/quiz.yaml`. Everything wrong in it is added to the problems. */
export function loadQuiz(part: string, around: QuizSurroundings): Quiz | undefined {
  const { problems } = around;
  const file = `lessons/${part}/quiz.yaml`;
  const source = readText(around.root, file, problems);
  if (source === undefined) return undefined;
  const document = new SourceDocument(file, source, problems);
  const frame = validate(document, QuizFrame, problems);
  if (!frame) return undefined;
  if (frame.id !== part) {
    problems.add(
      document.place(['id']),
      `the quiz of part "${part}" is called "${frame.id}"`,
      `Write ${part}.`,
      '/id',
    );
  }
  const entries: QuizEntry[] = [];
  const ids = new Set<string>();
  frame.items.forEach((raw, index) => {
    const { type } = raw;
    if (!Object.hasOwn(QUIZ_ITEMS, type)) {
      const path = ['items', index, 'type'];
      const remedy = `Types: ${Object.keys(QUIZ_ITEMS).join(', ')}.`;
      problems.add(document.place(path), `unknown item type "${type}"`, remedy, pointer(path));
      return;
    }
    const schema = QUIZ_ITEMS[type as ItemType];
    const item = validate(document, schema, problems, ['items', index]);
    if (!item) return;
    const report = (path: (string | number)[], message: string, remedy: string): void => {
      const full = ['items', index, ...path];
      problems.add(document.place(full), message, remedy, pointer(full));
    };
    if (ids.has(item.id)) report(['id'], `item "${item.id}" is there twice`, 'Give every item its own id.');
    ids.add(item.id);
    const objective = around.objectives?.find(({ id }) => id === item.objective);
    if (around.objectives && !objective) {
      report(
        ['objective'],
        `the lesson has no objective "${item.objective}"`,
        `Objectives: ${around.objectives.map(({ id }) => id).join(', ')}.`,
      );
    }
    if (around.facts && !Object.hasOwn(around.facts.facts, item.fact)) {
      report(
        ['fact'],
        `lessons/data/facts.json has no fact "${item.fact}"`,
        'Add the fact there, or correct the id.',
      );
    }
    const known = around.inventory && new Set(around.inventory.items.map(({ id }) => id));
    item.covers.forEach((id, at) => {
      if (known && !known.has(id))
        report(['covers', at], `the inventory has no item ${id}`, 'Correct the id.');
    });
    checkItem(item, report);
    const render: Render = (text, path, inline = false) =>
      renderMarkdown(
        text,
        {
          problems,
          prices: around.prices,
          place: (line, column) => {
            const start = document.textPlace(['items', index, ...path]);
            return {
              ...start,
              line: start.line + line,
              column: line === 0 ? start.column + column : column + 1,
            };
          },
        },
        inline,
      ).html;
    entries.push(compile(item, render, objective?.text ?? item.objective));
  });
  const digest = createHash('sha256').update(source).digest('hex');
  return { id: part, title: frame.title, pass: frame.pass, digest, items: entries };
}

type Render = (text: string, path: (string | number)[], inline?: boolean) => string;

/** @param objective what the learner reads: the objective's text */
function compile(item: QuizItemSource, render: Render, objective: string): QuizEntry {
  const base = { id: item.id, stemHtml: render(item.stem, ['stem']), objective };
  const entry = (shown: QuizItem, key: QuizKey): QuizEntry => ({
    id: item.id,
    objective: item.objective,
    covers: item.covers,
    item: shown,
    key,
  });
  switch (item.type) {
    case 'single':
    case 'multiple': {
      const options = item.options.map((option, index) => ({
        id: option.id,
        html: render(option.text, ['options', index, 'text'], true),
      }));
      const notes = item.options.map((option, index) => ({
        id: option.id,
        html: render(option.why, ['options', index, 'why'], true),
      }));
      const correct = item.options.filter((option) => option.correct).map(({ id }) => id);
      const summaryHtml = notes
        .filter(({ id }) => correct.includes(id))
        .map(({ html }) => `<p>${html}</p>`)
        .join('\n');
      return entry({ ...base, type: item.type, options }, { type: item.type, correct, summaryHtml, notes });
    }
    case 'numeric': {
      const { answer, tolerance, unit, working, traps = [] } = item.numeric;
      return entry(
        { ...base, type: 'numeric', unit },
        {
          type: 'numeric',
          answer,
          tolerance,
          summaryHtml: render(working, ['numeric', 'working']),
          traps: traps.map(({ value, why }, index) => ({
            value,
            html: render(why, ['numeric', 'traps', index, 'why'], true),
          })),
        },
      );
    }
    case 'order': {
      const { sequence, traps = [] } = item.order;
      const options = sequence.map(({ id, text }, index) => ({
        id,
        html: render(text, ['order', 'sequence', index, 'text'], true),
      }));
      const notes = sequence.map(({ id, why }, index) => ({
        id,
        html: render(why, ['order', 'sequence', index, 'why'], true),
      }));
      return entry(
        { ...base, type: 'order', options },
        {
          type: 'order',
          order: sequence.map(({ id }) => id),
          summaryHtml: `<ol>${options.map(({ html }) => `<li>${html}</li>`).join('')}</ol>`,
          notes,
          traps: traps.map(({ first, then, why }, index) => ({
            first,
            then,
            html: render(why, ['order', 'traps', index, 'why'], true),
          })),
        },
      );
    }
    case 'match':
      return compileMatch(item, base, render);
    case 'fill': {
      const { canonical, accept, traps = [] } = item.fill;
      return entry(
        { ...base, type: 'fill' },
        {
          type: 'fill',
          canonical,
          accept,
          summaryHtml: render(`\`\`\`bash\n${canonical}\n\`\`\``, ['fill', 'canonical']),
          traps: traps.map(({ contains, why }, index) => ({
            contains,
            html: render(why, ['fill', 'traps', index, 'why'], true),
          })),
        },
      );
    }
  }
}

/** Right-hand sides become options of their own: several pairs may share one, and their ids must not give pairs away. */
function compileMatch(
  item: Extract<QuizItemSource, { type: 'match' }>,
  base: { id: string; stemHtml: string; objective: string },
  render: Render,
): QuizEntry {
  const { pairs, distractors = [], traps = [] } = item.match;
  const texts = [...new Set([...pairs, ...distractors].map(({ right }) => right))].toSorted();
  const rightId = (text: string): string =>
    `r${createHash('sha256').update(`${item.id}\n${text}`).digest('hex').slice(0, 10)}`;
  const pathOf = (text: string): (string | number)[] => {
    const pair = pairs.findIndex(({ right }) => right === text);
    if (pair >= 0) return ['match', 'pairs', pair, 'right'];
    return ['match', 'distractors', distractors.findIndex(({ right }) => right === text), 'right'];
  };
  const left = pairs.map((pair, index) => ({
    id: pair.id,
    html: render(pair.left, ['match', 'pairs', index, 'left'], true),
  }));
  const right = texts.map((text) => ({ id: rightId(text), html: render(text, pathOf(text), true) }));
  const htmlOf = (id: string): string => right.find((side) => side.id === id)?.html ?? '';
  const key: QuizKey = {
    type: 'match',
    pairs: Object.fromEntries(pairs.map((pair) => [pair.id, rightId(pair.right)])),
    summaryHtml: `<ul>${pairs
      .map((pair, index) => `<li>${left[index]?.html ?? ''}: ${htmlOf(rightId(pair.right))}</li>`)
      .join('')}</ul>`,
    notes: pairs.map(({ id, why }, index) => ({
      id,
      html: render(why, ['match', 'pairs', index, 'why'], true),
    })),
    traps: traps.map((trap, index) => ({
      left: trap.pair,
      right: rightId(trap.right),
      html: render(trap.why, ['match', 'traps', index, 'why'], true),
    })),
    distractors: distractors.map(({ right: text, why }, index) => ({
      id: rightId(text),
      html: render(why, ['match', 'distractors', index, 'why'], true),
    })),
  };
  return {
    id: item.id,
    objective: item.objective,
    covers: item.covers,
    item: { ...base, type: 'match', left, right },
    key,
  };
}
