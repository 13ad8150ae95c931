import { setImmediate as nextTurn } from 'node:timers/promises';
import { plannedDates } from '../assignments/index.ts';
import type { Catalog, UsedChecks } from '../catalog/index.ts';
import type { AnalysisReply, QuizAnswer } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  assignmentsOf,
  enrolmentsOf,
  firstAnswers,
  labHistories,
  matrixVersion,
  type Assignment,
  type Cohort,
  type Db,
} from '../store/index.ts';
import { choicesOf, type StoredAnswer } from './choices.ts';
import { questionFacts, taskFacts } from './items.ts';
import { shownItem, type FoundItem } from './shown-item.ts';
import { ReasonWords } from './reasons.ts';
import { largeCount } from './suppress.ts';
import { triesByTask } from './tries.ts';

interface AnalysisOptions {
  db: Db;
  catalog: Catalog;
  checks: UsedChecks;
}

type Found = { learners: number; assignments: { assignment: Assignment; items: FoundItem[] }[] };

/** Item analysis of what is assigned to a cohort. */
export class Analysis {
  readonly #options: AnalysisOptions;
  readonly #words: ReasonWords;
  /** By cohort, as long as nothing happened there. */
  readonly #known = new Map<string, { version: string; found: Promise<Found> }>();

  constructor(options: AnalysisOptions) {
    this.#options = options;
    this.#words = new ReasonWords(options.catalog, options.checks);
  }

  /**
   * Statistics of all tasks and questions of a cohort's assignments, over its active students. The number of queries depends
   * on the assignments alone, and between two of them other requests have their turn.
   *
   * @param seesLearners false: no number is about fewer than five learners
   * @throws CodedError ASSIGNMENT_NOT_FOUND
   */
  async of(
    cohort: Cohort,
    { assignment, seesLearners }: { assignment?: string | undefined; seesLearners: boolean },
  ): Promise<AnalysisReply> {
    const { db } = this.#options;
    const version = await matrixVersion(db, cohort.id);
    let known = this.#known.get(cohort.id);
    if (known?.version !== version) {
      known = { version, found: this.#look(cohort) };
      this.#known.set(cohort.id, known);
      known.found.catch(() => this.#known.delete(cohort.id));
    }
    const found = await known.found;
    const chosen = found.assignments.filter(
      (one) => assignment === undefined || one.assignment.id === assignment,
    );
    if (assignment !== undefined && chosen.length === 0)
      throw new CodedError('ASSIGNMENT_NOT_FOUND', { assignment });
    const learners = seesLearners ? found.learners : largeCount(found.learners);
    const assignments = chosen.map((one) => ({
      id: one.assignment.id,
      kind: one.assignment.kind as 'lab' | 'quiz',
      item: one.assignment.item,
      title: one.assignment.title,
      items: one.items.map((item) => shownItem(item, seesLearners)),
    }));
    const hidden = assignments.some(({ items }) => items.some(({ suppressed }) => suppressed));
    return { learners, suppressed: learners === null || hidden, assignments };
  }

  async #look(cohort: Cohort): Promise<Found> {
    const { db } = this.#options;
    const learners = (await enrolmentsOf(db, cohort.id)).filter(
      ({ role, status }) => role === 'student' && status === 'active',
    ).length;
    const assignments: Found['assignments'] = [];
    for (const assignment of await assignmentsOf(db, cohort.id)) {
      const from = plannedDates(assignment, cohort.time_zone).release ?? 0;
      const items = await (assignment.kind === 'quiz'
        ? this.#questions(cohort, assignment.item, from)
        : this.#tasks(cohort, assignment.item, from));
      assignments.push({ assignment, items });
      // SQLite answers within the call: without such turns nobody else would be heard until all is read.
      await nextTurn();
    }
    return { learners, assignments };
  }

  async #tasks(cohort: Cohort, lab: string, from: number): Promise<FoundItem[]> {
    const tasks = this.#options.catalog.labs.get(lab)?.manifest.tasks ?? [];
    const histories = await labHistories(this.#options.db, { cohort: cohort.id, lab, from });
    await nextTurn();
    const facts = taskFacts(tasks, histories.map(triesByTask));
    return facts.map((one, index) => ({
      facts: one,
      title: tasks[index]?.title ?? one.id,
      stemHtml: null,
      maxPoints: tasks[index]?.points ?? null,
      words: new Map(one.reasons.map(({ reason }) => [reason, this.#words.of(lab, one.id, reason)])),
      choices: [],
    }));
  }

  async #questions(cohort: Cohort, part: string, from: number): Promise<FoundItem[]> {
    const quiz = this.#options.catalog.quizzes.get(part);
    if (!quiz) return [];
    const rows = await firstAnswers(this.#options.db, { cohort: cohort.id, part, from });
    const answers = rows.map(
      (row) =>
        new Map(
          row.answers.map(([item, answer, correct]): [string, StoredAnswer] => [
            item,
            { answer: JSON.parse(answer) as QuizAnswer, correct: correct === 1 },
          ]),
        ),
    );
    const facts = questionFacts(
      quiz.items.map(({ id }) => ({ id, points: 1 })),
      answers.map((own) => new Map([...own].map(([id, { correct }]) => [id, correct]))),
    );
    return quiz.items.flatMap((entry, index) => {
      const one = facts[index];
      if (!one) return [];
      return [
        {
          facts: one,
          title: entry.id,
          stemHtml: entry.item.stemHtml,
          maxPoints: null,
          words: new Map(),
          choices: choicesOf(
            entry,
            answers.flatMap((own) => own.get(entry.id) ?? []),
          ),
        },
      ];
    });
  }
}
