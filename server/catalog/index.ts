import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema, Static } from 'typebox';
import type { Catalog, Lab, Quiz } from './catalog.ts';
import type { UsedChecks } from './checks.ts';
import { pointer, readText, SourceDocument, validate } from './document.ts';
import { linkTerms } from './link-terms.ts';
import { loadGlossary } from './load-glossary.ts';
import { loadCommonVariables, loadLab } from './load-lab.ts';
import { loadLesson, type LoadedLesson } from './load-lesson.ts';
import { loadQuiz } from './load-quiz.ts';
import { PriceFile } from './prices.ts';
import { CatalogError, ProblemList } from './problems.ts';
import { CourseFile, FactsFile, InventoryFile } from './schemas.ts';

export * from './catalog.ts';
export { CatalogError, formatProblem, type Problem } from './problems.ts';
export { loadUsedChecks, type UsedChecks } from './checks.ts';
export { fillMatches } from './quiz-rules.ts';
export { highlightedBlock } from './markdown/highlight.ts';
export { escapeHtml } from './markdown/highlight.ts';
export { fillVariables } from './markdown/variables.ts';
export { searchDocuments } from './search-documents.ts';

export interface CatalogInput {
  /** Folder that holds `lessons/` and `labs/`. */
  root: string;
  /** From `loadUsedChecks`. */
  checks: UsedChecks;
}

/**
 * Loads and renders the whole course.
 *
 * @throws CatalogError with every problem of every file; nothing is half-loaded.
 */
export function loadCatalog({ root, checks }: CatalogInput): Catalog {
  const problems = new ProblemList();
  const data = <S extends TSchema>(file: string, schema: S): Static<S> | null => {
    const text = readText(root, file, problems);
    if (text === undefined) return null;
    return validate(new SourceDocument(file, text, problems), schema, problems) ?? null;
  };
  const file = 'lessons/course.json';
  const text = readText(root, file, problems);
  const document = text === undefined ? undefined : new SourceDocument(file, text, problems);
  const course = document && validate(document, CourseFile, problems);
  const prices = loadPrices(root, problems);
  const facts = data('lessons/data/facts.json', FactsFile);
  const inventory = data('lessons/inventory.json', InventoryFile);
  const commonVariables = loadCommonVariables(root, problems);
  if (!course || !document) throw new CatalogError(problems.sorted());

  checkCourse(course, document, problems);
  const labs = new Map<string, Lab>();
  for (const part of course.parts) {
    for (const id of part.labs) {
      // A planned part's lab may be there already: authors see its problems before it is announced.
      if (part.status === 'planned' && !existsSync(join(root, 'labs', id, 'lab.json'))) continue;
      const lab = loadLab(id, part.id, {
        root,
        problems,
        prices,
        inventory,
        common: commonVariables,
        checks,
      });
      if (lab) labs.set(id, lab);
    }
  }
  checkOrphans(root, course, problems);

  const loaded = new Map<string, LoadedLesson>();
  const quizzes = new Map<string, Quiz>();
  for (const part of course.parts.filter(({ status }) => status === 'ready')) {
    const lesson = part.lesson
      ? loadLesson(part, { root, problems, prices, inventory, parts: course.parts })
      : undefined;
    if (lesson) loaded.set(part.id, lesson);
    if (!part.quiz) continue;
    const objectives = lesson ? lesson.lesson.objectives : null;
    const quiz = loadQuiz(part.id, { root, problems, prices, facts, inventory, objectives });
    if (quiz) quizzes.set(part.id, quiz);
    if (quiz && lesson) checkTested(lesson, quiz, problems);
  }
  checkReferences(course, loaded, labs, problems);
  const terms = loadGlossary(root, course.parts, problems);
  if (problems.count > 0) throw new CatalogError(problems.sorted());
  const { lessons, glossary } = linkTerms(
    [...loaded.values()].map(({ lesson }) => lesson),
    terms,
  );
  const items = (inventory?.items ?? []).map(({ id, part, text, verdict }) => ({
    id,
    part,
    text,
    verdict: typeof verdict === 'string' ? [verdict] : verdict,
  }));
  const { title, parts } = course;
  return { title, parts, lessons, quizzes, labs, commonVariables, inventory: items, glossary };
}

