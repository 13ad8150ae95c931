import type { QuizAnswerBody, QuizAttemptReply, QuizFeedback } from '../../server/contract/index.ts';
import { get, send } from './http.ts';

/** Starts an attempt, or resumes the open one. */
export const openQuiz = (part: string): Promise<QuizAttemptReply> =>
  send('POST', `/api/quizzes/${encodeURIComponent(part)}/attempts`);
export const getQuizAttempt = (id: string): Promise<QuizAttemptReply> =>
  get(`/api/quiz-attempts/${encodeURIComponent(id)}`);
export const answerQuiz = (id: string, body: QuizAnswerBody): Promise<QuizFeedback> =>
  send('POST', `/api/quiz-attempts/${encodeURIComponent(id)}/answers`, body);
