import { Type } from 'typebox';
import {
  AnswerBody,
  ApplyRegradeBody,
  AskBody,
  Id,
  LearnerId,
  OverrideBody,
  OverridesReply,
  RegradeReply,
  RegradesReply,
  RequestsReply,
  RowId,
  StartRegradeBody,
  TakeBackBody,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const manage = { access: 'cohort:manage' } as const;
const grade = { access: 'cohort:grade' } as const;
const Params = Type.Object({ cohort: Id });
const RegradeParams = Type.Object({ cohort: Id, regrade: RowId });
const LearnerParams = Type.Object({ cohort: Id, learner: LearnerId });

/** Regrades from evidence, points set by hand, requests of students. */
export function correctionRoutes(app: App, { regrades, corrections }: Services): void {
  const base = '/api/cohorts/:cohort';
  app.get(
    `${base}/regrades`,
    { config: grade, schema: { params: Params, response: replies({ 200: RegradesReply }) } },
    async ({ cohort }) => await regrades.list(cohort.id),
  );
  app.post(
    `${base}/regrades`,
    {
      config: manage,
      schema: { params: Params, body: StartRegradeBody, response: replies({ 202: RegradeReply }) },
    },
    async ({ user, cohort, body }, reply) =>
      reply.code(202).send(await regrades.start(user.id, cohort.id, body.lab)),
  );
  app.get(
    `${base}/regrades/:regrade`,
    { config: grade, schema: { params: RegradeParams, response: replies({ 200: RegradeReply }) } },
    async ({ cohort, params }) => await regrades.get(cohort.id, params.regrade),
  );
  app.post(
    `${base}/regrades/:regrade/apply`,
    {
      config: manage,
      schema: { params: RegradeParams, body: ApplyRegradeBody, response: replies({ 200: RegradeReply }) },
    },
    async ({ user, cohort, params, body }) =>
      await regrades.apply(user.id, cohort.id, params.regrade, body.allowLower),
  );
  app.post(
    `${base}/regrades/:regrade/discard`,
    { config: manage, schema: { params: RegradeParams, response: replies({ 200: RegradeReply }) } },
    async ({ user, cohort, params }) => await regrades.discard(user.id, cohort.id, params.regrade),
  );

  app.get(
    `${base}/overrides`,
    { config: grade, schema: { params: Params, response: replies({ 200: OverridesReply }) } },
    async ({ cohort }) => await corrections.overrides(cohort),
  );
  app.put(
    `${base}/learners/:learner/points`,
    {
      config: grade,
      schema: { params: LearnerParams, body: OverrideBody, response: replies({ 200: OverridesReply }) },
    },
    async ({ user, cohort, params, body }) =>
      await corrections.setPoints(user.id, cohort, params.learner, body),
  );
  app.delete(
    `${base}/learners/:learner/points`,
    {
      config: grade,
      schema: { params: LearnerParams, body: TakeBackBody, response: replies({ 200: OverridesReply }) },
    },
    async ({ user, cohort, params, body }) =>
      await corrections.takeBack(user.id, cohort, params.learner, body),
  );

  app.get(
    '/api/requests',
    { config: { access: 'learner' }, schema: { response: replies({ 200: RequestsReply }) } },
    async ({ learner }) => await corrections.ownRequests(learner.id),
  );
  app.post(
    '/api/requests',
    {
      config: { access: 'learner', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { body: AskBody, response: replies({ 201: RequestsReply }) },
    },
    async ({ learner, body }, reply) => reply.code(201).send(await corrections.ask(learner.id, body)),
  );
  app.get(
    `${base}/requests`,
    { config: grade, schema: { params: Params, response: replies({ 200: RequestsReply }) } },
    async ({ cohort }) => await corrections.requests(cohort.id),
  );
  app.post(
    `${base}/requests/:request/messages`,
    {
      config: grade,
      schema: {
        params: Type.Object({ cohort: Id, request: RowId }),
        body: AnswerBody,
        response: replies({ 200: RequestsReply }),
      },
    },
    async ({ user, cohort, params, body }) =>
      await corrections.answer(user.id, cohort.id, params.request, body),
  );
}
