import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

// Reads the course's files as they are, without the catalog loader: the loader judges the form of each file,
// these tests judge what the files say together.

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Part {
  id: string;
  title: string;
  summary: string;
  lesson: boolean;
  quiz: boolean;
  labs: string[];
  status: 'ready' | 'planned';
}

export interface InventoryItem {
  id: string;
  part: string;
  text: string;
  verdict: string[];
}

export interface Price {
  usd: number;
  unit: string;
  source: string;
  date: string;
}

export interface Fence {
  info: string;
  body: string;
  line: number;
}

export interface Lesson {
  part: string;
  meta: {
    title: string;
    summary: string;
    objectives: { id: string; text: string; tasks?: string[] }[];
    labs: string[];
    covers: string[];
    sources: { title: string; url: string }[];
  };
  body: string;
  fences: Fence[];
  /** The text without fenced blocks and comments. */
  prose: string;
}

export interface QuizItem {
  id: string;
  bank: string;
  type: string;
  covers: string[];
  fact: string;
  dated?: boolean;
  objective: string;
  stem: string;
  options?: { id: string; text: string; correct: boolean; why: string }[];
  numeric?: { answer: number; tolerance: number; traps: { value: number; why: string }[] };
  order?: { sequence: { id: string; why: string }[]; traps: { first: string; then: string; why: string }[] };
  match?: {
    pairs: { id: string; left: string; right: string; why: string }[];
    distractors: { right: string; why: string }[];
    traps: { pair: string; right: string; why: string }[];
  };
  fill?: { canonical: string; accept: string[]; traps: { contains: string; why: string }[] };
}

export interface Quiz {
  id: string;
  pass: number;
  items: QuizItem[];
}

/** Text of a file named from the repository's root. */
export function text(path: string): string {
  return readFileSync(root + path, 'utf8');
}

export function json<T>(path: string): T {
  return JSON.parse(text(path)) as T;
}

/** Names in a folder; empty when the folder does not exist. */
export function names(path: string, ending: string): string[] {
  try {
    return readdirSync(root + path).filter((name) => name.endsWith(ending));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export const parts = json<{ parts: Part[] }>('lessons/course.json').parts;
export const readyParts = parts.filter(({ status }) => status === 'ready');
export const inventory = json<{ items: InventoryItem[] }>('lessons/inventory.json').items;
export const prices = json<{
  sources: Record<string, unknown>;
  prices: Record<string, Record<string, Price>>;
}>('lessons/data/prices.json');
export const facts = json<{
  facts: Record<string, { statement: string; sources: { url: string }[]; confidence: string }>;
}>('lessons/data/facts.json').facts;
export const lessons = readyParts.filter(({ lesson }) => lesson).map(({ id }) => readLesson(id));
export const quizzes = readyParts
  .filter(({ quiz }) => quiz)
  .map(({ id }) => parse(text(`lessons/${id}/quiz.yaml`)) as Quiz);

export function readLesson(part: string): Lesson {
  const source = text(`lessons/${part}/lesson.md`);
  const [, front, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(source) ?? [];
  if (front === undefined || body === undefined)
    throw new Error(`lessons/${part}/lesson.md: no front matter`);
  const fences = [...body.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
    info: match[1] ?? '',
    body: match[2] ?? '',
    line: source.slice(0, source.length - body.length + match.index).split('\n').length,
  }));
  const prose = body.replace(/^```.*?^```$/gms, '').replace(/<!--.*?-->/gs, '');
  return { part, meta: parse(front) as Lesson['meta'], body, fences, prose };
}

/** Ids named in the `covers` comments of a lesson. */
export function sectionCovers(lesson: Lesson): string[] {
  return [...lesson.body.matchAll(/<!-- covers (.*?) -->/g)].flatMap((match) => (match[1] ?? '').split(' '));
}

/** All strings of a structure, with their path. */
export function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, `${path}/${key}`));
}

/** The values that occur more than once. */
export function duplicates(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Tasks of the labs of open parts. A lab that is missing is reported where lessons name it. */
export const tasks = readyParts.flatMap(({ labs }) =>
  labs
    .filter((lab) => names(`labs/${lab}`, 'lab.json').length > 0)
    .flatMap((lab) =>
      json<{ tasks: { id: string; covers: string[] }[] }>(`labs/${lab}/lab.json`).tasks.map((task) => ({
        lab,
        ...task,
      })),
    ),
);
/** Inventory ids that sections, tasks and quiz items name: the three ways to be covered. */
export const inSections: ReadonlySet<string> = new Set(lessons.flatMap(sectionCovers));
export const inTasks: ReadonlySet<string> = new Set(tasks.flatMap(({ covers }) => covers));
export const inQuizzes: ReadonlySet<string> = new Set(
  quizzes.flatMap(({ items }) => items.flatMap(({ covers }) => covers)),
);
