import { Type } from 'typebox';
import {
  ChangeCommentBody,
  CommentBody,
  CommentsReply,
  Id,
  LearnerId,
  RowId,
  SeenBody,
} from '../contract/index.ts';
import { Comments } from '../learners/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const grade = { access: 'cohort:grade' } as const;
const learners = '/api/cohorts/:cohort/learners/:learner';
const Params = Type.Object({ cohort: Id, learner: LearnerId });
const OfComment = Type.Object({ ...Params.properties, comment: RowId });
const response = replies({ 200: CommentsReply });

/** Comments on attempts: read by the student, written by staff. */
export function commentRoutes(app: App, services: Services): void {
  const comments = new Comments(services);

  app.get(
    '/api/comments',
    { config: { access: 'learner' }, schema: { response } },
    async ({ learner }) => await comments.mine(learner.id),
  );

  app.post(
    '/api/comments/seen',
    { config: { access: 'learner' }, schema: { body: SeenBody, response } },
    async ({ learner, body }) => await comments.seen(learner.id, body.comments),
  );

  app.get(
    `${learners}/comments`,
    { config: { access: 'cohort:learners' }, schema: { params: Params, response } },
    async ({ user, cohort, params }) => await comments.list(user.id, cohort, params.learner),
  );

  app.post(
    `${learners}/attempts/:attempt/comments`,
    {
      config: grade,
      schema: {
        params: Type.Object({ ...Params.properties, attempt: RowId }),
        body: CommentBody,
        response: replies({ 201: CommentsReply }),
      },
    },
    async ({ user, cohort, params: { learner, attempt }, body }, reply) =>
      reply.code(201).send(await comments.write(user.id, cohort, learner, { attempt, ...body })),
  );

  app.put(
    `${learners}/comments/:comment`,
    { config: grade, schema: { params: OfComment, body: ChangeCommentBody, response } },
    async ({ user, cohort, params: { learner, comment }, body }) =>
      await comments.change(user.id, cohort, learner, { comment, text: body.text }),
  );

  app.delete(
    `${learners}/comments/:comment`,
    { config: grade, schema: { params: OfComment, response } },
    async ({ user, role, cohort, params: { learner, comment } }) =>
      await comments.remove({ actor: user.id, role }, cohort, learner, comment),
  );
}