/** Prices, each of which names a source of the same file. */
function loadPrices(root: string, problems: ProblemList): PriceFile | null {
  const file = 'lessons/data/prices.json';
  const text = readText(root, file, problems);
  if (text === undefined) return null;
  const document = new SourceDocument(file, text, problems);
  const prices = validate(document, PriceFile, problems);
  if (!prices) return null;
  for (const [service, items] of Object.entries(prices.prices)) {
    for (const [item, { source }] of Object.entries(items)) {
      if (Object.hasOwn(prices.sources, source)) continue;
      const path = ['prices', service, item, 'source'];
      const remedy = `Sources: ${Object.keys(prices.sources).join(', ') || 'none yet'}.`;
      problems.add(document.place(path), `there is no source "${source}"`, remedy, pointer(path));
    }
  }
  return prices;
}

function checkCourse(course: CourseFile, document: SourceDocument, problems: ProblemList): void {
  const parts = new Set<string>();
  const labs = new Set<string>();
  course.parts.forEach((part, index) => {
    const twice = (path: (string | number)[], what: string): void => {
      const full = ['parts', index, ...path];
      problems.add(
        document.place(full),
        `${what} is there twice`,
        'Ids are unique in the course.',
        pointer(full),
      );
    };
    if (parts.has(part.id)) twice(['id'], `part "${part.id}"`);
    parts.add(part.id);
    part.labs.forEach((lab, at) => {
      if (labs.has(lab)) twice(['labs', at], `lab "${lab}"`);
      labs.add(lab);
    });
  });
}

/** A lab folder that no part lists would never be shown, and nobody would notice. */
function checkOrphans(root: string, course: CourseFile, problems: ProblemList): void {
  if (!existsSync(join(root, 'labs'))) return;
  const listed = new Set(course.parts.flatMap(({ labs }) => labs));
  for (const entry of readdirSync(join(root, 'labs'), { withFileTypes: true })) {
    const file = `labs/${entry.name}/lab.json`;
    if (!entry.isDirectory() || listed.has(entry.name) || !existsSync(join(root, file))) continue;
    problems.add(
      { file, line: 1, column: 1 },
      'no part of lessons/course.json lists this lab',
      'Add its id to the `labs` of a part.',
    );
  }
}

/** An objective that nothing tests is a promise: nobody could tell whether it was kept. */
function checkTested({ lesson, document }: LoadedLesson, quiz: Quiz, problems: ProblemList): void {
  lesson.objectives.forEach(({ id, tasks }, index) => {
    if (tasks.length > 0 || quiz.items.some(({ objective }) => objective === id)) return;
    const path = ['objectives', index];
    const remedy = 'Give a quiz item this objective, or name the lab tasks that test it.';
    problems.add(document.place(path), `nothing tests objective "${id}"`, remedy, pointer(path));
  });
}

function checkReferences(
  course: CourseFile,
  lessons: ReadonlyMap<string, LoadedLesson>,
  labs: ReadonlyMap<string, Lab>,
  problems: ProblemList,
): void {
  // What is listed but could not be loaded has its own problems already.
  const listed = new Set(course.parts.flatMap((part) => part.labs));
  const ready = new Set(
    course.parts.filter(({ status, lesson }) => status === 'ready' && lesson).map(({ id }) => id),
  );
  for (const { links, tasks } of lessons.values()) {
    for (const { part, heading, place } of links) {
      const target = lessons.get(part);
      if (!target && ready.has(part)) continue;
      if (!target) {
        const remedy = `Parts with a lesson: ${[...lessons.keys()].join(', ')}.`;
        problems.add(place, `part "${part}" has no lesson that is ready`, remedy);
      } else if (heading !== null && !target.headings.has(heading)) {
        const remedy = `Headings there: ${[...target.headings].join(', ')}.`;
        problems.add(place, `lesson "${part}" has no heading "#${heading}"`, remedy);
      }
    }
    for (const { lab, task, place } of tasks) {
      const target = labs.get(lab);
      if (target) {
        const ids = target.manifest.tasks.map(({ id }) => id);
        if (!ids.includes(task)) {
          problems.add(place, `lab "${lab}" has no task "${task}"`, `Tasks: ${ids.join(', ')}.`);
        }
      } else if (!listed.has(lab)) {
        const known = [...labs.keys()].join(', ') || 'none yet';
        problems.add(place, `there is no lab "${lab}"`, `Labs: ${known}.`);
      }
    }
  }
}
