import type {
  AttemptChangesReply,
  AttemptReply,
  BillReply,
  EvidenceReply,
  LearnerLabReply,
  LearnerReply,
  QuizAttemptReply,
} from '../../server/contract/index.ts';
import { get } from './http.ts';

const id = encodeURIComponent;
const of = (cohort: string, learner: string, rest = ''): string =>
  `/api/cohorts/${id(cohort)}/learners/${id(learner)}${rest}`;

/** A student of a cohort, for its staff: where they stand with each assignment. */
export const getLearner = (cohort: string, learner: string): Promise<LearnerReply> =>
  get(of(cohort, learner));
export const getLearnerLab = (
  cohort: string,
  learner: string,
  assignment: string,
): Promise<LearnerLabReply> => get(of(cohort, learner, `/assignments/${id(assignment)}`));
/** What the account of an assigned lab has that costs money, read now. */
export const getLearnerBill = (cohort: string, learner: string, assignment: string): Promise<BillReply> =>
  get(of(cohort, learner, `/assignments/${id(assignment)}/bill`));
export const getLearnerAttempt = (cohort: string, learner: string, attempt: string): Promise<AttemptReply> =>
  get(of(cohort, learner, `/attempts/${id(attempt)}`));
export const getLearnerEvidence = (
  cohort: string,
  learner: string,
  attempt: string,
): Promise<EvidenceReply> => get(of(cohort, learner, `/attempts/${id(attempt)}/evidence`));
/** What changed since another attempt; default the one before. */
export const getLearnerChanges = (
  cohort: string,
  learner: string,
  attempt: string,
  since?: string,
): Promise<AttemptChangesReply> =>
  get(
    of(
      cohort,
      learner,
      `/attempts/${id(attempt)}/changes${since === undefined ? '' : `?since=${id(since)}`}`,
    ),
  );
export const getLearnerQuiz = (cohort: string, learner: string, attempt: string): Promise<QuizAttemptReply> =>
  get(of(cohort, learner, `/quiz-attempts/${id(attempt)}`));
