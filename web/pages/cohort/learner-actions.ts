import type { CohortReply } from '../../../server/contract/index.ts';
import { giveExtension, takeBackExtension } from '../../data/assignments.ts';
import { answerRequest, setPoints, takeBackPoints } from '../../data/cohort-grading.ts';
import { changeComment, removeComment, writeComment } from '../../data/comments.ts';
import { textOf } from '../form-text.ts';
import { extensionOf } from './extension-view.ts';
import type { CommentActions } from './learner-attempt.ts';

/** Does something, reads the page again, and says it; false where it did not work. */
type Doing = (what: () => Promise<unknown>, said: string) => Promise<boolean>;

/** What staff do on the page of a learner: points, dates, comments, answers. A form that arrived is empty again. */
export class LearnerActions {
  readonly #cohort: string;
  readonly #learner: string;
  readonly #do: Doing;

  constructor(cohort: string, learner: string, doing: Doing) {
    this.#cohort = cohort;
    this.#learner = learner;
    this.#do = doing;
  }

  setPoints(event: SubmitEvent, assignment: string, task: string): void {
    this.#send(event, 'The points are set', (data) => {
      const points = Number(textOf(data, 'points'));
      return setPoints(this.#cohort, this.#learner, {
        assignment,
        task,
        points,
        reason: textOf(data, 'reason'),
      });
    });
  }

  takeBackPoints(assignment: string, task: string): void {
    const body = { assignment, task };
    void this.#do(() => takeBackPoints(this.#cohort, this.#learner, body), 'The grader’s points count again');
  }

  giveDates(event: SubmitEvent, assignment: string): void {
    this.#send(event, 'Own dates are given', (data) =>
      giveExtension(this.#cohort, assignment, { ...extensionOf(data), learners: [this.#learner] }),
    );
  }

  takeBackDates(assignment: string): void {
    void this.#do(
      () => takeBackExtension(this.#cohort, assignment, this.#learner),
      'The dates of the cohort hold again',
    );
  }

  answer(event: SubmitEvent, request: string): void {
    this.#send(event, 'Your answer is sent', (data) =>
      answerRequest(this.#cohort, request, { text: textOf(data, 'text'), close: data.has('close') }),
    );
  }

  /** @param attempt what a new comment is about; empty while none is opened */
  comments(attempt: string, { permissions }: CohortReply): CommentActions {
    const of = [this.#cohort, this.#learner] as const;
    return {
      write: (event) =>
        this.#send(event, 'The comment is there', (data) => {
          const task = textOf(data, 'task');
          return writeComment(...of, attempt, {
            task: task === '' ? null : task,
            text: textOf(data, 'text'),
          });
        }),
      change: (id, text) => void this.#do(() => changeComment(...of, id, text), 'The comment is changed'),
      remove: (id) => void this.#do(() => removeComment(...of, id), 'The comment is removed'),
      manages: permissions.includes('manage'),
    };
  }

  #send(event: SubmitEvent, said: string, send: (data: FormData) => Promise<unknown>): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    void this.#do(() => send(data), said).then((done) => done && form.reset());
  }
}
