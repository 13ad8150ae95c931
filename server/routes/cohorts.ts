import { Type } from 'typebox';
import { cohortReply, requireEnrolled } from '../classroom/index.ts';
import {
  AuditReply,
  ChangeCohortBody,
  CohortReply,
  CohortsReply,
  CreateCohortBody,
  Id,
  LearnerId,
  OneTimeLinkReply,
  StaffBody,
  StaffReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Params = Type.Object({ cohort: Id });
const LearnerParams = Type.Object({ cohort: Id, learner: LearnerId });

/** Cohorts, their staff, and the record of what was changed in them. */
export function cohortRoutes(app: App, { cohorts, people, db, now }: Services): void {
  app.get(
    '/api/cohorts',
    { config: { access: 'learner' }, schema: { response: replies({ 200: CohortsReply }) } },
    async ({ user: { admin }, learner: { id } }) => ({
      cohorts: await cohorts.list({ id, admin }),
      mayCreate: admin,
    }),
  );

  app.post(
    '/api/cohorts',
    {
      config: { access: 'admin' },
      schema: { body: CreateCohortBody, response: replies({ 201: CohortReply }) },
    },
    async (request, reply) => reply.code(201).send(await cohorts.create(request.user.id, request.body)),
  );

  app.get(
    '/api/cohorts/:cohort',
    {
      config: { access: 'cohort:member', scope: 'cohort:read' },
      schema: { params: Params, response: replies({ 200: CohortReply }) },
    },
    async ({ cohort, role }) => cohortReply(cohort, role),
  );

  app.put(
    '/api/cohorts/:cohort',
    {
      config: { access: 'cohort:manage' },
      schema: { params: Params, body: ChangeCohortBody, response: replies({ 200: CohortReply }) },
    },
    async ({ user, cohort, role, body }) => await cohorts.change(user.id, cohort, role, body),
  );

  app.get(
    '/api/cohorts/:cohort/staff',
    {
      config: { access: 'cohort:learners' },
      schema: { params: Params, response: replies({ 200: StaffReply }) },
    },
    async ({ cohort }) => await cohorts.staff(cohort.id),
  );

  app.put(
    '/api/cohorts/:cohort/staff',
    {
      config: { access: 'cohort:own', endsAdmission: true },
      schema: { params: Params, body: StaffBody, response: replies({ 200: StaffReply }) },
    },
    async ({ user, cohort, body }) => await cohorts.setRole(user.id, cohort.id, body),
  );

  app.post(
    '/api/cohorts/:cohort/learners/:learner/link',
    {
      config: { access: 'cohort:manage', endsAdmission: true },
      schema: { params: LearnerParams, response: replies({ 201: OneTimeLinkReply }) },
    },
    async ({ user, cohort, params }, reply) => {
      const { role, status } = await requireEnrolled(db, cohort.id, params.learner);
      // A link to an account is the account: one may not become somebody who may more, nor somebody who has left.
      if (role !== 'student' || status !== 'active')
        throw new CodedError('LEARNER_NOT_FOUND', { learner: params.learner });
      void reply.header('cache-control', 'no-store');
      return reply.code(201).send(await people.resetLink(user.id, params.learner, cohort.id));
    },
  );

  app.post(
    '/api/cohorts/:cohort/learners/:learner/view',
    {
      config: { access: 'cohort:learners', endsAdmission: true },
      schema: { params: LearnerParams, response: replies({ 204: Type.Null() }) },
    },
    async ({ user, cohort, params }, reply) => {
      if (user.login === null) throw new CodedError('NOT_IN_SELF_STUDY');
      await cohorts.viewAs(user.id, user.login, cohort.id, params.learner);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/cohorts/:cohort/audit',
    {
      config: { access: 'cohort:manage' },
      schema: {
        params: Params,
        querystring: Type.Object({ before: Type.Optional(Type.String({ format: 'date-time' })) }),
        response: replies({ 200: AuditReply }),
      },
    },
    async ({ cohort, query }) =>
      await cohorts.audit(cohort.id, query.before === undefined ? now() + 1 : Date.parse(query.before)),
  );
}
