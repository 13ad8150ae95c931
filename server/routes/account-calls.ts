import { Readable } from 'node:stream';
import { AccountCallsCsvQuery, AccountCallsQuery, AccountCallsReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'learner', personal: true } as const;

/** Every call that Groundschool made in the learner's own AWS account, for its owner alone. */
export function accountCallRoutes(app: App, { accounts }: Services): void {
  app.get(
    '/api/account/calls',
    { config, schema: { querystring: AccountCallsQuery, response: replies({ 200: AccountCallsReply }) } },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return await accounts.calls.page(request.learner.id, request.query);
    },
  );

  app.get(
    '/api/account/calls.csv',
    { config, schema: { querystring: AccountCallsCsvQuery } },
    async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="account-calls.csv"')
        .send(Readable.from(accounts.calls.csv(request.learner.id, request.query.run))),
  );
}
