import type { Catalog, QuizEntry } from '../catalog/index.ts';
import type {
  ReviewAnswerBody,
  ReviewAnswerReply,
  ReviewOverviewReply,
  ReviewReply,
  QuizAnswer,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  addReviewAnswer,
  answerHistory,
  closeReview,
  findReview,
  insertReview,
  inTransaction,
  openReview,
  reviewAnswers,
  type Db,
  type Executor,
  type ReviewSession,
} from '../store/index.ts';
import { INTERVAL_DAYS, mastery, masteryWord, remember, type Answered, type Memory } from './memory.ts';
import { answerProblem, judgeAnswer } from './quiz-judge.ts';
import { shuffled, shuffleItem } from './quiz-shuffle.ts';

/** More at once is no review but a second exam. */
const MAX_ITEMS = 20;

type Place = { part: string; item: string };
const keyOf = ({ part, item }: Place): string => `${part}/${item}`;
const instant = (at: number): string => new Date(at).toISOString();

/** Reviews of one learner: the items that are due, of all parts mixed, asked one by one. */
export class Reviews {
  readonly #catalog: Catalog;
  readonly #db: Db;
  readonly #now: () => number;

  constructor(catalog: Catalog, db: Db, now: () => number) {
    this.#catalog = catalog;
    this.#db = db;
    this.#now = now;
  }

