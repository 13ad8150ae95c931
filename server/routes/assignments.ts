import { Type } from 'typebox';
import { myAssignments } from '../assignments/index.ts';
import {
  AnswersBody,
  AssignmentBody,
  AssignmentRow,
  AssignmentsReply,
  CreateAssignmentBody,
  ExtensionBody,
  ExtensionsReply,
  Id,
  LearnerId,
  MyAssignmentsReply,
  RowId,
  WhatIfReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Cohort = Type.Object({ cohort: Id });
const Params = Type.Object({ cohort: Id, assignment: RowId });
const LearnerParams = Type.Object({ cohort: Id, assignment: RowId, learner: LearnerId });
const one = '/api/cohorts/:cohort/assignments/:assignment';
const manage = { access: 'cohort:manage' } as const;

/** Assignments of a cohort with the dates of single learners, and a student's own. */
export function assignmentRoutes(app: App, { assignments, extensions, db, catalog, now }: Services): void {
  app.get(
    '/api/assignments',
    { config: { access: 'learner' }, schema: { response: replies({ 200: MyAssignmentsReply }) } },
    async ({ learner }) => await myAssignments(db, catalog, learner.id, { now: now() }),
  );

  app.get(
    '/api/cohorts/:cohort/assignments',
    {
      config: { access: 'cohort:design', scope: 'assignments:read' },
      schema: { params: Cohort, response: replies({ 200: AssignmentsReply }) },
    },
    async ({ cohort }) => await assignments.list(cohort),
  );

  app.post(
    '/api/cohorts/:cohort/assignments',
    {
      config: manage,
      schema: { params: Cohort, body: CreateAssignmentBody, response: replies({ 201: AssignmentRow }) },
    },
    async ({ user, cohort, body }, reply) =>
      reply.code(201).send(await assignments.create(user.id, cohort, body)),
  );

  app.put(
    one,
    {
      config: manage,
      schema: { params: Params, body: AssignmentBody, response: replies({ 200: AssignmentRow }) },
    },
    async ({ user, cohort, params, body }) =>
      await assignments.change(user.id, cohort, params.assignment, body),
  );

  app.delete(
    one,
    {
      config: manage,
      schema: {
        params: Params,
        querystring: Type.Object({
          confirm: Type.Optional({ ...Id, description: 'Its lab or part, when learners have worked for it' }),
        }),
        response: replies({ 204: Type.Null() }),
      },
    },
    async ({ user, cohort, params, query }, reply) => {
      await assignments.remove(user.id, cohort, params.assignment, query.confirm);
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${one}/release`,
    { config: manage, schema: { params: Params, response: replies({ 200: AssignmentRow }) } },
    async ({ user, cohort, params }) => await assignments.release(user.id, cohort, params.assignment),
  );

  app.post(
    `${one}/answers`,
    {
      config: manage,
      schema: { params: Params, body: AnswersBody, response: replies({ 200: AssignmentRow }) },
    },
    async ({ user, cohort, params, body }) =>
      await assignments.openAnswers(user.id, cohort, params.assignment, body.open),
  );

  app.post(
    `${one}/what-if`,
    {
      config: manage,
      schema: { params: Params, body: AssignmentBody, response: replies({ 200: WhatIfReply }) },
    },
    async ({ cohort, params, body }) => await assignments.whatIf(cohort, params.assignment, body),
  );

  app.get(
    `${one}/extensions`,
    {
      config: { access: 'cohort:learners' },
      schema: { params: Params, response: replies({ 200: ExtensionsReply }) },
    },
    async ({ cohort, params }) => await extensions.list(cohort, params.assignment),
  );

  app.put(
    `${one}/extensions`,
    {
      config: manage,
      schema: { params: Params, body: ExtensionBody, response: replies({ 200: ExtensionsReply }) },
    },
    async ({ user, cohort, params, body }) => await extensions.give(user.id, cohort, params.assignment, body),
  );

  app.delete(
    `${one}/extensions/:learner`,
    { config: manage, schema: { params: LearnerParams, response: replies({ 200: ExtensionsReply }) } },
    async ({ user, cohort, params }) =>
      await extensions.remove(user.id, cohort, params.assignment, params.learner),
  );
}
