import { Type } from 'typebox';
import {
  AttemptChangesReply,
  AttemptReply,
  BillReply,
  EvidenceReply,
  Id,
  LearnerId,
  LearnerLabReply,
  LearnerReply,
  QuizAttemptReply,
  RowId,
} from '../contract/index.ts';
import { LearnerWork } from '../learners/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'cohort:learners' } as const;
const one = '/api/cohorts/:cohort/learners/:learner';
const Params = Type.Object({ cohort: Id, learner: LearnerId });
const OfAttempt = Type.Object({ ...Params.properties, attempt: RowId });

/** One student of a cohort, for its staff: where they stand, and what they did for what is assigned there. */
export function learnerRoutes(app: App, services: Services): void {
  const work = new LearnerWork(services);

  app.get(
    one,
    { config, schema: { params: Params, response: replies({ 200: LearnerReply }) } },
    async ({ cohort, params }) => await work.overview(cohort, params.learner),
  );

  app.get(
    `${one}/assignments/:assignment`,
    {
      config,
      schema: {
        params: Type.Object({ ...Params.properties, assignment: RowId }),
        response: replies({ 200: LearnerLabReply }),
      },
    },
    async ({ cohort, params }) => await work.lab(cohort, params.learner, params.assignment),
  );

  app.get(
    `${one}/assignments/:assignment/bill`,
    {
      // A reading is some dozen calls of the account.
      config: { ...config, rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        params: Type.Object({ ...Params.properties, assignment: RowId }),
        response: replies({ 200: BillReply }),
      },
    },
    async ({ cohort, params }) => await work.bill(cohort, params.learner, params.assignment),
  );

  app.get(
    `${one}/attempts/:attempt`,
    { config, schema: { params: OfAttempt, response: replies({ 200: AttemptReply }) } },
    async ({ cohort, params }) => await work.attempt(cohort, params.learner, params.attempt),
  );

  app.get(
    `${one}/attempts/:attempt/evidence`,
    { config, schema: { params: OfAttempt, response: replies({ 200: EvidenceReply }) } },
    async ({ cohort, params }) => await work.evidence(cohort, params.learner, params.attempt),
  );

  app.get(
    `${one}/attempts/:attempt/changes`,
    {
      config,
      schema: {
        params: OfAttempt,
        querystring: Type.Object({
          since: Type.Optional({ ...RowId, description: 'The earlier attempt; default the one before' }),
        }),
        response: replies({ 200: AttemptChangesReply }),
      },
    },
    async ({ cohort, params, query }) =>
      await work.changes(cohort, params.learner, params.attempt, query.since),
  );

  app.get(
    `${one}/quiz-attempts/:attempt`,
    { config, schema: { params: OfAttempt, response: replies({ 200: QuizAttemptReply }) } },
    async ({ cohort, params }) => await work.quizAttempt(cohort, params.learner, params.attempt),
  );
}