  async overview(learner: string): Promise<ReviewOverviewReply> {
    const now = this.#now();
    const memories = await this.#memories(this.#db, learner);
    const known = [...memories.values()];
    const nextOf = (list: readonly Memory[]): string | null => {
      const times = list.map(({ dueAt }) => dueAt).filter((at) => at > now);
      return times.length === 0 ? null : instant(Math.min(...times));
    };
    const dueOf = (list: readonly Memory[]): number => list.filter(({ dueAt }) => dueAt <= now).length;
    const parts = [...this.#catalog.quizzes.values()].map(({ id, items }) => ({
      part: id,
      title: this.#title(id),
      objectives: (this.#catalog.lessons.get(id)?.objectives ?? []).map((objective) => {
        const all = items
          .filter((entry) => entry.objective === objective.id)
          .map((entry) => memories.get(keyOf({ part: id, item: entry.id })));
        const asked = all.filter((memory) => memory !== undefined);
        const share = mastery(all, now);
        return {
          id: objective.id,
          text: objective.text,
          word: masteryWord(share, asked.length),
          mastery: share,
          items: all.length,
          asked: asked.length,
          right: asked.filter(({ right }) => right).length,
          due: dueOf(asked),
          nextDueAt: nextOf(asked),
          tasks: [...objective.tasks],
        };
      }),
    }));
    const open = await openReview(this.#db, learner);
    return {
      due: dueOf(known),
      nextDueAt: nextOf(known),
      open: open?.id ?? null,
      intervalDays: [...INTERVAL_DAYS],
      parts,
    };
  }

  /** Starts a review of what is due, the longest overdue first, or resumes the open one. */
  async start(learner: string): Promise<{ reply: ReviewReply; created: boolean }> {
    const now = this.#now();
    const started = await inTransaction(this.#db, async (tx) => {
      const open = await openReview(tx, learner);
      // Items that were taken out of the course cannot be answered: such a review ends here.
      if (open && (await this.#pending(tx, open)).length > 0) return { review: open, created: false };
      if (open) await closeReview(tx, open.id, now);
      const memories = await this.#memories(tx, learner);
      const due = [...memories]
        .filter(([, { dueAt }]) => dueAt <= now)
        .toSorted(([, a], [, b]) => a.dueAt - b.dueAt)
        .slice(0, MAX_ITEMS)
        .map(([key]) => {
          const [part = '', item = ''] = key.split('/');
          return { part, item };
        });
      if (due.length === 0) {
        const next = [...memories.values()].map(({ dueAt }) => dueAt);
        const cure =
          next.length === 0
            ? 'Take a quiz first: what it asks comes back in reviews.'
            : `The next one falls due at ${instant(Math.min(...next))}.`;
        throw new CodedError('REVIEW_NOTHING_DUE', { cure });
      }
      return await insertReview(tx, learner, due, now);
    });
    return { reply: await this.#reply(learner, started.review), created: started.created };
  }

  async get(learner: string, id: string): Promise<ReviewReply> {
    return await this.#reply(learner, await this.#find(learner, id));
  }

  /** Judges and stores the first answer to an item; the last one closes the review. */
  async answer(
    learner: string,
    id: string,
    { part, item, answer }: ReviewAnswerBody,
  ): Promise<ReviewAnswerReply> {
    const review = await this.#find(learner, id);
    const asked = this.#places(review).some((place) => place.part === part && place.item === item);
    const entry = asked ? this.#entry({ part, item }) : undefined;
    if (!entry) throw new CodedError('QUIZ_ITEM_NOT_FOUND', { item });
    const problem = answerProblem(entry.item, answer);
    if (problem !== undefined) throw new CodedError('QUIZ_ANSWER_UNFIT', { item, problem });
    const feedback = judgeAnswer(entry, answer);
    const { correct, credit } = feedback;
    const dueAt = await inTransaction(this.#db, async (tx) => {
      const stored = await addReviewAnswer(
        tx,
        { session: id, part, item, answer, correct, credit },
        this.#now(),
      );
      if (!stored) throw new CodedError('QUIZ_ITEM_ANSWERED', { item });
      if ((await this.#pending(tx, review)).length === 0) await closeReview(tx, id, this.#now());
      return (await this.#memories(tx, learner)).get(keyOf({ part, item }))?.dueAt;
    });
    return { part, feedback, dueAt: dueAt === undefined ? null : instant(dueAt) };
  }

  #entry({ part, item }: Place): QuizEntry | undefined {
    return this.#catalog.quizzes.get(part)?.items.find(({ id }) => id === item);
  }

  #title(part: string): string {
    return this.#catalog.parts.find(({ id }) => id === part)?.title ?? part;
  }

  #places(review: ReviewSession): Place[] {
    return (JSON.parse(review.items) as Place[]).filter((place) => this.#entry(place) !== undefined);
  }

  async #pending(db: Executor, review: ReviewSession): Promise<Place[]> {
    const answered = new Set((await reviewAnswers(db, review.id)).map(keyOf));
    return this.#places(review).filter((place) => !answered.has(keyOf(place)));
  }

  /** What is remembered of each item that was ever asked and is still in the course. */
  async #memories(db: Executor, learner: string): Promise<Map<string, Memory>> {
    const answers = new Map<string, Answered[]>();
    for (const { part, item, correct, at } of await answerHistory(db, learner)) {
      if (!this.#entry({ part, item })) continue;
      const key = keyOf({ part, item });
      const list = answers.get(key);
      if (list) list.push({ correct, at });
      else answers.set(key, [{ correct, at }]);
    }
    const memories = new Map<string, Memory>();
    for (const [key, list] of answers) {
      const memory = remember(list);
      if (memory) memories.set(key, memory);
    }
    return memories;
  }

  async #find(learner: string, id: string): Promise<ReviewSession> {
    const review = await findReview(this.#db, learner, id);
    if (!review) throw new CodedError('REVIEW_NOT_FOUND', { id });
    return review;
  }

  async #reply(learner: string, review: ReviewSession): Promise<ReviewReply> {
    const memories = await this.#memories(this.#db, learner);
    const places = this.#places(review).map((place) => ({ ...place, id: keyOf(place) }));
    const answers = await reviewAnswers(this.#db, review.id);
    return {
      id: review.id,
      startedAt: instant(review.started_at),
      finishedAt: review.finished_at === null ? null : instant(review.finished_at),
      items: shuffled(places, review.seed).flatMap(({ part, item }) => {
        const entry = this.#entry({ part, item });
        return entry
          ? [{ part, partTitle: this.#title(part), item: shuffleItem(entry.item, review.seed) }]
          : [];
      }),
      outcomes: answers.flatMap((row) => {
        const entry = this.#entry(row);
        const answer = JSON.parse(row.answer) as QuizAnswer;
        if (!entry || answerProblem(entry.item, answer) !== undefined) return [];
        const dueAt = memories.get(keyOf(row))?.dueAt;
        return [
          {
            part: row.part,
            feedback: judgeAnswer(entry, answer),
            dueAt: dueAt === undefined ? null : instant(dueAt),
          },
        ];
      }),
    };
  }
}
