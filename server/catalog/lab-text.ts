import type { LabManifest } from '../../graders/contract/index.ts';
import type { LabTaskText } from './catalog.ts';
import { readText } from './document.ts';
import { renderMarkdown } from './markdown/render.ts';
import type { PriceFile } from './prices.ts';
import type { Place, ProblemList } from './problems.ts';

/** A piece of a Markdown file under one heading. */
interface Section {
  title: string;
  body: string;
  /** Line of the heading, from 1; the body begins on the next one. */
  line: number;
}

interface TextSurroundings {
  root: string;
  folder: string;
  problems: ProblemList;
  prices: PriceFile | null;
  variables: ReadonlySet<string>;
  /** Reasons of a task's checks that fail; null when some check is not known. */
  failReasons(task: string): ReadonlySet<string> | null;
}

const PARTS = ['Goal', 'What to do', 'Done when'];
const LEVELS = ['H1', 'H2', 'H3'];

/** Loads `task.md` and `hints.md`: `## <task id>`, below it `### Goal` … and `### H1` …, `### <reason>`. */
export function loadLabTexts(
  manifest: LabManifest,
  around: TextSurroundings,
): { introHtml: string; tasks: Map<string, LabTaskText> } {
  const taskFile = `${around.folder}/task.md`;
  const hintFile = `${around.folder}/hints.md`;
  const instructions = sections(taskFile, around);
  const hints = sections(hintFile, around);
  const ids = manifest.tasks.map(({ id }) => id);
  if (instructions) compare(instructions.sections, ids, taskFile, around.problems);
  if (hints) compare(hints.sections, ids, hintFile, around.problems);
  const intro = instructions?.intro;
  if (intro?.body.trim() === '') {
    around.problems.add(
      { file: taskFile, line: 1, column: 1 },
      'the situation is missing',
      'Begin the file with the story of the lab, before the first `## <task id>`.',
    );
  }
  const tasks = new Map<string, LabTaskText>();
  for (const id of ids) {
    const task = instructions?.sections.find(({ title }) => title === id);
    const ladder = hints?.sections.find(({ title }) => title === id);
    tasks.set(id, {
      instructions: task ? taskHtml(task, taskFile, around) : '',
      ...(ladder ? ladderHtml(ladder, hintFile, around) : { hints: [], targeted: new Map() }),
    });
  }
  return { introHtml: intro ? render(intro, taskFile, around) : '', tasks };
}

function taskHtml(task: Section, file: string, around: TextSurroundings): string {
  const parts = split(task, 3);
  report(parts.rest, PARTS, file, around.problems, `task "${task.title}"`);
  const known = parts.sections.filter(({ title }) => PARTS.includes(title));
  for (const extra of parts.sections.filter(({ title }) => !PARTS.includes(title))) {
    around.problems.add(
      { file, line: extra.line, column: 1 },
      `unknown section "${extra.title}" of task "${task.title}"`,
      `Sections: ${PARTS.join(', ')}.`,
    );
  }
  missing(PARTS, known, task, file, around.problems);
  return render({ ...task, body: task.body }, file, around);
}

function ladderHtml(
  ladder: Section,
  file: string,
  around: TextSurroundings,
): { hints: string[]; targeted: Map<string, string> } {
  const { sections: parts, rest } = split(ladder, 3);
  report(rest, LEVELS, file, around.problems, `the hints of task "${ladder.title}"`);
  missing(LEVELS, parts, ladder, file, around.problems);
  const reasons = around.failReasons(ladder.title);
  const targeted = new Map<string, string>();
  for (const part of parts) {
    if (LEVELS.includes(part.title)) continue;
    if (reasons && !reasons.has(part.title)) {
      around.problems.add(
        { file, line: part.line, column: 1 },
        `no check of task "${ladder.title}" fails with the reason "${part.title}"`,
        `Reasons: ${[...reasons].join(', ')}.`,
      );
    }
    targeted.set(part.title, render(part, file, around));
  }
  const hints = LEVELS.flatMap((level) => {
    const part = parts.find(({ title }) => title === level);
    return part ? [render(part, file, around)] : [];
  });
  return { hints, targeted };
}

