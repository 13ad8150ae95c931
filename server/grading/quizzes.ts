import type { Catalog, Quiz, QuizEntry } from '../catalog/index.ts';
import type { QuizAnswer, QuizAttemptReply, QuizFeedback } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  addQuizAnswer,
  closeQuizAttempt,
  findOpenQuizAttempt,
  findQuizAttempt,
  inTransaction,
  openQuizAttempt,
  quizAnswers,
  type Db,
  type QuizAttempt,
} from '../store/index.ts';
import type { AttemptRule, QuizClose } from './ports.ts';
import { answerProblem, judgeAnswer } from './quiz-judge.ts';
import { shuffled, shuffleItem } from './quiz-shuffle.ts';

/** Quiz attempts of one learner: started, answered item by item, closed with the last answer. */
export class Quizzes {
  readonly #catalog: Catalog;
  readonly #db: Db;
  readonly #rule: AttemptRule;
  readonly #close: QuizClose;
  readonly #now: () => number;

  constructor(
    catalog: Catalog,
    db: Db,
    { rule, close }: { rule: AttemptRule; close: QuizClose },
    now: () => number,
  ) {
    this.#catalog = catalog;
    this.#db = db;
    this.#rule = rule;
    this.#close = close;
    this.#now = now;
  }

  /** Starts an attempt, or resumes the open one. An open attempt at an older version of the quiz is given up. */
  async start(learner: string, part: string): Promise<{ reply: QuizAttemptReply; created: boolean }> {
    const quiz = this.#quiz(part);
    const opened = await inTransaction(this.#db, async (tx) => {
      const before = await findOpenQuizAttempt(tx, learner, part);
      if (before?.digest === quiz.digest) return { attempt: before, created: false };
      if (before) await closeQuizAttempt(tx, before.id, null, this.#now());
      await this.#rule(tx, { learner, kind: 'quiz', item: part }, this.#now());
      return await openQuizAttempt(tx, learner, part, quiz.digest, this.#now());
    });
    return { reply: await this.#reply(quiz, opened.attempt), created: opened.created };
  }

  async get(learner: string, id: string): Promise<QuizAttemptReply> {
    const attempt = await this.#attempt(learner, id);
    return await this.#reply(this.#quiz(attempt.part), attempt);
  }

  /**
   * Judges and stores the first answer to an item; the last one closes the attempt.
   *
   * @throws CodedError QUIZ_CLOSED from the close time on, in an attempt that was begun before it too
   */
  async answer(learner: string, id: string, item: string, answer: QuizAnswer): Promise<QuizFeedback> {
    const attempt = await this.#attempt(learner, id);
    const quiz = this.#quiz(attempt.part);
    const entry = quiz.items.find((candidate) => candidate.id === item);
    if (!entry) throw new CodedError('QUIZ_ITEM_NOT_FOUND', { item });
    const problem = answerProblem(entry.item, answer);
    if (problem !== undefined) throw new CodedError('QUIZ_ANSWER_UNFIT', { item, problem });
    if (attempt.open === null) throw new CodedError('QUIZ_ITEM_ANSWERED', { item });
    const feedback = judgeAnswer(entry, answer);
    const { correct, credit } = feedback;
    await inTransaction(this.#db, async (tx) => {
      const close = await this.#close(tx, { learner, part: attempt.part });
      if (close && this.#now() >= close.at) throw new CodedError('QUIZ_CLOSED', { at: close.clock });
      const stored = await addQuizAnswer(tx, { attempt: id, item, answer, correct, credit }, this.#now());
      if (!stored) throw new CodedError('QUIZ_ITEM_ANSWERED', { item });
      const answers = await quizAnswers(tx, id);
      const right = new Set(answers.filter((row) => row.correct === 1).map((row) => row.item));
      const answered = new Set(answers.map((row) => row.item));
      if (!quiz.items.every((one) => answered.has(one.id))) return;
      const score = quiz.items.filter((one) => right.has(one.id)).length / quiz.items.length;
      await closeQuizAttempt(tx, id, score, this.#now());
    });
    return feedback;
  }

  #quiz(part: string): Quiz {
    const quiz = this.#catalog.quizzes.get(part);
    if (quiz) return quiz;
    const known = [...this.#catalog.quizzes.keys()].join(', ') || 'none';
    throw new CodedError('QUIZ_NOT_FOUND', { part, known });
  }

  async #attempt(learner: string, id: string): Promise<QuizAttempt> {
    const attempt = await findQuizAttempt(this.#db, learner, id);
    if (!attempt) throw new CodedError('QUIZ_ATTEMPT_NOT_FOUND', { id });
    return attempt;
  }

  async #reply(quiz: Quiz, attempt: QuizAttempt): Promise<QuizAttemptReply> {
    const answers = await quizAnswers(this.#db, attempt.id);
    const close = await this.#close(this.#db, { learner: attempt.learner, part: attempt.part });
    const entries = new Map<string, QuizEntry>(quiz.items.map((entry) => [entry.id, entry]));
    return {
      id: attempt.id,
      part: quiz.id,
      title: quiz.title,
      pass: quiz.pass,
      startedAt: new Date(attempt.started_at).toISOString(),
      finishedAt: attempt.finished_at === null ? null : new Date(attempt.finished_at).toISOString(),
      items: shuffled(quiz.items, attempt.seed).map(({ item }) => shuffleItem(item, attempt.seed)),
      // Judged again from what was stored: a corrected rationale shows at once, and keys are stored nowhere.
      feedback: answers.flatMap((row) => {
        const entry = entries.get(row.item);
        const answer = JSON.parse(row.answer) as QuizAnswer;
        return entry && answerProblem(entry.item, answer) === undefined ? [judgeAnswer(entry, answer)] : [];
      }),
      score: attempt.score,
      ...(close ? { closesAt: new Date(close.at).toISOString() } : {}),
    };
  }
}
