import { Type } from 'typebox';
import { Certificate, CertificatesReply, IssueCertificateBody, RowId } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const access = { access: 'learner' } as const;

/** Certificates: what is missing for them, issued, and fetched again. */
export function certificateRoutes(app: App, { certificates }: Services): void {
  app.get(
    '/api/certificates',
    { config: access, schema: { response: replies({ 200: CertificatesReply }) } },
    async (request) => await certificates.list(request.learner.id),
  );

  app.post(
    '/api/certificates',
    {
      config: { access: 'learner', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { body: IssueCertificateBody, response: replies({ 201: Certificate }) },
    },
    async (request, reply) =>
      reply.code(201).send(await certificates.issue(request.learner.id, request.body)),
  );

  app.get(
    '/api/certificates/:id',
    {
      config: access,
      schema: { params: Type.Object({ id: RowId }), response: replies({ 200: Certificate }) },
    },
    async (request) => await certificates.get(request.learner.id, request.params.id),
  );
}
