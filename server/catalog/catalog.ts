import type { CommonVariables, LabManifest } from '../../graders/contract/index.ts';
import type { QuizItem } from '../contract/index.ts';
import type { PartEntry } from './schemas.ts';

/** The whole course as it was loaded at start. Immutable; everything is rendered. */
export interface Catalog {
  title: string;
  parts: readonly PartEntry[];
  lessons: ReadonlyMap<string, Lesson>;
  quizzes: ReadonlyMap<string, Quiz>;
  labs: ReadonlyMap<string, Lab>;
  commonVariables: CommonVariables;
  /** What the source course says, item by item: what this course has to cover. */
  inventory: readonly InventoryItem[];
  /** Terms with their definitions, by name. */
  glossary: readonly Term[];
}

/** A term of lessons/glossary.yaml. */
export interface Term {
  id: string;
  term: string;
  /** Other names of the same thing. */
  aliases: readonly string[];
  part: string;
  /** The definition, rendered. */
  html: string;
  see: readonly string[];
  /** Parts in which the name means this; all of them without it. */
  only: readonly string[] | null;
  /** Explained in the glossary alone: too common to mark in running text. */
  quiet: boolean;
  /** First section of each lesson that uses it, in the order of the course; null above the first heading. */
  uses: readonly { part: string; heading: string | null }[];
}

/** One row of lessons/inventory.json. */
export interface InventoryItem {
  id: string;
  part: string;
  text: string;
  verdict: readonly string[];
}

export interface Lesson {
  part: string;
  title: string;
  summary: string;
  minutes: number;
  updated: string;
  objectives: readonly { id: string; text: string; tasks: readonly string[] }[];
  labs: readonly string[];
  sources: readonly { title: string; url: string }[];
  html: string;
  toc: readonly { id: string; text: string; depth: number }[];
  /** Sections that cover items of the inventory, in order; heading and text are null above the first heading. */
  covers: readonly { heading: string | null; text: string | null; items: readonly string[] }[];
  /** Oldest date among the prices on the page; null without prices. */
  priceDate: string | null;
  /** Ids of the terms that the text links to the glossary. */
  terms: readonly string[];
}

export interface Quiz {
  id: string;
  title: string;
  pass: number;
  /** SHA-256 of the file: an attempt belongs to the items it was made from. */
  digest: string;
  items: readonly QuizEntry[];
}

/** One item: what the browser may have before the answer, and the key that it may not. */
export interface QuizEntry {
  id: string;
  /** Id of the lesson's objective that it tests. */
  objective: string;
  /** Ids of the inventory that it asks about. */
  covers: readonly string[];
  /** Unshuffled, without key and rationales. */
  item: QuizItem;
  key: QuizKey;
}

/** Note on an option, pair or trap. */
export interface KeyedNote {
  id: string;
  html: string;
}

/** The key of an item, by type. Never serialised before the answer is in. */
export type QuizKey =
  | {
      type: 'single' | 'multiple';
      correct: readonly string[];
      summaryHtml: string;
      notes: readonly KeyedNote[];
    }
  | {
      type: 'numeric';
      answer: number;
      tolerance: number;
      summaryHtml: string;
      traps: readonly { value: number; html: string }[];
    }
  | {
      type: 'order';
      order: readonly string[];
      summaryHtml: string;
      notes: readonly KeyedNote[];
      traps: readonly { first: string; then: string; html: string }[];
    }
  | {
      type: 'match';
      /** Left id → right id. */
      pairs: Readonly<Record<string, string>>;
      summaryHtml: string;
      notes: readonly KeyedNote[];
      traps: readonly { left: string; right: string; html: string }[];
      /** Why a right-hand side that belongs to nothing tempts, by its id. */
      distractors: readonly KeyedNote[];
    }
  | {
      type: 'fill';
      canonical: string;
      accept: readonly string[];
      summaryHtml: string;
      traps: readonly { contains: string; html: string }[];
    };

export interface Lab {
  manifest: LabManifest;
  /** First 12 digits of the SHA-256 over lab.json and the files its parameters name, as in GradeReport.version. */
  digest: string;
  /** Absolute path of the lab's folder. */
  folder: string;
  part: string;
  introHtml: string;
  /** By task id; HTML with placeholders for variables, see fillVariables. */
  tasks: ReadonlyMap<string, LabTaskText>;
  /** Paths below the folder that learners are handed, with sizes. */
  files: readonly { path: string; bytes: number }[];
}

export interface LabTaskText {
  instructions: string;
  /** Levels 1, 2, 3. */
  hints: readonly string[];
  /** Targeted hints by reason. */
  targeted: ReadonlyMap<string, string>;
}
