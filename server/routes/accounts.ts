import { Type } from 'typebox';
import {
  AccountLabReply,
  Id,
  AccountReply,
  ConfirmAccountBody,
  RegisterAccountBody,
  RemovedAccountReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'learner', personal: true } as const;
/** A test makes four calls to AWS with this server's own credentials, whose rate all learners share. */
const costly = { ...config, rateLimit: { max: 60, timeWindow: '1 minute' } } as const;

/** The learner's own AWS account. The external id is for its owner: nothing here is kept by a browser. */
export function accountRoutes(app: App, { accounts }: Services): void {
  app.get(
    '/api/account',
    { config, schema: { response: replies({ 200: AccountReply }) } },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return await accounts.show(request.learner);
    },
  );

  app.post(
    '/api/account',
    { config: costly, schema: { body: RegisterAccountBody, response: replies({ 201: AccountReply }) } },
    async (request, reply) => reply.code(201).send(await accounts.begin(request.learner, request.body)),
  );

  app.post(
    '/api/account/confirm',
    { config: costly, schema: { body: ConfirmAccountBody, response: replies({ 200: AccountReply }) } },
    async (request) => await accounts.confirm(request.learner, request.body.roleArn),
  );

  app.post(
    '/api/account/test',
    { config: costly, schema: { response: replies({ 200: AccountReply }) } },
    async (request) => await accounts.test(request.learner),
  );

  app.get(
    '/api/account/labs/:lab',
    {
      config,
      schema: { params: Type.Object({ lab: Id }), response: replies({ 200: AccountLabReply }) },
    },
    async (request) => await accounts.lab(request.learner, request.params.lab),
  );

  app.delete(
    '/api/account',
    { config, schema: { response: replies({ 200: RemovedAccountReply }) } },
    async (request) => await accounts.remove(request.learner),
  );
}
