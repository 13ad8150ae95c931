import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGIN_COOKIE } from '../classroom/index.ts';
import { LinkBody, LinkReply, LoginBody, PasswordBody, RedeemBody } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** Per address: a class of three hundred may sit behind one, and each login has a lock of its own. */
const guarded = { access: 'public', rateLimit: { max: 600, timeWindow: '1 minute' } } as const;

/** Logging in and out, and passwords. */
export function loginRoutes(app: App, { people, cohorts, config }: Services): void {
  const classroom = (): void => {
    if (config.mode !== 'classroom') throw new CodedError('NOT_IN_SELF_STUDY');
  };
  const admit = (request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply =>
    reply
      .setCookie(LOGIN_COOKIE, token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
      })
      .header('cache-control', 'no-store')
      .code(204)
      .send();

  app.post(
    '/api/login',
    { config: guarded, schema: { body: LoginBody, response: replies({ 204: Type.Null() }) } },
    async (request, reply) => {
      classroom();
      return admit(request, reply, (await people.login(request.body)).token);
    },
  );

  app.post(
    '/api/logout',
    {
      config: { access: 'learner', whileViewing: true, endsAdmission: true },
      schema: { response: replies({ 204: Type.Null() }) },
    },
    async (request, reply) => {
      if (request.user.login !== null) await people.logout(request.user.login);
      return reply.clearCookie(LOGIN_COOKIE, { path: '/' }).code(204).send(null);
    },
  );

  app.post(
    '/api/one-time-links/look',
    { config: guarded, schema: { body: LinkBody, response: replies({ 200: LinkReply }) } },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return await people.look(request.body.token);
    },
  );

  app.post(
    '/api/one-time-links/redeem',
    {
      config: { ...guarded, endsAdmission: true },
      schema: { body: RedeemBody, response: replies({ 204: Type.Null() }) },
    },
    async (request, reply) => {
      classroom();
      return admit(request, reply, (await people.redeem(request.body)).token);
    },
  );

  app.post(
    '/api/password',
    {
      config: { access: 'learner', endsAdmission: true, rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { body: PasswordBody, response: replies({ 204: Type.Null() }) },
    },
    async (request, reply) => {
      classroom();
      await people.changePassword(request.user.id, request.user.login, request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/view-as/end',
    {
      config: { access: 'learner', whileViewing: true, endsAdmission: true },
      schema: { response: replies({ 204: Type.Null() }) },
    },
    async (request, reply) => {
      if (request.user.login !== null) await cohorts.endView(request.user.login);
      return reply.code(204).send(null);
    },
  );
}
