import { Type } from 'typebox';
import { Receipt, ReceiptsReply, RowId, VerifyRecordBody, VerifyRecordReply } from '../contract/index.ts';
import { recordText } from '../records/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const access = { access: 'learner' } as const;
const Params = Type.Object({ id: RowId });

/** Receipts of what was accepted, as JSON and as text, and the check of files that claim to be records. */
export function receiptRoutes(app: App, { records }: Services): void {
  app.get(
    '/api/receipts',
    {
      config: access,
      schema: {
        querystring: Type.Object({ session: Type.Optional(RowId) }),
        response: replies({ 200: ReceiptsReply }),
      },
    },
    async (request) => await records.receipts(request.learner.id, request.query.session),
  );

  app.get(
    '/api/receipts/:id',
    { config: access, schema: { params: Params, response: replies({ 200: Receipt }) } },
    async (request) => await records.receipt(request.learner.id, request.params.id),
  );

  app.get(
    '/api/receipts/:id/text',
    { config: access, schema: { params: Params } },
    async (request, reply) => {
      const receipt = await records.receipt(request.learner.id, request.params.id);
      return reply.type('text/plain; charset=utf-8').send(recordText(receipt));
    },
  );

  app.post(
    '/api/records/verify',
    {
      config: { access: 'learner', rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { body: VerifyRecordBody, response: replies({ 200: VerifyRecordReply }) },
    },
    async (request) => await records.verify(request.learner.id, request.body),
  );
}