function render(section: Section, file: string, around: TextSurroundings): string {
  return renderMarkdown(section.body, {
    problems: around.problems,
    prices: null,
    variables: around.variables,
    place: (line, column): Place => ({ file, line: section.line + 1 + line, column: column + 1 }),
    link: (href, place) => {
      if (href.startsWith('https://')) return href;
      const lesson = /^\/lessons\/[a-z0-9-]+(#[\w-]+)?$/.exec(href);
      if (lesson) return href;
      around.problems.add(
        place,
        `the link \`${href}\` leads nowhere`,
        'Link to https://… or /lessons/<part>#heading.',
      );
      return undefined;
    },
  }).html;
}

/** What stands before the first `## `, and the sections below. */
function sections(
  file: string,
  { root, problems }: TextSurroundings,
): { intro: Section; sections: Section[] } | undefined {
  const text = readText(root, file, problems);
  if (text === undefined) return undefined;
  const whole = split({ title: '', body: text, line: 0 }, 2);
  return { intro: { title: '', body: withoutTitle(whole.rest.body), line: 0 }, sections: whole.sections };
}

/** A level-1 heading may name the file for readers on the web; the page has the lab's title already. */
function withoutTitle(text: string): string {
  return text.replace(/^# .*$/m, '');
}

/** Cuts a text at its headings of one level, leaving fenced code alone. */
function split(section: Section, level: number): { rest: Section; sections: Section[] } {
  const found: Section[] = [];
  const marker = `${'#'.repeat(level)} `;
  let fence = '';
  let current: Section = { title: section.title, body: '', line: section.line };
  const rest = current;
  section.body.split('\n').forEach((line, index) => {
    const tick = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? '';
    if (fence === '' && tick !== '') fence = tick;
    else if (fence !== '' && line.trim().startsWith(fence)) fence = '';
    if (fence === '' && line.startsWith(marker)) {
      current = {
        title: line.slice(marker.length).replaceAll('`', '').trim(),
        body: '',
        line: section.line + 1 + index,
      };
      found.push(current);
    } else current.body += `${line}\n`;
  });
  return { rest, sections: found };
}

function report(
  rest: Section,
  parts: readonly string[],
  file: string,
  problems: ProblemList,
  of: string,
): void {
  if (rest.body.trim() === '') return;
  problems.add(
    { file, line: rest.line, column: 1 },
    `text of ${of} before its first section`,
    `Put it under ${parts.map((part) => `### ${part}`).join(', ')}.`,
  );
}

function missing(
  wanted: readonly string[],
  have: readonly Section[],
  parent: Section,
  file: string,
  problems: ProblemList,
): void {
  for (const title of wanted) {
    const section = have.find((part) => part.title === title);
    if (section && section.body.trim() !== '') continue;
    problems.add(
      { file, line: section?.line ?? parent.line, column: 1 },
      `task "${parent.title}" has no text for "${title}"`,
      `Write a section ### ${title}.`,
    );
  }
}

function compare(
  have: readonly Section[],
  ids: readonly string[],
  file: string,
  problems: ProblemList,
): void {
  const seen = new Set<string>();
  for (const { title, line } of have) {
    if (!ids.includes(title)) {
      problems.add({ file, line, column: 1 }, `lab.json has no task "${title}"`, `Tasks: ${ids.join(', ')}.`);
    }
    if (seen.has(title))
      problems.add({ file, line, column: 1 }, `task "${title}" is there twice`, 'Merge the two.');
    seen.add(title);
  }
  for (const id of ids.filter((id) => !seen.has(id))) {
    problems.add({ file, line: 1, column: 1 }, `task "${id}" is missing`, `Write a section ## ${id}.`);
  }
}
